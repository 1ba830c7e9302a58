"""One text, three readers: a programme's accepted updates as review, donor report part and UN INFO export.

The donor report part holds the accepted progress reports of projects, too, whose results serve its outcomes.
Nothing but accepted text leaves: no draft, no note of a return, no name of a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Prefetch

from portfolio.alignments.models import Alignment
from portfolio.alignments.vocab import Extent
from portfolio.frameworks.models.sub_output import SubOutputState
from portfolio.programmes.models.outcome_link import BudgetLink
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.project_results.models.progress_report import ProgressReport, ProjectValue
from portfolio.project_results.models.project_result import ProjectResult
from portfolio.reports.vocab import COLUMNS, ReportKind
from portfolio.updates.models import OutcomeUpdate, ReportedValue
from portfolio.updates.rules import PARTIES

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.programmes.models.country_programme import CountryProgramme
    from portfolio.projects.models.project import Project
    from portfolio.updates.rules import Period

# What `with_links` calls the links of an outcome.
BUDGET, FRAMEWORK = "budget", "framework"


@dataclass(frozen=True)
class ReportedOutcome:
    """An outcome with what was accepted of it for the period asked for (None: nothing)."""

    outcome: ProgrammeOutcome
    update: OutcomeUpdate | ProgressReport | None
    alignments: tuple[Alignment, ...] = ()

    @property
    def project(self) -> Project | None:
        """The project whose progress report the text is of; None: it is an outcome update."""
        return self.update.project if isinstance(self.update, ProgressReport) else None

    @property
    def aligned(self) -> list[str]:
        """Each result of a UN framework that is compared with the outcome, after the extent."""
        return [f"{Extent(one.extent).label}: {one.pair.result.text}" for one in self.alignments]


@dataclass(frozen=True)
class Linked:
    """A result that outcomes contribute to (None: named by no link) with what was accepted of them."""

    result: Any
    outcomes: list[tuple[Any, ReportedOutcome]] = field(default_factory=list)
    sub_outputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What was accepted of a programme by `made_at`: of a period, or the latest of each outcome."""

    kind: ReportKind
    programme: CountryProgramme
    period: Period | None
    made_at: datetime
    outcomes: tuple[ReportedOutcome, ...]
    linked: tuple[Linked, ...] = ()
    of_projects: tuple[ReportedOutcome, ...] = ()

    @property
    def accepted(self) -> int:
        """How many texts it holds."""
        texts = (one.update for one in (*self.outcomes, *self.of_projects) if one.update)
        return len({(type(text), text.pk) for text in texts})

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns, as API and tests know them."""
        return COLUMNS[self.kind]

    @property
    def header(self) -> list[str]:
        """The names of its columns in a file; those of the UN export as the installation sets them."""
        named: Mapping[str, str] = settings.PORTAL_UN_COLUMNS if self.kind == ReportKind.UN else {}
        return [named.get(name, name) for name in self.columns]

    @property
    def file(self) -> str:
        """The stem of its files' name."""
        period = f"-{self.period.code}" if self.period else ""
        return f"{self.kind.value}-{self.programme.slug}{period}"[:80]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield its lines: column to value."""
        for line in LINES[self.kind](self):
            yield {name: line.get(name) for name in self.columns}

    def sheet(self) -> Iterator[list[Any]]:
        """Yield its lines for a file."""
        return (list(row.values()) for row in self.rows())


def report_of(
    user: Viewer, programme: CountryProgramme, kind: ReportKind, period: Period | None, *, made_at: datetime
) -> Report:
    """Return a report of a programme that `user` sees, in a constant number of queries.

    An outcome has one update of a period; of a year whose updates are half-yearly it has two, and each
    stands in a line of its own.
    """
    outcomes = tuple(_reported_outcomes(user, programme, period, made_at))
    linked: tuple[Linked, ...] = ()
    of_projects: tuple[ReportedOutcome, ...] = ()
    if kind == ReportKind.DONOR:
        reports = _project_reports(user, programme, period, made_at)
        of_projects = tuple(_of_projects(user, reports, outcomes))
        linked = tuple(_linked((*outcomes, *of_projects), BUDGET))
    elif kind == ReportKind.UN:
        linked = tuple(_linked(outcomes, FRAMEWORK, _numbers(user, outcomes)))
    return Report(kind, programme, period, made_at, outcomes, linked, of_projects)


def _reported_outcomes(
    user: Viewer, programme: CountryProgramme, period: Period | None, made_at: datetime
) -> Iterator[ReportedOutcome]:
    outcomes = ProgrammeOutcome.objects.visible_to(user).filter(programme=programme)
    outcomes = outcomes.select_related("priority__programme", "programme").with_links(user).with_indicators()
    updates = _updates(user, programme, period, made_at)
    alignments = defaultdict(list)
    facts = Alignment.objects.visible_to(user).as_known_at(made_at).select_related("pair__result")
    for fact in facts.filter(pair__programme=programme, pair__outcome__isnull=False).order_by(
        "pair__result__text", "pk"
    ):
        alignments[fact.pair.outcome_id].append(fact)
    for outcome in outcomes.order_by("priority__position", "code", "pk"):
        outcome.programme = programme
        aligned = tuple(alignments[outcome.pk])
        if outcome.pk not in updates:
            yield ReportedOutcome(outcome, None, aligned)
        for update in updates.get(outcome.pk, ()):
            update.outcome = outcome
            yield ReportedOutcome(outcome, update, aligned)


def _updates(
    user: Viewer, programme: CountryProgramme, period: Period | None, made_at: datetime
) -> dict[int, list[OutcomeUpdate]]:
    """Return the accepted updates by outcome: those of the period in order, else the latest one."""
    rows = OutcomeUpdate.objects.visible_to(user).accepted_by(made_at).filter(outcome__programme=programme)
    if period is None:
        rows = rows.order_by("outcome_id", "-starts_on", "-pk").distinct("outcome_id")
    else:
        rows = rows.filter(starts_on__gte=period.starts_on, ends_on__lte=period.ends_on)
        rows = rows.order_by("outcome_id", "starts_on", "pk")
    values = ReportedValue.objects.with_indicators().order_by("indicator_id")
    found: dict[int, list[OutcomeUpdate]] = defaultdict(list)
    for row in rows.prefetch_related(Prefetch("values", values)):
        found[row.outcome_id].append(row)
    return found


def _project_reports(
    user: Viewer, programme: CountryProgramme, period: Period | None, made_at: datetime
) -> Any:
    """Return the accepted reports of projects within the programme's time that `user` sees.

    Those whose last day lies in the period; without one the latest of each project.
    """
    rows = ProgressReport.objects.visible_to(user).accepted().filter(decided_at__lte=made_at)
    rows = rows.of_days(programme.starts_on, programme.day_after)
    if period is None:
        return rows.order_by("project_id", "-ends_on", "-pk").distinct("project_id")
    return rows.of_days(period.starts_on, period.ends_on).order_by("project_id", "ends_on", "pk")


def _of_projects(
    user: Viewer, reports: Any, outcomes: tuple[ReportedOutcome, ...]
) -> Iterator[ReportedOutcome]:
    """Yield the reports of projects under each of the outcomes that their results serve."""
    places = {one.outcome.cpo_id: one.outcome for one in outcomes}
    results = ProjectResult.objects.visible_to(user).filter(outcome__in=places)
    served: dict[int, list[int]] = defaultdict(list)
    for project, outcome in results.order_by("project_id", "pk").values_list("project", "outcome"):
        if outcome not in served[project]:
            served[project].append(outcome)
    values = ProjectValue.objects.select_related("indicator__result__parent").order_by("indicator_id")
    rows = reports.filter(project__in=served).select_related("project")
    for row in rows.prefetch_related(Prefetch("values", values)):
        for outcome in served[row.project_id]:
            yield ReportedOutcome(places[outcome], row)


def _linked(
    outcomes: tuple[ReportedOutcome, ...], links: str, numbers: Mapping[int, tuple[str, ...]] | None = None
) -> Iterator[Linked]:
    """Yield each result with its texts, in the results' order; what no link names comes last."""
    found: dict[int, Linked] = {}
    unlinked = Linked(None)
    for one in outcomes:
        if one.update is None:
            continue
        of_outcome = [link for link in getattr(one.outcome, links) if _holds(link, one.update)]
        for link in of_outcome:
            kept = found.setdefault(
                link.result_id, Linked(link.result, sub_outputs=(numbers or {}).get(link.result_id, ()))
            )
            kept.outcomes.append((link, one))
        if not of_outcome:
            unlinked.outcomes.append((None, one))
    yield from sorted(found.values(), key=_place)
    if unlinked.outcomes:
        yield unlinked


