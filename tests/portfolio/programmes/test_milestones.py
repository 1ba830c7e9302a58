"""Statuses of milestones are dated facts: a figure of a past moment counts what was known then."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from ilo_dc.core.facts.moments import settled_moment, write_moment
from ilo_dc.core.measures import Question, figures
from ilo_dc.core.models import User
from portfolio.models import BudgetLink, CountryProgramme, Milestone, MilestoneState, OutcomeIndicator
from portfolio.programmes import work
from portfolio.programmes.actions import programme_outcomes
from portfolio.programmes.actions import programme_parts as parts
from portfolio.programmes.actions.outcome_publication import publish_outcome
from portfolio.programmes.measures.milestones import OUTCOME_MILESTONES
from portfolio.programmes.vocab import MilestoneStatus
from tests.people import signed_in
from tests.recipes import outcomes, programmes
from tests.recipes.alignments import budget
from tests.test_docs import table
from tests.test_parity import reproduce

API = "/api/v1/milestone-statuses/"
CODES = {str(label).casefold(): code for code, label in MilestoneStatus.choices}
DUE = {"A": date(2026, 6, 30), "B": date(2027, 6, 30)}


@pytest.fixture
def programme(field_officer, countries) -> CountryProgramme:
    """A draft of Zimbabwe with two milestones, A due in 2026 and B due in 2027."""
    made = programmes.draft(field_officer, countries["ZWE"])
    Milestone.objects.all().delete()
    indicator = OutcomeIndicator.objects.get(outcome__programme=made)
    for name, day in DUE.items():
        parts.add_milestone(by=field_officer, owner=indicator, data=parts.MilestoneData(day, name))
    return made


def rated(by: Any, name: str, status: str) -> Milestone:
    """Return a milestone after it was rated."""
    row = Milestone.objects.get(text=name)
    data = parts.MILESTONES.data_of(row)
    return parts.edit_milestone(by=by, row=row, lock_version=row.version, data=data, status=status)


def take(step: str, programme: CountryProgramme, field: Any, region: Any) -> None:
    """Do what a line of the worked table says."""
    if step == "the programme is signed":
        consulted = programmes.moved(field, programme, "consultation")
        programmes.moved(region, consulted, "signed")
        return
    name, words = step[0], step.partition(" rated ")[2]
    rated(field, name, "" if words == "any more" else CODES[words])


def counted(**asked: Any) -> dict[str, int]:
    """Return how many milestones there are by status, as everybody counts them."""
    answer = figures(OUTCOME_MILESTONES, user=AnonymousUser(), question=Question(by=("status",), **asked))
    return {str(line.keys["status"]): line.count for line in answer.lines}


def text_of(answer: Any) -> str:
    """Return the text of a file that is sent in pieces."""
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_the_worked_table_is_true_on_page_api_and_in_the_export(
    programme, field_officer, regional_officer, client: Client
) -> None:
    moments: dict[str, str] = {}
    for number, step in table("country-programmes.md", "step of a milestone"):
        take(step, programme, field_officer, regional_officer)
        moments[number] = write_moment(settled_moment())
    rows = table("country-programmes.md", "known after the step")
    assert len(rows) >= 6
    for number, *numbers in rows:
        *wanted, due = map(int, numbers)
        by_status = dict(zip(MilestoneStatus.values, wanted, strict=True))
        asked = {"measure": "outcome_milestones", "by": "status", "as_of": moments[number]}
        answer = client.get("/api/v1/figures/", asked).json()
        found = {line["status"]: int(line["value"]) for line in answer["rows"]}
        assert found == {code: count for code, count in by_status.items() if count}, number
        sheet = text_of(client.get("/api/v1/figures/", {**asked, "format": "csv"}))
        lines = [line for line in csv.DictReader(StringIO(sheet)) if line.get("status")]
        assert {line["status"]: int(line["value"]) for line in lines} == found
        shown = client.get("/data/measures/outcome_milestones/", {"by": "status", "as_of": moments[number]})
        assert {line.keys["status"]: line.count for line in shown.context["answer"].lines} == found
        listed = client.get(API, {"published": "true", "as_of": moments[number]}).json()["results"]
        assert len(listed) == sum(wanted)
        biennium = {"measure": "outcome_milestones", "biennium": "2026-27", "as_of": moments[number]}
        assert int(client.get("/api/v1/figures/", biennium).json()["total_row"]["value"] or 0) == due


def test_a_milestone_stands_on_a_day_as_it_was_last_recorded_by_then(
    programme, field_officer, regional_officer
) -> None:
    take("the programme is signed", programme, field_officer, regional_officer)
    rated(field_officer, "A", "on_track")
    today = timezone.now().date()
    assert counted(on=today) == counted() == {"none": 1, "on_track": 1}
    assert counted(on=today - timedelta(days=1)) == {}
    day = MilestoneState.objects.current().get(milestone__text="A")
    assert (day.effective_on, day.due_on) == (today, DUE["A"])


def test_a_day_that_is_put_off_is_a_fact_too_and_words_are_none(
    programme, field_officer, regional_officer
) -> None:
    take("the programme is signed", programme, field_officer, regional_officer)
    row = Milestone.objects.get(text="A")
    before = settled_moment()
    words = parts.MilestoneData(DUE["A"], "A in other words")
    row = parts.edit_milestone(by=field_officer, row=row, lock_version=row.version, data=words, status="")
    assert MilestoneState.objects.filter(milestone=row).count() == 1
    later = parts.MilestoneData(date(2028, 6, 30), "A in other words")
    parts.edit_milestone(by=field_officer, row=row, lock_version=row.version, data=later, status="")
    for moment, years in ((before, [2026, 2027]), (None, [2027, 2028])):
        asked = Question(by=("year",), as_of=moment)
        answer = figures(OUTCOME_MILESTONES, user=field_officer, question=asked)
        assert [line.keys["year"] for line in answer.lines] == years
    listed = Client().get(API, {"as_of": write_moment(before), "ordering": "due_on"}).json()["results"]
    assert [one["due_on"] for one in listed] == ["2026-06-30", "2027-06-30"]


def test_every_line_is_reproduced_by_the_rows_that_it_names(
    programme, field_officer, regional_officer
) -> None:
    take("the programme is signed", programme, field_officer, regional_officer)
    rated(field_officer, "B", "on_track")
    results, outcome = budget().nodes.filter(code__in=("1.1", "2")), programme.outcomes.get()
    with transaction.atomic():
        BudgetLink.objects.bulk_create(BudgetLink(outcome=outcome, result=one, weight=50) for one in results)
    client = Client()
    for by in ("", *(one.code for one in OUTCOME_MILESTONES.splits)):
        asked = {"measure": "outcome_milestones", **({"by": by} if by else {})}
        answer = client.get("/api/v1/figures/", asked).json()
        assert answer["total_row"]["value"] == 2
        for line in answer["rows"] or [answer["total_row"]]:
            assert list(reproduce(client, OUTCOME_MILESTONES, line)) == [line["value"]], by
        if by == "policy_outcome":
            assert [line["value"] for line in answer["rows"]] == [2, 2]


def test_without_a_programme_it_counts_once_published_rated_or_not_and_then_it_stays(
    field_officer, regional_officer, countries
) -> None:
    cpo = outcomes.cpo(countries["ZWE"], 501)
    place = programme_outcomes.report_without_programme(by=field_officer, cpo=cpo)
    indicator = parts.INDICATORS.add(by=field_officer, owner=place, data=parts.IndicatorData("Laws"))
    for name, day in DUE.items():
        parts.add_milestone(by=field_officer, owner=indicator, data=parts.MilestoneData(day, name))
    client = Client()
    signed_in(field_officer, client)
    path = "/api/v1/outcome-indicators/{}/milestones/{}/"

    def removed(name: str) -> Any:
        row = Milestone.objects.get(text=name)
        tag = {"HTTP_IF_MATCH": f'"{row.version}"'}
        return client.delete(path.format(indicator.pk, row.pk), **tag)

    parts.add_milestone(by=field_officer, owner=indicator, data=parts.MilestoneData(DUE["A"], "By mistake"))
    assert removed("By mistake").status_code == 204
    publish_outcome(by=regional_officer, outcome=cpo, lock_version=cpo.version)
    assert counted() == {"none": len(DUE)}
    rated(field_officer, "A", "on_track")
    assert counted() == {"none": len(DUE) - 1, "on_track": 1}
    for name in ("A", "B"):
        refused = removed(name)
        assert refused.status_code == 422, refused.content
        assert "The status of this milestone was recorded" in refused.content.decode()
    parts.add_milestone(by=field_officer, owner=indicator, data=parts.MilestoneData(DUE["A"], "Later"))
    assert counted() == {"none": len(DUE), "on_track": 1}
    product = outcomes.product(501)
    assert not MilestoneState.objects.filter(milestone__indicator__outcome__product=product).exists()


@pytest.mark.parametrize("door", ["page", "api"])
def test_what_was_rated_before_the_publication_counts_from_it_on_at_every_door(
    field_officer, regional_officer, countries, door: str
) -> None:
    """As updates do that were accepted before it; and so does what nobody rated."""
    cpo = outcomes.cpo(countries["ZWE"], 501)
    place = programme_outcomes.report_without_programme(by=field_officer, cpo=cpo)
    indicator = parts.INDICATORS.add(by=field_officer, owner=place, data=parts.IndicatorData("Laws"))
    for name, day in DUE.items():
        parts.add_milestone(by=field_officer, owner=indicator, data=parts.MilestoneData(day, name))
    rated(field_officer, "A", "on_track")
    assert counted() == {}
    assert not MilestoneState.objects.exists()
    before = settled_moment()
    client = signed_in(regional_officer)
    if door == "page":
        assert client.post(f"/cpos/{cpo.pk}/publish/", {"version": cpo.version}).status_code == 302
    else:
        answer = client.put(
            f"/api/v1/cpos/{cpo.pk}/publication/",
            {"published": True},
            content_type="application/json",
            headers={"If-Match": f'"{cpo.version}"'},
        )
        assert answer.status_code == 200, answer.content
    assert counted() == {"none": 1, "on_track": 1}
    assert counted(as_of=before) == {}
    listed = client.get(API, {"published": "true"}).json()["results"]
    assert [one["due_on"] for one in listed] == [f"{day}" for day in DUE.values()]
    rated(field_officer, "A", "results_achieved")
    assert counted() == {"none": 1, "results_achieved": 1}
    assert MilestoneState.objects.get(milestone__text="B").status == "none"


def test_the_database_holds_milestones_and_their_facts_to_each_other(
    programme, field_officer, regional_officer
) -> None:
    take("the programme is signed", programme, field_officer, regional_officer)
    row = Milestone.objects.get(text="A")

    def is_refused(change: Any) -> bool:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                change()
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except DatabaseError:
            return True
        return False

    mine = Milestone.objects.filter(pk=row.pk)
    assert is_refused(lambda: mine.update(status="on_track"))
    assert is_refused(lambda: mine.update(due_on=date(2029, 1, 1)))
    assert is_refused(lambda: MilestoneState.objects.update(status="on_track"))
    assert is_refused(MilestoneState.objects.get(milestone=row).delete)
    assert not is_refused(lambda: mine.update(text="In other words"))


def test_the_numbers_of_figures_are_exact(programme, field_officer, regional_officer) -> None:
    assert figures(OUTCOME_MILESTONES, user=AnonymousUser()).figure().value is None  # nothing is recorded
    take("the programme is signed", programme, field_officer, regional_officer)
    assert Decimal(figures(OUTCOME_MILESTONES, user=AnonymousUser()).figure().value or 0) == Decimal(2)


def test_what_fell_due_unrated_is_overdue_in_lists_and_work_within_programmes_and_without(
    programme, people, countries
) -> None:
    """Once it is counted, and until somebody rates it, in the list for ever and in work for a year."""
    field_officer, regional_officer = people["field_officer"], people["regional_officer"]
    today = timezone.now().date()
    days = {"Yesterday": today - timedelta(days=1), "Today": today, "Old": today - timedelta(days=400)}
    first = Milestone.objects.get(text="A")
    data = parts.MilestoneData(days["Yesterday"], "A")
    parts.edit_milestone(by=field_officer, row=first, lock_version=first.version, data=data, status="")
    take("the programme is signed", programme, field_officer, regional_officer)
    cpo = outcomes.cpo(countries["ZWE"], 501)
    place = programme_outcomes.report_without_programme(by=field_officer, cpo=cpo)
    indicator = parts.INDICATORS.add(by=field_officer, owner=place, data=parts.IndicatorData("Laws"))
    for name, day in days.items():
        parts.add_milestone(by=field_officer, owner=indicator, data=parts.MilestoneData(day, name))
    client = signed_in(regional_officer)

    def asked(person: User) -> dict[str, date | None]:
        return {one.key: one.due_on for one in work.awaiting(person) if one.key.startswith("milestones:")}

    def found(**named: str) -> set[str]:
        rows = client.get(API, {"overdue": "true", **named}).json()["results"]
        return {one["text"] for one in rows}

    key, of_programme = f"milestones:{place.pk}", f"milestones:{first.indicator.outcome_id}"
    assert (set(asked(field_officer)), found()) == ({of_programme}, {"A"})
    publish_outcome(by=regional_officer, outcome=cpo, lock_version=cpo.version)
    both = dict.fromkeys((of_programme, key), days["Yesterday"])
    assert asked(field_officer) == asked(regional_officer) == both
    assert asked(people["manager"]) == {}
    seen = {one.key: one for one in work.overseen(people["manager"])}
    assert {key, of_programme} <= set(seen)
    assert field_officer in seen[key].doers.people()
    assert (found(), found(code="ZWE501")) == ({"A", "Yesterday", "Old"}, {"Yesterday", "Old"})
    assert "Today" in {one["text"] for one in client.get(API, {"overdue": "false"}).json()["results"]}
    assert "Rate the milestones that are due" in signed_in(field_officer).get("/work/").text
    rated(field_officer, "Yesterday", "on_track")
    assert (set(asked(field_officer)), found()) == ({of_programme}, {"A", "Old"})


def test_who_rates_is_led_to_the_form_of_the_one_milestone_or_to_those_of_all(
    programme, field_officer, regional_officer, manager
) -> None:
    def due(name: str) -> Milestone:
        row = Milestone.objects.get(text=name)
        data = parts.MilestoneData(timezone.now().date() - timedelta(days=1), name)
        return parts.edit_milestone(by=field_officer, row=row, lock_version=row.version, data=data, status="")

    def led_to(person: User, items: Any) -> str:
        return next(one.url for one in items(person) if (one.key or "").startswith("milestones:"))

    first, reading = due("A"), f"/dwcps/{programme.slug}/"
    form = f"/dwcps/milestones/{first.pk}/edit/"
    take("the programme is signed", programme, field_officer, regional_officer)
    assert led_to(regional_officer, work.awaiting) == led_to(field_officer, work.awaiting) == form
    assert led_to(manager, work.overseen).startswith(f"{reading}#")
    second = due("B")
    address = led_to(field_officer, work.awaiting)
    assert address.startswith(f"{reading}?edit=yes#")
    client = signed_in(field_officer)
    page = client.get(address).text
    assert all(f"/dwcps/milestones/{one.pk}/edit/" in page for one in (first, second))
    sent = {**client.get(form).context["form"].initial, "status": "on_track"}
    assert client.post(form, {**sent, "value": ""})["Location"] == address
    assert client.post(form, sent | {"value": ""}).status_code in {409, 412, 422}  # it was rated meanwhile
    assert led_to(field_officer, work.awaiting) == f"/dwcps/milestones/{second.pk}/edit/"
