"""What a filter offers to choose from: a few as a list, many to be typed, by name or code."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.text_search import plain
from ilo_dc.core.ui.row_fields import FEW, NAMED, RowInput


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
        found = [(key, label if isinstance(label, str) else str(label)) for key, label in self.offered()]
        if len(found) > FEW:
            return self._typed(found, name, value, attrs)
        self.choices = [("", _("Any")), *found]
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["shown"] = "django/forms/widgets/select.html"
        return context

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        """Return the options, the one in force among them."""
        keys = [(key, key) for one in value if (key := _key_of(one, self.choices) or one)]
        known = {key for key, _label in self.choices}
        self.choices = [*self.choices, *(one for one in keys if one[0] not in known)]
        return super().optgroups(name, [key for key, _label in keys] or value, attrs)

    def _typed(self, found: list[tuple[str, str]], name: str, value: Any, attrs: Any) -> dict[str, Any]:
        box = RowInput(self.attrs)
        box.choices = found
        shown = dict(found).get(_key_of(str(value or ""), found) or "", value)
        context = box.get_context(name, shown, attrs)
        context["widget"]["shown"] = box.template_name
        return context


def key_called(text: str, offered: Iterable[tuple[str, str]]) -> str | None:
    """Return the key of what is offered that `text` names, by the key or the whole name, in any case.

    Raises:
        UnableToRead: several are called so.
    """
    found = list(offered)
    if (key := _key_of(text, found)) is not None:
        return key
    called = [key for key, label in found if plain(str(label)) == plain(text)]
    if len(called) > 1:
        message = _("“%(typed)s” can be more than one: %(rows)s. Write which.")
        rows = "; ".join([*called[:NAMED], *(["…"] if len(called) > NAMED else [])])
        raise UnableToRead(message % {"typed": text[:40], "rows": rows})
    return called[0] if called else None


def _key_of(text: str, offered: Iterable[tuple[Any, Any]]) -> str | None:
    """Return the key that `text` is but for its case, or whose name it is."""
    sought = text.casefold()
    keys = [key for key, _label in offered if key and str(key).casefold() == sought]
    named = [key for key, label in offered if key and str(label).casefold() == sought]
    return next(iter(keys or (named if len(named) == 1 else [])), None)
