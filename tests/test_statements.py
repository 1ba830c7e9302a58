"""How many statements an answer takes: every page few, and as many for many rows as for few.

The statements of the transaction itself (BEGIN, its isolation, a savepoint) are not counted.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from ilo_dc.core.measures import Question, figures
from ilo_dc.core.models import Membership, Organisation, ReportingYear, SavedFilter, User
from ilo_dc.core.saved_filters.actions.letters import stop_token
from ilo_dc.portal.search.pages import FINDERS
from ilo_dc.portal.work.sources import COMING, OTHERS, OVERSEEN, YOURS
from reporting.catalogue.catalogue import MEASURES
from reporting.figure_problems.models import FigureProblem
from tests.people import make_admin, play, signed_in
from tests.portfolio import permissions as table
from tests.portfolio.knocks import Knock, page_knocks
from tests.portfolio.test_permissions import addresses
from tests.recipes.outcomes import cpo
from tests.recipes.worlds import World

MOST_OF_A_PAGE, MOST_OF_A_FIGURE = 27, 5
MOST_OF_THE_SEARCH = len(FINDERS) + 8  # one of each kind of thing that is found
# One of each feature that says what waits; docs/adr/0038-pages-that-every-feature-writes.md says why.
MOST_OF_WORK = len({source.__module__ for source in (*YOURS, *OTHERS, *COMING, *OVERSEEN)}) + 14
OF_WORK = ("/work/", "/work/assign/", "/work/remind/")
OFFICERS = (table.REGION, table.FIELD, table.PARDEV, table.ADMIN)
# Sign-in is allauth's, and the API is no page.
OTHERS = ("api:", "account_", "mfa_", "socialaccount_", "openid_connect_", "set_language", "None")


def counted(captured: CaptureQueriesContext) -> int:
    """Count what a page asks; a session notes once a minute that it is used, whatever page that falls on."""
    own = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET TRANSACTION", 'UPDATE "core_session"')
    sent = [one["sql"].rpartition("; ")[2] for one in captured]
    return sum(not sql.startswith(own) for sql in sent)


def statements(client: Client, address: str) -> int:
    """Return how many statements a page takes; none for a button, which is only sent to."""
    if client.get(address).status_code == 405:
        return 0
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        if answer.streaming:
            b"".join(answer.streaming_content)
    assert answer.status_code == 200, address
    return counted(captured)


def keys_of_the_rest(everybody: dict[str, User | None]) -> dict[str, dict[str, Any]]:
    """Return the key of something real for each page of no table that is about something."""
    person, admin = everybody[table.FIELD], everybody[table.ADMIN]
    assert person is not None
    saved, _new = SavedFilter.objects.get_or_create(
        person=admin, page=reverse("portfolio:programmes"), name="2026", query="q=2026"
    )
    problem, _new = FigureProblem.objects.get_or_create(
        measure="framework_gap", value="1", page="/gaps/", text="2026", defaults={"as_of": timezone.now()}
    )
    of_person = (
        "person",
        "edit-person",
        "give-role",
        "issue-api-key",
        "remove-second-step",
        "end-sessions",
    )
    of_organisation = (
        "organisation",
        "add-alias",
        "add-code",
        "place-organisation",
        "merge-organisation",
        "part-organisation",
        "attach-to-organisation",
    )
    partner = Organisation.objects.get(slug="germany")
    year, _new = ReportingYear.objects.get_or_create(year=2024)
    return {
        **{f"core:{name}": {"pk": person.pk} for name in of_person},
        **{f"core:{name}": {"pk": partner.pk} for name in of_organisation},
        "deactivate-person": {"pk": person.pk},
        "end-role": {"pk": Membership.objects.filter(user=person).get().pk},
        "core:remove-filter": {"pk": saved.pk},
        "core:mail-filter": {"pk": saved.pk},
        "core:stop-filter": {"token": stop_token(saved)},
        "reporting:figure-problem": {"pk": problem.pk},
        "reporting:answer-figure-problem": {"pk": problem.pk},
        "core:reporting-year": {"year": year.pk},
        "core:country": {"iso3": "ZWE"},
        "core:add-status": {"iso3": "ZWE"},
        "measure": {"code": "framework_gap"},
    }


def pages(everybody: dict[str, User | None], world: World) -> Iterator[tuple[str, str]]:
    """Yield reader and address of every page."""
    knocks, keys = page_knocks(world), keys_of_the_rest(everybody)
    for name, page in table.PAGES.items():
        readers = page.sees if page.reads is None else page.reads
        people = [words for words in OFFICERS if words in readers]
        if people and page.opens:
            yield people[0], knocks.get(name, Knock()).address(name)
    for name, _view in addresses(get_resolver().url_patterns):
        known = name in {one.split(" ")[0] for one in table.PAGES} or name in NEEDS_MORE
        if known or name.startswith(OTHERS):
            continue
        yield READ_BY.get(name, table.ADMIN), reverse(name, kwargs=keys.get(name))


# Pages that an administrator of the portal may not read.
READ_BY = {"funding:ledger": table.PARDEV, "funding:pools": table.PARDEV}
# Pages about what the world has none of: a partner that is published, and the rare ends of administration.
NEEDS_MORE = {
    "partner",
    "core:run",
    "core:retry-run",
    "core:cancel-run",
    "core:notice",
    "core:reactivate-person",
    "core:resend-invitation",
    "core:revoke-api-key",
    "core:revoke-own-api-key",
    "core:end-own-session",
    "core:deputy-end",
    "core:deputy-act",
    "core:deputy-stop",
    "core:end-status",
    "core:close-year",
    "core:reopen-year",
    "core:organisation-document",
    "core:withdraw-organisation-document",
}


def copies(row: Any, number: int = 5, **changes: Any) -> list[Any]:
    """Save copies of a row, each with its own `changes` (by number)."""
    made = []
    for place in range(number):
        one = copy.copy(row)
        one.pk, one._state = None, copy.copy(row._state)
        one._state.adding = True
        for name, value in changes.items():
            setattr(one, name, value(place))
        one.save()
        made.append(one)
    return made


def grow(everybody: dict[str, User | None], world: World) -> None:
    """Add five to each of what the pages of the world show."""
    for priority in copies(world.priority, position=lambda place: 20 + place):
        outcome = copy.copy(world.outcome)
        outcome.priority = priority
        number = 700 + 10 * priority.position
        above = [cpo(world.cpo.country, number + place) for place in range(5)]
        for one in copies(outcome, cpo=above.__getitem__, code=lambda place, cpos=above: cpos[place].code):
            indicator = copy.copy(world.indicator)
            indicator.outcome = one
            made = copies(indicator, 2)
            milestone = copy.copy(world.milestone)
            milestone.indicator = made[0]
            copies(milestone, 2)
    parts = world.parts
    copies(parts["results"], text=lambda place: f"Another result {place}")
    copies(parts["roadmap"], position=lambda place: 20 + place)
    copies(parts["groups"], name=lambda place: f"Another group {place}")
    copies(parts["work-plans"], reference=lambda place: f"Another plan {place}")
    copies(world.calls["call"])
    copies(world.calls["bid"], proposal=lambda _place: None)
    for member in world.calls["partnership"].members.all():
        for one in copies(world.calls["partnership"], code=lambda place: f"another-{place}"):
            copies(member, 1, partnership=lambda _place, of=one: of)
    admin = everybody[table.ADMIN]
    assert admin is not None
    people = copies(admin, username=lambda place: f"more-{place}", email=lambda place: f"m{place}@ilo.test")
    for membership in Membership.objects.filter(user=everybody[table.FIELD]):
        for person in people:
            copies(membership, 1, user=lambda _place, who=person: who)
    copies(Organisation.objects.get(slug="germany"), slug=lambda place: f"another-{place}")


def test_every_page_takes_few_statements_and_as_many_for_many_rows(everybody, world):
    clients = {words: signed_in(everybody[words], Client()) for words in OFFICERS}
    asked = list(pages(everybody, world))
    few = {(who, address): statements(clients[who], address) for who, address in asked}
    assert sum(number > 0 for number in few.values()) > 120
    most = {page: MOST_OF_WORK if page[1] in OF_WORK else MOST_OF_A_PAGE for page in few}
    too_many = {page: number for page, number in few.items() if number > most[page]}
    assert too_many == {}
    grow(everybody, world)
    more = {(who, address): statements(clients[who], address) for who, address in asked}
    grown = {page: (few[page], number) for page, number in more.items() if number > few[page]}
    assert grown == {}


@pytest.mark.usefixtures("published")
def test_pages_of_real_data_take_few_statements_from_an_officer(client):
    make_admin()
    signed_in(play("regional_officer"), client)
    addresses_of_data = [
        "/",
        "/countries/",
        *(f"/countries/{code}/" for code in ("KEN", "CIV", "KIR", "NOR", "PAK")),
        *(f"/frameworks/{slug}/" for slug in ("ken", "civ", "pak")),
        *(f"/dwcps/{slug}/" for slug in ("ken-2024", "civ-2024", "civ-2019")),
        "/dwcps/ken-2024/reports/review/",
        "/partners/",
        "/partners/?search=united",
        "/partners/germany/",
        "/gaps/?country=KIR",
        "/frameworks/sub-outputs/?country=KIR&as_of=2026-01-01",
        "/data/measures/framework_gap/?by=country,region",
    ]
    taken = {address: statements(client, address) for address in addresses_of_data}
    assert {address: number for address, number in taken.items() if number > MOST_OF_A_PAGE} == {}
    assert statements(client, "/search/?search=kenya") <= MOST_OF_THE_SEARCH


@pytest.mark.usefixtures("published")
def test_a_figure_takes_five_statements_however_it_is_split_and_narrowed(client):
    """One more where a filter touches what is shared with others, which is counted apart; and one where two
    splits are named and the finance year is left open, which is looked up; one where lines overlap, whose
    total comes by its own query; and one for the second measure of a ratio of two.
    """
    reader, most = AnonymousUser(), {}
    for code, measure in MEASURES.items():
        codes = [dimension.code for dimension in measure.public_splits]
        splits = [(), *((one,) for one in codes), *itertools.combinations(codes, 2)]
        splits = [by for by in splits if measure.is_public(by)]
        for by in splits:
            with CaptureQueriesContext(connection) as captured:
                answer = figures(measure, user=reader, question=Question(by=by))
            most[code, by, ""] = counted(captured)
            if len(by) != 1:
                continue
            line = answer.lines[-1]
            narrowed = Question(by=by).narrowed(by[0], line.parameters[by[0]])
            with CaptureQueriesContext(connection) as captured:
                figures(measure, user=reader, question=narrowed)
            most[code, by, "narrowed"] = counted(captured)
            query = {"measure": code, "by": by[0]}
            with CaptureQueriesContext(connection) as captured:
                assert client.get("/api/v1/figures/", query).status_code == 200
            most[code, by, "API"] = counted(captured)
    assert len(most) > 60
    allowed = {
        (code, by, how): MOST_OF_A_FIGURE
        + ((by, how) == (("country",), "narrowed"))
        + (len(by) == 2 and MEASURES[code].rows.unless_asked is not None)
        + any(MEASURES[code].dimension(one).overlapping for one in by)
        + (MEASURES[code].terms is not None)
        for code, by, how in most
    }
    assert {key: number for key, number in most.items() if number > allowed[key]} == {}
