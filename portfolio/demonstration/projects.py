"""The invented projects of a demonstration: marked as such, never in a live installation.

Their history is recorded as it would have been, with earlier recording dates, and each fact says so. Texts,
places and participants are invented; names of initiatives are real, that a project belongs to one is not.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.models import Country, Office, Organisation
from ilo_dc.core.reference.vocab import OrganisationKind
from ilo_dc.core.versions.actions import history_context
from portfolio.demonstration.programmes import demonstration_places
from portfolio.demonstration.project_stories import ProjectStory, project_stories
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.projects.models.initiative import Initiative
from portfolio.projects.models.participant import Participant
from portfolio.projects.models.project import Project
from portfolio.projects.models.project_links import (
    BudgetShare,
    CountryShare,
    OutcomeShare,
    ProjectInitiative,
    ProjectLink,
    ProjectMarker,
    ProjectSdgTarget,
    SectorShare,
    SstcCountry,
)
from portfolio.projects.models.project_state import ProjectState
from portfolio.projects.rules import completed
from portfolio.projects.vocab import SSTC, Marker, ParticipantRole, ProjectKind, ProjectScope
from portfolio.results.models.results_framework import ResultsFramework
from portfolio.results.models.results_node import ResultsNode

DATA = settings.BASE_DIR / "portfolio" / "data" / "demonstration"
REASON = gettext_noop("Demonstration projects")
LANGUAGES = ("en", "fr", "es")
WHOLE, CENT = Decimal(100), Decimal("0.01")
# Named as funding partners of invented projects; each such row is marked demonstration data.
DONORS = ("germany", "sweden", "norway", "japan", "netherlands", "switzerland", "united-kingdom", "canada")


class UnableToLoadProjects(UnableToAct):
    """The demonstration projects cannot be loaded here."""

    title = "Unable to load the demonstration projects"


@dataclass
class Known:
    """What there is to tie projects to, read once."""

    texts: Mapping[str, Any]
    countries: Mapping[str, Country]
    offices: Mapping[str, Office]
    donors: Sequence[Organisation]
    agencies: Sequence[Organisation]
    budget: Sequence[ResultsNode]
    targets: Mapping[str, ResultsNode]
    initiatives: Mapping[str, Initiative]
    outcomes: Mapping[str, Sequence[CountryProgrammeOutcome]]


@dataclass
class Rows:
    """The facts that projects are tied by, gathered to be written in few statements."""

    links: dict[type[ProjectLink], list[Any]] = field(default_factory=lambda: defaultdict(list))
    participants: list[Participant] = field(default_factory=list)


@transaction.atomic
def load_demonstration_projects(*, today: date | None = None) -> dict[str, int]:
    """Add the invented projects with their life up to `today`; return how many of each kind of row.

    Nothing is added where they are already. Nobody is asked for permission: whoever owns the server runs
    this.

    Raises:
        UnableToLoadProjects: a live installation.
    """
    if not is_demonstration():
        raise UnableToLoadProjects(_("Demonstration projects exist in a demonstration installation only."))
    if ProjectState.objects.filter(backdated=True).exists():
        return {"projects": 0}
    stories = list(project_stories(demonstration_places(), today=today or timezone.now().date()))
    with history_context(None, REASON):
        known = _known()
        projects = Project.objects.bulk_create([_project(one, known) for one in stories])
        rows = Rows()
        for one, project in zip(stories, projects, strict=True):
            _tie(one, project, known, rows)
        Participant.objects.bulk_create(rows.participants)
        _record(stories, projects, rows)
    return {
        "projects": len(projects),
        "participants": len(rows.participants),
        "links": sum(len(links) for links in rows.links.values()),
    }


def _known() -> Known:
    texts = json.loads((DATA / "projects.json").read_text(encoding="utf-8"))
    organisations = Organisation.objects.order_by("pk")
    nodes = ResultsNode.objects.in_force().select_related("framework").order_by("framework", "order", "pk")
    outcomes: dict[str, list[CountryProgrammeOutcome]] = defaultdict(list)
    for row in CountryProgrammeOutcome.objects.exclude(country=None).order_by("code", "pk"):
        outcomes[str(row.country_id)].append(row)
    initiatives = Initiative.objects.bulk_create(map(_initiative, texts["initiatives"]))
    return Known(
        texts=texts,
        countries=Country.objects.in_bulk(),
        offices={office.code: office for office in Office.objects.all()},
        donors=list(organisations.filter(kind=OrganisationKind.GOVERNMENT, slug__in=DONORS)),
        agencies=list(organisations.filter(kind=OrganisationKind.UN)),
        budget=list(nodes.policy_outcomes()),
        targets={node.code: node for node in nodes.sdg_targets()},
        initiatives={row.code: row for row in initiatives},
        outcomes=outcomes,
    )


def _initiative(values: Mapping[str, str]) -> Initiative:
    days = {name: date.fromisoformat(day) for name, day in values.items() if name.endswith("_on")}
    return Initiative(demonstration=True, **{**values, **days})


# --- What is said of a project --------------------------------------------------------------------------


def _project(one: ProjectStory, known: Known) -> Project:
    titles = {code: _title(one, known, code) for code in LANGUAGES}
    started, closed = one.has_reached("running"), one.has_reached("closed")
    safeguards = {
        "screening": ("low", "low", "medium", "high")[one.number % 4],
        "screened_on": one.day_of("planned"),
        "pseah_focal_point": "N. N.",
        "feedback_channel": ("Telephone line", "Boxes at the sites", "Meetings each quarter")[one.number % 3],
    }
    end = {
        "final_report_on": one.day_of("completed"),
        "evaluated_on": one.day_of("completed") if one.number % 2 else None,
        "evaluation_note": "" if one.number % 2 else "Below the threshold",
        "balance_returned_on": one.day_of("closed"),
        "balance_note": "Returned to the funding partner",
    }
    joint = one.kind == ProjectKind.JOINT_PROGRAMME
    return Project(
        code=f"DEMO-{one.number + 1:04d}",
        kind=one.kind,
        title=titles[one.language],
        language=one.language,
        **{f"title_{code}": titles[code] for code in LANGUAGES if code != one.language},
        scope=one.scope,
        region_id=one.region if one.scope == ProjectScope.REGIONAL else None,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        unit=known.offices.get(one.office),
        backstopper=known.offices.get("CO-Bangkok" if one.number % 2 else "CO-Pretoria"),
        ilo_share=Decimal(30 + one.number % 5 * 10) if joint else None,
        demonstration=True,
        **(safeguards if started else {}),
        **(end if closed else {}),
    )


def _title(one: ProjectStory, known: Known, language: str) -> str:
    words, places = known.texts["themes"][one.theme], known.texts["places"]
    if not one.countries:
        return f"{words[language]} – {places['world'][language]}"
    country = known.countries[one.countries[0]]
    name = getattr(country, f"name_{language}") or country.name_en
    place = name if len(one.countries) == 1 else places["several"][language].format(first=name)
    return f"{words[language]} – {place}"


# --- What it is tied to ---------------------------------------------------------------------------------


def _tie(one: ProjectStory, project: Project, known: Known, rows: Rows) -> None:
    """Gather all that a project is tied to, recorded with its first status."""
    recorded = {
        "project": project,
        "recorded_at": one.statuses[0].recorded_at,
        "backdated": True,
        "demonstration": True,
    }
    for model, values in (*_shared_out(one, known), *_named(one, known)):
        rows.links[model].append(model(**recorded, **values))
    rows.participants += _participants(one, project, known)


def _shared_out(one: ProjectStory, known: Known) -> Iterator[tuple[type[ProjectLink], dict[str, Any]]]:
    """Yield what has a share of the project."""
    theme = known.texts["themes"][one.theme]
    outcomes = [row for iso3 in one.countries for row in known.outcomes.get(iso3, ())[:2]][:2]
    for model, name, named in (
        (CountryShare, "country", [known.countries[iso3] for iso3 in one.countries]),
        (SectorShare, "sector", theme["sectors"]),
        (OutcomeShare, "outcome", outcomes),
    ):
        for row, share in zip(named, _shares(len(named)), strict=True):
            yield model, {name: row, "share": share}
    for node, share in _budget_of(one, theme["budget"], known):
        yield BudgetShare, {"result": node, "share": share}


def _named(one: ProjectStory, known: Known) -> Iterator[tuple[type[ProjectLink], dict[str, Any]]]:
    """Yield what the project names without a share."""
    theme = known.texts["themes"][one.theme]
    for code in theme["targets"]:
        yield ProjectSdgTarget, {"result": known.targets[code]}
    for marker in one.markers:
        yield ProjectMarker, {"marker": marker}
        if marker in SSTC:
            partner = known.countries["BRA" if marker == Marker.SSTC_PROVIDER else "IND"]
            yield SstcCountry, {"country": partner}
    initiative = known.initiatives.get(theme["initiative"])
    if initiative is not None and one.number % 3 and _meets(one, initiative):
        yield ProjectInitiative, {"initiative": initiative}


def _shares(count: int) -> list[Decimal]:
    """Return equal shares that sum to exactly 100."""
    return completed([(WHOLE / count).quantize(CENT)] * count) if count else []


def _budget_of(
    one: ProjectStory, codes: Sequence[str], known: Known
) -> Iterator[tuple[ResultsNode, Decimal]]:
    """Yield the results of each Programme and Budget that the project meets, with their shares."""
    by_framework: dict[int, list[ResultsNode]] = defaultdict(list)
    for node in known.budget:
        period = node.framework
        if node.code in codes and _meets(one, period):
            by_framework[node.framework_id].append(node)
    for nodes in by_framework.values():
        yield from zip(nodes, _shares(len(nodes)), strict=True)


def _meets(one: ProjectStory, other: Initiative | ResultsFramework) -> bool:
    """Return whether a project ran in a part of the other's period; what is not known does not end."""
    began_before = other.ends_on is None or one.starts_on < other.ends_on
    return began_before and (other.starts_on is None or other.starts_on < one.ends_on)


