"""The publication of a framework is a dated fact: no answer as of before it changes, the present follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ilo_dc.core.facts.moments import settled_moment, write_moment
from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.installation.owner import as_owner
from ilo_dc.core.measures import Question, figures
from ilo_dc.core.models import Change, Country, User
from ilo_dc.core.people.actions.memberships import NewMembership, grant_membership
from portfolio.alignments.actions import Cell, set_alignment
from portfolio.alignments.measures import ALIGNMENTS
from portfolio.frameworks.actions.frameworks import (
    FrameworkText,
    create_framework,
    describe_framework,
    publish_framework,
    withdraw_framework,
)
from portfolio.models import Alignment, CooperationFramework, FrameworkResult, PublicationState
from tests.database import cloned, connected_to, migrated
from tests.people import signed_in
from tests.recipes import programmes as plans
from tests.recipes.sub_output_sheets import row

VIEWERS = ("stranger", "constituent", "pardev_officer", "field_officer")
TITLE = "Framework of the tests"
LIST = "/api/v1/alignments/"
NOBODY = AnonymousUser()


def turn(people: dict[str, User], *, published: bool) -> CooperationFramework:
    """Publish the framework, or take its publication back."""
    framework = CooperationFramework.objects.get(title=TITLE)
    by = {"by": people["regional_officer"], "framework": framework, "lock_version": framework.version}
    return publish_framework(**by) if published else withdraw_framework(**by, reason="Too early")


@pytest.fixture
def aligned(people, countries) -> CooperationFramework:
    """A framework of Zimbabwe, not published, whose typed result a running programme is aligned with."""
    text = FrameworkText(title=TITLE, kind="unsdcf")
    framework = create_framework(by=people["regional_officer"], countries=[countries["ZWE"]], text=text)
    result = FrameworkResult.objects.create(framework=framework, level="outcome", text="Decent work")
    programme = plans.draft(people["field_officer"], countries["ZWE"])
    for status in plans.WAY[:3]:
        programme = plans.moved(people["regional_officer"], programme, status)
    cell = Cell(result=result, priority=programme.priorities.get(), extent="full")
    set_alignment(by=people["field_officer"], programme=programme, cells=[cell])
    return framework


def main_of(client: Client, address: str, **asked: str) -> str:
    """Return what a page says, without the blanks between its words and what its filters offer today."""
    page = client.get(address, asked)
    assert page.status_code == 200, (address, asked)
    main = re.sub(r"(?s)^.*?<main|</main>.*$", "", page.content.decode())
    return " ".join(strip_tags(re.sub(r"(?s)<select.*?</select>", "", main)).split())


def told(clients: dict[str, Client], **asked: str) -> dict[Any, Any]:
    """Return what each viewer is told at each door."""
    answers: dict[Any, Any] = {}
    for who, client in clients.items():
        for query in ({}, {"published": "true"}):
            listed = client.get(LIST, {**query, **asked})
            answers[who, "list", *query] = listed.json()["results"]
            answers[who, "csv", *query] = client.get(LIST, {**query, **asked, "format": "csv"}).getvalue()
        figure = client.get("/api/v1/figures/", {"measure": "alignments", "by": "extent", **asked}).json()
        answers[who, "figure"] = [(line["extent"], line["value"]) for line in figure["rows"]]
        for address in ("/countries/ZWE/", "/dwcps/alignments/"):
            answers[who, address] = main_of(client, address, **asked)
    return answers


def differing(answers: dict[Any, Any], before: dict[Any, Any]) -> dict[Any, Any]:
    """Return what is told otherwise than before."""
    assert answers.keys() == before.keys()
    return {key: (before[key], answer) for key, answer in answers.items() if answer != before[key]}


def count(answers: dict[Any, Any], who: str) -> int:
    return len(answers[who, "list"])


def test_yesterday_stays_what_it_was_for_everybody_and_the_present_follows(people, aligned):
    clients = {who: signed_in(people.get(who), Client()) for who in VIEWERS}
    drafted = {"as_of": write_moment(settled_moment())}
    at_first = told(clients, **drafted)
    assert [count(at_first, who) for who in VIEWERS] == [0, 1, 1, 1]
    assert TITLE not in at_first["stranger", "/countries/ZWE/"]

    turn(people, published=True)
    assert differing(told(clients, **drafted), at_first) == {}
    now = told(clients)
    assert [count(now, who) for who in VIEWERS] == [1, 1, 1, 1]
    assert TITLE in now["stranger", "/countries/ZWE/"]
    public = {"as_of": write_moment(settled_moment())}
    in_public = told(clients, **public)
    assert in_public["stranger", "figure"] == now["stranger", "figure"] != at_first["stranger", "figure"]

    turn(people, published=False)
    for asked, before in ((drafted, at_first), (public, in_public)):
        assert differing(told(clients, **asked), before) == {}
    assert [count(told(clients), who) for who in VIEWERS] == [0, 1, 1, 1]
    stranger = clients["stranger"]
    for address in ("/countries/ZWE/", "/dwcps/alignments/"):
        assert (
            f"/cooperation-frameworks/{aligned.slug}/" not in stranger.get(address, public).content.decode()
        )


def test_a_figure_still_names_what_was_public_as_everyone_read_it_last(people, aligned):
    turn(people, published=True)
    asked = {"measure": "alignments", "as_of": write_moment(settled_moment())}
    before = [
        Client().get("/api/v1/figures/", {**asked, **more}).json()
        for more in ({"framework": aligned.slug}, {"by": "framework"})
    ]
    hidden = turn(people, published=False)
    renamed = FrameworkText(title="What it became in secret", kind="unsdcf")
    describe_framework(
        by=people["regional_officer"], framework=hidden, lock_version=hidden.version, text=renamed
    )
    for was, more in zip(before, ({"framework": aligned.slug}, {"by": "framework"}), strict=True):
        answer = Client().get("/api/v1/figures/", {**asked, **more})
        assert "secret" not in answer.content.decode()
        assert (answer.json()["total"], answer.json()["rows"]) == (was["total"], was["rows"])


@pytest.mark.usefixtures("places")
def test_the_page_as_of_before_stays_what_it_was(load_lines, coordinator, admin, pardev_officer):
    load_lines(row("1"))
    grant = NewMembership("regional", "region", region=Country.objects.get(pk="KEN").region)
    grant_membership(by=admin, user=admin, grant=grant)
    framework = CooperationFramework.objects.get()
    text = FrameworkText(title=TITLE, kind="unsdcf")
    framework = describe_framework(
        by=coordinator, framework=framework, lock_version=framework.version, text=text
    )
    FrameworkResult.objects.create(framework=framework, level="outcome", text="Typed by an officer")
    address = reverse("portfolio:framework", args=[framework.slug])
    before = {"as_of": write_moment(settled_moment())}
    clients = {"stranger": Client(), "staff": signed_in(pardev_officer)}
    pages = {who: main_of(client, address, **before) for who, client in clients.items()}
    assert "Typed by an officer" not in main_of(clients["stranger"], address)
    publish_framework(by=admin, framework=framework, lock_version=framework.version)
    assert "Typed by an officer" in main_of(clients["stranger"], address)
    for who, client in clients.items():
        page = main_of(client, address, **before)
        assert page == pages[who]
        assert "Sub-output 1" in page
        assert "Typed by an officer" not in page


def test_each_turn_is_one_change_and_the_changelog_tells_it(people, aligned):
    first = Change.objects.count()
    published = turn(people, published=True)
    publish_framework(
        by=people["regional_officer"], framework=published, lock_version=published.version
    )  # says so already
    turn(people, published=False)
    assert Change.objects.count() == first + 2
    facts = PublicationState.objects.filter(framework=aligned).order_by("pk")
    assert [(one.published, one.change_id, one.superseded_by_id) for one in facts] == [
        (True, first + 1, first + 2),
        (False, first + 2, None),
    ]
    for who, verbs in (("stranger", ["created", "withdrawn"]), ("pardev_officer", ["created", "changed"])):
        asked = {"noun": "cooperation-frameworks", "since": str(first)}
        items = signed_in(people.get(who), Client()).get("/api/v1/changes/", asked).json()["results"]
        assert [item["verb"] for item in items] == verbs, who


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(st.booleans(), min_size=1, max_size=5))
def test_whatever_the_turns_each_moment_keeps_its_answer(people, aligned, turns):
    def counted(moment: Any) -> tuple[Any, int]:
        answer = figures(ALIGNMENTS, user=NOBODY, question=Question(as_of=moment))
        rows = Alignment.objects.of_the_past(NOBODY).as_shown_at(moment)
        return answer.total.count, rows.as_known_at(moment).count()

    with transaction.atomic():
        live = {}
        for published in turns:
            if CooperationFramework.objects.get(title=TITLE).published != published:
                turn(people, published=published)
            live[settled_moment()] = published
        for moment, published in live.items():
            assert counted(moment) == (int(published), int(published))
        transaction.set_rollback(True)


@pytest.mark.parametrize("published", [True, False])
def test_the_database_holds_fact_and_column_to_each_other(people, aligned, published):
    if not published:
        turn(people, published=True)
    with pytest.raises(IntegrityError, match="recorded as a fact first"), transaction.atomic():
        CooperationFramework.objects.filter(pk=aligned.pk).update(published=published)


# --- The migration --------------------------------------------------------------------------------------


@pytest.fixture
def before(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Use a copy of the database as it was before the facts."""
    with django_db_blocker.unblock(), cloned(migrated()) as name, connected_to(name):
        call_command("migrate", "portfolio", "0017_sub_outputs_by_finance_year", verbosity=0)
        yield


