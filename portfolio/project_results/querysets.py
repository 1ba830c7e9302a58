"""Querysets of the results of projects: who sees the plan, the risks and the reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import JSONObject

from ilo_dc.core.history.four_eyes import Steps
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.text_search import has_words
from portfolio.project_results.rules import Period, Schedule
from portfolio.project_results.vocab import ReportState
from portfolio.projects.querysets.projects import TITLES, countries_key, organisations_of, projects_seen_by

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

# Who handed a report in as it waits now: whoever did, and who worked on it since.
SUBMITTING = Steps(
    "portfolio.progressreport",
    people=("submitted_by_id",),
    among=Q(state=ReportState.SUBMITTED, submitted_at=F("pgh_obj__submitted_at")),
    written=Q(),
)


class OfPlanQuerySet(models.QuerySet[Any]):
    """Rows of a project's plan, seen by those who see the project; `project` is the ORM path to it."""

    project = "project"

    def visible_to(self, user: Viewer) -> Self:
        """Return the rows of the projects that `user` sees."""
        return self.filter(projects_seen_by(user, status=f"{self.project}__status", project=self.project))

    @classmethod
    def of(cls, project: str) -> Any:
        """Return the manager of rows whose project stands at `project`."""
        named: Any = type(cls.__name__, (cls,), {"project": project, "__module__": cls.__module__})
        return named.as_manager()


class ProjectResultQuerySet(OfPlanQuerySet):
    """Results of projects."""

    def serving(self, outcomes: Any) -> Self:
        """Return the results that serve country programme outcomes, and the outputs that lead to them."""
        return self.filter(Q(outcome__in=outcomes) | Q(parent__outcome__in=outcomes))

    def for_plan(self) -> Self:
        """Return the results in order with their indicators and targets, in two more queries."""
        from portfolio.project_results.models.project_result import (  # models import this
            IndicatorTarget,
            ProjectIndicator,
        )

        targets = Prefetch("targets", IndicatorTarget.objects.order_by("due_on", "pk"))
        indicators = ProjectIndicator.objects.select_related("result__project").order_by("pk")
        measured = Prefetch("indicators", indicators.prefetch_related(targets))
        rows = self.select_related("project", "outcome").order_by("position", "pk")
        return rows.prefetch_related(measured)


class ProjectIndicatorQuerySet(OfPlanQuerySet):
    """Indicators of projects."""

    project = "result__project"


class RiskQuerySet(models.QuerySet[Any]):
    """Risks: for staff and those who take part in the project."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the risks that `user` reads."""
        if grants_of(user).is_staff:
            return self.all()
        return self.filter(project__participants__organisation__in=organisations_of(user)).distinct()


def states_in(written: Iterable[dict[str, Any]]) -> dict[Period, str]:
    """Return the states of the reports that `states_for` annotates, by the period of each."""
    read = date.fromisoformat
    return {
        Period(read(one["starts_on"]), read(one["ends_on"]), one["due_days"]): one["state"] for one in written
    }


def schedules_in(written: Iterable[dict[str, Any]]) -> list[Schedule]:
    """Return the schedules that `written_for` annotates."""
    return [Schedule(**{**one, "since": date.fromisoformat(one["since"])}) for one in written]


class ReportScheduleQuerySet(models.QuerySet[Any]):
    """Schedules of progress reports."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the schedules of all projects, and those of the projects that `user` sees."""
        if grants_of(user).is_staff:
            return self.all()
        seen = projects_seen_by(user, status="project__status", project="project")
        return self.filter(Q(project=None) | seen)

    def of(self, *projects: int) -> Self:
        """Return the schedules that hold for projects: their own, and those of all."""
        return self.filter(Q(project=None) | Q(project__in=projects))

    def by_project(self, projects: Iterable[int]) -> Callable[[int], list[Schedule]]:
        """Return what tells the schedules of each of `projects`, its own and those of all, in one query."""
        found: dict[int | None, list[Schedule]] = defaultdict(list)
        for row in self.of(*projects):
            found[row.project_id].append(row.rule)
        return lambda project: [*found[None], *found[project]]

    def written_for(self, project: Any) -> Any:
        """Return the expression of the schedules of a project of the outer query, for `schedules_in`."""
        rows = self.filter(Q(project=None) | Q(project=project)).order_by("-since", "-pk")
        own = models.ExpressionWrapper(Q(project__isnull=False), models.BooleanField())
        columns = {name: F(name) for name in ("since", "every_months", "due_days")}
        return ArraySubquery(rows.values(written=JSONObject(**columns, own=own)))

    def for_list(self) -> Self:
        """Return the schedules with what a line shows."""
        return self.select_related("project")


class ProgressReportQuerySet(models.QuerySet[Any]):
    """Progress reports."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the reports that `user` sees: staff all, others the accepted ones of what they see."""
        if grants_of(user).is_staff:
            return self.all()
        seen = projects_seen_by(user, status="project__status", project="project")
        return self.filter(seen, state=ReportState.ACCEPTED)

    def states_for(self, project: Any, *, ended_after: Any) -> Any:
        """Return the expression of the reports of a project of the outer query, for `states_in`."""
        rows = self.filter(project=project, ends_on__gt=ended_after)
        columns = {name: F(name) for name in ("starts_on", "ends_on", "due_days", "state")}
        return ArraySubquery(rows.values(written=JSONObject(**columns)))

    def periods(self) -> list[Period]:
        """Return what the reports cover, in order."""
        days = self.order_by("starts_on", "pk").values_list("starts_on", "ends_on", "due_days")
        return [Period(*kept) for kept in days]

    def accepted(self) -> Self:
        """Return the reports that were accepted."""
        return self.filter(state=ReportState.ACCEPTED)

    def of_days(self, starts_on: date | None, ends_on: date | None) -> Self:
        """Return the reports whose last day lies in a half-open span; None: it has no such end.

        So each report belongs to one of the spans that follow each other, as its values are of its last day.
        """
        rows = self if starts_on is None else self.filter(ends_on__gt=starts_on)
        return rows if ends_on is None else rows.filter(ends_on__lte=ends_on)

    def named(self, text: str) -> Self:
        """Return the reports with each word in their text, or a title or code of their project."""
        fields = ("narrative", *(f"project__{name}" for name in (*TITLES, "code")))
        return self.filter(has_words(text, fields, ("project__number",)))

    def for_list(self) -> Self:
        """Return the reports with all that a line shows, their values in one more query."""
        from portfolio.project_results.models.progress_report import ProjectValue  # models import this

        values = ProjectValue.objects.select_related("indicator__result__project").order_by("indicator_id")
        rows = self.annotate(country_key=countries_key("project", None)).select_related("project__unit")
        return rows.prefetch_related(Prefetch("values", values))

    def for_detail(self) -> Self:
        """Return the reports with the people that a page names, too."""
        return self.for_list().select_related("author", "submitted_by", "decided_by", "project__region")


class ProjectValueQuerySet(models.QuerySet[Any]):
    """Values of projects' indicators."""

    def accepted(self) -> Self:
        """Return the values of reports that were accepted."""
        return self.filter(report__state=ReportState.ACCEPTED)

    def last_accepted(self, *conditions: Q, **named: Any) -> Self:
        """Return the last accepted value of each indicator, of the reports that fit."""
        rows = self.accepted().filter(*conditions, **named)
        return (
            rows.select_related("report")
            .order_by("indicator_id", "-report__ends_on", "-pk")
            .distinct("indicator_id")
        )
