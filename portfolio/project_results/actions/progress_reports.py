"""Progress reports: written, submitted, accepted or returned, skipped with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.history.events import tracked
from ilo_dc.core.people.grants import principal_of
from ilo_dc.core.text_search import plain
from ilo_dc.core.versions.actions import field_values, history_context, locked, save_changes, save_valid
from portfolio.programmes.rules.values import problem_of_value
from portfolio.programmes.vocab import TextLanguage
from portfolio.project_results import policies, rules
from portfolio.project_results.actions import report_notices as notices
from portfolio.project_results.actions.report_schedules import periods_of_project
from portfolio.project_results.models.progress_report import ProgressReport, ProjectValue
from portfolio.project_results.models.project_result import ProjectIndicator
from portfolio.project_results.rules import Period
from portfolio.project_results.vocab import ReportState

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.projects.models.project import Project

STARTED = gettext_noop("Progress report started")
EDITED = gettext_noop("Progress report edited")
SUBMITTED = gettext_noop("Progress report submitted")
ACCEPTED = gettext_noop("Progress report accepted")


class UnableToReport(UnableToAct):
    """The report cannot be saved or handed in like this."""

    title = "Unable to save this progress report"


class UnableToDecide(UnableToAct):
    """The report cannot be accepted, returned, taken back or skipped now."""

    title = "Unable to decide on this progress report"


@dataclass(frozen=True)
class Reported:
    """Where an indicator stood: a number (of one by sex women and men), words or both."""

    value: Decimal | None = None
    women: Decimal | None = None
    men: Decimal | None = None
    words: str = ""


@dataclass(frozen=True)
class ReportText:
    """What a report says; `values` by the indicator's number, one left out stays as it is."""

    rating: str = ""
    narrative: str = ""
    language: str = TextLanguage.ENGLISH
    values: Mapping[int, Reported] = field(default_factory=dict)


Values = dict[int, Reported]


@transaction.atomic
def add_report(
    *, by: User, project: Project, period: Period, text: ReportText, submit: bool = False
) -> ProgressReport:
    """Begin the report of a project for a period as a draft; with `submit` hand it in at once.

    Raises:
        Refused: neither PARDEV nor an officer of all of the project's countries.
        UnableToReport: the project is not reported on now, the period is not one of its, a value is of no
            indicator of it, or something that a submission needs is missing; nothing was saved.
        UnableToAct: the project has a report for the period already, or a field is wrong.
    """
    require(policies.may_write_reports(by, project))
    period = _checked_period(project, period)
    entered, values = _values_of(project, text, {})
    report = ProgressReport(
        project=project,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        due_days=period.due_days,
        author=principal_of(by),
        demonstration=project.demonstration,
        **entered,
    )
    with history_context(by, STARTED):
        saved = save_valid(report)
        _save_values(saved, values)
    return _submit(by, saved, {}) if submit else saved


@transaction.atomic
def edit_report(
    *, by: User, report: ProgressReport, lock_version: int, text: ReportText, submit: bool = False
) -> ProgressReport:
    """Change a draft or returned report, read as `lock_version`; with `submit` hand it in as well.

    Raises:
        Refused: neither PARDEV nor an officer of all of the project's countries.
        Conflict: somebody changed it meanwhile.
        UnableToReport: it was handed in, its project is over, or as in `add_report`.
        UnableToAct: what the fields found.
    """
    require(policies.may_write_reports(by, report.project))
    _check_reported_on(report.project)
    recorded = dict(report.values.values_list("indicator", "value"))
    entered, values = _values_of(report.project, text, recorded)
    now = locked(report, lock_version=lock_version, values=entered)
    if not now.is_open:
        raise UnableToReport(_("It was submitted. Take it back first, or wait until it is returned."))
    with history_context(by, SUBMITTED if submit else EDITED):
        changed = _save_values(now, values)
        if not submit:
            return save_changes(now, entered, parts_changed=changed)
    return _submit(by, now, entered, parts_changed=changed)


@transaction.atomic
def submit_report(*, by: User, report: ProgressReport, lock_version: int) -> ProgressReport:
    """Hand in a draft or a mended report, as it was saved.

    Raises:
        Refused, Conflict, UnableToReport: as `edit_report`.
    """
    require(policies.may_write_reports(by, report.project))
    _check_reported_on(report.project)
    return _submit(by, locked(report, lock_version=lock_version), {})


@transaction.atomic
def accept_report(*, by: User, report: ProgressReport, lock_version: int) -> ProgressReport:
    """Accept a submitted report: from now on everyone who sees the project reads it.

    Raises:
        Refused: neither a PARDEV officer nor a manager, or the one who submitted it.
        Conflict: somebody changed it meanwhile.
        UnableToDecide: it is not submitted.
    """
    return _decide(by, report, lock_version, ReportState.ACCEPTED)