@pytest.mark.race  # it migrates back and forth for minutes
def test_what_was_published_before_bears_the_dates_of_its_history(before):
    found_installation(mode="demonstration")
    turns = {"ken": [True], "nam": [True, False, True], "khm": [True, False], "ago": []}
    rows = {
        slug: CooperationFramework.objects.create(country_key=slug.upper(), slug=slug, derived=True)
        for slug in (*turns, "untold")
    }
    for slug, values in turns.items():
        for published in values:
            rows[slug].published, rows[slug].version = published, rows[slug].version + 1
            rows[slug].save()
    rows["untold"].published = True
    rows["untold"].save()
    events: Any = CooperationFramework.pgh_event_model.objects  # type: ignore[attr-defined]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE portfolio_cooperationframeworkevent DISABLE TRIGGER USER")
        cursor.execute(
            "DELETE FROM portfolio_cooperationframeworkevent WHERE pgh_obj_id = %s", [rows["untold"].pk]
        )
        cursor.execute("ALTER TABLE portfolio_cooperationframeworkevent ENABLE TRIGGER USER")
    kept = list(CooperationFramework.objects.order_by("pk").values())
    versions = {slug: list(events.filter(pgh_obj=row).order_by("pgh_id")) for slug, row in rows.items()}

    call_command("migrate", "portfolio", verbosity=0)

    assert list(CooperationFramework.objects.order_by("pk").values()) == kept
    assert list(Change.objects.values_list("pk", flat=True)) == [1]
    for slug, values in turns.items():
        facts = PublicationState.objects.filter(framework=rows[slug]).order_by("pk")
        moments = [version.pgh_created_at for version in versions[slug][1:]]
        assert [(one.published, one.recorded_at, one.superseded_at) for one in facts] == list(
            zip(values, moments, [*moments[1:], None], strict=False)
        ), slug
        assert all(one.backdated and one.change_id == 1 for one in facts)
    untold = PublicationState.objects.get(framework=rows["untold"])
    assert (untold.published, untold.recorded_at) == (True, rows["untold"].updated_at)
