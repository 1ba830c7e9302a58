"""What an import speaks of: within it, what its file no longer names is withdrawn; outside nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from ilo_dc.core.imports.vocab import ScopeKind

Words = str | Promise


@dataclass(frozen=True)
class ScopedBy:
    """By what the scopes of a kind of sheet are told apart: countries, years, frameworks.

    `kinds` are the scopes that the sheet may have, the first of them where none is asked for; `advice` says
    how one is written.
    """

    code: str
    label: Words
    kinds: tuple[ScopeKind, ...] = (ScopeKind.NAMED, ScopeKind.ADD, ScopeKind.CHOSEN, ScopeKind.ALL)
    advice: Words = ""


@dataclass(frozen=True)
class Scope:
    """What an import speaks of.

    Attributes:
        kind: everything of the source, only what the file names, or only what is chosen; or what the file
            says and nothing beside it, so that nothing is withdrawn.
        names: what it is chosen or, once the file was read, named: codes of countries, years, frameworks.
        finance_year: of the amounts, for a sheet that does not name it.
        valid_rows: whether rows with errors are left out, instead of refusing the whole file.
    """

    kind: ScopeKind = ScopeKind.NAMED
    names: tuple[str, ...] = ()
    finance_year: int | None = None
    valid_rows: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it speaks of everything."""
        return self.kind == ScopeKind.ALL

    @property
    def adds_only(self) -> bool:
        """Whether it withdraws nothing."""
        return self.kind == ScopeKind.ADD

    def as_json(self) -> dict[str, Any]:
        """Return the scope as an import batch keeps it."""
        kept = {"kind": self.kind.value, "names": list(self.names), "finance_year": self.finance_year}
        return {**kept, "valid_rows": True} if self.valid_rows else kept

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Scope:
        """Return the scope that a batch keeps; a sheet that says nothing of it speaks of what it names."""
        return cls(
            ScopeKind(kept.get("kind", ScopeKind.NAMED)),
            tuple(kept.get("names", ())),
            kept.get("finance_year"),
            bool(kept.get("valid_rows")),
        )


EVERYTHING = Scope(ScopeKind.ALL)
