"""What an action would ask of a form that cannot be read whole, so that all errors are shown at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction

from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.ui.row_fields import RowsField

if TYPE_CHECKING:
    from collections.abc import Callable


class NothingStays(Exception):  # noqa: N818  (no error: it ends a rehearsal)
    """Undoes what a rehearsal did."""


def what_stands_for_unread(form: forms.Form) -> dict[str, Any] | None:
    """Return what the action is given in place of the fields that could not be read.

    A text stands for itself as far as it fits, a field that may be empty is empty. None: something is
    missing that no action does without (a day, a row, a file), so nothing can be said of the others yet.
    """
    failed = [name for name in form.errors if name in form.fields]
    files = [name for name, field in form.fields.items() if isinstance(field, forms.FileField)]
    if not failed or any(form.fields[name].required for name in files):
        return None
    found: dict[str, Any] = dict.fromkeys(files)  # a file that is stored is not undone
    for name in failed:
        field = form.fields[name]
        if hasattr(form, f"clean_{name}") or (field.required and not _is_text(field)):
            return None
        found[name] = _in_place_of(field, form[name].data)
    return found


def _is_text(field: forms.Field) -> bool:
    """Return whether a field is a text, typed or chosen, and no more than that."""
    typed = isinstance(field, forms.CharField) and type(field).clean is forms.Field.clean
    return typed or type(field) is forms.ChoiceField


def _in_place_of(field: forms.Field, data: Any) -> Any:
    if isinstance(field, forms.CharField) and _is_text(field):
        return str(field.to_python(data) or "").replace("\0", "")[: field.max_length]
    if _is_text(field) or isinstance(field, forms.TypedChoiceField):
        return ""
    several = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField, RowsField)
    return [] if isinstance(field, several) else None


def add_problems_of_others(form: forms.Form, act: Callable[[], object]) -> None:
    """Put on the fields that were read what the action finds wrong with them; nothing that it does stays.

    What it says of the fields that failed is left out: their own errors say it. So is what concerns no
    field, and what only a whole answer meets (somebody else changed the row, or saves it now): that is
    said once the answer can be read.
    """
    failed = set(form.errors)
    try:
        with transaction.atomic():
            act()
            raise NothingStays
    except NothingStays:
        return
    except Refused:
        raise
    except UnableToAct as error:
        for name in (error.problems.keys() & form.fields.keys()) - failed:
            for text in error.problems[name]:
                form.add_error(name, text)
