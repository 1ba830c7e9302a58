"""What a kind of workbook is about, and how it is read, compared and saved: declared once for each noun."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from ilo_dc.core.sheets.limits import Limits, Watch, quiet

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.models import User
    from ilo_dc.core.people.grants import Viewer
    from portfolio.workbooks.actions.sheet_rows import Comparison, Reading, RowChange
    from portfolio.workbooks.vocab import BookSheet


class FindSubject(Protocol):
    """How what a batch names is found."""

    def __call__(self, key: Any, *, locked: bool = False) -> Any:
        """Return it with what pages and policies read; `locked` against others who change it."""


class ReadWorkbook(Protocol):
    """How a workbook is read, within limits and watched; raises `SheetError`."""

    def __call__(
        self,
        file: BinaryIO,
        *,
        size: int,
        subject: Any,
        limits: Limits | None = None,
        watch: Watch = quiet,
    ) -> Reading:
        """Return what the workbook of `subject` says."""


class CarryOut(Protocol):
    """How the rows of a workbook are saved, each by its own action."""

    def __call__(
        self, *, by: User, subject: Any, changes: list[RowChange], reading: Reading, watch: Watch = quiet
    ) -> list[RowChange]:
        """Save each change and return those that were saved; a refused one is a problem of its row."""


@dataclass(frozen=True)
class Workbook:
    """What a kind of workbook is about, and how it is compared and saved.

    Attributes:
        code: what a batch of this kind says that it is (`ImportBatch.importer`).
        noun: what the plan of a batch calls the subject.
        sheets: its sheets, in their order.
        find: how the subject is found by its key.
        policy: whether somebody may edit a subject.
        parts: what belongs to a subject, in the order in which all lock it.
        compare: which rows say something new.
        carry_out: how they are saved.
        check, save: the doors of the work for a worker.
        meanwhile: what to tell when something else was recorded since the preview.
    """

    code: str
    noun: str
    sheets: tuple[BookSheet, ...]
    find: FindSubject
    policy: Callable[[Viewer, Any], Verdict]
    parts: Callable[[Any], Iterable[QuerySet[Any]]]
    compare: Callable[[Any, Reading], Comparison]
    carry_out: CarryOut
    check: str
    save: str
    meanwhile: str
