"""Choosing a row among many by typing a name of it in any language, or its code, with suggestions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ilo_dc.core.languages import shortened
from ilo_dc.core.text_search import holds_words, plain

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    # What is called so, each row with a `rank`: 0 is the very name or code (`best_first`).
    Finder = Callable[[QuerySet[Any], str], Iterable[Any]]

FEW = 15  # rows that a list of choices shows at a glance; more are chosen by typing
NAMED = 6  # rows that an error names
READ = 30  # rows that a text may fit before it is no use to look further
LONGEST = 110  # characters of a row's name in the suggestions
TYPED_SHOWN = 60  # characters of what was typed, in an error


class RowInput(forms.TextInput):
    """A text with the names of the rows as suggestions; it works as a plain text where there is no script.

    With `list` in its attributes the suggestions stand in another list of the page.
    """

    template_name = "django/forms/widgets/row_input.html"
    choices: Iterable[tuple[Any, Any]] = ()

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add the suggestions, by name."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        shown = context["widget"]["attrs"]
        if "list" not in shown and shown.get("id"):
            shown["list"] = f"{shown['id']}_list"
            names = {
                label if isinstance(label, str) else str(label)
                for key, label in self.choices
                if key not in ("", None)
            }
            context["widget"]["suggestions"] = sorted(names, key=plain)
        return context


class RowField(forms.ModelChoiceField):
    """One row of a queryset, typed. `find` says what is called so; without it, what its name holds.

    `codes` are the columns that hold a code of the row, which stands in its name as well.
    """

    widget = RowInput

    def __init__(
        self,
        queryset: QuerySet[Any],
        *,
        find: Finder | None = None,
        codes: Sequence[str] = (),
        **options: Any,
    ) -> None:
        self.find, self.codes = find, codes
        super().__init__(queryset, **options)

    def label_from_instance(self, obj: Model) -> str:
        """Return the name of a row as people choose it."""
        return name_of(obj)

    def prepare_value(self, value: Any) -> Any:
        """Show the name of a row; leave what was typed as it was typed."""
        if isinstance(value, str) or value is None or self.queryset is None:
            return value
        row = value if isinstance(value, self.queryset.model) else self.queryset.filter(pk=value).first()
        return self.label_from_instance(row) if row is not None else value

    def to_python(self, value: Any) -> Any:
        """Return the row that a text names.

        Raises:
            ValidationError: none is called so, or several are.
        """
        if value in self.empty_values or not str(value).strip():
            return None
        assert self.queryset is not None  # noqa: S101  (given above)
        if isinstance(value, self.queryset.model):
            return value
        text = str(value).strip()
        return chosen(text, self._called(text), name=self.label_from_instance)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return whether another name was typed than the one shown."""
        return str(self.prepare_value(initial) or "") != str(data or "")

    def _called(self, text: str) -> list[Any]:
        rows: Any = self.queryset
        if "\0" in text:
            return []
        if self.find is not None:
            return list(islice(self.find(rows.all(), text), READ))
        return called(text, rows.all(), name=self.label_from_instance, codes=self.codes)

    def validate(self, value: Any) -> None:
        """Ask for a row where one is needed."""
        forms.Field.validate(self, value)


class RowsField(RowField):
    """Several rows: one in each box, or more in one with semicolons between them."""

    def __init__(self, queryset: QuerySet[Any], **options: Any) -> None:
        super().__init__(queryset, **{"widget": RowInputs, **options})

    def clean(self, value: Any) -> Any:
        """Return the rows, each once, in the order in which they were typed.

        Raises:
            ValidationError: a text names none, or several; or none was typed where one is needed.
        """
        found: dict[Any, Any] = {}
        problems: list[Any] = []
        for text in _parts(value):
            try:
                row = self.to_python(text)
            except ValidationError as error:
                problems += error.error_list
            else:
                found[row.pk] = row
        if problems:
            raise ValidationError(problems)
        if self.required and not found:
            raise ValidationError(self.error_messages["required"], code="required")
        return list(found.values())

    def prepare_value(self, value: Any) -> Any:
        """Show the names of rows; leave what was typed as it was typed."""
        prepare = super().prepare_value
        return [prepare(one) for one in value] if isinstance(value, list | tuple) else value


class RowInputs(RowInput):
    """As many boxes as rows were typed, and some more."""

    template_name = "django/forms/widgets/row_inputs.html"
    use_fieldset = True
    boxes = 4

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Return what stands in the boxes."""
        del files
        return list(data.getlist(name)) if hasattr(data, "getlist") else list(data.get(name) or ())

    def format_value(self, value: Any) -> list[str]:
        """Return what to write in the boxes, empty ones after it."""
        written = [str(one) for one in value or () if str(one).strip()]
        return [*written, *[""] * max(self.boxes - len(written), 1)]

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return the id of the first box."""
        return f"{id_}_{index or 0}" if id_ else id_


def name_of(row: Any) -> str:
    """Return a row's name as people choose it: its own `chosen_as`, else what it is called, shortened."""
    return shortened(getattr(row, "chosen_as", None) or str(row), LONGEST)


def called(
    text: str, rows: Iterable[Any], *, name: Callable[[Any], str], codes: Sequence[str] = ()
) -> list[Any]:
    """Return the rows whose name or code holds each word of a text, each with its `rank`."""
    found = []
    for row in rows:
        known = [str(getattr(row, code)) for code in codes]
        if holds_words(text, name(row), *known):
            row.rank = 0 if plain(text) in {plain(one) for one in known} else 3
            found.append(row)
    return found


def chosen(text: str, rows: Sequence[Any], *, name: Callable[[Any], str]) -> Any:
    """Return the one row that a text names: by the whole name, by the very name or code, or by a part of it.

    Raises:
        ValidationError: it names none, or several of the same rank, which it then says.
    """
    whole = [row for row in rows if plain(name(row)) == plain(text)]
    for found in (whole, [row for row in rows if row.rank == 0], rows):
        if len(found) == 1:
            return found[0]
    typed = Truncator(text).chars(TYPED_SHOWN)
    if not rows:
        message = _("“%(typed)s” is not among the choices. Type a name or a code, or choose from the list.")
        raise ValidationError(message % {"typed": typed}, code="invalid_choice")
    names = sorted((name(row) for row in rows), key=plain)
    listed = "; ".join([*names[:NAMED], *(["…"] if len(names) > NAMED else [])])
    message = _("“%(typed)s” can be more than one: %(rows)s. Write which.")
    raise ValidationError(message % {"typed": typed, "rows": listed}, code="ambiguous")


def _parts(value: Any) -> list[str]:
    texts = [value] if isinstance(value, str) else list(value or ())
    return [part.strip() for text in texts for part in str(text).split(";") if part.strip()]
