"""Forms of work that waits for others: field shape only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.accounts.querysets import colleagues
from ilo_dc.core.people.models.user import User
from ilo_dc.core.ui.row_fields import RowField

if TYPE_CHECKING:
    Choices = Iterable[tuple[Any, Any]]


class GroupedBoxes(forms.CheckboxSelectMultiple):
    """Boxes by kind; an error leads to the first of the first kind."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return the id of a box, of the first one unless `index` names another."""
        return super().id_for_label(id_, "0_0" if index is None else index)


class ItemsField(forms.MultipleChoiceField):
    """Items that are ticked, by their keys; which of them are open, the action says."""

    widget = GroupedBoxes

    def valid_value(self, value: str) -> bool:
        """Take any: what was done meanwhile is named by the action, as through the API."""
        return True


class ItemsForm(forms.Form):
    """Which items are meant."""

    items = ItemsField(label=_("What"), error_messages={"required": _("Choose at least one item.")})

    def __init__(self, *args: Any, choices: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = list(choices)  # type: ignore[attr-defined]


class AssignForm(ItemsForm):
    """Which items are meant, and who is to do them."""

    assignee = RowField(
        User.objects.none(), label=_("Assign to"), help_text=_("A colleague who may do all that is ticked.")
    )

    field_order = ("assignee", "items")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["assignee"]
        people.queryset = colleagues()
