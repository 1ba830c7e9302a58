"""Each verb of a life locks the noun once, saves it once and raises its version by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ilo_dc.core.life.actions import Step, UnableToCorrectStatus, UnableToRecordStatus
from ilo_dc.core.life.rules import Gate
from portfolio.frameworks.actions import frameworks
from portfolio.frameworks.actions.framework_life import FRAMEWORK_LIFE
from portfolio.models import CooperationFramework, CountryProgramme
from portfolio.programmes.actions import programmes
from portfolio.programmes.actions.programme_documents import attach_programme_document
from portfolio.programmes.actions.programme_life import PROGRAMME_LIFE
from portfolio.programmes.actions.programme_outcomes import OutcomeText, edit_outcome
from portfolio.updates.actions.outcome_updates import edit_update
from tests.recipes import programmes as plans
from tests.recipes import updates
from tests.recipes.worlds import PDF

TODAY = date.today()  # noqa: DTZ011  (the recipes record today)


@pytest.fixture
def running(field_officer, regional_officer, countries) -> CountryProgramme:
    """A running programme of Zimbabwe."""
    return plans.brought_to(regional_officer, plans.draft(field_officer, countries["ZWE"]), "running")


@pytest.fixture
def framework(field_officer, countries) -> CooperationFramework:
    """Zimbabwe's framework, of which no status is recorded yet."""
    text = frameworks.FrameworkText(
        title="Framework of the tests",
        kind="unsdcf",
        starts_on=date(2022, 1, 1),
        ends_on=date(2027, 1, 1),
        signed_on=date(2021, 11, 1),
    )
    return frameworks.create_framework(by=field_officer, countries=[countries["ZWE"]], text=text)


@contextmanager
def one_lock_and_one_version(row: Any) -> Iterator[None]:
    """Expect that `row` is locked once, saved at most once, and its version raised by exactly one."""
    table = row._meta.db_table
    before = type(row).objects.get(pk=row.pk).version
    with CaptureQueriesContext(connection) as queries:
        yield
    asked = [one["sql"] for one in queries]
    locks = [one for one in asked if f'FROM "{table}"' in one and re.search(r"FOR (NO KEY )?UPDATE", one)]
    saves = [one for one in asked if one.startswith(f'UPDATE "{table}"')]
    assert len(locks) == 1, locks
    assert len(saves) <= 1, saves
    assert type(row).objects.get(pk=row.pk).version == before + 1


def record(by: Any, programme: CountryProgramme, status: str, **values: Any) -> CountryProgramme:
    now = CountryProgramme.objects.get(pk=programme.pk)
    step = Step(status, TODAY, "Agreed", **values)
    return PROGRAMME_LIFE.record(by=by, noun=now, lock_version=now.version, step=step)


def mend(verb: Callable[..., Any], by: Any, noun: Any, status: Any, **values: Any) -> Any:
    now = type(noun).objects.get(pk=noun.pk)
    return verb(by=by, noun=now, status=status, lock_version=now.version, **values)


def test_the_verbs_of_a_programme_lock_and_save_it_once(running, regional_officer):
    until = running.ends_on + timedelta(days=365)
    with one_lock_and_one_version(running):
        extended = record(regional_officer, running, "extended", extended_until=until)
    assert (extended.status, extended.extended_until) == ("extended", until)
    with one_lock_and_one_version(running):
        longer = record(regional_officer, running, "extended", extended_until=until + timedelta(days=9))
    for expected in (until, None):
        with one_lock_and_one_version(running):
            present = PROGRAMME_LIFE.in_effect(running)[-1]
            saved = mend(PROGRAMME_LIFE.take_back, regional_officer, running, present, reason="Not agreed")
        assert saved.extended_until == expected
    assert saved.version == CountryProgramme.objects.get().version == longer.version + 2
    running.outcomes.update(progress="on_track")
    with one_lock_and_one_version(running):
        closed = record(regional_officer, running, "closed")
    assert (closed.status, closed.version) == ("closed", saved.version + 1)
    present = PROGRAMME_LIFE.in_effect(running)[-1]
    step = Step("extended", TODAY, "Read the minutes", extended_until=until)
    with one_lock_and_one_version(running):
        mended = mend(PROGRAMME_LIFE.correct, regional_officer, running, present, step=step)
    assert (mended.status, mended.extended_until) == ("extended", until)


def test_an_edit_and_the_end_of_a_draft_lock_it_once(field_officer, countries):
    draft = plans.draft(field_officer, countries["ZWE"])
    edit = {"by": field_officer, "programme": draft, "lock_version": draft.version}
    with one_lock_and_one_version(draft):
        programmes.edit_programme(**edit, text=plans.text(title="Another"))
    with one_lock_and_one_version(draft):
        programmes.discard_programme(**{**edit, "lock_version": draft.version + 1}, reason="Typed twice")


