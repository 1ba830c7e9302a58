"""What may be counted in the portfolio: the money of sub-outputs of UN cooperation frameworks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.measures.types import Dimension, EvidenceKind, Measure, Rows, Unit
from ilo_dc.core.models import Country, Region
from portfolio.models import CooperationFramework, SubOutputState
from portfolio.vocab.frameworks import NO_REGION, SEVERAL_REGIONS

if TYPE_CHECKING:
    from ilo_dc.core.standing import Viewer
    from portfolio.querysets.frameworks import SubOutputStateQuerySet

# --- Dimensions -----------------------------------------------------------------------------------


def country_names(keys: Iterable[Any]) -> dict[Any, str]:
    """Return the names of countries and sets of countries, in the reader's language, in one query."""
    keys = list(keys)
    codes = {code for key in keys for code in key.split("-")}
    names = {country.iso3: country.name for country in Country.objects.filter(iso3__in=codes)}
    return {key: ", ".join(sorted(names.get(code, code) for code in key.split("-"))) for key in keys}


def read_country(text: str) -> str:
    """Return the key that `text` names: a country's ISO3 code, or those of a set in order, by hyphens.

    Raises:
        UnableToRead: no such code, or no country or area here has it.
    """
    key = text.upper()
    codes = key.split("-")
    known = re.fullmatch(r"[A-Z]{3}(-[A-Z]{3})*", key) and len(codes) <= 40
    if not known or Country.objects.filter(iso3__in=codes).count() != len(set(codes)):
        raise UnableToRead(
            _("“%(text)s” is no country or area: write its ISO 3166 alpha-3 code, such as KEN.")
            % {"text": text[:40]},
            {"country": [_("Write ISO 3166 alpha-3 codes, separated by commas.")]},
        )
    return key


def present_country(key: Any) -> dict[str, Any]:
    """Return what an API row carries: one country, or null and the countries of a shared set."""
    codes = key.split("-")
    return {"country": key} if len(codes) == 1 else {"country": None, "countries": codes}


def shared_sets(texts: list[str]) -> list[str]:
    """Return the keys of the sets that one of the countries belongs to together with others."""
    asked = [text.upper() for text in texts if "-" not in text]
    shared = CooperationFramework.objects.named_by_a_source()
    shared = shared.filter(country_key__contains="-", memberships__country__in=asked)
    return sorted(set(shared.values_list("country_key", flat=True)))


def region_names(keys: Iterable[Any]) -> dict[Any, str]:
    """Return the names of regions in the reader's language."""
    names = {region.code: region.name for region in Region.objects.filter(code__in=list(keys))}
    return {**names, SEVERAL_REGIONS: _("Several regions")}


def read_region(text: str) -> str:
    """Return the region's code.

    Raises:
        UnableToRead: there is no such region.
    """
    codes = [*Region.objects.values_list("code", flat=True), SEVERAL_REGIONS]
    if text not in codes:
        raise UnableToRead(
            _("“%(text)s” is no region.") % {"text": text[:40]},
            {"region": [_("Regions: %(codes)s.") % {"codes": ", ".join(codes)}]},
        )
    return text


def framework_names(keys: Iterable[Any]) -> dict[Any, str]:
    """Return the names of frameworks by address."""
    frameworks = CooperationFramework.objects.named_by_a_source().with_countries()
    frameworks = frameworks.filter(slug__in=list(keys))
    return {framework.slug: framework.written_name() for framework in frameworks}


def read_framework(text: str) -> str:
    """Return the framework's address.

    Raises:
        UnableToRead: there is no such framework.
    """
    if "\0" in text or not CooperationFramework.objects.named_by_a_source().filter(slug=text).exists():
        raise UnableToRead(
            _("There is no cooperation framework “%(text)s”.") % {"text": text[:40]},
            {"framework": [_("Write a framework's address, such as ken.")]},
        )
    return text


COUNTRY = Dimension(
    code="country",
    label=gettext_lazy("Country or area"),
    key="framework__country_key",
    names=country_names,
    read=read_country,
    present=present_country,
    apart=shared_sets,
)
REGION = Dimension(
    code="region",
    label=gettext_lazy("Region"),
    key="region_key",
    names=region_names,
    read=read_region,
    empty=(NO_REGION, gettext_lazy("Region not known")),
)
FRAMEWORK = Dimension(
    code="framework",
    label=gettext_lazy("Cooperation framework"),
    key="framework__slug",
    names=framework_names,
    read=read_framework,
)
DIMENSIONS = (COUNTRY, REGION, FRAMEWORK)

