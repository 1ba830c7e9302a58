"""Country programmes: their life as a table of gates, versions, and what the database itself refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ilo_dc.core.errors import Conflict, Refused, UnableToAct
from ilo_dc.core.life.actions import Step, UnableToRecordStatus
from portfolio.models import CountryProgramme, Priority, ProgrammeState
from portfolio.programmes.actions import programme_parts as parts
from portfolio.programmes.actions import programmes
from portfolio.programmes.actions.programme_life import PROGRAMME_LIFE
from portfolio.programmes.actions.programme_outcomes import OutcomeText, add_outcome, edit_outcome
from portfolio.programmes.actions.programme_parts import UnableToChangePlan
from portfolio.programmes.actions.programmes import UnableToEditProgramme
from portfolio.programmes.rules.programmes import STATUSES
from portfolio.programmes.vocab import ProgrammeStatus
from tests.recipes import programmes as plans


def edit(by, programme, lock_version=None, **values):
    return programmes.edit_programme(
        by=by,
        programme=programme,
        lock_version=lock_version or CountryProgramme.objects.get(pk=programme.pk).version,
        text=plans.text(**values),
    )


# --- The table of gates -----------------------------------------------------------------------------


def test_every_gate_names_a_status_a_message_and_a_source():
    for gate in STATUSES.gates:
        assert gate.since in STATUSES.names
        assert gate.message.endswith(".")
        assert gate.source


@pytest.mark.parametrize(
    "gate", [gate for gate in STATUSES.gates if gate.field != "title"], ids=lambda g: g.field
)
def test_a_gate_stands_from_its_status_on(gate):
    lacking = {one.field: "known" for one in STATUSES.gates if one is not gate}
    before = STATUSES.names[STATUSES.names.index(gate.since) - 1]
    assert STATUSES.missing(before, lacking) == []
    assert STATUSES.missing(gate.since, lacking) == [gate]
    later = STATUSES.names[-1]
    assert STATUSES.missing(later, lacking) == ([] if gate.until else [gate])


def test_every_status_leads_to_known_ones():
    assert STATUSES.names == tuple(ProgrammeStatus.values)
    assert {to for following in STATUSES.moves.values() for to in following} == set(STATUSES.names)


# --- The life ---------------------------------------------------------------------------------------


def test_a_programme_lives_from_draft_to_evaluation(regional_officer, countries):
    programme = plans.draft(regional_officer, countries["ZWE"])
    assert (programme.slug, programme.status, programme.demonstration) == ("zwe-2024", "draft", True)
    programme = plans.brought_to(regional_officer, programme, "running")
    until = programme.ends_on + timedelta(days=365)
    programme = plans.moved(regional_officer, programme, "extended", extended_until=until)
    assert programme.extended_until == until
    for step in ("closed", "evaluated"):
        programme = plans.moved(regional_officer, programme, step)
    states = ProgrammeState.objects.history_of(programme)
    assert [one.status for one in states][::-1] == list(STATUSES.names)
    assert states.current().get().status == programme.status == "evaluated"
    assert all(not one.backdated for one in states)


@pytest.mark.parametrize(
    ("missing", "values"),
    [
        ("office", {"office": None}),
        ("starts_on", {"starts_on": None}),
        ("ends_on", {"ends_on": None}),
    ],
)
def test_consultation_needs_what_its_gates_name(field_officer, countries, missing, values):
    programme = plans.draft(field_officer, countries["ZWE"], **values)
    with pytest.raises(UnableToRecordStatus) as refused:
        plans.moved(field_officer, programme, "consultation")
    assert list(refused.value.problems) == [missing]
    assert CountryProgramme.objects.get().status == "draft"


def test_consultation_needs_a_priority_and_signature_an_outcome_of_each(regional_officer, countries):
    bare = programmes.create_programme(by=regional_officer, country=countries["ZWE"], text=plans.text())
    with pytest.raises(UnableToRecordStatus) as refused:
        plans.moved(regional_officer, bare, "consultation")
    assert list(refused.value.problems) == ["has_priorities"]
    parts.PRIORITIES.add(by=regional_officer, owner=bare, data=parts.PriorityData(1, "Jobs"))
    plans.moved(regional_officer, bare, "consultation")
    with pytest.raises(UnableToRecordStatus) as refused:
        plans.moved(regional_officer, bare, "signed")
    assert list(refused.value.problems) == ["priorities_with_outcomes"]


def test_a_programme_closes_only_when_its_outcomes_are_rated(regional_officer, countries):
    programme = plans.brought_to(regional_officer, plans.draft(regional_officer, countries["ZWE"]), "running")
    step = Step("closed", timezone.now().date(), "Over")
    with pytest.raises(UnableToRecordStatus) as refused:
        PROGRAMME_LIFE.record(by=regional_officer, noun=programme, lock_version=programme.version, step=step)
    assert list(refused.value.problems) == ["outcomes_rated"]


def test_a_step_is_never_taken_in_advance_nor_before_the_last(regional_officer, countries):
    programme = plans.draft(regional_officer, countries["ZWE"])
    today = timezone.now().date()
    for day in (today + timedelta(days=1), today - timedelta(days=1)):
        with pytest.raises(UnableToRecordStatus) as refused:
            plans.moved(regional_officer, programme, "consultation", effective_on=day)
        assert list(refused.value.problems) == ["effective_on"]


@pytest.mark.parametrize("to", ["running", "evaluated", "draft", "buried"])
def test_no_stage_is_jumped(regional_officer, countries, to):
    programme = plans.draft(regional_officer, countries["ZWE"])
    with pytest.raises(UnableToRecordStatus) as refused:
        plans.moved(regional_officer, programme, to)
    assert list(refused.value.problems) == ["status"]


def test_an_extension_reaches_past_the_end(regional_officer, countries):
    programme = plans.brought_to(regional_officer, plans.draft(regional_officer, countries["ZWE"]), "running")
    for until in (None, programme.ends_on):
        with pytest.raises(UnableToRecordStatus) as refused:
            plans.moved(regional_officer, programme, "extended", extended_until=until)
        assert list(refused.value.problems) == ["extended_until"]


def test_a_signed_programme_keeps_what_signature_asked_for(regional_officer, countries):
    programme = plans.brought_to(regional_officer, plans.draft(regional_officer, countries["ZWE"]), "signed")
    with pytest.raises(UnableToEditProgramme) as refused:
        edit(regional_officer, programme, theory_of_change="  ")
    assert list(refused.value.problems) == ["theory_of_change"]
    assert edit(regional_officer, programme, title="Another title").title == "Another title"


def test_the_field_moves_a_draft_and_only_the_region_signs(field_officer, regional_officer, countries):
    programme = plans.moved(field_officer, plans.draft(field_officer, countries["ZWE"]), "consultation")
    with pytest.raises(Refused):
        plans.moved(field_officer, programme, "signed")
    assert plans.moved(regional_officer, programme, "signed").status == "signed"


# --- Two of one country -----------------------------------------------------------------------------


def test_two_programmes_in_force_of_one_country_never_overlap(regional_officer, countries):
    plans.brought_to(regional_officer, plans.draft(regional_officer, countries["ZWE"]), "signed")
    second = plans.draft(
        regional_officer, countries["ZWE"], starts_on=date(2028, 12, 31), ends_on=date(2031, 1, 1)
    )
    second = plans.moved(regional_officer, second, "consultation")
    with pytest.raises(UnableToAct, match="attention") as refused:
        plans.moved(regional_officer, second, "signed")
    assert "covers part of the period" in refused.value.problems[""][0]
    edit(regional_officer, second, starts_on=date(2029, 1, 1), ends_on=date(2031, 1, 1))
    assert plans.moved(regional_officer, second, "signed").status == "signed"


def test_the_database_itself_refuses_the_overlap(regional_officer, countries):
    first = plans.brought_to(regional_officer, plans.draft(regional_officer, countries["ZWE"]), "signed")
    second = plans.draft(
        regional_officer, countries["ZWE"], starts_on=date(2029, 1, 1), ends_on=date(2031, 1, 1)
    )
    second = plans.brought_to(regional_officer, second, "signed")
    with pytest.raises(IntegrityError, match="programmes_in_force_do_not_overlap"), transaction.atomic():
        CountryProgramme.objects.filter(pk=second.pk).update(starts_on=date(2028, 1, 1))
    with pytest.raises(UnableToAct):
        plans.moved(
            regional_officer,
            plans.moved(regional_officer, first, "running"),
            "extended",
            extended_until=date(2029, 6, 1),
        )


def test_drafts_other_countries_and_sub_regions_may_overlap(regional_officer, countries):
    plans.brought_to(regional_officer, plans.draft(regional_officer, countries["ZWE"]), "signed")
    plans.draft(regional_officer, countries["ZWE"])
    other = plans.brought_to(regional_officer, plans.draft(regional_officer, countries["NAM"]), "signed")
    assert other.status == "signed"
    for _time in range(2):
        sub = programmes.create_programme(
            by=regional_officer, region=countries["ZWE"].region, text=plans.text()
        )
        assert sub.sub_regional
    assert CountryProgramme.objects.filter(country=countries["ZWE"]).count() == 2


def test_a_programme_has_one_place_that_never_changes(regional_officer, countries):
    with pytest.raises(UnableToAct):
        programmes.create_programme(by=regional_officer, country=None, region=None, text=plans.text())
    programme = plans.draft(regional_officer, countries["ZWE"])
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        CountryProgramme.objects.filter(pk=programme.pk).update(country=countries["NAM"])


def test_the_status_follows_the_recorded_states_only(regional_officer, countries):
    programme = plans.draft(regional_officer, countries["ZWE"])
    with pytest.raises(IntegrityError, match="recorded states only"), transaction.atomic():
        CountryProgramme.objects.filter(pk=programme.pk).update(status="running")


# --- Versions ---------------------------------------------------------------------------------------


def test_the_second_of_two_editors_sees_both_versions(field_officer, regional_officer, countries):
    programme = plans.draft(field_officer, countries["ZWE"])
    read = CountryProgramme.objects.get().version
    edit(field_officer, programme, lock_version=read, title="The field’s title")
    with pytest.raises(Conflict) as conflict:
        edit(regional_officer, programme, lock_version=read, title="The region’s title")
    assert conflict.value.theirs == {"title": "The field’s title"}
    assert conflict.value.yours == {"title": "The region’s title"}
    assert conflict.value.version == read + 1
    saved = edit(regional_officer, programme, lock_version=read + 1, title="The region’s title")
    assert saved.title == "The region’s title"


def test_saving_what_stands_there_already_raises_no_version(field_officer, countries):
    programme = plans.draft(field_officer, countries["ZWE"])
    assert edit(field_officer, programme).version == CountryProgramme.objects.get().version == 1


def test_a_step_by_a_stale_version_is_a_conflict(regional_officer, countries):
    programme = plans.draft(regional_officer, countries["ZWE"])
    edit(regional_officer, programme, title="Edited meanwhile")
    step = Step("consultation", timezone.now().date(), "Workshop")
    with pytest.raises(Conflict):
        PROGRAMME_LIFE.record(by=regional_officer, noun=programme, lock_version=1, step=step)


def test_what_somebody_removed_meanwhile_is_a_conflict(field_officer, countries):
    programme = programmes.create_programme(by=field_officer, country=countries["ZWE"], text=plans.text())
    values = parts.PriorityData(1, "Jobs")
    priority = parts.PRIORITIES.add(by=field_officer, owner=programme, data=values)
    parts.PRIORITIES.remove(by=field_officer, row=priority, lock_version=1)
    priority.pk = priority.pk or Priority.objects.count() + 1
    with pytest.raises(Conflict, match="removed"):
        parts.PRIORITIES.edit(
            by=field_officer, row=priority, lock_version=1, data=replace(values, title="Work")
        )


# --- The plan ---------------------------------------------------------------------------------------


def test_a_part_is_removed_until_signature_and_never_after(regional_officer, countries):
    programme = plans.draft(regional_officer, countries["ZWE"])
    priority = programme.priorities.get()
    with pytest.raises(UnableToChangePlan, match="first"):
        parts.PRIORITIES.remove(by=regional_officer, row=priority, lock_version=1)
    extra = parts.PRIORITIES.add(by=regional_officer, owner=programme, data=parts.PriorityData(2, "Safety"))
    parts.PRIORITIES.remove(by=regional_officer, row=extra, lock_version=1)
    assert list(programme.priorities.all()) == [priority]
    signed = plans.brought_to(regional_officer, programme, "signed")
    with pytest.raises(UnableToChangePlan, match="agreed"):
        parts.PRIORITIES.remove(
            by=regional_officer, row=signed.priorities.get(), lock_version=priority.version
        )


def test_a_closed_programme_takes_no_new_part(regional_officer, countries):
    programme = plans.brought_to(regional_officer, plans.draft(regional_officer, countries["ZWE"]), "closed")
    with pytest.raises(UnableToChangePlan, match="closed"):
        parts.PRIORITIES.add(by=regional_officer, owner=programme, data=parts.PriorityData(2, "Safety"))


def test_an_outcome_keeps_its_rating_when_the_programme_was_closed_meanwhile(regional_officer, countries):
    programme = plans.brought_to(regional_officer, plans.draft(regional_officer, countries["ZWE"]), "running")
    outcome = programme.outcomes.select_related("programme", "priority").get()
    plans.moved(regional_officer, programme, "closed")
    assert outcome.programme.status == "running"  # as it was read
    text = OutcomeText(outcome.priority, outcome.code, "Another title")
    edit = {"by": regional_officer, "outcome": outcome, "lock_version": outcome.version}
    with pytest.raises(UnableToChangePlan) as refused:
        edit_outcome(**edit, text=text)
    assert set(refused.value.problems) == {"progress"}
    saved = edit_outcome(**edit, text=replace(text, progress="on_track"))
    assert (saved.title, saved.progress, saved.version) == ("Another title", "on_track", outcome.version + 1)


def test_a_code_begins_with_the_country_and_stands_once(field_officer, countries):
    programme = plans.draft(field_officer, countries["ZWE"])
    priority = programme.priorities.get()
    for code, field in (("KHM101", "code"), ("ZWE10", "code"), ("ZWE101", "")):
        with pytest.raises(UnableToAct) as refused:
            add_outcome(by=field_officer, programme=programme, text=OutcomeText(priority, code, "Again"))
        assert list(refused.value.problems) == [field]
    assert (
        add_outcome(
            by=field_officer, programme=programme, text=OutcomeText(priority, " zwe102 ", "More")
        ).code
        == "ZWE102"
    )
