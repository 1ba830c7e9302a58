"""Work of others: assigned and reminded of in bulk, all or nothing, each refusal by the name of its item."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ilo_dc.core.errors import Refused
from ilo_dc.core.history.events import events_before
from ilo_dc.core.models import Assignment, Membership, Notification, Office, Reminder, User
from ilo_dc.core.people.actions.memberships import NewMembership
from ilo_dc.core.people.vocab import Role, ScopeKind
from ilo_dc.portal.work import actions, overseeing
from ilo_dc.portal.work.actions import UnableToAssign, UnableToRemind
from ilo_dc.portal.work.sources import OVERSEEN, items
from portfolio.models import ProgrammeOutcome
from tests.people import hire, signed_in
from tests.recipes import appraisals, outcomes, projects, proposals, updates
from tests.test_statements import MOST_OF_WORK, counted

API = "/api/v1/work-items/"


@pytest.fixture
def outcome(field_officer, regional_officer, countries):
    """The outcome of a running programme of Zimbabwe, on which several periods are to be reported."""
    return updates.outcome_of(field_officer, regional_officer, countries["ZWE"])


@pytest.fixture
def tariro(field_officer) -> User:
    """A colleague of the field officer, in the same office."""
    return hire("tariro", "Tariro Two", _same(field_officer))


def _same(person: User) -> Any:
    row = Membership.objects.get(user=person)
    return NewMembership(row.role, row.scope, office=row.office)


def keys(by: User, code: str = "update:") -> list[str]:
    return [item.key for item in items(OVERSEEN, by) if item.key.startswith(code)]


def post(client: Client, path: str, **values: Any) -> Any:
    return client.post(f"{API}{path}/", values, content_type="application/json")


def notices(person: User) -> list[str]:
    return [str(one) for one in Notification.objects.filter(recipient=person, kind="N21").order_by("pk")]


def test_an_assignment_shows_in_the_work_of_both_and_in_the_history(
    outcome, manager, field_officer, tariro
) -> None:
    first, second, *_more = keys(manager)
    boss = signed_in(manager)
    form = boss.get("/work/assign/").content.decode()
    assert f'value="{first}"' in form
    answer = boss.post("/work/assign/", {"items": [first, second], "assignee": "Tariro Two"})
    assert answer.status_code == 302
    assert [row.assignee for row in Assignment.objects.current()] == [tariro, tariro]

    assert "Assigned to you by" in signed_in(tariro).get("/work/").content.decode()
    assert f"Assigned to {tariro}" in signed_in(field_officer).get("/work/").content.decode()
    page = boss.get("/work/").content.decode()
    assert outcome.code in page.split('id="assigned"')[1].split("</section>")[0]
    assert f"assigned to {tariro}" in boss.get("/work/remind/").content.decode()

    event = events_before(None, limit=1, noun="core.assignment")[0]
    assert event.who == str(manager)
    assert notices(tariro)[0].startswith(f"{manager} assigned this to you: {outcome.code}")
    assert len(notices(tariro)) == 2
    assert notices(field_officer) == []


def test_what_is_assigned_again_leaves_the_first_who_is_told(outcome, manager, field_officer, tariro) -> None:
    key = keys(manager)[0]
    actions.assign_items(by=manager, keys=[key], assignee=tariro)
    actions.assign_items(by=manager, keys=[key], assignee=field_officer)
    assert Assignment.objects.current().get().assignee == field_officer
    assert Assignment.objects.count() == 2
    assert "no longer to you" in notices(tariro)[-1]


def test_all_that_is_ticked_is_assigned_or_nothing_and_each_refusal_names_its_item(  # noqa: PLR0917  (fixtures)
    outcome, manager, field_officer, coordinator, tariro
) -> None:
    first, second, *_more = keys(manager)
    actions.assign_items(by=manager, keys=[first], assignee=tariro)
    boss = signed_in(manager)
    asked = {"items": [first, second, "update:0:2026-H1"], "assignee": tariro.username}
    answer = post(boss, "assign", **asked)
    page = boss.post("/work/assign/", {**asked, "assignee": tariro.name})
    assert (answer.status_code, page.status_code) == (422, 422)
    found = answer.json()["errors"]["items"]
    assert len(found) == 2
    assert f"is assigned to {tariro} already" in found[0]
    assert outcome.code in found[0]
    assert "update:0:2026-H1" in found[1]
    assert all(text.replace("“", "").split(":")[0] in page.content.decode() for text in found)
    with pytest.raises(UnableToAssign) as refusal:
        actions.assign_items(by=manager, keys=[second], assignee=coordinator)
    assert "may not do this" in refusal.value.problems["items"][0]
    assert Assignment.objects.count() == 1


def test_whoever_waits_is_reminded_once_a_day_and_the_reminder_is_kept(  # noqa: PLR0917  (fixtures)
    outcome, manager, pardev_officer, field_officer, regional_officer, tariro
) -> None:
    first, second, *_more = keys(manager)
    boss = signed_in(manager)
    answer = boss.post("/work/remind/", {"items": [first, second]})
    assert answer.status_code == 302
    assert {(row.item, row.person, row.reminded_by) for row in Reminder.objects.all()} == {
        (key, person, manager) for key in (first, second) for person in (field_officer, tariro)
    }
    assert notices(field_officer)[0].startswith(f"{manager} reminds you of this: {outcome.code}")
    assert notices(regional_officer) == []
    assert f"by {manager}" in boss.get("/work/remind/").content.decode()

    again = post(signed_in(pardev_officer), "remind", items=[first])
    assert again.status_code == 422
    assert again.json()["errors"]["items"][0].endswith("they were reminded of this today already.")
    assert Reminder.objects.count() == 4

    Reminder.objects.update(reminded_on=timezone.now().date() - timedelta(days=1))
    assert post(boss, "remind", items=[first]).status_code == 201


def test_who_an_item_is_assigned_to_is_reminded_alone(outcome, manager, field_officer, tariro) -> None:
    key = keys(manager)[0]
    actions.assign_items(by=manager, keys=[key], assignee=tariro)
    assert [row.person for row in actions.remind_of_items(by=manager, keys=[key]).rows] == [tariro]


def test_nobody_is_reminded_of_what_nobody_does(outcome, manager, field_officer) -> None:
    Membership.objects.filter(user=field_officer).delete()
    with pytest.raises(UnableToRemind) as refusal:
        actions.remind_of_items(by=manager, keys=keys(manager)[:1])
    assert refusal.value.problems["items"][0].endswith("there is nobody to remind of this.")


def test_of_many_items_each_that_allows_it_is_reminded_of_and_the_others_are_counted(  # noqa: PLR0917  (fixtures)
    outcome, manager, field_officer, regional_officer, countries
) -> None:
    """Page and API alike: all that match the filter may be sent, whatever is among them."""
    updates.outcome_of(field_officer, regional_officer, countries["NAM"])
    of_zimbabwe = {one.key for one in items(OVERSEEN, manager) if one.countries == ("ZWE",)}
    of_namibia = set(keys(manager)) - of_zimbabwe
    assert of_zimbabwe & set(keys(manager))
    assert len(of_namibia) > 1
    office = Office.objects.create(code="CO-ZWE", name="Country office of Zimbabwe alone", kind="country")
    office.countries.set(["ZWE"])
    hire("chenai", "Chenai Three", NewMembership(Role.FIELD, ScopeKind.OFFICE, office=office))
    Membership.objects.filter(user=field_officer).delete()  # the only officer of Namibia
    boss, (first, *others) = signed_in(manager), sorted(of_zimbabwe & set(keys(manager)))
    assert post(boss, "remind", items=[first]).status_code == 201

    page = boss.post("/work/remind/", {"items": [first, others[0], *of_namibia]}, follow=True)
    assert page.status_code == 200
    text = html.unescape(page.content.decode())
    assert "1 reminder is sent." in text
    assert f"Of {len(of_namibia)} items there is nobody to remind." in text
    assert "Of 1 item they were reminded today already." in text
    Reminder.objects.filter(item=others[0]).delete()
    answer = post(boss, "remind", items=[first, others[0], *of_namibia])
    assert (answer.status_code, [one["item"] for one in answer.json()]) == (201, [others[0]])


@pytest.mark.parametrize("who", ["field_officer", "regional_officer", "auditor", "admin", "german_donor"])
def test_who_oversees_nothing_is_refused_in_the_same_words_at_every_door(  # noqa: PLR0917  (fixtures)
    outcome, manager, request, who, field_officer
) -> None:
    person, key = request.getfixturevalue(who), keys(manager)[0]
    client = signed_in(person)
    assert "/work/assign/" not in client.get("/work/").content.decode()
    for verb, values in (("assign", {"assignee": field_officer.username}), ("remind", {})):
        answer, page = (
            post(client, verb, items=[key], **values),
            client.post(f"/work/{verb}/", {"items": [key]}),
        )
        assert (answer.status_code, page.status_code) == (403, 403)
        assert answer.json()["detail"] in page.content.decode()
    assert client.get(API).status_code == 403
    with pytest.raises(Refused):
        actions.remind_of_items(by=person, keys=[key])
    assert Reminder.objects.count() == Assignment.objects.count() == 0


def test_a_manager_of_one_region_oversees_it_alone(outcome, manager, countries) -> None:
    """Of everything that waits: also projects that ended, of its countries alone."""
    ended = {"starts_on": date(2024, 1, 1), "ends_on": timezone.now().date() - timedelta(days=3)}
    project = projects.running(manager, countries["ZWE"], **ended)
    projects.running(manager, countries["ZWE"], countries["KHM"], **ended)

    def of(region: Any) -> User:
        return hire(region.pk[:5], region.pk, NewMembership(Role.MANAGER, ScopeKind.REGION, region=region))

    africa, asia = of(countries["ZWE"].region), of(countries["KHM"].region)
    of_both = keys(manager, "")
    assert keys(africa, "project-end:") == [f"project-end:{project.pk}"]
    assert set(keys(africa, "")) < set(of_both)
    assert keys(africa) == keys(manager) != []
    assert keys(asia, "") == []
    with pytest.raises(UnableToRemind) as refusal:
        actions.remind_of_items(by=asia, keys=keys(manager)[:1])
    assert "nothing of this name waits" in refusal.value.problems["items"][0]


def test_an_update_of_a_global_product_waits_for_managers_at_every_door(
    manager, pardev_officer, coordinator, regional_officer
) -> None:
    place = ProgrammeOutcome.objects.create(
        product=outcomes.product(501), code="GLO501", title="A guide", demonstration=True
    )
    update = updates.submitted(coordinator, place)
    key = f"update-decision:{update.pk}"
    boss = signed_in(pardev_officer)
    for page in ("/work/assign/", "/work/remind/", API):
        answer = boss.get(page)
        assert (answer.status_code, key in answer.content.decode()) == (200, True), page
    (item,) = [one for one in items(OVERSEEN, pardev_officer) if one.key == key]
    deciding = f"{Role.MANAGER.label}, {Role.COORDINATOR.label}"
    assert (item.waits_on, list(item.doers.people())) == (deciding, [manager]), "never who submitted it"


def test_what_waits_of_proposals_is_overseen_step_by_step(  # noqa: PLR0917  (fixtures)
    manager, pardev_officer, field_officer, evaluator, bureau_officer, countries
) -> None:
    proposal = proposals.submitted(field_officer, countries["ZWE"])
    (key,) = keys(manager, "take-up:")
    with pytest.raises(UnableToAssign):
        actions.assign_items(by=manager, keys=[key], assignee=field_officer)
    with pytest.raises(UnableToAssign):
        actions.assign_items(by=manager, keys=[key], assignee=evaluator)
    assert actions.assign_items(by=manager, keys=[key], assignee=pardev_officer)[0].url.endswith("/")
    appraisals.begun(pardev_officer, proposal)
    assert keys(manager, "take-up:") == []
    waiting = {item.key.split(":")[0]: item for item in items(OVERSEEN, manager)}
    assert {"appraisal-scores", "appraisal-act_emp", "appraisal-actrav"} <= set(waiting)
    assert [one.pk for one in waiting["appraisal-scores"].doers.people()] == [pardev_officer.pk]
    assert "Give the opinion" in str(waiting["appraisal-actrav"])


def test_the_database_keeps_one_assignment_of_an_item_and_one_reminder_a_day(
    outcome, manager, field_officer, tariro
) -> None:
    key = keys(manager)[0]
    actions.assign_items(by=manager, keys=[key], assignee=tariro)
    actions.remind_of_items(by=manager, keys=[key])
    for row in (Assignment.objects.get(), Reminder.objects.get()):
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_the_api_lists_what_the_pages_offer(outcome, manager, tariro) -> None:
    boss, key = signed_in(manager), keys(manager)[0]
    assert post(boss, "assign", items=[key], assignee=tariro.username).status_code == 201
    lines = boss.get(API).json()["results"]
    assert [one["key"] for one in lines] == [item.key for item in items(OVERSEEN, manager)]
    assert {(*one["countries"], one["region"]) for one in lines} == {("ZWE", "")}
    line = next(one for one in lines if one["key"] == key)
    assert (line["assigned_to"], line["reminded_at"]) == (tariro.username, None)
    assert line["waits_on"] == "Field officer, Zimbabwe"


def test_the_pages_take_as_many_statements_for_many_items_as_for_few(  # noqa: PLR0917  (fixtures)
    outcome, manager, field_officer, regional_officer, countries
) -> None:
    boss = signed_in(manager)

    def statements() -> list[int]:
        found = []
        for page in ("/work/", "/work/assign/", "/work/remind/"):
            boss.get(page)
            with CaptureQueriesContext(connection) as captured:
                assert boss.get(page).status_code == 200
            found.append(counted(captured))
        return found

    proposals.submitted(field_officer, countries["ZWE"])
    few = statements()
    for country in ("ZWE", "NAM"):
        for number in range(3):
            proposals.submitted(field_officer, countries[country], title=f"Idea {number}")
    updates.outcome_of(field_officer, regional_officer, countries["NAM"])
    many = statements()
    assert many == few
    assert max(many[1:]) <= MOST_OF_WORK, many


# --- Filters and pages --------------------------------------------------------------------------------


def test_page_and_api_narrow_what_waits_by_the_same_filters_and_refuse_what_they_cannot_read(  # noqa: PLR0917  (fixtures)
    outcome, manager, field_officer, regional_officer, tariro, countries
) -> None:
    updates.outcome_of(field_officer, regional_officer, countries["NAM"])
    proposals.submitted(field_officer, countries["ZWE"], title="A mill for all")
    (key, *_more) = keys(manager)
    actions.assign_items(by=manager, keys=[key], assignee=tariro)
    actions.remind_of_items(by=manager, keys=[key])
    boss, everything = signed_in(manager), items(OVERSEEN, manager)
    today = timezone.now().date()
    late = {item.key for item in everything if item.due_on is not None and item.due_on < today}
    asked: dict[str, set[str]] = {
        "kind=updates": set(keys(manager)),
        "kind=appraisals": set(keys(manager, "take-up:")),
        "country=ZWE": {item.key for item in everything if item.countries == ("ZWE",)},
        "country=namibia": {item.key for item in everything if item.countries == ("NAM",)},
        f"region={countries['ZWE'].region_id}": {item.key for item in everything},
        f"region={countries['KHM'].region_id}": set(),
        "country=KHM": set(),
        "kind=evaluations": set(),
        "turn=field officer, zim": {item.key for item in everything if "Zimbabwe" in item.waits_on},
        "overdue=true": late,
        "overdue=false": {item.key for item in everything} - late,
        "assigned=true": {key},
        "reminded=true": {key},
        "search=mill": set(keys(manager, "take-up:")),
        "country=ZWE&kind=appraisals": set(keys(manager, "take-up:")),
    }
    assert 0 < len(late) < len(everything)
    assert 0 < len(asked["country=namibia"]) < len(everything)
    for query, found in asked.items():
        lines = boss.get(f"{API}?{query}").json()["results"]
        assert (query, {one["key"] for one in lines}) == (query, found)
        for verb in ("assign", "remind"):
            page = boss.get(f"/work/{verb}/?{query}").content.decode()
            shown = {item.key for item in everything if f'value="{item.key}"' in page}
            assert (query, verb, shown) == (query, verb, found)
    for query, name in (("overdue=maybe", "overdue"), ("country=XXX", "country"), ("kind=x", "kind")):
        answer = boss.get(f"{API}?{query}")
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])
        page = boss.get(f"/work/assign/?{query}")
        assert page.status_code == 400
        assert f'href="#id_{name}' in page.content.decode()
    assert boss.get(f"{API}?colour=red").status_code == 400
    assert boss.get("/work/assign/?cursor=x").status_code == 400


def test_pages_lead_through_all_that_matches_and_all_of_it_is_acted_on_at_once(  # noqa: PLR0917  (fixtures)
    outcome, manager, field_officer, tariro, countries, monkeypatch
) -> None:
    monkeypatch.setattr(overseeing.overseen_now, "__kwdefaults__", {"limit": 1})
    proposals.submitted(field_officer, countries["ZWE"])
    boss, everything = signed_in(manager), [item.key for item in items(OVERSEEN, manager)]
    address, walked = "/work/assign/", []
    while address:
        page = boss.get(address).content.decode()
        walked.append([key for key in everything if f'value="{key}"' in page])
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = f"/work/assign/{html.unescape(following[1])}" if following else ""
    assert [key for one in walked for key in one] == everything
    assert {len(one) for one in walked} == {1}
    previous = re.search(r'href="([^"]+)" rel="prev"', page)
    back = boss.get(f"/work/assign/{html.unescape(previous[1])}").content.decode()
    assert [key for key in everything if f'value="{key}"' in back] == walked[-2]

    named = boss.get(f"/work/assign/?item={everything[-1]}").content.decode()
    assert f'value="{everything[-1]}"' in named
    matching = keys(manager)
    assert f"on every page: {len(matching)} items" in boss.get("/work/assign/?kind=updates").content.decode()
    sent = {"everything": "on", "assignee": "Tariro Two"}
    assert boss.post("/work/assign/?kind=updates", sent).status_code == 302
    assert {row.item for row in Assignment.objects.current()} == set(matching)
    nothing = boss.post("/work/assign/?kind=updates", {"assignee": "Tariro Two"})
    assert nothing.status_code == 422
    assert "Choose at least one item." in nothing.content.decode()


# --- What has changed since the reader saw it last ------------------------------------------------------


def test_what_is_new_changed_and_gone_is_said_until_the_visit_is_over(  # noqa: PLR0917  (fixtures)
    outcome, manager, field_officer, tariro, age_visit
) -> None:
    client = signed_in(field_officer)
    first = client.get("/work/").content.decode()
    assert "Since your last visit" not in first
    age_visit(field_officer)
    again = client.get("/work/").content.decode()
    assert "nothing has changed" in again

    waits = keys(manager)
    actions.assign_items(by=manager, keys=waits[:1], assignee=tariro)
    updates.submitted(field_officer, outcome, waits[1].rsplit(":", 1)[1])
    age_visit(field_officer)
    for _time in range(2):  # opened again within half an hour, it is one visit
        page = client.get("/work/").content.decode()
        news = page.split('id="news"')[1].split("</section>")[0]
        assert "2 items are new or changed." in news
        assert "1 item waits no more." in news
        assert page.count(">Changed</span>") == 1
        assert page.count(">New</span>") == 1
    age_visit(field_officer)
    assert "nothing has changed" in client.get("/work/").content.decode()


@pytest.fixture
def age_visit():
    """Let the last visit to one's work lie an hour back."""

    def back(person: User) -> None:
        visit = person.work_visit
        visit.refresh_from_db()
        visit.began_at -= timedelta(hours=1)
        visit.save()

    return back
