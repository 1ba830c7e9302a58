"""Filters are saved and removed by whose they are."""

from __future__ import annotations

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.parameters import without_blanks
from ilo_dc.core.people.models.user import User
from ilo_dc.core.saved_filters.lists import list_name
from ilo_dc.core.saved_filters.models import SavedFilter
from ilo_dc.core.versions.actions import save_valid

MOST = 50  # of one person
PLACE = ("cursor", "limit")  # where one stands in a list is no filter


class UnableToSaveFilter(UnableToAct):
    """The filter cannot be kept."""

    title = "Unable to save this filter"


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
