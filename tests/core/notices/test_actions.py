"""Notifications: told once, read by their person alone, mailed daily or at once in their language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from ilo_dc.core import tasks
from ilo_dc.core.imports.actions.imports import confirm_sheet
from ilo_dc.core.languages import written_in
from ilo_dc.core.models import Notification, Run
from ilo_dc.core.notices import actions
from ilo_dc.core.notices.actions import Notice, notify
from ilo_dc.core.notices.vocab import PRESSING, NoticeKind
from ilo_dc.core.people.actions.users import choose_preferences, deactivate_person
from ilo_dc.core.runs.actions.runs import retry_run
from portfolio.frameworks.imports import FRAMEWORK_SUBOUTPUTS
from tests.people import signed_in
from tests.recipes.sub_output_sheets import row

TEXT = "“%(file)s” has errors (%(errors)s); nothing was saved."
SEVEN = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


def notice(kind=NoticeKind.N16, **changes):
    values = {"file": "sheet.csv", "errors": 3}
    return Notice(**{"kind": kind, "text": TEXT, "values": values, "url": "/imports/", **changes})


@pytest.fixture
def clock(monkeypatch):
    """Set the time of the digest's schedule."""

    def at(moment):
        monkeypatch.setattr("ilo_dc.core.notices.actions.timezone.now", lambda: moment)

    return at


def test_each_person_is_told_once_and_who_left_is_not(admin, pardev_officer, outsider):
    deactivate_person(by=admin, user=outsider, reason="Left")
    outsider.refresh_from_db()
    made = notify(by=None, to=[pardev_officer, outsider, pardev_officer], notice=notice())
    assert [one.recipient for one in made] == [pardev_officer]
    assert str(made[0]) == "“sheet.csv” has errors (3); nothing was saved."


def test_a_keyed_notification_is_told_once_to_each(pardev_officer, manager):
    reminder = notice(key="N6:agreement:4:30")
    assert len(notify(by=None, to=[pardev_officer], notice=reminder)) == 1
    again = notify(by=None, to=[pardev_officer, manager], notice=reminder)
    assert [one.recipient for one in again] == [manager]
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.create(recipient=manager, kind="N6", text="x", url="/", key=reminder.key)


def test_everybody_reads_it_in_their_own_language(pardev_officer):
    (told,) = notify(by=None, to=[pardev_officer], notice=notice(text="Yes", values={}))
    with translation.override("fr"):
        assert str(told) == "Oui"
    assert str(told) == "Yes"


def test_a_text_without_its_value_fails_where_it_is_written(pardev_officer):
    with pytest.raises(KeyError):
        notify(by=None, to=[pardev_officer], notice=notice(values={"file": "x"}))


@pytest.mark.parametrize("url", ["https://evil.example", "//evil.example", "imports/"])
def test_it_leads_nowhere_outside(pardev_officer, url):
    with pytest.raises(IntegrityError), transaction.atomic():
        notify(by=None, to=[pardev_officer], notice=notice(url=url))


# --- In the portal --------------------------------------------------------------------------------


def test_the_masthead_counts_what_is_new_and_opening_it_reads_it(client, pardev_officer):
    (told, _other) = (notify(by=None, to=[pardev_officer], notice=notice())[0] for _ in range(2))
    signed_in(pardev_officer, client)
    assert "2 new" in client.get("/work/").content.decode()
    answer = client.get(reverse("core:notice", args=[told.pk]))
    assert answer["Location"] == "/imports/"
    told.refresh_from_db()
    read_at = told.read_at
    assert read_at is not None
    client.get(reverse("core:notice", args=[told.pk]))
    told.refresh_from_db()
    assert told.read_at == read_at
    page = client.get("/work/notices/").content.decode()
    assert "1 new" in page
    assert page.count('class="badge badge-note"') == 1


def test_all_are_marked_as_read_at_once(client, pardev_officer, manager):
    notify(by=None, to=[pardev_officer, manager], notice=notice())
    signed_in(pardev_officer, client)
    assert "marked as read" in client.post("/work/notices/read/", follow=True).content.decode()
    assert list(Notification.objects.unread().values_list("recipient", flat=True)) == [manager.pk]
    assert client.get("/work/notices/read/").status_code == 405