# --- Rows and measures ------------------------------------------------------------------------------


def known_at(user: Viewer, moment: datetime) -> SubOutputStateQuerySet:
    """Return the states visible to `user` that were current at `moment`, with every evidence field."""
    return SubOutputState.objects.visible_to(user).as_known_at(moment).with_gap().with_region()


SUB_OUTPUTS = Rows(
    code="framework-suboutputs",
    known_at=known_at,
    page="portfolio:sub-outputs",
    source=gettext_lazy("UN INFO, sub-outputs of UN cooperation frameworks with the ILO as agency"),
    note=gettext_lazy(
        "Amounts of finance year 2024, as asked of UN INFO; the source names no currency, US dollars are "
        "assumed. A sub-output of several countries counts once and belongs to the set of its countries."
    ),
)


def _sum(code: str, label: Any, definition: Any, formula: Any, *, field: str) -> Measure:
    """Return a measure that sums one column, in US dollars."""
    return Measure(
        code=code,
        label=label,
        definition=definition,
        formula=formula,
        unit=Unit.USD,
        kind=EvidenceKind.SUM,
        rows=SUB_OUTPUTS,
        dimensions=DIMENSIONS,
        evidence_field=field,
    )


FRAMEWORK_REQUIRED = _sum(
    "framework_required",
    gettext_lazy("Required"),
    gettext_lazy("Resources that the ILO's sub-outputs of UN cooperation frameworks require."),
    gettext_lazy("Sum of required."),
    field="required",
)
FRAMEWORK_AVAILABLE = _sum(
    "framework_available",
    gettext_lazy("Available"),
    gettext_lazy("Resources available to the ILO's sub-outputs of UN cooperation frameworks."),
    gettext_lazy("Sum of available."),
    field="available",
)
FRAMEWORK_SPENT = _sum(
    "framework_spent",
    gettext_lazy("Spent"),
    gettext_lazy("Resources spent on the ILO's sub-outputs of UN cooperation frameworks."),
    gettext_lazy("Sum of spent."),
    field="spent",
)
FRAMEWORK_GAP = _sum(
    "framework_gap",
    gettext_lazy("Gap"),
    gettext_lazy(
        "What the sub-outputs lack. Computed for each sub-output, so that a surplus of one never hides the "
        "gap of another."
    ),
    gettext_lazy("Sum of max(0, required − available) over the sub-outputs."),
    field="gap",
)
FRAMEWORK_SURPLUS = _sum(
    "framework_surplus",
    gettext_lazy("Surplus"),
    gettext_lazy("What is available to sub-outputs beyond what they require; it fills no other gap."),
    gettext_lazy("Sum of max(0, available − required) over the sub-outputs."),
    field="surplus",
)
FRAMEWORK_COVERAGE = Measure(
    code="framework_coverage",
    label=gettext_lazy("Coverage"),
    definition=gettext_lazy(
        "The part of the requirement that is available: 1 − gap ÷ required. Unknown where none is required."
    ),
    formula=gettext_lazy("Sum of min(required, available) ÷ sum of required."),
    unit=Unit.RATIO,
    kind=EvidenceKind.RATIO,
    rows=SUB_OUTPUTS,
    dimensions=DIMENSIONS,
    numerator="covered",
    denominator="required",
)
FRAMEWORK_SUBOUTPUTS = Measure(
    code="framework_suboutputs",
    label=gettext_lazy("Sub-outputs"),
    definition=gettext_lazy("Sub-outputs of UN cooperation frameworks with the ILO as agency."),
    formula=gettext_lazy("Number of sub-outputs; one that several countries share counts once."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=SUB_OUTPUTS,
    dimensions=DIMENSIONS,
)

MEASURES = (
    FRAMEWORK_REQUIRED,
    FRAMEWORK_AVAILABLE,
    FRAMEWORK_GAP,
    FRAMEWORK_SURPLUS,
    FRAMEWORK_COVERAGE,
    FRAMEWORK_SPENT,
    FRAMEWORK_SUBOUTPUTS,
)
# The columns of a table of gaps, in their order.
GAP_COLUMNS = (
    FRAMEWORK_REQUIRED,
    FRAMEWORK_AVAILABLE,
    FRAMEWORK_GAP,
    FRAMEWORK_SURPLUS,
    FRAMEWORK_COVERAGE,
    FRAMEWORK_SPENT,
)
