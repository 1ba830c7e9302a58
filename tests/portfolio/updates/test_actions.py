"""Outcome updates: written by the field, submitted, returned, mended, accepted; who may do what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from ilo_dc.core.documents.actions import attach_document
from ilo_dc.core.errors import Conflict, Refused, UnableToAct
from ilo_dc.core.history import events as history
from ilo_dc.core.models import Notification
from ilo_dc.core.people.actions.memberships import NewMembership, grant_membership
from ilo_dc.core.people.vocab import Role, ScopeKind
from portfolio.models import CountryProgramme, OutcomeUpdate, ReportedValue
from portfolio.programmes.actions import programmes as programme_actions
from portfolio.updates import rules
from portfolio.updates.actions import outcome_updates as actions
from portfolio.updates.actions.outcome_updates import UnableToDecide, UnableToSaveUpdate, UnableToSubmitUpdate
from portfolio.updates.actions.update_notices import remind_of_updates
from portfolio.updates.policies import (
    may_document,
    may_review_updates,
    may_write_updates,
    programmes_reviewed_by,
    programmes_written_by,
)
from tests.recipes import programmes as plans
from tests.recipes import updates


@pytest.fixture
def outcome(field_officer, regional_officer, countries):
    """The outcome of a running programme of Zimbabwe."""
    return updates.outcome_of(field_officer, regional_officer, countries["ZWE"])


def edit(by, update, lock_version=None, **values):
    return actions.edit_update(
        by=by,
        update=update,
        lock_version=lock_version or OutcomeUpdate.objects.get(pk=update.pk).version,
        text=updates.text(update.outcome, **values),
    )


def decide(action, by, update, **values):
    return action(
        by=by, update=update, lock_version=OutcomeUpdate.objects.get(pk=update.pk).version, **values
    )


# --- Rules ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "starts_on", "ends_on", "due_on"),
    [
        ("2026-H1", date(2026, 1, 1), date(2026, 7, 1), date(2026, 7, 30)),
        ("2026-H2", date(2026, 7, 1), date(2027, 1, 1), date(2027, 1, 30)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1), date(2027, 1, 30)),
    ],
)
def test_a_code_names_a_period_and_the_period_its_code(code, starts_on, ends_on, due_on):
    period = rules.period_of(code)
    assert (period.starts_on, period.ends_on, period.due_on, period.code) == (
        starts_on,
        ends_on,
        due_on,
        code,
    )


@pytest.mark.parametrize("code", ["", "2026-H3", "26", "2026-h1", "2026-H1 ", "3026"])
def test_anything_else_names_none(code):
    assert rules.period_of(code) is None


def test_what_ended_within_a_year_while_the_programme_ran_is_due():
    def codes(kind, first, end, today):
        return [one.code for one in rules.periods_due(kind, first, end, today=today)]

    first, end = date(2024, 4, 1), date(2029, 1, 1)
    assert codes("half_year", first, end, date(2026, 11, 21)) == ["2025-H2", "2026-H1"]
    assert codes("half_year", first, end, date(2024, 6, 30)) == []
    assert codes("half_year", first, end, date(2024, 7, 1)) == ["2024-H1"]
    assert codes("year", first, end, date(2026, 11, 21)) == ["2025"]
    assert codes("half_year", first, date(2026, 1, 1), date(2026, 11, 21)) == ["2025-H2"]


def test_every_gate_names_a_message_and_a_source():
    assert [gate.field for gate in rules.STATUSES.gates] == ["progress", "narrative"]
    assert all(gate.message.endswith(".") and gate.source for gate in rules.STATUSES.gates)
    assert list(rules.missing({})) == ["progress", "narrative"]
    ticked = {"progress": "on_track", "narrative": "x", "workers": True, "employers_on": date(2026, 1, 1)}
    assert list(rules.missing(ticked)) == ["workers_on"]


# --- The life ---------------------------------------------------------------------------------------


def test_an_update_lives_from_draft_over_return_to_acceptance(field_officer, regional_officer, outcome):
    update = updates.draft(field_officer, outcome, progress="", narrative="")
    assert (update.state, update.author, update.demonstration) == ("draft", field_officer, True)
    update = edit(field_officer, update, narrative="Un\r\ndeux")
    assert update.narrative == "Un\ndeux"
    update = decide(actions.submit_update, field_officer, update)
    assert (update.state, update.submitted_by) == ("submitted", field_officer)
    update = decide(actions.return_update, regional_officer, update, note=" Say how many women. ")
    assert (update.state, update.note, update.decided_by) == (
        "returned",
        "Say how many women.",
        regional_officer,
    )
    update = edit(field_officer, update, narrative="Cent femmes")
    update = decide(actions.submit_update, field_officer, update)
    assert (update.state, update.note, update.decided_by) == ("submitted", "", None)
    update = decide(actions.accept_update, regional_officer, update)
    assert update.state == "accepted"
    outcome.refresh_from_db()
    assert outcome.progress == "on_track"
    told = [
        (one.who, one.why) for one in history.events_before(None, limit=20, noun="portfolio.outcomeupdate")
    ]
    assert told == [
        ("Rashid Region", "Outcome update accepted"),
        ("Chipo Field", "Outcome update submitted"),
        ("Chipo Field", "Outcome update edited"),
        ("Rashid Region", "Say how many women."),
        ("Chipo Field", "Outcome update submitted"),
        ("Chipo Field", "Outcome update edited"),
        ("Chipo Field", "Outcome update started"),
    ]


def test_what_was_returned_is_not_handed_in_as_it_was(field_officer, regional_officer, outcome):
    update = updates.submitted(field_officer, outcome)
    unchanged = {"progress": update.progress, "narrative": update.narrative}
    for mended in (
        {"narrative": "Say more"},
        {"values": {outcome.indicators.get().pk: actions.Reported(Decimal(17))}},
    ):
        update = decide(actions.return_update, regional_officer, update, note="Say how many women.")
        with pytest.raises(UnableToSubmitUpdate, match="Nothing was changed since it was returned"):
            decide(actions.submit_update, field_officer, update)
        same = {"by": field_officer, "update": update, "lock_version": update.version, "submit": True}
        with pytest.raises(UnableToSubmitUpdate, match="Nothing was changed since it was returned"):
            actions.edit_update(**same, text=updates.text(outcome, **unchanged))
        update.refresh_from_db()
        assert (update.state, update.version) == ("returned", same["lock_version"])
        unchanged |= mended
        update = actions.edit_update(**same, text=updates.text(outcome, **unchanged))
        assert update.state == "submitted"
        unchanged.pop("values", None)


def test_evidence_that_was_attached_since_the_return_is_a_correction(
    field_officer, regional_officer, outcome
):
    update = updates.submitted(field_officer, outcome)
    update = decide(actions.return_update, regional_officer, update, note="Attach the survey.")
    file = SimpleUploadedFile("survey.txt", b"How many women: 100")
    attach_document(by=field_officer, owner=update, file=file, title="Survey", policy=may_document)
    assert decide(actions.submit_update, field_officer, update).state == "submitted"


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"progress": ""}, ["progress"]),
        ({"narrative": "  "}, ["narrative"]),
        ({"employers": True}, ["employers_on"]),
        ({"progress": "", "narrative": ""}, ["progress", "narrative"]),
    ],
)
def test_a_submission_needs_what_its_gates_name(field_officer, outcome, values, missing):
    update = updates.draft(field_officer, outcome, **values)
    with pytest.raises(UnableToSubmitUpdate) as refused:
        decide(actions.submit_update, field_officer, update)
    assert list(refused.value.problems) == missing
    assert OutcomeUpdate.objects.get().state == "draft"
    with pytest.raises(UnableToSubmitUpdate):
        actions.edit_update(
            by=field_officer,
            update=update,
            lock_version=update.version,
            text=updates.text(outcome, **values),
            submit=True,
        )


def test_a_refused_submission_saves_nothing_of_a_new_update(field_officer, outcome):
    with pytest.raises(UnableToSubmitUpdate):
        actions.add_update(
            by=field_officer,
            outcome=outcome,
            period=updates.period(),
            text=updates.text(outcome, progress=""),
            submit=True,
        )
    assert not OutcomeUpdate.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"narrative": "x" * 1501}, "narrative"),
        ({"progress": "splendid"}, "progress"),
        ({"language": "xx"}, "language"),
        ({"employers_on": date(2026, 5, 1)}, "employers_on"),
    ],
)
def test_a_draft_has_its_shape(field_officer, outcome, values, field):
    with pytest.raises(UnableToAct) as refused:
        updates.draft(field_officer, outcome, **values)
    assert field in refused.value.problems


def test_fifteen_hundred_characters_fit(field_officer, outcome):
    assert len(updates.draft(field_officer, outcome, narrative="é" * 1500).narrative) == 1500


def test_an_outcome_has_one_update_of_a_period(field_officer, outcome):
    first = updates.draft(field_officer, outcome)
    for code in ("2026-H1", "2026"):
        with pytest.raises(UnableToAct) as refused:
            updates.draft(field_officer, outcome, code)
        assert refused.value.problems == {"": ["This outcome has an update for this period already."]}
    updates.draft(field_officer, outcome, "2025-H2")
    first.pk = None
    first._state.adding = True
    with pytest.raises(IntegrityError, match="one_update_of_an_outcome_and_period"), transaction.atomic():
        first.save()


@pytest.mark.parametrize("code", ["2023-H2", "2027-H1", "2029-H1"])
def test_a_period_has_begun_while_the_programme_ran(field_officer, outcome, code):
    with pytest.raises(UnableToSaveUpdate) as refused:
        updates.draft(field_officer, outcome, code)
    assert list(refused.value.problems) == ["period"]


def test_a_programme_that_does_not_run_is_not_reported_on(field_officer, regional_officer, countries):
    programme = plans.brought_to(regional_officer, plans.draft(field_officer, countries["ZWE"]), "signed")
    with pytest.raises(UnableToSaveUpdate, match="runs"):
        updates.draft(field_officer, updates.fresh(programme.outcomes.get()))
    closed = plans.moved(regional_officer, plans.moved(regional_officer, programme, "running"), "closed")
    assert updates.draft(field_officer, updates.fresh(closed.outcomes.get())).state == "draft"


def test_the_database_keeps_subject_text_and_decision_together(field_officer, outcome):
    update = updates.draft(field_officer, outcome, narrative="")
    rows = OutcomeUpdate.objects.filter(pk=update.pk)
    for values, name in (
        ({"starts_on": date(2025, 7, 1)}, "never change"),
        ({"ends_on": date(2026, 6, 30)}, "never change"),
        ({"state": "submitted"}, "a_submitted_update_is_whole"),
        ({"state": "returned"}, "a_decided_update_says_when_and_why"),
        ({"note": "x"}, "a_decided_update_says_when_and_why"),
        ({"employers_on": date(2026, 1, 1)}, "employers_consulted_where_dated"),
        ({"narrative": "x" * 1501}, "update_narrative_is_short"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**values)


# --- Values -----------------------------------------------------------------------------------------


def test_a_reported_value_belongs_to_the_outcome(field_officer, regional_officer, outcome, countries):
    other = updates.outcome_of(field_officer, regional_officer, countries["NAM"])
    foreign = other.indicators.get()
    with pytest.raises(UnableToSaveUpdate) as refused:
        updates.draft(field_officer, outcome, values={foreign.pk: actions.Reported(Decimal(1))})
    assert list(refused.value.problems) == [f"indicator_{foreign.pk}"]
    update = updates.draft(field_officer, outcome)
    with pytest.raises(IntegrityError, match="one outcome"), transaction.atomic():
        ReportedValue.objects.create(update=update, indicator=foreign, value=1, demonstration=True)


def test_changed_values_raise_the_version_and_an_empty_one_is_taken_away(field_officer, outcome):
    update, number = updates.draft(field_officer, outcome), outcome.indicators.get().pk
    assert edit(field_officer, update).version == 1
    again = edit(field_officer, update, values={number: actions.Reported(Decimal("13.5"))})
    assert (again.version, again.values.get().value, again.values.get().words) == (2, Decimal("13.5"), "")
    assert edit(field_officer, update, values={}).version == 2
    gone = edit(field_officer, update, values={number: actions.Reported()})
    assert (gone.version, gone.values.count()) == (3, 0)


def test_the_second_of_two_writers_sees_both_versions(field_officer, outcome):
    update, number = updates.draft(field_officer, outcome), outcome.indicators.get().pk
    edit(
        field_officer,
        update,
        lock_version=1,
        narrative="Theirs",
        values={number: actions.Reported(Decimal(20))},
    )
    with pytest.raises(Conflict) as conflict:
        edit(
            field_officer,
            update,
            lock_version=1,
            narrative="Mine",
            values={number: actions.Reported(Decimal(30))},
        )
    assert conflict.value.theirs == {"narrative": "Theirs", f"value_{number}": Decimal(20)}
    assert conflict.value.yours == {"narrative": "Mine", f"value_{number}": Decimal(30)}
    assert conflict.value.version == 2


# --- Steps that are refused -------------------------------------------------------------------------


def test_what_is_handed_in_is_neither_written_nor_handed_in_again(field_officer, outcome):
    update = updates.submitted(field_officer, outcome)
    with pytest.raises(UnableToSaveUpdate, match="Take it back"):
        edit(field_officer, update, narrative="More")
    with pytest.raises(UnableToSubmitUpdate, match="already"):
        decide(actions.submit_update, field_officer, update)


def test_only_what_is_submitted_is_decided_on(field_officer, regional_officer, outcome):
    update = updates.draft(field_officer, outcome)
    for action, by, values in (
        (actions.accept_update, regional_officer, {}),
        (actions.return_update, regional_officer, {"note": "x"}),
        (actions.withdraw_update, field_officer, {"reason": "x"}),
    ):
        with pytest.raises(UnableToDecide, match="Draft"):
            decide(action, by, update, **values)
    decide(actions.submit_update, field_officer, update)
    accepted = decide(actions.accept_update, regional_officer, update)
    with pytest.raises(UnableToDecide, match="Accepted"):
        decide(actions.return_update, regional_officer, accepted, note="Too late")


def test_a_return_and_a_withdrawal_say_why(field_officer, regional_officer, outcome):
    update = updates.submitted(field_officer, outcome)
    with pytest.raises(UnableToDecide) as refused:
        decide(actions.return_update, regional_officer, update, note="  ")
    assert list(refused.value.problems) == ["note"]
    with pytest.raises(UnableToDecide) as refused:
        decide(actions.withdraw_update, field_officer, update, reason="")
    assert list(refused.value.problems) == ["reason"]
    assert decide(actions.withdraw_update, field_officer, update, reason="Too early").state == "draft"


def test_a_draft_is_discarded_until_it_was_submitted_once(field_officer, outcome):
    update = updates.draft(field_officer, outcome)
    decide(actions.discard_update, field_officer, update)
    assert not OutcomeUpdate.objects.exists()
    update = decide(
        actions.withdraw_update, field_officer, updates.submitted(field_officer, outcome), reason="x"
    )
    with pytest.raises(Refused, match="never removed"):
        decide(actions.discard_update, field_officer, update)


def test_an_older_update_does_not_turn_the_rating_back(field_officer, regional_officer, outcome):
    updates.accepted(field_officer, regional_officer, outcome, "2026-H1")
    older = updates.submitted(field_officer, outcome, "2025-H2", progress="no_progress")
    decide(actions.accept_update, regional_officer, older)
    outcome.refresh_from_db()
    assert outcome.progress == "on_track"


# --- Who --------------------------------------------------------------------------------------------


def test_only_the_field_of_the_country_writes(people, outcome):
    update = updates.draft(people["field_officer"], outcome)
    for who, person in people.items():
        if who != "field_officer":
            with pytest.raises(Refused):
                updates.draft(person, outcome, "2025-H2")
            with pytest.raises(Refused):
                edit(person, update, narrative="Not mine")
            with pytest.raises(Refused):
                decide(actions.submit_update, person, update)
            with pytest.raises(Refused):
                decide(actions.discard_update, person, update)
    assert OutcomeUpdate.objects.get().version == 1


def test_only_the_region_decides(people, outcome):
    update = updates.submitted(people["field_officer"], outcome)
    for who, person in people.items():
        if who != "regional_officer":
            with pytest.raises(Refused):
                decide(actions.accept_update, person, update)
            with pytest.raises(Refused):
                decide(actions.return_update, person, update, note="x")
    assert decide(actions.accept_update, people["regional_officer"], update).state == "accepted"


def test_field_officers_of_another_country_read_and_do_not_write(field_officer, regional_officer, countries):
    programme = updates.outcome_of(field_officer, regional_officer, countries["ZWE"]).programme
    elsewhere = CountryProgramme(country=countries["KHM"], region=None)
    assert may_write_updates(field_officer, programme)
    assert not may_write_updates(field_officer, elsewhere)
    assert may_review_updates(regional_officer, programme)
    assert not may_review_updates(regional_officer, elsewhere)


def test_nobody_decides_on_what_they_submitted(admin, field_officer, outcome, countries):
    grant = NewMembership(Role.REGIONAL, ScopeKind.REGION, region=countries["ZWE"].region)
    grant_membership(by=admin, user=field_officer, grant=grant)
    field_officer.__dict__.pop("_grants", None)
    update = updates.submitted(field_officer, outcome)
    with pytest.raises(Refused, match="Somebody else"):
        decide(actions.accept_update, field_officer, update)


def test_a_sub_regional_programme_is_written_by_the_region(
    field_officer, regional_officer, countries, people
):
    sub = programme_actions.create_programme(
        by=regional_officer, region=countries["ZWE"].region, text=plans.text()
    )
    assert not may_write_updates(field_officer, sub)
    assert may_write_updates(regional_officer, sub)
    home = plans.draft(field_officer, countries["ZWE"])
    for person in people.values():
        written = {one.pk for one in (sub, home) if may_write_updates(person, one)}
        assert set(programmes_written_by(person).values_list("pk", flat=True)) == written
        reviewed = {one.pk for one in (sub, home) if may_review_updates(person, one)}
        assert set(programmes_reviewed_by(person).values_list("pk", flat=True)) == reviewed


def test_staff_see_all_constituents_and_strangers_what_is_accepted(people, outcome):
    field, region = people["field_officer"], people["regional_officer"]
    open_one = updates.draft(field, outcome, "2025-H2")
    done = updates.accepted(field, region, outcome)
    for who, person in people.items():
        seen = set(OutcomeUpdate.objects.visible_to(person))
        outside = who in {"constituent", "german_donor", "swedish_donor", "outsider"}
        assert seen == ({done} if outside else {open_one, done}), who


# --- What people are told ---------------------------------------------------------------------------


def told(person):
    return [str(one) for one in Notification.objects.filter(recipient=person).order_by("pk")]


def test_the_region_is_told_of_a_submission_and_the_author_of_the_decision_at_once(
    field_officer, regional_officer, outcome, work_off
):
    update = updates.submitted(field_officer, outcome)
    assert told(regional_officer) == ["An outcome update is waiting for you: ZWE101, 2026-H1."]
    assert not mail.outbox
    decide(actions.return_update, regional_officer, update, note="Say 50% more.")
    edit(field_officer, update, narrative="50% more")
    decide(actions.submit_update, field_officer, update)
    decide(actions.accept_update, regional_officer, update)
    work_off()
    assert told(field_officer) == [
        "An outcome update was returned: ZWE101, 2026-H1. “Say 50% more.”",
        "An outcome update was accepted: ZWE101, 2026-H1.",
    ]
    assert [one.to for one in mail.outbox] == [["chipo@example.org"]] * 2


def test_the_field_is_reminded_once_of_what_is_due_and_the_region_of_what_is_overdue(
    field_officer, regional_officer, outcome
):
    assert remind_of_updates(today=date(2024, 7, 1)) == {"due": 1, "overdue": 0}
    assert remind_of_updates(today=date(2024, 7, 30)) == {"due": 0, "overdue": 0}
    assert remind_of_updates(today=date(2024, 7, 31)) == {"due": 0, "overdue": 2}
    assert remind_of_updates(today=date(2024, 8, 1)) == {"due": 0, "overdue": 0}
    assert told(field_officer) == [
        "Outcome updates are due until 30 Jul 2024: Decent Work Country Programme, 2024-H1.",
        "Outcome updates are overdue since 30 Jul 2024: Decent Work Country Programme, 2024-H1.",
    ]
    assert len(told(regional_officer)) == 1


def test_what_is_handed_in_is_not_asked_for_again(field_officer, outcome):
    updates.submitted(field_officer, outcome, "2024-H1")
    assert remind_of_updates(today=date(2024, 8, 1)) == {"due": 0, "overdue": 0}