@transaction.atomic
def return_report(*, by: User, report: ProgressReport, lock_version: int, note: str) -> ProgressReport:
    """Give a submitted report back, with a note that says what to mend.

    Raises:
        Refused: neither a PARDEV officer nor a manager, or the one who submitted it.
        Conflict: somebody changed it meanwhile.
        UnableToDecide: it is not submitted, or there is no note.
        UnableToReport: its project is over.
    """
    require(policies.may_decide(by, report))
    _check_reported_on(report.project)  # nobody could correct it
    note = _whole(note, "note", _("Say what to correct; who reports reads it."))
    return _decide(by, report, lock_version, ReportState.RETURNED, note=note)


@transaction.atomic
def withdraw_report(*, by: User, report: ProgressReport, lock_version: int, reason: str) -> ProgressReport:
    """Take a submitted report back before it is decided on: it is a draft again.

    Raises:
        Refused: neither PARDEV nor an officer of all of the project's countries.
        Conflict: somebody changed it meanwhile.
        UnableToDecide: it is not submitted, or no reason is given.
        UnableToReport: its project is over.
    """
    require(policies.may_write_reports(by, report.project))
    _check_reported_on(report.project)
    now = locked(report, lock_version=lock_version)
    _check_move(now, ReportState.DRAFT)
    with history_context(by, _whole(reason, "reason", _("Say why; the history keeps it."))):
        return save_changes(now, {"state": ReportState.DRAFT})


@transaction.atomic
def skip_report(*, by: User, project: Project, period: Period, reason: str) -> ProgressReport:
    """Say that no report is written for a period, and why; a draft of it is skipped, too.

    Raises:
        Refused: neither PARDEV nor an officer of all of the project's countries.
        UnableToDecide: there is a report that was handed in, or no reason is given.
        UnableToReport: as `add_report`.
    """
    require(policies.may_write_reports(by, project))
    period = _checked_period(project, period)
    reason = _whole(reason, "reason", _("Say why no report is written."))
    skipped = {"state": ReportState.SKIPPED, "decided_by": by, "decided_at": timezone.now(), "note": reason}
    begun = project.reports.filter(starts_on=period.starts_on).first()
    with history_context(by, reason):
        if begun is not None:
            now = locked(begun, lock_version=begun.version)
            _check_move(now, ReportState.SKIPPED)
            return save_changes(now, skipped)
        report = ProgressReport(
            project=project,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            due_days=period.due_days,
            author=principal_of(by),
            demonstration=project.demonstration,
            **skipped,
        )
        return save_valid(report)


def _decide(
    by: User, report: ProgressReport, lock_version: int, state: ReportState, *, note: str = ""
) -> ProgressReport:
    require(policies.may_decide(by, report))
    now = locked(report, lock_version=lock_version)
    _check_move(now, state)
    decided = {"state": state, "decided_by": by, "decided_at": timezone.now(), "note": note}
    with history_context(by, note or ACCEPTED):
        saved = save_changes(now, decided)
    notices.tell_author(by=by, report=saved, text=notices.RETURNED if note else notices.ACCEPTED)
    return saved


def _submit(
    by: User, now: ProgressReport, entered: Mapping[str, Any], *, parts_changed: bool = False
) -> ProgressReport:
    """Hand in a report that this transaction has locked or made, with what was `entered`, in one save."""
    if not rules.STATUSES.may_follow(now.state, ReportState.SUBMITTED):
        raise UnableToReport(_("This report was submitted already."))
    present = {one.name: getattr(now, one.name, None) for one in fields(ReportText)}
    lacking = rules.missing({**present, **entered})
    if lacking:
        problems = {name: [_(message)] for name, message in lacking.items()}
        raise UnableToReport(_("Something is missing for the submission; nothing was saved now."), problems)
    if now.state == ReportState.RETURNED and not (parts_changed or _was_mended(now, entered)):
        raise UnableToReport(
            _(
                "Nothing was changed since it was returned. Correct what the note asks for, or say in the "
                "text why it stays as it is."
            )
        )
    submitted = {
        **entered,
        "state": ReportState.SUBMITTED,
        "submitted_by": by,
        "submitted_at": timezone.now(),
        "decided_by": None,
        "decided_at": None,
        "note": "",
    }
    with history_context(by, SUBMITTED):
        saved = save_changes(now, submitted, parts_changed=parts_changed)
    notices.tell_reviewers(by=by, report=saved)
    return saved