def _holds(link: Any, update: OutcomeUpdate | ProgressReport) -> bool:
    """Return whether a link speaks of the update's period: a biennium's results of no other biennium.

    The period of a UN framework is often not known, so its links speak of every period.
    """
    if not isinstance(link, BudgetLink):
        return True
    budget = link.result.framework
    return bool(budget.starts_on < update.ends_on and update.starts_on <= budget.ends_on)


def _place(linked: Linked) -> tuple[str, str, int]:
    result = linked.result
    return (str(result.framework), getattr(result, "order", "") or result.text, result.pk)


def _numbers(user: Viewer, outcomes: tuple[ReportedOutcome, ...]) -> dict[int, tuple[str, ...]]:
    """Return UN INFO's numbers of the ILO's sub-outputs that stand directly below each linked result."""
    links: Iterator[Any] = chain.from_iterable(
        getattr(one.outcome, FRAMEWORK) for one in outcomes if one.update
    )
    results = {link.result_id for link in links}
    found: dict[int, list[str]] = defaultdict(list)
    states = SubOutputState.objects.visible_to(user).of_latest_year().filter(result__in=results)
    ordered = states.order_by("sub_output__source_id").values_list("result", "sub_output__source_id")
    for result, number in ordered:
        found[result].append(number)
    return {result: tuple(numbers) for result, numbers in found.items()}


