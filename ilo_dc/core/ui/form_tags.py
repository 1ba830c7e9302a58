"""Tags of forms: what is wrong on a page, fields that belong together, the bar with the buttons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import template
from django.forms import BaseForm, CheckboxInput
from django.template.loader import render_to_string

from ilo_dc.core.ui.form_problems import Problem, problems_of
from ilo_dc.core.ui.forms import DateInput

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.template import Context
    from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def page_problems(context: Context) -> list[Problem]:
    """Return what is wrong in the forms that were sent and are in the page's context, for its summary.

    A page whose form is none of Django's puts `page_problems` into its context itself.
    """
    if "page_problems" in context:
        return list(context["page_problems"])
    if unread := getattr(context.get("request"), "unread", None):
        return [Problem(str(unread.message))]
    forms = {id(one): one for layer in context.dicts for one in layer.values() if isinstance(one, BaseForm)}
    return [problem for form in forms.values() if form.is_bound for problem in problems_of(form)]


@dataclass(frozen=True)
class Group:
    """Fields that stand side by side: one, or two that are read together."""

    fields: tuple[BoundField, ...]

    @property
    def is_pair(self) -> bool:
        """Whether it is two."""
        return len(self.fields) > 1


@register.inclusion_tag("ui/form_fields.html")
def form_fields(fields: Iterable[BoundField]) -> dict[str, Any]:
    """Show fields; two days in a row, and a tick with its day, stay together at every width."""
    groups: list[Group] = []
    for field in fields:
        if groups and not groups[-1].is_pair and _belong_together(groups[-1].fields[0], field):
            groups[-1] = Group((groups[-1].fields[0], field))
        else:
            groups.append(Group((field,)))
    return {"groups": groups}


def _belong_together(first: BoundField, second: BoundField) -> bool:
    if not isinstance(second.field.widget, DateInput):
        return False
    ticked = isinstance(first.field.widget, CheckboxInput) and second.name == f"{first.name}_on"
    return ticked or isinstance(first.field.widget, DateInput)


@register.simple_block_tag(takes_context=True)
def action_bar(context: Context, content: SafeString, saved: str = "") -> SafeString:
    """Keep the buttons of a form in sight, with what is wrong in it and how its draft stands.

    `saved` says how a draft stands that the server keeps; of one that the browser keeps its script tells.
    """
    shown = {"content": content, "saved": saved, "draft": context.get("draft")}
    return render_to_string("ui/action_bar.html", {**shown, "problems": context.get("page_problems")})
