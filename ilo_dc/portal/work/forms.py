"""Forms of work that waits for others: field shape only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ilo_dc.core.accounts.querysets import colleagues
from ilo_dc.core.people.models.user import User
from ilo_dc.core.ui.row_fields import RowField
from ilo_dc.formats.text import whole

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
        """Take any key: what was done meanwhile is named by the action, as through the API."""
        return "\0" not in value


class ItemsForm(forms.Form):
    """Which items are meant."""

    needed_later = ("items",)  # unless all are meant

    everything = forms.BooleanField(required=False)
    items = ItemsField(label=_("What"), required=False)

    def __init__(self, *args: Any, choices: Choices = (), matching: int = 0, **kwargs: Any) -> None:
        """Offer `choices`, and all that match at once where these are more: so many."""
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = list(choices)  # type: ignore[attr-defined]
        if matching:
            text = ngettext(
                "All that match the filter, on every page: %(number)s item",
                "All that match the filter, on every page: %(number)s items",
                matching,
            )
            self.fields["everything"].label = text % {"number": whole(matching)}
        else:
            del self.fields["everything"]

    def clean(self) -> dict[str, Any]:
        """Ask for an item, unless all are meant."""
        answers = super().clean() or self.cleaned_data
        if not answers.get("items") and not answers.get("everything"):
            self.add_error("items", _("Choose at least one item."))
        return answers


class AssignForm(ItemsForm):
    """Which items are meant, and who is to do them."""

    assignee = RowField(
        User.objects.none(),
        codes=("username",),
        label=_("Assign to"),
        help_text=_("A colleague who may do all that is ticked."),
    )

    field_order = ("assignee", "everything", "items")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["assignee"]
        people.queryset = colleagues()