# --- Lines --------------------------------------------------------------------------------------------


def _of_update(one: ReportedOutcome) -> dict[str, Any]:
    programme, update = one.outcome.programme, one.update
    line: dict[str, Any] = {
        "programme": programme.slug if programme else "",
        "country": one.outcome.home.country_id or "",
        "code": one.outcome.code,
        "outcome": one.outcome.title,
        "demonstration": one.outcome.demonstration,
    }
    if update is None:
        return line
    if isinstance(update, ProgressReport):
        project = update.project
        own = {"rating": update.rating, "project": project.title, "project_code": project.code}
    else:
        days = {f"{party}_on": getattr(update, f"{party}_on") for party in PARTIES}
        own = {"rating": update.progress, "status": update.progress, **days}
    return {
        **line,
        "period": update.period.code,
        "starts_on": update.starts_on,
        "last_day": update.last_day,
        **own,
        "narrative": update.narrative,
        "language": update.language,
        "values": "\n".join(value.filed for value in values_of(one)),
        "accepted_at": update.decided_at,
        "demonstration": update.demonstration,
    }


def values_of(one: ReportedOutcome) -> list[Any]:
    """Return what was measured of an outcome: of a project's report the values of results that serve it."""
    if one.update is None:
        return []
    values: list[Any] = list(one.update.values.all())
    if one.project is None:
        return values
    chains = [(value, value.indicator.result) for value in values]
    served = [(value, result.parent or result) for value, result in chains]
    return [value for value, result in served if result.outcome_id == one.outcome.cpo_id]


def _review_lines(report: Report) -> Iterator[dict[str, Any]]:
    for one in report.outcomes:
        priority = one.outcome.priority
        yield {
            "priority_number": priority.position if priority else None,
            "priority": priority.title if priority else "",
            "progress": one.outcome.progress,
            "alignment": "\n".join(one.aligned),
            **_of_update(one),
        }


def _donor_lines(report: Report) -> Iterator[dict[str, Any]]:
    for linked in report.linked:
        result = linked.result
        named = {}
        if result is not None:
            named = {"framework": result.framework.code, "result_code": result.code, "result": result.text}
        for link, one in linked.outcomes:
            yield {**named, "weight": link.weight if link else None, **_of_update(one)}


def _un_lines(report: Report) -> Iterator[dict[str, Any]]:
    for linked in report.linked:
        result = linked.result
        if result is None:
            continue  # what is linked to no result of a framework has no place in the UN's chain
        for link, one in linked.outcomes:
            yield {
                "framework": result.framework.slug,
                "result_id": result.pk,
                "result_level": result.level,
                "result_code": result.code,
                "result": result.text,
                "result_may_be_cut": result.may_be_cut,
                "sub_outputs": " ".join(linked.sub_outputs),
                "weight": link.weight,
                **_of_update(one),
            }


LINES: dict[ReportKind, Callable[[Report], Iterator[dict[str, Any]]]] = {
    ReportKind.REVIEW: _review_lines,
    ReportKind.DONOR: _donor_lines,
    ReportKind.UN: _un_lines,
}
