"""The portal's components: formatting filters, small tags, and tags that fill a template of templates/ui/.

Loaded in every template. `docs/how-to/use-the-components.md` lists each call.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import template
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ilo_dc.core.charts import bars
from ilo_dc.core.charts.theme import SERIES, STRONG, Paint
from ilo_dc.core.ui import forms
from ilo_dc.core.ui.form_problems import problems_of
from ilo_dc.formats import text

if TYPE_CHECKING:
    from django.forms import BaseForm, BoundField
    from django.template import Context

    from ilo_dc.core.charts import Caption, Chart
    from ilo_dc.formats.text import Number

register = template.Library()

BADGES = frozenset(("", "ok", "warn", "bad", "note"))
STATUSES = frozenset(("ok", "warn", "bad", "none"))

# --- Numbers and dates --------------------------------------------------------------------------


@register.filter
def money(value: Number, decimals: int = 0) -> str:
    """Write an amount grouped, in whole units: 2,699,784."""
    return text.fixed(value, decimals)


@register.filter
def number(value: Number, decimals: int = 0) -> str:
    """Write a count or another number grouped."""
    return text.fixed(value, decimals)


@register.filter
def exact(value: Decimal | None) -> str:
    """Write a number grouped, with the decimals that it has: 40, 28.6."""
    return text.exact(value)


@register.filter
def millions(value: Number) -> str:
    """Write US dollars as millions with one decimal: 93.2."""
    return text.millions(value)


@register.filter
def percent(value: Number, decimals: int = 1) -> str:
    """Write a fraction as per cent: 0.914 is 91.4%."""
    return text.percent(value, decimals)


@register.filter
def of_hundred(value: Number, decimals: int = 1) -> str:
    """Write a value that is in per cent already: 91.4 is 91.4%."""
    return text.of_hundred(value, decimals)


@register.filter
def exact_percent(value: Decimal | None) -> str:
    """Write a value that is in per cent already, with the decimals that it has: 40%, 62.5%."""
    return text.exact_of_hundred(value)


@register.filter
def half_year(code: str) -> str:
    """Write the code of a period, such as 2026-H1, as the language names it."""
    return text.half_year(code)


@register.filter
def in_words(value: object) -> object:
    """Write a day or a moment as running text does; anything else stays as it is."""
    if isinstance(value, dt.datetime):
        return text.moment(value)
    return text.long_date(value) if isinstance(value, dt.date) else value


@register.filter
def dash(value: object) -> object:
    """Write a dash for a missing value."""
    return text.DASH if value is None or value == "" else value


@register.simple_tag
def amount(value: Number, currency: str = "USD", decimals: int = 0) -> SafeString:
    """Write an amount with its currency, never broken over two lines."""
    return format_html('<span class="n nowrap">{}</span>', text.amount(value, currency, decimals))


@register.simple_tag
def exact_amount(value: Number, currency: str = "USD") -> SafeString:
    """Write an amount that a rule judges: with its cents where it has any, never rounded over a limit."""
    has_cents = value is not None and Decimal(value) % 1 != 0
    return amount(value, currency, 2 if has_cents else 0)


@register.simple_tag
def day(value: dt.date | None, style: str = "short") -> str:
    """Write a date for lists (12 Nov 2026) or, with "long", for text (12 November 2026)."""
    if value is None:
        return text.DASH
    written = text.long_date(value) if style == "long" else text.short_date(value)
    return format_html('<time datetime="{}">{}</time>', text.as_date(value).isoformat(), written)


@register.simple_tag
def colon() -> str:
    """Write what stands between a label and what it says; languages space it differently."""
    return text.colon()


@register.simple_tag
def moment(value: dt.datetime | None) -> str:
    """Write a date with its time in UTC."""
    if value is None:
        return text.DASH
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(timespec="seconds"), text.moment(value)
    )


# --- Small marks --------------------------------------------------------------------------------


@register.simple_tag
def badge(label: object, kind: str = "") -> SafeString:
    """Say where a record is in its life. `kind`: nothing, ok, warn, bad or note."""
    name = f"badge badge-{kind}" if kind and kind in BADGES else "badge"
    return format_html('<span class="{}">{}</span>', name, label)


@register.simple_tag
def status(label: object, kind: str = "none") -> SafeString:
    """Say how a result stands. `kind`: ok, warn, bad or none."""
    return format_html(
        '<span class="status status-{}">{}</span>', kind if kind in STATUSES else "none", label
    )


@register.simple_tag
def demo(applies: object = "yes") -> str:
    """Mark demonstration data; writes nothing when `applies` is false."""
    return format_html('<span class="demo">{}</span>', _("Demonstration data")) if applies else ""


@register.simple_tag
def sdg(goal: int | str) -> SafeString:
    """Write the number of a Sustainable Development Goal."""
    return format_html(
        '<span class="sdg"><span class="vh">{} </span>{}</span>', _("Sustainable Development Goal"), goal
    )


@register.simple_tag
def ratio(numerator: object, denominator: object) -> SafeString:
    """Write a fraction as numerator above denominator."""
    return format_html(
        '<span class="ratio"><span>{}</span><span class="vh"> ÷ </span><span>{}</span></span>',
        numerator,
        denominator,
    )


@register.simple_tag
def swatch(paint: Paint) -> SafeString:
    """Draw the small square of a legend."""
    stroke = format_html(' stroke="{}"', paint.stroke) if paint.stroke else ""
    return format_html(
        '<svg width="12" height="12" aria-hidden="true">'
        '<rect x=".5" y=".5" width="11" height="11" fill="{}"{}/></svg>',
        paint.fill,
        stroke,
    )


# --- Bars in tables -----------------------------------------------------------------------------


def _drawn(rects: Iterable[bars.Rect], height: int) -> SafeString:
    """Return a bar; it repeats a figure of its row, so assistive technology passes over it."""
    drawn = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"{}{}/>',
        (
            (
                *(r.x, r.y, r.width, r.height, r.paint.fill),
                format_html(' stroke="{}"', r.paint.stroke) if r.paint.stroke else "",
                format_html(' transform="translate({})"', r.shift) if r.shift else "",
            )
            for r in rects
        ),
    )
    return format_html('<svg class="bar" width="100%" height="{}" aria-hidden="true">{}</svg>', height, drawn)


@register.simple_tag
def bar(value: bars.Value, maximum: bars.Value, kind: str = "own", height: int = 12) -> SafeString:
    """Draw value as part of maximum. `kind`: own, or the code of a series, which gives the colour (group)."""
    return _drawn(bars.simple(value, maximum, SERIES.get(kind, STRONG[0]), height), height)


@register.simple_tag
def gap_bar(
    spent: bars.Value,
    available: bars.Value,
    required: bars.Value,
    maximum: bars.Value = None,
    *,
    missing: bars.Value = None,
) -> SafeString:
    """Draw spent, available and gap; the requirement, or `maximum`, is the full width.

    `missing`: the gap of a sum, which may be more than the requirement less what is available.
    """
    return _drawn(bars.gap(spent, available, required, maximum, missing=missing), 12)


@register.simple_tag
def target_bar(
    actual: bars.Value,
    milestone: bars.Value,
    target: bars.Value,
    maximum: bars.Value,
    *,
    marks: Iterable[bars.Value] = (),
) -> SafeString:
    """Draw the actual value on a track with the milestone as a band, the target and `marks` as rules."""
    return _drawn(bars.target(actual, milestone, target, maximum, marks=marks), 16)


# --- Charts -------------------------------------------------------------------------------------


@register.inclusion_tag("ui/chart.html")
def chart(drawing: Chart, *, caption: Caption | None = None, **texts: Any) -> dict[str, Any]:
    """Show a chart with its text, data table and downloads.

    Texts: those of `caption` (title, sub, source, as_of, demonstration), or each by its name; scope, csv,
    xlsx, png, span (w-8), level (h3).
    """
    return {"chart": drawing, **(vars(caption) if caption else {}), **texts}


@register.inclusion_tag("ui/legend.html")
def legend(entries: Iterable[tuple[str, Paint]]) -> dict[str, Any]:
    """Show a legend that is always visible: pairs of label and paint."""
    return {"entries": entries, "always": True}


@register.inclusion_tag("ui/downloads.html")
def downloads(pairs: Iterable[tuple[str, str]] = (), **addresses: str) -> dict[str, Any]:
    """Offer downloads: pairs of format and address, or csv=, xlsx=, json=, png=; empty ones are left out."""
    named = [(name.upper(), url) for name, url in addresses.items() if url]
    return {"addresses": [*pairs, *named]}


# --- Lists and forms ----------------------------------------------------------------------------


@register.inclusion_tag("ui/filter.html", takes_context=True)
def filter_form(context: Context, filterset: Any, label: str = "", action: str = "") -> dict[str, Any]:
    """Show a FilterSet (or its form) as the filter of a list, with a chip for each filter in force."""
    form = getattr(filterset, "form", filterset)
    query = form.data if isinstance(form.data, QueryDict) else context["request"].GET
    names = getattr(filterset, "folded_names", ())
    folded = [field for field in form.visible_fields() if field.name in names]
    return {
        "form": form,
        "asked": [field for field in form.visible_fields() if field.name not in names],
        "folded": folded,
        "opened": any(query.get(one) for field in folded for one in forms.parameters_of(field)),
        "label": label or _("Filter the list"),
        "action": action,
        "kept": forms.kept_parameters(form, query),
        "chips": forms.active_filters(form, query, getattr(filterset, "filters", {})),
        "clear": forms.address_without(form, query),
    }


@register.inclusion_tag("ui/error_summary.html")
def error_summary(*forms_with_errors: BaseForm) -> dict[str, Any]:
    """List the errors of one or more forms above them, each with a link to its field."""
    return {"problems": [problem for form in forms_with_errors for problem in problems_of(form)]}


@register.inclusion_tag("ui/affix.html")
def affix(first: BoundField, second: BoundField) -> dict[str, Any]:
    """Show two controls as one answer under the second's label: currency and amount."""
    return {"first": first, "second": second}


