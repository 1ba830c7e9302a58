"""What a page shows of a progress report: its content, and what changed since the last one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.ui.tags import exact
from portfolio.programmes.tables import light
from portfolio.project_results import rules
from portfolio.project_results.models.progress_report import ProgressReport, ProjectValue, period_in_words
from portfolio.project_results.models.project_result import IndicatorTarget, ProjectIndicator
from portfolio.project_results.tables import state_badge

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer


@dataclass(frozen=True)
class MeasuredLine:
    """An indicator: where it was (else its baseline), where it is, and where it shall be by then."""

    indicator: ProjectIndicator
    before: ProjectValue | None
    now: ProjectValue | None
    target: IndicatorTarget | None

    @property
    def change(self) -> str:
        """The difference with its sign, where both are numbers."""
        before = self.before.value if self.before else self.indicator.baseline_value
        now = self.now.value if self.now else None
        if before is None or now is None:
            return ""
        return f"{'+' if now > before else '−' if now < before else ''}{exact(abs(now - before))}"


def shown(user: Viewer, found: ProgressReport) -> dict[str, Any]:
    """Return what a page shows of a report, beside the one before it."""
    earlier = found.project.reports.accepted().filter(ends_on__lte=found.starts_on)
    previous = earlier.order_by("-ends_on", "-pk").first()
    before = ProjectValue.objects.last_accepted(
        report__project=found.project_id, report__ends_on__lte=found.starts_on
    )
    last = {one.indicator_id: one for one in before}
    now = {one.indicator_id: one for one in found.values.all()}
    indicators = ProjectIndicator.objects.filter(result__project=found.project_id)
    measured = [
        MeasuredLine(one, last.get(one.pk), now.get(one.pk), _target(one, found))
        for one in indicators.select_related("result__project").prefetch_related("targets").order_by("pk")
    ]
    return {
        "report": found,
        "project": found.project,
        "period": found.period,
        "period_in_words": period_in_words(found.period),
        "state": state_badge(found.state),
        "light": light(found.rating),
        "previous": previous,
        "previous_light": light(previous.rating) if previous else "",
        "measured": measured,
        "is_staff": grants_of(user).is_staff,
    }


def _target(indicator: ProjectIndicator, report: ProgressReport) -> IndicatorTarget | None:
    targets: list[IndicatorTarget] = list(indicator.targets.all())
    return rules.target_for(targets, report.last_day)
