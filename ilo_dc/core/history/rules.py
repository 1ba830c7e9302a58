"""Pure rules of histories: what changed between two versions of a text, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|\S+")
REWRITTEN = 0.5  # texts less alike than that are read one after the other, not word by word


@dataclass(frozen=True)
class Piece:
    """A part that both versions have, or what one has (`taken`) and the other has in its place (`added`)."""

    same: str = ""
    taken: str = ""
    added: str = ""


def word_differences(before: str, after: str) -> Iterator[Piece]:
    """Yield the parts of two texts in order: what is in both, and what stands in place of what."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < REWRITTEN:
        yield Piece(taken=before, added=after)
        return
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            yield Piece(same="".join(old[i1:i2]))
        else:
            yield Piece(taken="".join(old[i1:i2]), added="".join(new[j1:j2]))