def test_nobody_reads_anothers(client, pardev_officer, admin):
    (told,) = notify(by=None, to=[pardev_officer], notice=notice())
    signed_in(admin, client)
    assert client.get(reverse("core:notice", args=[told.pk])).status_code == 404
    assert client.get(reverse("core:notice", args=[999999])).status_code == 404
    assert "sheet.csv" not in client.get("/work/notices/").content.decode()
    with pytest.raises(Notification.DoesNotExist):
        actions.mark_read(by=admin, notification=told)
    told.refresh_from_db()
    assert told.read_at is None


@pytest.mark.parametrize("path", ["/work/", "/work/notices/", "/work/notices/1/", "/work/preferences/"])
def test_a_stranger_is_asked_to_sign_in(client, installation, path):
    assert client.get(path)["Location"].startswith("/account/login/")


def test_a_list_of_notices_is_cut_into_pages_and_takes_few_queries(client, pardev_officer):
    signed_in(pardev_officer, client)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/work/notices/").status_code == 200
        return len(captured)

    notify(by=None, to=[pardev_officer], notice=notice())
    queries()
    few = queries()
    for _number in range(60):
        notify(by=None, to=[pardev_officer], notice=notice())
    assert queries() == few
    page = client.get("/work/notices/").content.decode()
    assert page.count("<li><time") == 50
    assert 'rel="next"' in page


# --- Mail -----------------------------------------------------------------------------------------


def test_a_digest_holds_what_is_unread_and_is_sent_once(pardev_officer, work_off):
    told = [notify(by=None, to=[pardev_officer], notice=notice())[0] for _ in range(3)]
    actions.mark_read(by=pardev_officer, notification=told[0])
    tasks.schedule_digest()
    (run,) = work_off()
    assert (run.state, run.result) == ("done", {"people": 1, "notifications": 2})
    (letter,) = mail.outbox
    assert letter.to == ["petra@example.org"]
    assert letter.subject.startswith("2 notices for you")
    assert "“sheet.csv” has errors (3)" in letter.body
    assert f"http://localhost:8000/work/notices/{told[1].pk}/" in letter.body
    assert f"/work/notices/{told[0].pk}/" not in letter.body
    assert actions.mail_digests() == {"people": 0, "notifications": 0}


def test_a_digest_is_due_once_a_day_whoever_waits(installation, clock):
    clock(SEVEN)
    first = actions.request_due_digest()
    assert first is not None
    Run.objects.filter(pk=first.pk).update(created_at=SEVEN)
    assert actions.request_due_digest() is None
    clock(SEVEN + timedelta(hours=21))  # four in the morning
    assert actions.request_due_digest() is None
    clock(SEVEN + timedelta(hours=23))
    assert actions.request_due_digest() is not None


def test_a_digest_is_in_the_persons_language_and_only_for_who_wants_it(
    finance_officer, pardev_officer, work_off
):
    choose_preferences(by=pardev_officer, language="en", daily_digest=False)
    notify(by=None, to=[finance_officer, pardev_officer], notice=notice(text="Yes", values={}))
    tasks.schedule_digest()
    work_off()
    (letter,) = mail.outbox
    assert letter.to == ["fatou@example.org"]
    assert "- Oui\n" in letter.body


def test_a_name_in_another_language_than_the_page_is_marked_so(client, pardev_officer):
    values = {"file": written_in("fr", "Programme pays <1>"), "errors": 3}
    (made,) = notify(by=None, to=[pardev_officer], notice=notice(values=values))
    assert (made.values["file"], made.languages) == ("Programme pays <1>", {"file": "fr"})
    signed_in(pardev_officer, client)
    marked = "<span lang=fr>Programme pays &lt;1&gt;</span>"
    assert marked in client.get("/work/notices/").content.decode()
    assert "lang=fr" not in client.get("/work/notices/", headers={"accept-language": "fr"}).content.decode()
    (row,) = client.get("/api/v1/notifications/").json()["results"]
    assert "lang=" not in row["text"]
    assert row["values"] == {"file": "Programme pays <1>", "errors": 3}