def test_the_verbs_of_a_framework_lock_and_save_it_once(framework, field_officer, regional_officer):
    for status in ("signed", "running"):
        with one_lock_and_one_version(framework):
            framework = FRAMEWORK_LIFE.record(
                by=field_officer,
                noun=framework,
                lock_version=framework.version,
                step=Step(status, TODAY, note=" Kept "),
            )
    signed, running = FRAMEWORK_LIFE.in_effect(framework)
    assert running.note == "Kept"
    earlier = Step("signed", TODAY - timedelta(days=3), "Read the document")
    with one_lock_and_one_version(framework):
        mend(FRAMEWORK_LIFE.correct, regional_officer, framework, signed, step=earlier)
    present = FRAMEWORK_LIFE.in_effect(framework)[-1]
    with one_lock_and_one_version(framework):
        mend(FRAMEWORK_LIFE.take_back, regional_officer, framework, present, reason="Not yet")
    text = frameworks.FrameworkText(**{**edited(framework), "title": "Another"})
    with one_lock_and_one_version(framework):
        version = CooperationFramework.objects.get().version
        frameworks.describe_framework(by=field_officer, framework=framework, lock_version=version, text=text)


def test_an_edit_of_an_outcome_locks_it_once(field_officer, countries):
    outcome = plans.draft(field_officer, countries["ZWE"]).outcomes.get()
    text = OutcomeText(outcome.priority, outcome.code, "Another title")
    with one_lock_and_one_version(outcome):
        edit_outcome(by=field_officer, outcome=outcome, lock_version=outcome.version, text=text)


def edited(framework: CooperationFramework) -> dict[str, Any]:
    names = ("title", "kind", "starts_on", "ends_on", "signed_on", "guidance", "reference")
    return {name: getattr(framework, name) for name in names}


def test_an_update_that_is_written_and_submitted_at_once_is_saved_once(
    field_officer, regional_officer, countries
):
    outcome = updates.outcome_of(field_officer, regional_officer, countries["ZWE"])
    update = updates.draft(field_officer, outcome, narrative="First")
    text = updates.text(outcome, narrative="Second")
    with one_lock_and_one_version(update):
        saved = edit_update(by=field_officer, update=update, lock_version=1, text=text, submit=True)
    assert (saved.state, saved.narrative, saved.version) == ("submitted", "Second", 2)


def test_what_is_wrong_with_a_step_is_told_of_each_field_at_once(running, regional_officer):
    step = {"status": "evaluated", "effective_on": TODAY + timedelta(days=1), "reason": " "}
    noun = CountryProgramme.objects.get()
    with pytest.raises(UnableToRecordStatus) as refused:
        PROGRAMME_LIFE.record(by=regional_officer, noun=noun, lock_version=noun.version, step=Step(**step))
    assert set(refused.value.problems) == {"status", "effective_on", "reason"}
    present = PROGRAMME_LIFE.in_effect(running)[-1]
    with pytest.raises(UnableToCorrectStatus) as refused:
        mend(PROGRAMME_LIFE.correct, regional_officer, running, present, step=Step(**step))
    assert set(refused.value.problems) == {"status", "effective_on", "reason"}


def test_what_belongs_to_another_status_is_not_recorded(running, regional_officer):
    running.outcomes.update(progress="on_track")
    closed = record(regional_officer, running, "closed", extended_until=running.ends_on + timedelta(days=9))
    assert closed.extended_until is None
    assert PROGRAMME_LIFE.in_effect(running)[-1].extended_until is None


def test_a_gate_on_what_a_status_refers_to_is_passed_by_the_step_itself(
    field_officer, regional_officer, countries
):
    gate = Gate("document", "consultation", "Name the document.", "our convention")
    life = replace(
        PROGRAMME_LIFE, statuses=replace(PROGRAMME_LIFE.statuses, gates=(gate,)), known=lambda _noun: {}
    )
    draft = plans.draft(field_officer, countries["ZWE"])
    document = attach_programme_document(
        by=field_officer,
        programme=draft,
        file=SimpleUploadedFile("m.pdf", PDF),
        kind="minutes",
        title="Minutes",
    )
    assert life.gates_before(draft, "consultation") == []
    step = {"by": field_officer, "noun": draft, "lock_version": draft.version}
    with pytest.raises(UnableToRecordStatus) as lacking:
        life.record(**step, step=Step("consultation", TODAY, "Agreed"))
    assert lacking.value.problems == {"document": ["Name the document."]}
    moved = life.record(**step, step=Step("consultation", TODAY, "Agreed", document=document))
    present = life.in_effect(moved)[-1]
    assert present.document == document
    with pytest.raises(UnableToCorrectStatus) as lacking:
        mend(life.correct, regional_officer, moved, present, step=Step("consultation", TODAY, "Which one?"))
    assert lacking.value.problems == {"document": ["Name the document."]}
