"""The invented cooperation frameworks of a demonstration from 2008 on: UNDAFs, then UNSDCFs, published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.models import Country
from portfolio.demonstration.rules import FrameworkStory, framework_stories
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkCountry, FrameworkResult
from portfolio.frameworks.models.framework_state import FrameworkState
from portfolio.frameworks.models.publication_state import PublicationState
from portfolio.frameworks.rules import free_address
from portfolio.frameworks.vocab import ResultLevel

NAMES = {"undaf": "UNDAF", "unsdcf": "UN cooperation framework"}
PRIORITY = "Demonstration priority: growth that leaves nobody behind"
OUTCOMES = (
    "Demonstration outcome: more young women and men have decent work",
    "Demonstration outcome: more people are covered by social protection",
    "Demonstration outcome: rights at work are respected and disputes are settled",
)


def load_past_frameworks(countries: Sequence[str], *, mark: str, reason: str, today: date) -> int:
    """Write the frameworks of `countries` with their results, statuses and publication; return how many.

    Nothing is written of a country where somebody described a framework already.
    """
    described = CooperationFramework.objects.filter(country_key__in=countries, derived=False)
    taken = set(described.values_list("country_key", flat=True))
    stories = list(framework_stories([one for one in countries if one not in taken], today=today))
    frameworks = _frameworks(stories, mark)
    _results(frameworks)
    with recording(by=None, reason=reason):
        FrameworkState.objects.bulk_create(
            row for one, framework in zip(stories, frameworks, strict=True) for row in _states(one, framework)
        )
        PublicationState.objects.bulk_create(
            PublicationState(
                framework=framework,
                published=True,
                recorded_at=one.statuses[0].recorded_at,
                backdated=True,
                demonstration=True,
            )
            for one, framework in zip(stories, frameworks, strict=True)
        )
        written = CooperationFramework.objects.filter(pk__in=[one.pk for one in frameworks])
        written.update(published=True)  # the first version, still: nobody has read it
    return len(frameworks)


def _frameworks(stories: Sequence[FrameworkStory], mark: str) -> list[CooperationFramework]:
    taken = set(CooperationFramework.objects.values_list("slug", flat=True))
    names = {row.iso3: row.name_en for row in Country.objects.filter(pk__in={one.iso3 for one in stories})}
    rows = []
    for one in stories:
        years = f"{one.starts_on.year}–{one.ends_on.year - 1}"
        slug = free_address(one.iso3, one.starts_on.year, taken)
        taken.add(slug)
        rows.append(
            CooperationFramework(
                slug=slug,
                country_key=one.iso3,
                title=f"{names[one.iso3]}: demonstration {NAMES[one.kind]} {years}",
                kind=one.kind,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                signed_on=one.signed_on,
                guidance="2019" if one.kind == "unsdcf" else "",
                reference=f"{mark}-{one.iso3}-{one.starts_on.year}",
                described_as_demonstration=True,
                derived=False,
                demonstration=True,
            )
        )
    made = CooperationFramework.objects.bulk_create(rows)
    FrameworkCountry.objects.bulk_create(
        FrameworkCountry(framework=row, country_id=row.country_key) for row in made
    )
    return made


def _results(frameworks: Sequence[CooperationFramework]) -> None:
    priorities = FrameworkResult.objects.bulk_create(
        FrameworkResult(
            framework=one, level=ResultLevel.PRIORITY, code="1", text=PRIORITY, demonstration=True
        )
        for one in frameworks
    )
    FrameworkResult.objects.bulk_create(
        FrameworkResult(
            framework=above.framework,
            level=ResultLevel.OUTCOME,
            parent=above,
            code=f"1.{number}",
            text=text,
            demonstration=True,
        )
        for above in priorities
        for number, text in enumerate(OUTCOMES, start=1)
    )


def _states(one: FrameworkStory, framework: CooperationFramework) -> list[FrameworkState]:
    ends = [following.recorded_at for following in one.statuses[1:]] + [None]
    return [
        FrameworkState(
            framework=framework,
            status=reached.status,
            effective_on=reached.effective_on,
            recorded_at=reached.recorded_at,
            superseded_at=until,
            backdated=True,
            demonstration=True,
        )
        for reached, until in zip(one.statuses, ends, strict=True)
    ]
