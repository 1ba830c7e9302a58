"""Cooperation frameworks as a source implies them: frameworks, results, sub-outputs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portfolio.models import (
    CooperationFramework,
    FrameworkCountry,
    FrameworkResult,
    FrameworkSubOutput,
    SubOutputState,
)
from portfolio.rules import frameworks as rules
from portfolio.vocab.frameworks import (
    UNINFO,
    UNINFO_DESCRIPTION_LIMIT,
    UNINFO_NAME_LIMIT,
    UNINFO_RESULT_LIMIT,
    ResultLevel,
)

BATCH = 1000


@dataclass(frozen=True)
class SaidOfSubOutput:
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

    @property
    def country_key(self) -> str:
        """The name of its set of countries."""
        return rules.country_key(self.countries)


def prepare_states(said: Sequence[SaidOfSubOutput], *, demonstration: bool) -> list[SubOutputState]:
    """Return an unsaved state for each sub-output; frameworks, results and numbers not yet known are made.

    Those identities say nothing that is counted. The states are posted by `core.actions.facts`.
    """
    frameworks = _frameworks(said, demonstration=demonstration)
    results = _results(said, frameworks, demonstration=demonstration)
    numbers = _sub_outputs(said)
    return [
        SubOutputState(
            sub_output=numbers[one.source_id],
            framework=frameworks[one.country_key],
            result=results.get((frameworks[one.country_key].pk, one.result.strip())),
            code=one.code.strip(),
            name=one.name.strip(),
            name_may_be_cut=rules.may_be_cut(one.name, UNINFO_NAME_LIMIT),
            description=one.description.strip(),
            description_may_be_cut=rules.may_be_cut(one.description, UNINFO_DESCRIPTION_LIMIT),
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            agency=one.agency,
            sdg=one.sdg,
            required=one.required,
            available=one.available,
            spent=one.spent,
        )
        for one in said
    ]


def _frameworks(said: Iterable[SaidOfSubOutput], *, demonstration: bool) -> dict[str, CooperationFramework]:
    """Return the derived framework of each set of countries, by that set's key."""
    sets = {one.country_key: one.countries for one in said}
    derived = CooperationFramework.objects.filter(derived=True)
    known = {row.country_key: row for row in derived.filter(country_key__in=sets)}
    made = CooperationFramework.objects.bulk_create(
        CooperationFramework(country_key=key, slug=key.lower(), demonstration=demonstration)
        for key in sorted(sets.keys() - known.keys())
    )
    FrameworkCountry.objects.bulk_create(
        FrameworkCountry(framework=framework, country_id=country)
        for framework in made
        for country in sorted(sets[framework.country_key])
    )
    if not demonstration:
        # A published file vouches for what only an edited one had named before.
        for framework in known.values():
            if framework.demonstration:
                framework.demonstration = False
                framework.save()
    return {**known, **{row.country_key: row for row in made}}


def _results(
    said: Iterable[SaidOfSubOutput], frameworks: dict[str, CooperationFramework], *, demonstration: bool
) -> dict[tuple[int, str], FrameworkResult]:
    """Return the result above each sub-output by framework and text; its level is not stated."""
    texts = {(frameworks[one.country_key].pk, one.result.strip()): one.result for one in said}
    texts = {key: raw for key, raw in texts.items() if key[1]}
    unknown = FrameworkResult.objects.filter(level=ResultLevel.UNKNOWN)
    known = {
        (row.framework_id, row.text): row
        for row in unknown.filter(framework__in={framework for framework, _text in texts})
    }
    made = FrameworkResult.objects.bulk_create(
        [
            FrameworkResult(
                framework_id=framework,
                text=text,
                may_be_cut=rules.may_be_cut(texts[framework, text], UNINFO_RESULT_LIMIT),
                demonstration=demonstration,
            )
            for framework, text in texts.keys() - known.keys()
        ],
        batch_size=BATCH,
    )
    return {**known, **{(row.framework_id, row.text): row for row in made}}


def _sub_outputs(said: Iterable[SaidOfSubOutput]) -> dict[str, FrameworkSubOutput]:
    """Return the identity behind each number of the source."""
    numbers = {one.source_id for one in said}
    ours = FrameworkSubOutput.objects.filter(source=UNINFO)
    known = {row.source_id: row for row in ours.filter(source_id__in=numbers)}
    made = FrameworkSubOutput.objects.bulk_create(
        [FrameworkSubOutput(source=UNINFO, source_id=number) for number in sorted(numbers - known.keys())],
        batch_size=BATCH,
    )
    return {**known, **{row.source_id: row for row in made}}
