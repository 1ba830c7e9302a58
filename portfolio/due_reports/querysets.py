"""Querysets of what fell due: who sees it, and what figures count."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Self

from ilo_dc.core.facts.querysets import FactQuerySet, text_then
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.reference.names import in_country
from ilo_dc.core.text_search import has_words
from portfolio.due_reports.vocab import COUNTED

if TYPE_CHECKING:
    from datetime import datetime

    from ilo_dc.core.people.grants import Viewer


class DueReportQuerySet(FactQuerySet):
    """What fell due, and what became of it."""

    # What is reported on never changes, nor do countries and regions.
    EDITED: ClassVar = {
        "outcome": ("code", "title"),
        "project": ("code", "title", "title_en", "title_fr", "title_es", "language"),
    }

    def as_shown_at(self, moment: datetime) -> Self:
        """Return the rows as they were; `code_then` and so on are what is searched."""
        names = {
            "code_then": text_then("outcome", "code"),
            "outcome_title_then": text_then("outcome", "title"),
            "project_code_then": text_then("project", "code"),
            "project_title_then": text_then("project", "title"),
        }
        return super().as_shown_at(moment).annotate(**names)

    def visible_to(self, user: Viewer) -> Self:
        """Return the rows for staff: what an office did not hand in is not public."""
        return self.seen_by(user) if grants_of(user).is_staff else self.none()

    def counted(self) -> Self:
        """Return what figures count: what was skipped with a reason was not due after all."""
        return self.filter(state__in=COUNTED)

    def named(self, text: str) -> Self:
        """Return the rows with each word in the outcome, the project or the country's name."""
        fields = ("outcome__code", "outcome__title", "project__code", "project__title")
        return self.filter(has_words(text, fields, also=partial(in_country, path="country")))

    def named_then(self, text: str) -> Self:
        """Return of `as_shown_at` the rows with each word in what `named` searches, as it was."""
        fields = ("code_then", "outcome_title_then", "project_code_then", "project_title_then")
        return self.filter(has_words(text, fields, also=partial(in_country, path="country")))

    def for_list(self) -> Self:
        """Return the rows with all that a list shows."""
        return self.select_related("outcome__programme", "outcome__cpo", "project", "country", "region")
