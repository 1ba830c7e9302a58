"""Formulas in files: a text that a spreadsheet would run carries a quote, which reading takes off again.

Only CSV needs it, for there a spreadsheet guesses what a cell is; the cells of a workbook are stored as text.
"""

from __future__ import annotations

import re

BEGINNINGS = ("=", "+", "-", "@")  # of what a spreadsheet tries as a formula when it is typed
# `=` and `@` begin a formula, and so do a tab or a line's end before them. After `+` or `-` nothing calls a
# function, asks another program or reads another file without one of `(|!=[`; figures and operators alone
# are computed. So `-5` is a number, and in `- OIT-17` there is nothing to run.
_RUNS = r"(?:[=@\t\r\n]|[+-](?=.*[(|!=\[])|[+-](?=.*[-+*/^])[-+*/^%.,0-9\s]+\Z)"
# A text that begins with quotes and then so carries one more: reading takes off exactly the one added.
_GUARDED = re.compile(rf"'*{_RUNS}", re.DOTALL)
_GUARD = re.compile(rf"'+{_RUNS}", re.DOTALL)


def guarded(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula."""
    return f"'{text}" if _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given."""
    return text[1:] if text.startswith("'") and _GUARD.match(text) else text
