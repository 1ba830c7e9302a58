"""Doors of the portfolio's background work: one call each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from celery import shared_task
from django.utils import timezone

from ilo_dc.core.accounts.actions.deputies import asker_of
from ilo_dc.core.models import ImportBatch
from ilo_dc.core.runs.actions.working import perform
from portfolio.appraisals.actions import appraisal_notices
from portfolio.due_reports.actions import due_reports
from portfolio.programmes.actions import programme_notices
from portfolio.project_results.actions import report_notices
from portfolio.updates.actions import update_notices
from portfolio.workbooks.actions import programme_sheets, project_sheets, sheets
from portfolio.workbooks.imports.programmes import read_programme_workbook
from portfolio.workbooks.imports.projects import read_project_workbook

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from ilo_dc.core.runs.actions.working import Work


@shared_task(name="portfolio.schedule_update_reminders")
def schedule_update_reminders(**_kwargs: object) -> None:
    """Ask for the reminders of outcome updates once a day; the scheduler calls this every hour."""
    update_notices.request_due_reminders()


@shared_task(name=update_notices.REMIND)
def remind_of_updates(*, run_id: int, **_kwargs: object) -> None:
    """Remind of the updates that are due today."""
    perform(run_id, lambda _work: update_notices.remind_of_updates(today=timezone.now().date()))


@shared_task(name="portfolio.schedule_report_reminders")
def schedule_report_reminders(**_kwargs: object) -> None:
    """Ask for the reminders of progress reports once a day; the scheduler calls this every hour."""
    report_notices.request_due_reminders()


@shared_task(name=report_notices.REMIND)
def remind_of_reports(*, run_id: int, **_kwargs: object) -> None:
    """Remind of the progress reports that are due today."""
    perform(run_id, lambda _work: report_notices.remind_of_reports(today=timezone.now().date()))


@shared_task(name="portfolio.schedule_due_reports")
def schedule_due_reports(**_kwargs: object) -> None:
    """Ask once a day what fell due; the scheduler calls this every hour."""
    due_reports.request_settling()


@shared_task(name=due_reports.SETTLE)
def settle_due_reports(*, run_id: int, **_kwargs: object) -> None:
    """Record what fell due by the end of yesterday."""
    perform(run_id, lambda _work: due_reports.settle_due_reports(today=timezone.now().date()))


@shared_task(name="portfolio.schedule_programme_notices")
def schedule_programme_notices(**_kwargs: object) -> None:
    """Ask once a day who is to be told that a programme ends; the scheduler calls this every hour."""
    programme_notices.request_end_notices()


@shared_task(name=programme_notices.TELL_OF_ENDS)
def tell_of_ends(*, run_id: int, **_kwargs: object) -> None:
    """Tell of the programmes that come to their end."""
    perform(run_id, lambda _work: programme_notices.tell_of_ends(today=timezone.now().date()))


@shared_task(name="portfolio.schedule_appraisal_reminders")
def schedule_appraisal_reminders(**_kwargs: object) -> None:
    """Ask for the reminders of appraisals once a day; the scheduler calls this every hour."""
    appraisal_notices.request_reminders()


@shared_task(name=appraisal_notices.REMIND)
def remind_of_appraisals(*, run_id: int, **_kwargs: object) -> None:
    """Remind of the steps of appraisals that wait."""
    perform(run_id, lambda _work: appraisal_notices.remind_of_appraisals(today=timezone.now().date()))


@shared_task(name=programme_sheets.CHECK_PROGRAMME_SHEET)
def check_programme_sheet(*, run_id: int, **_kwargs: object) -> None:
    """Read a workbook and note what saving it would do."""
    perform(run_id, _check_workbook)


@shared_task(name=programme_sheets.SAVE_PROGRAMME_SHEET)
def save_programme_sheet(*, run_id: int, **_kwargs: object) -> None:
    """Save a workbook that was decided on."""
    perform(run_id, _save_workbook)


def _check_workbook(work: Work) -> dict[str, Any]:
    batch = programme_sheets.check_programme_sheet(
        by=_asker(work), batch=_batch_of(work), read=read_programme_workbook, watch=work.advance
    )
    return {"batch": batch.pk, "errors": batch.problem_count}


def _save_workbook(work: Work) -> dict[str, Any]:
    batch = programme_sheets.save_programme_sheet(
        by=_asker(work),
        batch=_batch_of(work),
        read=read_programme_workbook,
        only_valid=work.run.parameters["only_valid"],
        watch=work.advance,
    )
    return {"batch": batch.pk, "state": batch.state}


@shared_task(name=project_sheets.CHECK_PROJECT_SHEET)
def check_project_sheet(*, run_id: int, **_kwargs: object) -> None:
    """Read the workbook of a project and note what saving it would do."""
    perform(run_id, _check_project_workbook)


@shared_task(name=project_sheets.SAVE_PROJECT_SHEET)
def save_project_sheet(*, run_id: int, **_kwargs: object) -> None:
    """Save the workbook of a project that was decided on."""
    perform(run_id, _save_project_workbook)


def _check_project_workbook(work: Work) -> dict[str, Any]:
    batch = sheets.check_workbook(
        project_sheets.PROJECT_WORKBOOK,
        by=_asker(work),
        batch=_batch_of(work),
        read=read_project_workbook,
        watch=work.advance,
    )
    return {"batch": batch.pk, "errors": batch.problem_count}


def _save_project_workbook(work: Work) -> dict[str, Any]:
    batch = sheets.save_workbook(
        project_sheets.PROJECT_WORKBOOK,
        by=_asker(work),
        batch=_batch_of(work),
        read=read_project_workbook,
        only_valid=work.run.parameters["only_valid"],
        watch=work.advance,
    )
    return {"batch": batch.pk, "state": batch.state}


def _batch_of(work: Work) -> ImportBatch:
    return ImportBatch.objects.get(pk=work.run.parameters["batch"])


def _asker(work: Work) -> User:
    """Return who asked for the work: only people send workbooks."""
    asker = asker_of(work.run)
    assert asker is not None  # noqa: S101  (the doors take a person)
    return asker
