"""The filters of a person, as `/work/` lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ilo_dc.core.saved_filters.lists import list_name, register_at
from ilo_dc.core.saved_filters.models import SavedFilter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.measures.types import Words
    from ilo_dc.core.people.grants import Viewer


@dataclass(frozen=True)
class ShownFilter:
    """A saved filter and what its list is called."""

    saved: SavedFilter
    label: Words
    mailable: bool


def filters_of(user: Viewer) -> Iterator[ShownFilter]:
    """Yield the filters that `user` keeps, by name; one whose list is no more is left out."""
    for saved in SavedFilter.objects.visible_to(user):
        label = list_name(saved.page)
        if label is not None:
            yield ShownFilter(saved, label, mailable=register_at(saved.page) is not None)