def _participants(one: ProjectStory, project: Project, known: Known) -> Iterator[Participant]:
    """Yield the funding partner; of a joint programme the agencies and the agent, too."""
    common = {"project": project, "demonstration": True}
    if known.donors:
        donor = known.donors[one.number % len(known.donors)]
        yield Participant(organisation=donor, role=ParticipantRole.FUNDING, **common)
    if one.kind == ProjectKind.JOINT_PROGRAMME and known.agencies:
        agency = known.agencies[one.number % len(known.agencies)]
        yield Participant(organisation=agency, role=ParticipantRole.AGENCY, **common)
        yield Participant(organisation=agency, role=ParticipantRole.AGENT, **common)


# --- Its life -------------------------------------------------------------------------------------------


def _record(stories: Sequence[ProjectStory], projects: Sequence[Project], rows: Rows) -> None:
    """Record every status as it would have been: in one change all first ones, then all second ones."""
    longest = max((len(one.statuses) for one in stories), default=0)
    for place in range(longest):
        with recording(by=None, reason=REASON):
            ProjectState.objects.bulk_create(
                _state(one, project, place)
                for one, project in zip(stories, projects, strict=True)
                if place < len(one.statuses)
            )
            if place == 0:
                for model, links in rows.links.items():
                    model._default_manager.bulk_create(links)


def _state(one: ProjectStory, project: Project, place: int) -> ProjectState:
    reached = one.statuses[place]
    following = one.statuses[place + 1] if place + 1 < len(one.statuses) else None
    return ProjectState(
        project=project,
        status=reached.status,
        effective_on=reached.effective_on,
        reason=REASON,
        recorded_at=reached.recorded_at,
        superseded_at=following.recorded_at if following else None,
        backdated=True,
        demonstration=True,
    )
