"""`/work/`: what awaits each person, what waits on others, what is theirs, and who lands where."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from funding.models import FundingPartner
from ilo_dc.core.accounts.actions.invitations import accept_invitation, invite_person
from ilo_dc.core.imports.actions.imports import cancel_sheet, confirm_sheet
from ilo_dc.core.models import Invitation, Run
from ilo_dc.core.notices.actions import Notice, notify
from ilo_dc.core.notices.vocab import NoticeKind
from ilo_dc.core.people.actions.memberships import NewMembership
from ilo_dc.core.people.actions.users import Particulars
from ilo_dc.core.people.waiting import waiting_of
from ilo_dc.core.work.items import WorkItem
from ilo_dc.portal.work.panels import grouped, stand
from ilo_dc.portal.work.sources import LISTS, YOURS, lists_of
from portfolio.frameworks.imports import FRAMEWORK_SUBOUTPUTS
from portfolio.updates import work as outcome_updates
from tests.people import CAST, PASSWORD, signed_in
from tests.recipes.sub_output_sheets import row
from tests.test_statements import MOST_OF_WORK


def items(client) -> str:
    return client.get("/work/").content.decode()


@pytest.mark.usefixtures("places", "kept_files")
def test_a_checked_sheet_awaits_who_uploaded_it_and_nobody_else(  # noqa: PLR0917  (fixtures)
    client, upload, work_off, pardev_officer, manager
):
    batch = upload(row("1"))
    signed_in(pardev_officer, client)
    assert "Nothing is waiting for you" in items(client)
    work_off()
    page = items(client)
    assert "1 task is waiting for you" in page
    assert "Decide whether to save this sheet (1)" in page
    assert '<span class="muted">No due date</span>' in page
    assert f'href="/imports/{batch.pk}/"' in page
    signed_in(manager, client)
    assert "Nothing is waiting for you" in items(client)
    cancel_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    signed_in(pardev_officer, client)
    assert "Nothing is waiting for you" in items(client)


def waiting_items(number: int, *, due_on: date, name: str):
    return lambda _user: (
        WorkItem(f"{name} {one}", f"/{name}/{one}/", "Outcome update", timezone.now(), due_on=due_on)
        for one in range(number)
    )


def test_what_is_cut_is_the_least_urgent_and_the_page_says_where_all_of_it_is(
    client, field_officer, monkeypatch
):
    today = timezone.now().date()
    later, over = today + timedelta(days=20), today - timedelta(days=20)
    monkeypatch.setattr(outcome_updates, "_returned", waiting_items(60, due_on=later, name="returned"))
    monkeypatch.setattr(outcome_updates, "_submitted", waiting_items(0, due_on=later, name="submitted"))
    monkeypatch.setattr(outcome_updates, "_due", waiting_items(39, due_on=over, name="overdue"))
    signed_in(field_officer, client)
    whole = items(client)
    assert "99 tasks are waiting for you." in whole
    assert "or more" not in whole
    monkeypatch.setattr(outcome_updates, "_due", waiting_items(60, due_on=over, name="overdue"))
    page = items(client)
    assert [f"/overdue/{one}/" for one in range(60) if f'"/overdue/{one}/"' not in page] == []
    assert page.count('"/returned/') == 40
    assert "100 tasks or more are waiting for you." in page
    assert 'The most urgent stand here, all of them there: <a href="/dwcps/updates/due/">' in page
    assert '<b class="count">100+</b>' in client.get("/styleguide/").content.decode()


def test_each_feature_has_a_list_where_what_was_cut_is_found():
    assert LISTS.keys() == set(YOURS)
    found = list(lists_of(LISTS.values()))
    assert all(resolve(url) and str(label) for url, label in found)
    assert len(found) == len(YOURS)


def test_what_waits_stands_by_its_kind_with_decisions_first():
    def item(title: str, kind: str, *, is_decision: bool = False) -> WorkItem:
        return WorkItem(title, "/", kind, timezone.now(), is_decision=is_decision)

    rows = [
        item("a", "Report"),
        item("b", "Proposal"),
        item("c", "Report"),
        item("d", "Report", is_decision=True),
    ]
    groups = grouped(stand(rows, timezone.now().date()))
    assert [(group.label, [one.item.title for one in group.rows]) for group in groups] == [
        ("Decisions to take", ["d"]),
        ("Report", ["a", "c"]),
        ("Proposal", ["b"]),
    ]


def test_what_is_about_something_stands_under_what_is_to_do():
    now = timezone.now()
    rows = [
        WorkItem("Write", "/1/", "Update", now, subject="A1"),
        WorkItem("Write", "/2/", "Report", now, subject="A2"),
        WorkItem("Accept", "/3/", "Update", now, subject="B", is_decision=True),
    ]
    groups = grouped(stand(rows, now.date()))
    assert [(group.label, [one.item.subject for one in group.rows]) for group in groups] == [
        ("Accept", ["B"]),
        ("Write", ["A1", "A2"]),
    ]


@pytest.mark.usefixtures("places", "kept_files")
def test_a_stopped_import_awaits_who_uploaded_it(client, upload, pardev_officer):
    batch = upload(row("1"))
    Run.objects.filter(pk=batch.run_id).update(state="failed", failure="x")
    signed_in(pardev_officer, client)
    assert "See why this import stopped" in items(client)


@pytest.mark.parametrize(
    ("who", "sees"), [("admin", True), ("manager", True), ("field_officer", False), ("german_donor", False)]
)
def test_failed_work_awaits_those_who_may_start_it_again(client, request, who, sees):
    signed_in(request.getfixturevalue(who), client)
    Run.objects.create(
        task="x", label="Daily digest", state="failed", failure="x", finished_at=timezone.now()
    )
    old = timezone.now() - timedelta(days=15)
    Run.objects.create(task="x", label="Long ago", state="failed", failure="x", finished_at=old)
    page = items(client)
    assert ("Daily digest" in page) is sees
    assert "Long ago" not in page


def test_an_open_invitation_awaits_administrators_with_its_last_day(client, admin, auditor):

    nia = invite_person(
        by=admin,
        particulars=Particulars("Nia New", "nia@example.org"),
        grants=[NewMembership("pardev", "global")],
        site="http://testserver/",
    )
    signed_in(admin, client)
    assert "Due soon" in items(client)
    assert "Nothing is waiting for you." in items(client)
    assert "Nia New" in items(client).split('id="others"')[1].split("</section>")[0]
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=9))
    page = items(client)
    assert "1 task is waiting for you." in page
    assert "Nia New" in page
    assert "Overdue" in page
    assert "(9 days)" in page
    signed_in(auditor, client)
    assert "Nia New" not in items(client)
    accept_invitation(by=nia)
    signed_in(admin, client)
    assert "Nia New" not in items(client)


def test_an_empty_page_says_where_to_go_on(client, pardev_officer, outsider):
    signed_in(pardev_officer, client)
    assert "/imports/new/" in items(client)
    signed_in(outsider, client)
    page = items(client)
    assert "/imports/new/" not in page
    assert "You can go on here" in page


def test_it_takes_as_many_queries_for_many_items_as_for_few(client, admin):
    signed_in(admin, client)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/work/").status_code == 200
        return len(captured)

    def fail(times: int) -> None:
        for _number in range(times):
            Run.objects.create(task="x", label="x", state="failed", failure="x", finished_at=timezone.now())

    fail(2)
    queries()
    few = queries()
    fail(30)
    assert queries() == few <= MOST_OF_WORK


@pytest.mark.parametrize(
    ("who", "lands"),
    [
        ("petra", "/work/"),
        ("ada", "/work/"),
        ("eva", "/work/"),
        ("dieter", "/donor/"),
        ("sanna", "/donor/"),
        ("tendai", "/countries/ZWE/"),
        ("nemo", "/work/"),
    ],
)
@pytest.mark.usefixtures(
    "pardev_officer", "evaluator", "german_donor", "swedish_donor", "constituent", "outsider"
)
def test_everyone_lands_on_a_page_of_their_own_after_signing_in(client, germany, who, lands):
    FundingPartner.objects.create(
        organisation=germany, source_category="DTF", display_group="DTF", demonstration=True
    )
    answer = client.post("/account/login/", {"login": who, "password": PASSWORD})
    assert answer["Location"] == lands
    client.logout()
    answer = client.post("/account/login/?next=/gaps/", {"login": who, "password": PASSWORD})
    assert answer["Location"] == "/gaps/"


def test_the_message_after_signing_in_stands_above_all_else(client, pardev_officer):
    page = client.post("/account/login/", {"login": "petra", "password": PASSWORD}, follow=True)
    main = page.content.decode().split("<main")[1]
    assert "Successfully signed in" in main.split("<h1>")[0]


def test_what_one_asked_for_waits_on_the_portal(client, manager, pardev_officer):
    Run.objects.create(task="x", label="Figures for Kenya", state="running", requested_by=manager)
    signed_in(manager, client)
    page = items(client)
    assert "1 thing waits on somebody else." in page
    assert "<bdi>Figures for Kenya</bdi></a>" in page
    assert '<span class="sub-line">Being done in the background</span>' in page
    signed_in(pardev_officer, client)
    assert "Figures for Kenya" not in items(client)


@pytest.mark.parametrize("who", CAST)
def test_nobody_lands_on_an_empty_page(client, request, who):
    signed_in(request.getfixturevalue(who), client)
    main = items(client).split("<main")[1]
    if who not in {"outsider", "german_donor", "swedish_donor"}:  # who have no page of theirs here
        assert "Your pages" in main
        ways = re.findall(r'<a href="([^"]+)"', main.split('id="places"')[1].split("</section>")[0])
        assert [way for way in ways if client.get(way).status_code != 200] == []
        assert ways
    assert "You can go on here" in main or "waiting for you." in client.get("/work/").content.decode()


def test_navigation_names_ones_work_once_signed_in(client, pardev_officer):
    assert 'href="/work/"' not in client.get("/styleguide/").content.decode()
    signed_in(pardev_officer, client)
    assert '<li><a href="/work/">My work</a></li>' in client.get("/styleguide/").content.decode()


@pytest.mark.usefixtures("places", "kept_files")
def test_navigation_counts_what_waits_without_a_query_until_something_is_saved(
    client, upload, work_off, pardev_officer
):
    def of_navigation() -> tuple[str | None, int]:
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/styleguide/").content.decode()
        found = re.search(r'<a href="/work/">My work <b class="count">(\d+)</b></a>', page)
        return found and found[1], len(asked)

    upload(row("1"))
    work_off()
    signed_in(pardev_officer, client)
    client.get("/styleguide/")
    before, queries = of_navigation()
    items(client)
    counted = of_navigation()
    kept = {"name": "Kenya", "page": "/dwcps/", "query": "country=KEN"}
    assert client.post("/work/filters/new/", kept).status_code == 302
    assert (before, counted, of_navigation()) == (None, ("1", queries), (None, queries))
    items(client)
    assert of_navigation() == ("1", queries)
    answer = client.post("/api/v1/notifications/read-all/", {}, content_type="application/json")
    assert (answer.status_code, of_navigation()) == (200, (None, queries))


@pytest.mark.usefixtures("places", "kept_files")
def test_the_number_is_forgotten_when_a_worker_has_read_or_saved_a_sheet(
    client, upload, work_off, pardev_officer
):
    batch = upload(row("1"))
    signed_in(pardev_officer, client)
    items(client)
    assert waiting_of(pardev_officer) == (0, False)
    work_off()
    assert waiting_of(pardev_officer) is None
    items(client)
    assert waiting_of(pardev_officer) == (1, False)
    confirm_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    work_off()
    assert waiting_of(pardev_officer) is None


def test_news_are_counted_in_every_language(client, finance_officer):
    notice = Notice(NoticeKind.N8, "Something %(what)s", "/data/", {"what": "new"})
    for _time in range(2):
        notify(by=None, to=[finance_officer], notice=notice)
        signed_in(finance_officer, client)
        for language in ("fr", "es", "en"):
            client.cookies["django_language"] = language
            assert client.get("/work/").status_code == 200
