"""Forms of API keys and deputies: field shape only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.accounts.models.api_key import ApiKey
from ilo_dc.core.accounts.querysets import colleagues
from ilo_dc.core.accounts.rules import READ, WRITE
from ilo_dc.core.accounts.scope_words import EVERYTHING
from ilo_dc.core.accounts.scopes import known_scopes, names_of_nouns
from ilo_dc.core.people.models.deputy import Deputy
from ilo_dc.core.people.models.user import User
from ilo_dc.core.text_search import plain
from ilo_dc.core.ui.forms import DayField, LastDayField, field_of
from ilo_dc.core.ui.row_fields import RowField

KINDS = {READ: _("Or read only this"), WRITE: _("Or read and change only this")}

# What has no list of its own.
NAMES = {
    "changes": _("History"),
    "deputies": _("Deputies"),
    "figures": _("Figures"),
    "measures": _("Measures"),
    "memberships": _("Roles"),
    "outcome-indicators": _("Indicators of outcomes"),
    "project-indicators": _("Indicators of projects"),
    "project-results": _("Results of projects"),
    "people": _("People"),
    "resource-gaps": _("Resource gaps"),
    "saved-filters": _("Saved filters"),
    "work-items": _("Work of others"),
}


def _choices(*levels: str) -> list[Any]:
    known = known_scopes()
    groups = [
        (KINDS[level], sorted(_named(level, known), key=lambda choice: plain(choice[1]))) for level in levels
    ]
    return [*((level, EVERYTHING[level]) for level in levels), *groups]


def _named(level: str, scopes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each scope of a level with the name of what it opens; a noun without a name says its code."""
    names = {**NAMES, **names_of_nouns()}
    for scope in scopes:
        kind, colon, noun = scope.partition(":")
        if colon and kind == level:
            yield scope, str(names.get(noun, noun))


def own_choices() -> list[Any]:
    """Return what one's own key may do."""
    return _choices(READ, WRITE)


def reading_choices() -> list[Any]:
    """Return what a key that is issued for somebody else may do."""
    return _choices(READ)


class OwnKeyForm(forms.Form):
    """A new key of one's own."""

    label = field_of(ApiKey, "label", help_text=_("The system that will use it."))
    expires_on = DayField(label=_("Last day"), help_text=_("At most one year from now."))
    scopes = forms.MultipleChoiceField(
        label=_("May do"),
        help_text=_("As little as the system needs. It never does more than the person may."),
        choices=own_choices,
        initial=[READ],
        widget=forms.CheckboxSelectMultiple,
    )


class DeputyForm(forms.Form):
    """Who stands in, and when."""

    deputy = RowField(
        User.objects.none(),
        codes=("username",),
        label=_("Deputy"),
        help_text=_("Sees and does what you may, only while acting for you; histories name both of you."),
    )
    starts_on = field_of(Deputy, "starts_on")
    ends_on = LastDayField(label=_("Last day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["deputy"]
        people.queryset = colleagues()


class ReadingKeyForm(OwnKeyForm):
    """A new key of somebody else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes: Any = self.fields["scopes"]
        scopes.choices = reading_choices