def _was_mended(now: ProgressReport, entered: Mapping[str, Any]) -> bool:
    """Return whether a returned report says something else now, in what is `entered` or since its return."""
    if any(getattr(now, name) != value for name, value in entered.items()):
        return True
    events: Any = tracked()["portfolio.progressreport"]._default_manager.filter(pgh_obj_id=now.pk)
    returned = events.filter(state=ReportState.RETURNED, decided_at=now.decided_at).order_by("pgh_id").first()
    return returned is None or now.version > returned.version


def _values_of(
    project: Project, text: ReportText, recorded: Mapping[int, Decimal | None]
) -> tuple[dict[str, Any], Values]:
    """Return what is said by field, and the reported values apart: of one by sex their sum is the value.

    Raises:
        UnableToReport: a value is of no indicator of the project, not of both sexes where its indicator is by
            sex, of a sex where it is not, below zero where none is, or has decimals where things are counted
            one by one.
    """
    entered = field_values(text)
    entered["narrative"] = entered["narrative"].replace("\r\n", "\n")  # a browser's lines: one character each
    values: Values = {}
    rows = ProjectIndicator.objects.filter(result__project=project).prefetch_related("targets")
    known = {row.pk: row for row in rows}
    foreign: list[str] = []
    problems: dict[str, list[str]] = {}
    for number, one in entered.pop("values").items():
        if number not in known:
            foreign.append(_("Indicator %(number)s is none of this project.") % {"number": number})
            continue
        problems |= _problems_of(known[number], one, recorded.get(number))
        values[number] = _whole_value(known[number], one)
    if foreign:
        problems["values"] = foreign
    if problems:
        raise UnableToReport(_("Some entries need your attention."), problems)
    return entered, values


def _whole_value(indicator: ProjectIndicator, one: Reported) -> Reported:
    """Return what is reported as it is saved: of an indicator by sex the value is the sum of both."""
    words = one.words.strip()
    if not indicator.by_sex:
        return Reported(one.value, None, None, words)
    value = None if one.women is None or one.men is None else one.women + one.men
    return Reported(value, one.women, one.men, words)


def _problems_of(
    indicator: ProjectIndicator, one: Reported, recorded: Decimal | None
) -> dict[str, list[str]]:
    """Return what stands against what is reported of an indicator, by the names of its fields in a form.

    Women and men without a unit are people, so whole numbers.
    """
    sent = rules.Split(one.value, one.women, one.men, recorded)
    found = rules.problems_of_split(sent, by_sex=indicator.by_sex)
    names = ("women", "men") if indicator.by_sex else ("value",)
    unit = plain(indicator.unit) or ("people" if indicator.by_sex else "")
    targets: list[Decimal | None] = [target.value for target in indicator.targets.all()]
    known = (indicator.baseline_value, *(targets or [None]))
    for name in names:
        if message := problem_of_value(getattr(one, name), unit=unit, known=known):
            found.setdefault(name, message)
    return {f"{name}_{indicator.pk}": [_(message)] for name, message in found.items()}


def _save_values(report: ProgressReport, values: Values) -> bool:
    """Save the reported values; return whether any differed."""
    rows = {row.indicator_id: row for row in report.values.all()}
    changed = False
    for number, one in values.items():
        row = rows.get(number)
        present = Reported(row.value, row.women, row.men, str(row.words)) if row else Reported()
        if present == one:
            continue
        changed = True
        if one == Reported() and row is not None:
            row.delete()
            continue
        row = row or ProjectValue(report=report, indicator_id=number, demonstration=report.demonstration)
        row.value, row.women, row.men, row.words = one.value, one.women, one.men, one.words
        save_valid(row)
    return changed


def _check_reported_on(project: Project) -> None:
    if project.status not in rules.REPORTED_IN:
        raise UnableToReport(_("A project is reported on while it runs, and at its end."))


def _checked_period(project: Project, period: Period) -> Period:
    """Return the period with what its schedule says of it.

    Raises:
        UnableToReport: the project is not reported on now, or the period is none of its that has begun.
    """
    _check_reported_on(project)
    found = next((one for one in periods_of_project(project) if one == period), None)
    if found is None or period.starts_on > timezone.now().date():
        problems = {"period": [_("This period has not begun, or is none of the project’s.")]}
        raise UnableToReport(_("Some entries need your attention."), problems)
    return found


def _check_move(report: ProgressReport, to: str) -> None:
    if not rules.STATUSES.may_follow(report.state, to):
        words = {"state": report.get_state_display()}
        raise UnableToDecide(_("This is not possible now: the report is %(state)s.") % words)


def _whole(text: str, name: str, message: str) -> str:
    if not text.strip():
        raise UnableToDecide(_("Some entries need your attention."), {name: [message]})
    return text.strip()
