"""Fields for text as people write it: lines, and a limit that refuses but never cuts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField
from django.utils.translation import ngettext_lazy

from ilo_dc.formats.text import fixed

if TYPE_CHECKING:
    from django.forms import BaseForm

TOO_LONG = ngettext_lazy(
    "Shorten it to %(limit_value)s character; it has %(show_value)s now.",
    "Shorten it to %(limit_value)s characters; it has %(show_value)s now.",
    "limit_value",
)
SHOWN_FROM = 0.8  # of its limit: a text of one line is counted aloud from there on


class Written(int):
    """A number that a message writes grouped."""

    def __str__(self) -> str:
        return fixed(int(self))


class LinesField(forms.CharField):
    """A text of several lines; a line break counts as one character, as the browser counts it."""

    widget = forms.Textarea
    default_error_messages = {"max_length": TOO_LONG}

    def __init__(self, *, rows: int | None = None, **options: Any) -> None:
        if rows is not None:
            options["widget"] = forms.Textarea(attrs={"rows": rows})
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        """Return the text with plain line breaks."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text

    def run_validators(self, value: Any) -> None:
        """Check the text; the numbers of an error are written as the count beside the field writes them.

        Raises:
            ValidationError: as any field of text.
        """
        try:
            super().run_validators(value)
        except forms.ValidationError as error:
            for one in error.error_list:
                one.params = {
                    name: Written(part) if type(part) is int else part
                    for name, part in (one.params or {}).items()
                } or None
            raise


class PortalBoundField(BoundField):
    """A field of a form as pages show it: with its limit, and whether it may stay empty."""

    def __init__(self, form: BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        self.most: int | None = (
            getattr(field, "max_length", None) if field.widget.attrs.get("maxlength") else None
        )

    @property
    def is_optional(self) -> bool:
        """Whether it may always stay empty; its form's `needed_later` names what may not."""
        later = self.name in getattr(self.form, "needed_later", ())
        return not (self.field.required or self.field.disabled or later)

    @property
    def has_lines(self) -> bool:
        """Whether it is a text of several lines."""
        return isinstance(self.field.widget, forms.Textarea)

    @property
    def is_near(self) -> bool:
        """Whether so much is written that its limit is worth saying."""
        return self._length() >= SHOWN_FROM * (self.most or 0)

    @property
    def is_over(self) -> bool:
        """Whether more is written than fits."""
        return self.most is not None and self._length() > self.most

    def _length(self) -> int:
        return len(str(self.value() or "").replace("\r\n", "\n").strip())

    @property
    def aria_describedby(self) -> str | None:
        """The hint, the errors and the count of characters, as far as there are any."""
        described = super().aria_describedby
        if described is None or self.most is None or self.is_hidden:
            return described
        return f"{described} {self.auto_id}_count".strip()
