"""What is wrong in a form, each with the control that repairs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.forms import BaseForm, BoundField


@dataclass(frozen=True)
class Problem:
    """One error with the label and the id of the control that repairs it (empty: no single one)."""

    message: str
    label: str = ""
    target: str = ""


def problems_of(form: BaseForm) -> Iterator[Problem]:
    """Yield the errors of a form in the order in which its page shows the fields, the general ones first.

    What is in no section comes behind, and hidden fields are last.
    """
    for message in form.non_field_errors():
        yield Problem(str(message))
    shown = [bound for section in getattr(form, "bound_sections", ()) for bound in section.bound]
    names = {bound.name for bound in shown}
    others = [bound for bound in form.visible_fields() if bound.name not in names]
    for bound in (*shown, *others, *form.hidden_fields()):
        for message in bound.errors:
            yield Problem(str(message), str(bound.label), control_id(bound))


def control_id(bound: BoundField) -> str:
    """Return the id of the first control of a field, where a link from the summary must land."""
    return bound.id_for_label or (f"{bound.auto_id}_0" if bound.auto_id else "")
