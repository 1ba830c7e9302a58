"""Tags that show a figure: its value, its explanation, and how it was made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ilo_dc.core.ui.figure_problems import problem_url
from ilo_dc.formats import text

if TYPE_CHECKING:
    from django.template import Context

    from ilo_dc.formats.text import Number

register = template.Library()


def figure_value(figure: Any) -> str:
    """Return a figure's value as its unit asks: US dollars in millions, per cent, days, or a count."""
    if figure.measure.unit == "USD":
        return text.millions(figure.value)
    if figure.measure.unit == "days":
        return text.fixed(figure.value, 1)
    return text.percent(figure.value) if figure.measure.unit == "ratio" else text.whole(figure.value)


@register.simple_tag
def unit_name(unit: str) -> str:
    """Say what a measure is counted in: US dollars, a ratio, days or a count."""
    return {"USD": _("US$"), "ratio": _("Ratio"), "days": _("Days"), "count": _("Count")}.get(unit, unit)


def part_value(value: Number, unit: str) -> str:
    """Return a numerator or denominator as its unit asks: US dollars, or a number of days or of rows."""
    return text.amount(value) if unit == "USD" else text.whole(value)


@register.simple_tag
def terms(figure: Any) -> SafeString:
    """Write the terms of a ratio, each as its own unit asks."""
    above, below = figure.measure.term_units
    return format_html(
        '<span class="n nowrap">{}</span> ÷ <span class="n nowrap">{}</span>',
        part_value(figure.numerator, above),
        part_value(figure.denominator, below),
    )


@register.simple_tag(name="figure_value")
def figure_value_tag(figure: Any) -> SafeString:
    """Write a figure's value with its unit, for running text."""
    unit = text.million_dollars(figure.value) if figure.measure.unit == "USD" else ""
    return format_html(
        '<span class="n nowrap">{}</span>', f"{figure_value(figure)}{text.SPACE}{unit}".strip()
    )


@register.inclusion_tag("ui/kpi.html", takes_context=True)
def kpi(
    context: Context, figure: Any, *, label: str = "", note: str = "", name: str = "kpi"
) -> dict[str, Any]:
    """Show one key figure as an item of `<ul class="kpis">`: label, value, note, as-of date, explanation."""
    unit = figure.measure.unit
    if unit == "ratio" and figure.denominator is not None:
        note = note or _parts_of(figure)
    return {
        "figure": figure,
        "label": label or figure.measure.label,
        "value": figure_value(figure),
        "unit": text.million_dollars(figure.value) if unit == "USD" else "",
        "note": note,
        "name": name,
        "request": context.get("request"),
    }


def _parts_of(figure: Any) -> str:
    """Say what of how much a ratio is; nothing where both are counted differently."""
    units = set(figure.measure.term_units)
    if units == {"USD"}:
        return text.part_of_millions(figure.numerator, figure.denominator)
    if "USD" in units:
        return ""
    numbers = {"part": text.whole(figure.numerator), "whole": text.whole(figure.denominator)}
    return _("%(part)s of %(whole)s") % numbers


@register.inclusion_tag("ui/kpis.html", takes_context=True)
def kpis(context: Context, figures: Iterable[Any]) -> dict[str, Any]:
    """Show up to five key figures side by side, six in two rows."""
    listed = list(figures)
    return {
        "figures": listed,
        "columns": 3 if len(listed) == 6 else min(len(listed), 5),
        "request": context.get("request"),
    }


@register.inclusion_tag("ui/explain.html", takes_context=True)
def explain(
    context: Context, figure: Any, *, name: str = "explain", summary: str = "", label: str = ""
) -> dict[str, Any]:
    """Explain one figure: definition, scope, formula, as at, rows. One drawer of a `name` opens at a time.

    On paper a number stands in its place, under which `explanations` tells the same at the page's end.
    """
    explained = {**_explained(figure), "name": name, "label": label or figure.measure.label}
    if summary:
        explained["summary"] = summary
    request = context.get("request")
    if request is not None:
        request.explained = [*getattr(request, "explained", ()), explained]
        explained["number"] = len(request.explained)
    return explained


@register.inclusion_tag("ui/explanations.html", takes_context=True)
def explanations(context: Context) -> dict[str, Any]:
    """Write for paper, at the end of the page, what its drawers explain, by their numbers."""
    request = context.get("request")
    return {"explained": getattr(request, "explained", ()), "request": request}


def _explained(figure: Any) -> dict[str, Any]:
    """Return what is said of a figure: its terms, its value, its rows, where to report a problem."""
    above, below = figure.measure.term_units if figure.measure.unit in {"ratio", "days"} else ("", "")
    return {
        "figure": figure,
        "summary": _("Explain this figure"),
        "numerator": part_value(figure.numerator, above) if figure.numerator is not None else "",
        "denominator": part_value(figure.denominator, below) if figure.denominator is not None else "",
        "value": figure_value(figure),
        "denominator_page": getattr(figure, "denominator_page", None),
        "problem_url": problem_url(figure, figure_value(figure)),
    }


@register.inclusion_tag("ui/lineage.html")
def lineage(figure: Any) -> dict[str, Any]:
    """Show how a figure was made, step by step."""
    return _explained(figure)
