"""What a filter offers to choose from: a few as a list, many to be typed, by name or code."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ilo_dc.core.measures.offered import key_of, with_distinct_names
from ilo_dc.core.ui.row_fields import FEW, RowInput


class Offered(forms.Select):
    """A choice among what `offered` returns when it is shown: pairs of text in an address and name.

    Few are a select, many a text with the names as suggestions, which works without a script. An address
    may name what is not offered, such as several keys separated by commas: that stays, so filtering again
    does not lose it.
    """

    template_name = "django/forms/widgets/offered.html"

    def __init__(self, offered: Callable[[], Iterable[tuple[str, str]]], attrs: Any = None) -> None:
        super().__init__(attrs)
        self.offered = offered

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Show the name of the key in force."""
        found = with_distinct_names(self.offered())
        if len(found) > FEW:
            return self._typed(found, name, value, attrs)
        self.choices = [("", _("Any")), *found]
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["shown"] = "django/forms/widgets/select.html"
        return context

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        """Return the options, the one in force among them."""
        keys = [(key, key) for one in value if (key := key_of(one, self.choices) or one)]
        known = {key for key, _label in self.choices}
        self.choices = [*self.choices, *(one for one in keys if one[0] not in known)]
        return super().optgroups(name, [key for key, _label in keys] or value, attrs)

    def _typed(self, found: list[tuple[str, str]], name: str, value: Any, attrs: Any) -> dict[str, Any]:
        box = RowInput(self.attrs)
        box.choices = found
        shown = dict(found).get(key_of(str(value or ""), found) or "", value)
        context = box.get_context(name, shown, attrs)
        context["widget"]["shown"] = box.template_name
        return context
