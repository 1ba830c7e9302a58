"""Invented work of officers on the frameworks of a few countries, for a demonstration only.

The frameworks themselves and their sub-outputs are UN INFO's; titles, dates, groups and plans here are
invented, and every row says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, post
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.versions.actions import history_context, save_valid
from ilo_dc.core.versions.models import Revised
from portfolio.frameworks.actions.frameworks import post_publications
from portfolio.frameworks.models.country_analysis import CommonCountryAnalysis, CountryAnalysisUpdate
from portfolio.frameworks.models.country_team import CountryTeamMembership
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkResult
from portfolio.frameworks.models.framework_state import FrameworkState
from portfolio.frameworks.models.joint_work_plan import JointWorkPlan
from portfolio.frameworks.models.results_group import ResultsGroup
from portfolio.frameworks.models.roadmap_stage import RoadmapStage
from portfolio.frameworks.vocab import FrameworkKind, FrameworkStatus, GroupRole, Presence, ResultLevel

Row = TypeVar("Row", bound=Revised)
REASON = gettext_noop("Demonstration data")
REFERENCE = "DEMO-UNSDCF"


class UnableToInvent(UnableToAct):
    """Nothing is invented here."""

    title = "Unable to load demonstration frameworks"


@dataclass(frozen=True)
class Example:
    """What is invented for one framework, by its address."""

    slug: str
    name: str
    start: int
    role: str
    presence: str
    analysed_on: date


EXAMPLES = (
    Example("civ", "Côte d’Ivoire", 2021, GroupRole.CO_LEAD, Presence.RESIDENT, date(2026, 3, 16)),
    Example(
        "tza", "United Republic of Tanzania", 2022, GroupRole.MEMBER, Presence.NON_RESIDENT, date(2025, 9, 8)
    ),
    Example("pak", "Pakistan", 2023, GroupRole.LEAD, Presence.RESIDENT, date(2026, 5, 4)),
    Example("uzb", "Uzbekistan", 2021, GroupRole.MEMBER, Presence.NON_RESIDENT, date(2026, 1, 19)),
    Example(
        "cok-fsm-kir-mhl-niu-nru-plw-tkl-wsm",
        "Pacific",
        2026,
        GroupRole.NONE,
        Presence.NON_RESIDENT,
        date(2025, 6, 2),
    ),
)


@transaction.atomic
def load_demonstration_frameworks() -> dict[str, int]:
    """Describe the frameworks of a few countries and invent what belongs to them; return {frameworks}.

    A framework that is not there, or that somebody described already, is left alone.

    Raises:
        UnableToInvent: a live installation.
    """
    if not is_demonstration():
        raise UnableToInvent(_("A live installation takes no demonstration data."))
    rows = CooperationFramework.objects.select_for_update().filter(
        slug__in=[one.slug for one in EXAMPLES], derived=True
    )
    found = {row.slug: row for row in rows}
    if found:
        with history_context(None, REASON), recording(by=None, reason=REASON):
            post_publications(list(found.values()), published=True, demonstration=True)
            for example in EXAMPLES:
                if example.slug in found:
                    _describe(found[example.slug], example)
                    _add_parts(found[example.slug], example)
            states = [
                FrameworkState(
                    framework=found[one.slug],
                    status=FrameworkStatus.RUNNING,
                    effective_on=date(one.start, 1, 1),
                )
                for one in EXAMPLES
                if one.slug in found
            ]
            post(Plan(created=states), edition=None, demonstration=True)
    return {"frameworks": len(found)}


def _describe(framework: CooperationFramework, example: Example) -> None:
    period = f"{example.start}–{example.start + 4}"
    framework.title = f"{example.name}: demonstration cooperation framework {period}"
    framework.kind = FrameworkKind.UNSDCF
    framework.starts_on, framework.ends_on = date(example.start, 1, 1), date(example.start + 5, 1, 1)
    framework.signed_on = date(example.start - 1, 11, 16)
    framework.guidance = "2019"
    framework.reference = f"{REFERENCE}-{framework.country_key}"
    framework.derived, framework.described_as_demonstration, framework.published = False, True, True
    framework.version += 1
    save_valid(framework)


def _add_parts(framework: CooperationFramework, example: Example) -> None:
    priority = _save(
        FrameworkResult(
            framework=framework,
            level=ResultLevel.PRIORITY,
            code="1",
            text="Demonstration priority: an economy that leaves nobody behind",
        )
    )
    outcome = _save(
        FrameworkResult(
            framework=framework,
            level=ResultLevel.OUTCOME,
            parent=priority,
            code="1.1",
            text="Demonstration outcome: more women and men have decent work",
        )
    )
    for position, (name, month, contribution) in enumerate(
        (
            ("Roadmap agreed", 2, ""),
            ("Priorities chosen with the government", 6, "Workers and employers took part in the workshop."),
            ("Validation with all partners", 9, "Technical notes on employment and social protection."),
        ),
        start=1,
    ):
        day = date(example.start - 1, month, 15)
        _save(
            RoadmapStage(
                framework=framework,
                position=position,
                name=name,
                planned_on=day,
                done_on=day,
                ilo_contribution=contribution,
            )
        )
    group = _save(
        ResultsGroup(
            framework=framework, name="Demonstration group: jobs", result=outcome, ilo_role=example.role
        )
    )
    _save(
        JointWorkPlan(
            framework=framework,
            group=group,
            starts_on=date(2026, 1, 1),
            ends_on=date(2027, 1, 1),
            reference=f"DEMO-JWP-{framework.country_key}-2026",
            ilo_part="Advice on employment policy; training of labour inspectors.",
        )
    )
    _add_analysis(framework, example)


def _add_analysis(framework: CooperationFramework, example: Example) -> None:
    countries = list(framework.countries.all())
    for country in countries:
        if not CountryTeamMembership.objects.filter(country=country).exists():
            _save(
                CountryTeamMembership(
                    country=country, presence=example.presence, starts_on=date(example.start, 1, 1)
                )
            )
    analysis, _is_new = CommonCountryAnalysis.objects.get_or_create(
        country_key=framework.country_key, defaults={"demonstration": True}
    )
    analysis.countries.set(countries)
    if not analysis.updates.exists():
        _save(
            CountryAnalysisUpdate(
                analysis=analysis,
                updated_on=example.analysed_on,
                reference=f"DEMO-CCA-{framework.country_key}",
                ilo_contribution="Chapter on employment and social protection.",
                constituents_contribution="Comments of workers’ and employers’ organizations.",
            )
        )


def _save(row: Row) -> Row:
    row.demonstration = True
    return save_valid(row)
