"""Filters are saved and removed by whose they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.parameters import without_blanks
from ilo_dc.core.people.models.user import User
from ilo_dc.core.registers.pages.register import RegisterPage
from ilo_dc.core.saved_filters.models import SavedFilter
from ilo_dc.core.versions.actions import save_valid

if TYPE_CHECKING:
    from ilo_dc.core.measures.types import Words

View = TypeVar("View", bound=Callable[..., Any])
MOST = 50  # of one person
PLACE = ("cursor", "limit")  # where one stands in a list is no filter


class UnableToSaveFilter(UnableToAct):
    """The filter cannot be kept."""

    title = "Unable to save this filter"


def keeps_filters(label: Words) -> Callable[[View], View]:
    """Say that filters of a page may be saved, and what the page is called; a register's always may."""

    def named(view: View) -> View:
        view.list_name = label  # type: ignore[attr-defined]
        return view

    return named


def list_name(page: str) -> Words | None:
    """Return what the list at an address of the portal is called; None: no list stands there."""
    try:
        view = resolve(page).func
    except Resolver404:
        return None
    found = getattr(view, "view_class", None)
    if isinstance(found, type) and issubclass(found, RegisterPage):
        return found.register.label
    return getattr(view, "list_name", None)


def kept_query(query: str) -> str:
    """Return a filter as it is kept: without blanks, former names and the place in the list."""
    kept = without_blanks(QueryDict(query))
    for name in PLACE:
        kept.pop(name, None)
    return kept.urlencode()


@transaction.atomic
def save_filter(*, by: User, name: str, page: str, query: str) -> SavedFilter:
    """Keep the filter of a list under a name; only `by` sees it.

    Raises:
        UnableToSaveFilter: no list stands there, nothing is filtered, or there are too many already.
        UnableToAct: entries that need attention, by field.
    """
    if list_name(page) is None:
        raise UnableToSaveFilter(_("A filter can be saved of a list only."))
    kept = kept_query(query)
    if not kept:
        raise UnableToSaveFilter(_("Nothing is filtered or ordered yet. Filter the list first."))
    User.objects.select_for_update().get(pk=by.pk)  # two at once are counted one after the other
    if SavedFilter.objects.visible_to(by).count() >= MOST:
        raise UnableToSaveFilter(
            _("You keep %(most)d filters already. Remove one that you no longer need.") % {"most": MOST}
        )
    return save_valid(SavedFilter(person=by, name=name.strip(), page=page, query=kept))


@transaction.atomic
def remove_filter(*, by: User, saved: SavedFilter) -> None:
    """Remove a filter of one's own.

    Raises:
        SavedFilter.DoesNotExist: it is somebody else's, or gone.
    """
    SavedFilter.objects.visible_to(by).select_for_update().get(pk=saved.pk).delete()