def test_a_long_digest_names_the_first_and_counts_the_rest(pardev_officer):
    for _number in range(53):
        notify(by=None, to=[pardev_officer], notice=notice())
    assert actions.mail_digests() == {"people": 1, "notifications": 53}
    assert mail.outbox[0].body.count("sheet.csv") == 50
    assert "3 more notices" in mail.outbox[0].body


def test_what_the_mail_server_refused_is_in_the_next_digest(pardev_officer, manager, work_off, monkeypatch):
    notify(by=None, to=[pardev_officer, manager], notice=notice())
    write_to = actions.write_to

    def refuse_petra(user, *args, **kwargs):
        if user == pardev_officer:
            raise ConnectionRefusedError
        write_to(user, *args, **kwargs)

    monkeypatch.setattr(actions, "write_to", refuse_petra)
    tasks.schedule_digest()
    (run,) = work_off()
    assert run.state == "failed"
    assert "1 of 2 letters could not be sent" in run.failure
    assert [letter.to for letter in mail.outbox] == [["mona@example.org"]]
    monkeypatch.setattr(actions, "write_to", write_to)
    assert actions.mail_digests() == {"people": 1, "notifications": 1}
    assert mail.outbox[1].to == ["petra@example.org"]


def test_pressing_kinds_are_mailed_at_once_even_without_the_digest(pardev_officer, work_off):
    choose_preferences(by=pardev_officer, language="en", daily_digest=False)
    assert {"N1", "N2", "N4", "N20"} == PRESSING
    notify(by=None, to=[pardev_officer], notice=notice(NoticeKind.N1))
    (run,) = work_off()
    assert run.result == {"sent": 1}
    (letter,) = mail.outbox
    assert letter.subject == "“sheet.csv” has errors (3); nothing was saved."
    assert actions.mail_notifications(numbers=[Notification.objects.get().pk]) == 0
    assert actions.mail_digests() == {"people": 0, "notifications": 0}


def test_a_pressing_letter_that_was_refused_is_sent_when_the_run_is_started_again(  # noqa: PLR0917
    pardev_officer, manager, admin, work_off, monkeypatch
):
    write_to = actions.write_to

    def refuse_petra(user, *args, **kwargs):
        if user == pardev_officer:
            raise ConnectionRefusedError
        write_to(user, *args, **kwargs)

    monkeypatch.setattr(actions, "write_to", refuse_petra)
    notify(by=None, to=[pardev_officer, manager], notice=notice(NoticeKind.N2))
    (run,) = work_off()
    assert (run.state, run.failure) == ("failed", "1 of 2 letters could not be sent.")
    monkeypatch.setattr(actions, "write_to", write_to)
    retry_run(by=admin, run=run)
    (run,) = work_off()
    assert run.result == {"sent": 1}
    assert [letter.to[0] for letter in mail.outbox] == ["mona@example.org", "petra@example.org"]


def test_a_person_chooses_language_and_digest(client, pardev_officer, settings):
    signed_in(pardev_officer, client)
    page = client.get("/work/preferences/").content.decode()
    assert "checked" in page
    answer = client.post("/work/preferences/", {"language": "fr"})
    assert answer["Location"] == "/work/"
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "fr"
    pardev_officer.refresh_from_db()
    assert (pardev_officer.language, pardev_officer.daily_digest) == ("fr", False)
    assert client.post("/work/preferences/", {"language": "tlh"}).status_code == 422


# --- N16 ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("places", "kept_files")
def test_the_importer_is_told_of_errors(upload, work_off, pardev_officer):
    batch = upload(row("1", required="x"))
    work_off()
    told = Notification.objects.get()
    assert (told.kind, told.recipient, told.url) == ("N16", pardev_officer, f"/imports/{batch.pk}/")
    assert str(told) == "“sheet.csv” has errors (1); nothing was saved."


@pytest.mark.usefixtures("places", "kept_files")
def test_the_importer_is_told_when_the_sheet_was_saved(upload, work_off, pardev_officer):
    batch = upload(row("1"), row("2"))
    work_off()
    assert not Notification.objects.exists()  # it waits for a decision: that stands in one's work
    confirm_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    work_off()
    assert str(Notification.objects.get()) == "“sheet.csv” was saved: 2 new, 0 changed, 0 withdrawn."
