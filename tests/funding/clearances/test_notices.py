"""Reminders at half and at the whole of a step's time, the end of a clearance, and what stands on My work."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from funding.clearances.actions import clearance_notices as notices
from funding.clearances.work import awaiting, coming, handed_in, overseen
from funding.models import PartnershipClearance
from ilo_dc.core.models import Notification, Run
from tests.recipes import clearances as recipes

TODAY = timezone.now().date()


def titles(found):
    """Return what items say and of what."""
    return [(one.title, one.subject) for one in found]


def test_each_step_is_reminded_of_at_half_and_at_the_whole_of_its_time(cast):
    recipes.requested(cast.officer)
    assert notices.remind_of_clearances(today=TODAY) == {"half": 0, "whole": 0, "ending": 0}
    assert notices.remind_of_clearances(today=TODAY + timedelta(days=5))["half"] == 1
    assert notices.remind_of_clearances(today=TODAY + timedelta(days=5))["half"] == 0
    assert notices.remind_of_clearances(today=TODAY + timedelta(days=10))["whole"] == 2  # all of PARDEV
    told = Notification.objects.filter(recipient=cast.substitute)
    assert "late" in str(told.get())


def test_the_end_of_a_clearance_is_told_sixty_days_before(cast):
    made = recipes.cleared(cast)
    until = made.valid_until
    assert notices.remind_of_clearances(today=until - timedelta(days=61))["ending"] == 0
    assert notices.remind_of_clearances(today=until - timedelta(days=60))["ending"] == 3
    assert notices.remind_of_clearances(today=until)["ending"] == 0
    assert {one.kind for one in Notification.objects.filter(key__startswith="clearance-ends")} == {"N15"}
    assert str(made.pk) in str(Notification.objects.filter(recipient=cast.substitute).last())


def test_the_scheduler_asks_once_a_day_and_the_work_is_done(cast, work_off):
    assert notices.request_reminders() is not None
    assert notices.request_reminders() is None
    assert [run.state for run in work_off() if run.task == notices.REMIND] == ["done"]
    assert Run.objects.filter(task=notices.REMIND).count() == 1


def test_my_work_shows_each_step_to_whom_it_waits_for(cast):
    made = recipes.requested(cast.officer)
    partner = "Acme Textiles"
    assert titles(awaiting(cast.officer)) == [("Screen the partner", partner)]
    assert awaiting(cast.officer)[0].due_on == TODAY + timedelta(days=10)
    assert titles(coming(cast.manager)) == [("Decide on the clearance", partner)]
    assert awaiting(cast.substitute) == []
    recipes.screened(cast.officer, made)
    assert handed_in(cast.officer)[0].waits_on.count(",") == 1  # both bureaux at once
    for bureau, person in (("actrav", cast.workers), ("act_emp", cast.employers)):
        assert titles(awaiting(person)) == [("Give the opinion of your bureau", partner)]
        recipes.opined(person, made, bureau)
        assert awaiting(person) == []
    for person in (cast.officer, cast.substitute):
        assert titles(awaiting(person)) == [("Record the legal advice", partner)]
    (waiting,) = overseen(cast.manager)
    assert (waiting.key, waiting.subject) == (f"clearance-legal:{made.pk}", f"Clearance {made.pk}")
    recipes.advised(cast.substitute, made)
    (item,) = awaiting(cast.manager)
    assert (item.title, item.is_decision) == ("Decide on the clearance", True)
    assert coming(cast.manager) == []
    (waiting,) = overseen(cast.substitute)
    assert cast.manager in waiting.doers.people()
    recipes.decided(cast.manager, made)
    assert awaiting(cast.manager) == [] == handed_in(cast.officer)
    assert not PartnershipClearance.objects.open().exists()
