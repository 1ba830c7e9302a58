"""Pure rules of reported problems: what may follow what."""

from __future__ import annotations

from ilo_dc.core.life.rules import NOT_YET, Gate, Statuses, gettext_noop

TEXT_MOST = 2000  # characters

# `open` after `answered`: the answer was wrong, and the office looks again.
STATUSES = Statuses(
    moves={
        NOT_YET: ("open",),
        "open": ("answered", "closed"),
        "answered": ("closed", "open"),
        "closed": (),
    },
    gates=(Gate("note", "answered", gettext_noop("Write what came out."), "our convention"),),
)
