"""Pure rules of cells: noise of arithmetic, characters nobody sees, letters read in the wrong encoding."""

from __future__ import annotations

import re
from decimal import Decimal

from ilo_dc.core.invisible import INVISIBLE

# What a spreadsheet shows instead of a value that it could not compute.
ERROR_VALUES = frozenset(
    (
        "#REF!",
        "#N/A",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#UNKNOWN!",
        "#CONNECT!",
        "#BUSY!",
        "#EXTERNAL!",
        "#PYTHON!",
        "#GETTING_DATA",
    )
)
# A stored number has some 16 significant digits; sums of ten thousand of them lose four.
NOISE = Decimal("1e-12")
SHOWN_DIGITS = 15  # of a number that a spreadsheet shows
SMALLEST = -308  # power of ten of a number that is not stored as 0

UNSEEN = re.compile(f"[{INVISIBLE}]")
HARD_BLANKS = "\u00a0\u2007\u202f"


def _as_ansi(byte: int) -> str:
    """Return the character that a byte becomes where UTF-8 is opened as Windows' Western encoding."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_CONTINUED = "[" + "".join(re.escape(_as_ansi(byte)) for byte in range(0x80, 0xC0)) + "]"
# Tab, line ends, and the underscore before what only looks so (ECMA-376, ST_Xstring).
ESCAPED = re.compile(r"_x00(09|0[Aa]|0[Dd]|5[Ff])_")
# Pairs that no language writes: é as Ã©, ’ as â€™, Russian, Arabic and Chinese words as rows of signs.
MOJIBAKE = re.compile(
    "|".join(
        (
            f"Ã{_CONTINUED}",
            "Â[\u00a0-\u00bf]",
            f"â[€‚„†ˆ]{_CONTINUED}",
            "Å[“’¡¾½¸]",
            f"(?:[ÐÑ]{_CONTINUED}){{2,}}",
            f"(?:[ØÙÚÛ]{_CONTINUED}){{2,}}",
            f"(?:[ã-é]{_CONTINUED}{{2}}){{2,}}",
            "ï»¿|ï¿½|\ufffd",
        )
    )
)
# What each of them holds: a pair is looked for faster than all of them.
_SUSPECT = re.compile(f"[ÂÃÅâãä-éÐÑØ-Ûï]{_CONTINUED}")
_TO_BYTE = {_as_ansi(byte): byte for byte in range(0x80, 0x100)}


def shortest(stored: Decimal) -> Decimal:
    """Return the shortest number that is stored as the same: 1234.56, not 1234.5599999999999."""
    digits = len(stored.as_tuple().digits)
    if stored.adjusted() < SMALLEST:
        return Decimal(0)
    if digits > SHOWN_DIGITS:
        short = stored.quantize(Decimal(1).scaleb(stored.adjusted() - SHOWN_DIGITS + 1))
        # Written with 17 digits, it is up to half a unit of the last beside what is stored.
        written = Decimal(5).scaleb(stored.adjusted() - 17)
        if abs(stored - short) <= _step(stored) / 2 + written:
            stored = short
    return stored.normalize() + 0  # no -0


def _step(number: Decimal) -> Decimal:
    """Return how far the next number is that can be stored: 52 binary digits below the first."""
    above, below = abs(number).as_integer_ratio()
    power = above.bit_length() - below.bit_length()
    if above * 2 ** max(-power, 0) < below * 2 ** max(power, 0):
        power -= 1
    return Decimal(2) ** (power - 52)


def rounded_number(number: Decimal, places: int) -> Decimal | None:
    """Return a stored number to `places` decimals where it differs by arithmetic's noise only, else None.

    400.29999999999995 is 400.30 to two decimals; 400.125 is no number of two decimals.
    """
    rounded = number.quantize(Decimal(1).scaleb(-places))
    return rounded if abs(number - rounded) <= NOISE * max(abs(number), Decimal(1)) else None


def is_error_value(text: str) -> bool:
    """Return whether a cell says that its value could not be computed."""
    return text.startswith("#") and text.strip() in ERROR_VALUES


def without_invisible(text: str) -> str:
    """Return a code without blanks around it and without the characters that nobody sees in it."""
    return text.strip() if text.isascii() else UNSEEN.sub("", text).strip()


def invisible_in(text: str) -> str:
    """Return the names of the characters in a code that nobody sees: U+200B, U+00A0."""
    if text.isascii():
        return ""
    found = [char for char in text if UNSEEN.match(char) or char in HARD_BLANKS]
    return ", ".join(dict.fromkeys(f"U+{ord(char):04X}" for char in found))


def looks_misread(text: str) -> bool:
    """Return whether a text was opened in another encoding than it was written in (é as Ã©)."""
    if text.isascii() or not (_SUSPECT.search(text) or "\ufffd" in text):
        return False
    return MOJIBAKE.search(text) is not None


def read_rightly(text: str) -> str:
    """Return what a misread text was meant to say, as far as it can be told."""

    def mended(match: re.Match[str]) -> str:
        raw = bytes(_TO_BYTE.get(char, 0x3F) for char in match[0])
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return match[0]

    return MOJIBAKE.sub(mended, text)


def without_escapes(text: str) -> str:
    """Return a workbook's text with the blanks and line ends that its format writes by their number."""
    return ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x00" in text else text
