"""Sub-outputs as a source names them, with the frameworks and results that it implies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter

from ilo_dc.core.facts.copying import copy_in, maker_of
from portfolio.frameworks import rules
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkCountry, FrameworkResult
from portfolio.frameworks.models.sub_output import FrameworkSubOutput, SubOutputState
from portfolio.frameworks.vocab import (
    UNINFO,
    UNINFO_DESCRIPTION_LIMIT,
    UNINFO_NAME_LIMIT,
    UNINFO_RESULT_LIMIT,
)

BATCH = 1000
# The attributes of a state that are as the source has them, and those that it may put blanks around.
VALUES = ("starts_on", "ends_on", "agency", "sdg", "required", "available", "spent")
PADDED = ("code", "name", "description")
_values, _padded = attrgetter(*VALUES), attrgetter(*PADDED)


@dataclass(frozen=True)
class SubOutputValues:
    """What a source says of one sub-output, once, whatever the number of its countries.

    Texts are as they stand in the source, blanks around them included: only so is it known whether they
    reach its limit. Amounts are for the whole sub-output.
    """

    source_id: str
    countries: frozenset[str]
    code: str
    name: str
    description: str
    result: str
    starts_on: date | None
    ends_on: date | None
    agency: str
    sdg: str
    required: Decimal
    available: Decimal
    spent: Decimal
    other_results: tuple[str, ...] = ()

    @property
    def country_key(self) -> str:
        """The name of its set of countries."""
        return rules.country_key(self.countries)


def prepare_states(
    values: Sequence[SubOutputValues], *, demonstration: bool, finance_year: int
) -> list[SubOutputState]:
    """Return an unsaved state for each sub-output; frameworks, results and numbers not yet known are made.

    Those identities say nothing that is counted. The states are posted by `core.actions.facts`.
    """
    places = _places(values, demonstration=demonstration)
    results = _results(values, places, demonstration=demonstration)
    numbers = _sub_outputs(values)
    made = maker_of(
        SubOutputState,
        "result_id",
        "name_may_be_cut",
        "description_may_be_cut",
        "finance_year",
        *VALUES,
        *PADDED,
    )
    states = []
    for one in values:
        place = places[one.source_id]
        above = results.get((place.pk, one.result.strip()))
        state = made(
            above.pk if above else None,
            rules.may_be_cut(one.name, UNINFO_NAME_LIMIT),
            rules.may_be_cut(one.description, UNINFO_DESCRIPTION_LIMIT),
            finance_year,
            *_values(one),
            *(text.strip() for text in _padded(one)),
        )
        state.sub_output, state.framework = numbers[one.source_id], place
        states.append(state)
    return states


def _places(values: Sequence[SubOutputValues], *, demonstration: bool) -> dict[str, CooperationFramework]:
    """Return the framework of each sub-output, by its number at the source.

    The source names countries, not frameworks. A sub-output stays in the framework of its countries that
    it is in, or was in last; a new one comes to the framework of the set that receives them.
    """
    receiving = _receiving(values, demonstration=demonstration)
    last = (
        SubOutputState.objects.filter(sub_output__source=UNINFO)
        .order_by("sub_output_id", "-recorded_at", "-pk")
        .distinct("sub_output_id")
        .values_list("sub_output__source_id", "framework")
    )
    known = dict(last)
    frameworks = CooperationFramework.objects.in_bulk(set(known.values()))
    places = {}
    for one in values:
        present = frameworks.get(known.get(one.source_id, 0))
        stays = present is not None and present.country_key == one.country_key
        places[one.source_id] = present if present is not None and stays else receiving[one.country_key]
    return places


def _receiving(values: Iterable[SubOutputValues], *, demonstration: bool) -> dict[str, CooperationFramework]:
    """Return the framework of each set that receives its sub-outputs, derived where there is none."""
    sets = {one.country_key: one.countries for one in values}
    receiving = CooperationFramework.objects.filter(receives=True)
    known = {row.country_key: row for row in receiving.filter(country_key__in=sets)}
    made = CooperationFramework.objects.bulk_create(
        CooperationFramework(
            country_key=key, slug=key.lower(), receives=True, source=UNINFO, demonstration=demonstration
        )
        for key in sorted(sets.keys() - known.keys())
    )
    FrameworkCountry.objects.bulk_create(
        FrameworkCountry(framework=framework, country_id=country)
        for framework in made
        for country in sorted(sets[framework.country_key])
    )
    for framework in known.values():
        _vouch(framework, demonstration=demonstration)
    return {**known, **{row.country_key: row for row in made}}


def _vouch(framework: CooperationFramework, *, demonstration: bool) -> None:
    """Note that the source names sub-outputs of a framework; a published file makes it no demonstration."""
    real = framework.demonstration and not demonstration
    if framework.source and not real:
        return
    framework.source = UNINFO
    if real:
        framework.demonstration = False
    framework.version += 1
    framework.save()


def _results(
    values: Iterable[SubOutputValues], places: dict[str, CooperationFramework], *, demonstration: bool
) -> dict[tuple[int, str], FrameworkResult]:
    """Return the result above each sub-output by framework and the source's text; it states no level.

    A node is found again by the source's text, whatever level or text an officer gave it since; one that
    was typed with the very same text is the same.
    """
    texts = {(places[one.source_id].pk, one.result.strip()): one.result for one in values}
    texts = {key: raw for key, raw in texts.items() if key[1]}
    recorded = FrameworkResult.objects.filter(framework__in={framework for framework, _text in texts})
    typed = {(row.framework_id, row.text): row for row in recorded.filter(source_text="")}
    known = {(row.framework_id, row.source_text): row for row in recorded.exclude(source_text="")}
    for key in sorted(texts.keys() & (typed.keys() - known.keys())):
        known[key] = typed[key]
        typed[key].source_text = key[1]
        typed[key].save()
    made = FrameworkResult.objects.bulk_create(
        [
            FrameworkResult(
                framework_id=framework,
                text=text,
                source_text=text,
                may_be_cut=rules.may_be_cut(texts[framework, text], UNINFO_RESULT_LIMIT),
                demonstration=demonstration,
            )
            for framework, text in sorted(texts.keys() - known.keys())
        ],
        batch_size=BATCH,
    )
    return {**known, **{(row.framework_id, row.source_text): row for row in made}}


def _sub_outputs(values: Iterable[SubOutputValues]) -> dict[str, FrameworkSubOutput]:
    """Return the identity behind each number of the source."""
    numbers = {one.source_id for one in values}
    ours = FrameworkSubOutput.objects.filter(source=UNINFO)
    known = {row.source_id: row for row in ours.filter(source_id__in=numbers)}
    new = sorted(numbers - known.keys())
    made_of = maker_of(FrameworkSubOutput, "source", "source_id")
    copy_in([made_of(UNINFO, number) for number in new])
    made = ours.filter(source_id__in=new) if new else ()
    return {**known, **{row.source_id: row for row in made}}
