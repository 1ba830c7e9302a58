"""A saved filter is mailed once a week: what is new or changed, in the person's language, as they see it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from ilo_dc.core.models import Notification, Run, SavedFilter, User
from ilo_dc.core.notices.actions import UnableToMail
from ilo_dc.core.people.actions import users
from ilo_dc.core.saved_filters.actions import letters
from ilo_dc.core.saved_filters.actions.letters import UnableToMailWeekly, choose_weekly
from ilo_dc.core.saved_filters.actions.saved_filters import save_filter
from ilo_dc.core.saved_filters.lists import register_at
from ilo_dc.core.tasks import schedule_weekly_filters
from tests.people import play, signed_in
from tests.recipes import proposals
from tests.registers import INTERNAL, all_registers, page_of, reader_of

PAGE, QUERY = "/proposals/", "country=ZWE"


@pytest.fixture
def saved(field_officer, countries) -> SavedFilter:
    """A filter of the field officer, wanted weekly, of which one proposal is known already."""
    proposals.concept(field_officer, countries["ZWE"], title="Known before")
    made = save_filter(by=field_officer, name="Ours", page=PAGE, query=QUERY)
    return choose_weekly(by=field_officer, saved=made, weekly=True)


def a_week_later() -> None:
    """Let the last mail be of the week before."""
    SavedFilter.objects.update(mailed_for=letters.week_of(timezone.now().date()) - timedelta(days=7))


@pytest.fixture
def due(monkeypatch) -> None:
    """A Tuesday at noon: mail of the week is due."""
    now = timezone.now()
    tuesday = (now - timedelta(days=now.weekday() - 1)).replace(hour=12)
    monkeypatch.setattr(letters.timezone, "now", lambda: tuesday)


def test_what_is_new_and_changed_is_mailed_with_counts_rows_and_the_list(
    saved, field_officer, countries
) -> None:
    known = proposals.Proposal.objects.get()
    proposals.retitled(field_officer, known, "Known by another title")
    proposals.concept(field_officer, countries["ZWE"], title="Quite new")
    proposals.concept(field_officer, countries["NAM"], title="Not of this list")
    a_week_later()
    assert letters.mail_weekly_filters() == {"filters": 1, "letters": 1}
    (letter,) = mail.outbox
    assert letter.to == [field_officer.email]
    assert "“Ours”" in letter.subject
    assert "2 rows now." in letter.body
    new, changed = letter.body.split("1 changed:")
    assert "1 new:" in new
    assert "Quite new" in new
    assert "Known by another title" in changed
    assert "Not of this list" not in letter.body
    assert f"{PAGE}?{QUERY}" in letter.body
    assert letters.mail_weekly_filters() == {"filters": 0, "letters": 0}
    assert len(mail.outbox) == 1


def test_the_schedule_asks_once_a_week_and_the_work_outlives_a_broker_that_is_down(  # noqa: PLR0917  (the cast)
    saved, field_officer, countries, due, work_off
) -> None:
    schedule_weekly_filters()
    assert not Run.objects.filter(task=letters.MAIL_WEEKLY).exists()
    a_week_later()
    proposals.concept(field_officer, countries["ZWE"], title="Quite new")
    schedule_weekly_filters()  # there is no broker: the row of the run waits
    schedule_weekly_filters()
    assert [run.state for run in Run.objects.filter(task=letters.MAIL_WEEKLY)] == ["pending"]
    assert not mail.outbox
    done = [run for run in work_off() if run.task == letters.MAIL_WEEKLY]
    assert [run.state for run in done] == ["done"]
    schedule_weekly_filters()
    work_off()
    assert Run.objects.filter(task=letters.MAIL_WEEKLY).count() == 1
    assert len([one for one in mail.outbox if "Ours" in one.subject]) == 1


def test_nothing_is_mailed_where_nothing_changed_unless_it_is_wanted(saved, field_officer) -> None:
    a_week_later()
    assert letters.mail_weekly_filters() == {"filters": 1, "letters": 0}
    assert not mail.outbox
    choose_weekly(by=field_officer, saved=saved, weekly=True, only_changes=False)
    a_week_later()
    assert letters.mail_weekly_filters() == {"filters": 1, "letters": 1}
    assert "Nothing changed since the last mail." in mail.outbox[0].body


def test_it_is_written_in_the_language_of_the_person(saved, field_officer) -> None:
    User.objects.filter(pk=field_officer.pk).update(language="fr")
    choose_weekly(by=field_officer, saved=saved, weekly=True, only_changes=False)
    a_week_later()
    letters.mail_weekly_filters()
    assert "Rien n’a changé depuis le dernier message." in mail.outbox[0].body


def test_the_mail_lists_what_its_person_sees_and_nothing_else(
    saved, field_officer, pardev_officer, countries
) -> None:
    whole = save_filter(by=field_officer, name="All", page=PAGE, query="ordering=code")
    choose_weekly(by=field_officer, saved=whole, weekly=True)
    proposals.concept(pardev_officer, countries["KHM"], title="Of Cambodia")
    a_week_later()
    letters.mail_weekly_filters()
    assert not [one for one in mail.outbox if "Of Cambodia" in one.body]


def test_a_filter_that_no_longer_reads_is_said_once_and_switched_off(saved) -> None:
    SavedFilter.objects.update(query="country=ZWE&former=1")
    a_week_later()
    assert letters.mail_weekly_filters() == {"filters": 1, "letters": 1}
    assert "can no longer be read" in mail.outbox[0].body
    saved.refresh_from_db()
    assert not saved.weekly
    a_week_later()
    letters.mail_weekly_filters()
    assert len(mail.outbox) == 1


def test_who_is_deactivated_gets_none(saved, field_officer, admin, countries) -> None:
    proposals.concept(field_officer, countries["ZWE"], title="Quite new")
    users.deactivate_person(by=admin, user=field_officer, reason="Left")
    a_week_later()
    assert letters.mail_weekly_filters() == {"filters": 0, "letters": 0}
    assert not mail.outbox


def test_what_the_mail_server_did_not_take_is_mailed_later_in_the_week(
    saved, field_officer, countries, monkeypatch
) -> None:
    proposals.concept(field_officer, countries["ZWE"], title="Quite new")
    a_week_later()

    def down(*_args: Any, **_kwargs: Any) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(letters, "write_to", down)
        with pytest.raises(UnableToMail, match="1 of 1"):
            letters.mail_weekly_filters()
    assert letters.mail_weekly_filters() == {"filters": 1, "letters": 1}
    assert "Quite new" in mail.outbox[0].body


def test_one_link_stops_it_without_signing_in_and_a_mere_look_stops_nothing(saved, field_officer) -> None:
    choose_weekly(by=field_officer, saved=saved, weekly=True, only_changes=False)
    a_week_later()
    letters.mail_weekly_filters()
    (letter,) = mail.outbox
    address = re.search(r"(/work/filters/stop/\S+)", letter.body)[1]
    assert address in letter.extra_headers["List-Unsubscribe"]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.get(address).content.decode()
    assert "Stop the weekly mail" in page
    saved.refresh_from_db()
    assert saved.weekly
    answer = stranger.post(address, {"List-Unsubscribe": "One-Click"})
    assert "is mailed no longer" in answer.content.decode()
    saved.refresh_from_db()
    assert not saved.weekly
    assert stranger.post(address).status_code == 200
    for token in ("x", f"{letters.stop_token(saved)}x"):
        assert stranger.get(f"/work/filters/stop/{token}/").status_code == 404
        assert stranger.post(f"/work/filters/stop/{token}/").status_code == 404


def test_page_and_api_choose_it_for_ones_own_alone(field_officer, admin, countries) -> None:
    made = save_filter(by=field_officer, name="Ours", page=PAGE, query=QUERY)
    client = signed_in(field_officer)
    assert "Mail me this weekly" in client.get("/work/").content.decode()
    assert "Mail me this weekly" in client.get(f"{PAGE}?{QUERY}").content.decode()
    assert client.post(f"/work/filters/{made.pk}/weekly/", {"weekly": "on"})["Location"] == "/work/"
    made.refresh_from_db()
    assert (made.weekly, made.only_changes) == (True, False)
    assert "Mailed weekly" in client.get("/work/").content.decode()
    (found,) = client.get("/api/v1/saved-filters/").json()
    assert (found["name"], found["page"], found["weekly"]) == ("Ours", f"{PAGE}?{QUERY}", True)
    address = f"/api/v1/saved-filters/{made.pk}/weekly/"
    answer = client.post(address, {"weekly": False}, content_type="application/json")
    assert (answer.status_code, answer.json()["weekly"]) == (200, False)
    other = signed_in(admin)
    assert other.get("/api/v1/saved-filters/").json() == []
    assert other.post(address, {"weekly": True}, content_type="application/json").status_code == 404
    assert other.post(f"/work/filters/{made.pk}/weekly/", {"weekly": "on"}).status_code == 404
    assert not Notification.objects.exists()


def test_it_refuses_a_page_of_figures_and_a_filter_that_no_longer_reads(field_officer) -> None:
    figures = save_filter(by=field_officer, name="Gaps", page="/gaps/", query="region=africa")
    lost = SavedFilter.objects.create(person=field_officer, name="Lost", page=PAGE, query="former=1")
    for one in (figures, lost):
        with pytest.raises(UnableToMailWeekly):
            choose_weekly(by=field_officer, saved=one, weekly=True)
    assert not SavedFilter.objects.filter(weekly=True).exists()


PAGES = sorted(page for register in all_registers().values() if (page := page_of(register)))


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("page", PAGES)
def test_every_list_can_be_mailed(page) -> None:
    register = register_at(page)
    assert register is not None
    reader = reader_of(register.code) if register.code in INTERNAL else play("manager")
    saved = SavedFilter.objects.create(person=reader, name="All", page=page, query="ordering=id")
    choose_weekly(by=reader, saved=saved, weekly=True, only_changes=False)
    count = SavedFilter.objects.get(pk=saved.pk).listed["count"]
    SavedFilter.objects.update(listed={"count": count, "rows": {}})
    a_week_later()
    assert letters.mail_weekly_filters() == {"filters": 1, "letters": 1}
    if count > letters.MOST_COMPARED:
        assert "The list is too long to say which of them are new." in mail.outbox[-1].body
    elif count:
        assert f"{count} new:" in mail.outbox[-1].body