@register.inclusion_tag("ui/pager.html")
def pager(shown: int, total: int | None = None, **links: Any) -> dict[str, Any]:
    """Lead through a list by keyset. Also previous=, next= (addresses), capped= (more than total), note=."""
    return {"shown": shown, "total": total, **links}


@register.inclusion_tag("ui/empty.html")
def empty(title: str, advice: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    """Say that there is nothing, and what to do about it."""
    return {"title": title, "advice": advice, "url": url, "action": action}


# --- Parts of a page ----------------------------------------------------------------------------


@register.inclusion_tag("ui/crumbs.html")
def crumbs(*links: str, here: str = "") -> dict[str, Any]:
    """Show where a page lies: url, label, url, label ..., and the page itself as `here`."""
    return {"links": list(zip(links[::2], links[1::2], strict=True)), "here": here}


@register.inclusion_tag("ui/facts.html")
def facts(items: Iterable[tuple[object, object]] | Mapping[object, object]) -> dict[str, Any]:
    """Show facts of a record below its title: pairs of name and value."""
    return {"items": items.items() if isinstance(items, Mapping) else items}


@register.inclusion_tag("ui/steps.html")
def steps(labels: Iterable[object], current: int) -> dict[str, Any]:
    """Show the life of a record; `current` counts from 1, a larger number means all are done."""
    return {"labels": labels, "current": current}


@register.inclusion_tag("ui/tabs.html", takes_context=True)
def tabs(context: Context, items: Iterable[tuple[str, object]], label: str = "") -> dict[str, Any]:
    """Show the parts of one page or record: pairs of address and label; the page's own is current."""
    request = context.get("request")
    return {"items": items, "label": label or _("Parts"), "path": request.path if request else ""}


@register.inclusion_tag("ui/timeline.html")
def timeline(events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Show what happened: mappings with at, title, and if known text, url, badge, kind."""
    return {"events": events}


@register.inclusion_tag("ui/progress.html")
def progress(run: Any, url: str = "") -> dict[str, Any]:
    """Show a run at work: n of N, its step, its result or failure; asks `url` again while unfinished."""
    return {"run": run, "url": url, "unfinished": run.state in {"pending", "running"}}


# --- Boxes with content -------------------------------------------------------------------------


@register.simple_block_tag
def notice(content: SafeString, kind: str = "", title: str = "") -> SafeString:
    """Say what happened and what to do next. `kind`: nothing, ok, warn or bad."""
    name = f"notice notice-{kind}" if kind in {"ok", "warn", "bad"} else "notice"
    heading = format_html("<h2>{}</h2>", title) if title else ""
    return format_html('<div class="{}">{}{}</div>', name, heading, content)


@register.simple_block_tag
def dialog(content: SafeString, identity: str, *, title: str, button: str, kind: str = "btn-2") -> str:
    """Ask for a decision in a dialog that its button opens without a script; Keep it closes it."""
    return render_to_string(
        "ui/dialog.html",
        {"content": content, "identity": identity, "title": title, "button": button, "kind": kind},
    )


@register.simple_tag
def htmx() -> SafeString:
    """Load htmx; for the `scripts` block of pages that use it. It writes no style and evaluates no text."""
    return mark_safe(render_to_string("ui/htmx.html"))  # noqa: S308  (our own template)
