"""Clearances are missing to whoever does not see them: at every door, in every list, count and notice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from funding.clearances.actions import clearances as actions
from funding.clearances.actions.clearance_notices import remind_of_clearances
from funding.clearances.registers import CLEARANCE_RULES, CLEARANCE_STEPS, CLEARANCES, SCREENING_CRITERIA
from funding.models import PartnershipClearance
from ilo_dc.core.history.events import tracked
from ilo_dc.core.models import Membership, Notification
from ilo_dc.core.people.actions.memberships import NewMembership
from ilo_dc.core.people.vocab import Role, ScopeKind
from ilo_dc.portal.work.sources import COMING, OTHERS, OVERSEEN, YOURS, items
from tests.funding.clearance_knocks import clearance_pages, clearance_paths
from tests.people import hire, signed_in
from tests.portfolio import permissions as table
from tests.portfolio.test_permissions import content_of
from tests.recipes import clearances as recipes
from tests.recipes.clearances import SECRET

TODAY = timezone.now().date()
HIDDEN = sorted(table.EVERYBODY - table.CLEARING)
REGISTERS = (CLEARANCES, CLEARANCE_STEPS, SCREENING_CRITERIA, CLEARANCE_RULES)
KINDS = ("clearances", "clearance_days")
# The administrator reads the history of everything (DESIGN 7), as an auditor does.
NO_HISTORY = [who for who in HIDDEN if who != table.ADMIN]


def says(answer: Any) -> str:
    """Return what an answer tells, as text."""
    return content_of(answer).decode("utf-8", "replace")


@pytest.fixture
def hidden(world, callers):
    """Return those to whom clearances are missing, by the table's words."""
    return {who: callers[who] for who in HIDDEN}


def test_the_donor_and_the_offices_of_the_field_are_among_them():
    assert {
        table.DONOR,
        table.OTHER_DONOR,
        table.FIELD,
        table.FIELD_ELSEWHERE,
        table.REGION,
        table.CONSTITUENT,
        table.STRANGER,
        table.API_KEY,
        table.FINANCE,
        table.COORDINATOR,
    } <= set(HIDDEN)


def test_each_page_object_and_attachment_is_missing(world, hidden):
    wrong = []
    pages = [name for name, knock in clearance_pages(world).items() if knock.named]
    paths = [name for name, method in clearance_paths(world) if method == "GET"]
    for who, client in hidden.items():
        for name in pages:
            answer = client.get(clearance_pages(world)[name].address(name))
            asks = answer.status_code == 302 and answer["Location"].startswith("/account/login/")
            if answer.status_code != 404 and not (asks and who in {table.STRANGER, table.API_KEY}):
                wrong.append((who, name, answer.status_code))
        for name in paths:
            answer = client.get(clearance_paths(world)[name, "GET"].address(f"api:{name}"))
            if answer.status_code != 404 or SECRET in says(answer):
                wrong.append((who, name, answer.status_code))
    assert wrong == []


def test_lists_counts_and_exports_hold_none(world, callers, hidden):
    reader, wrong = callers[table.AUDITOR], []
    for register in REGISTERS:
        address = f"/api/v1/{register.code}/"
        assert reader.get(address, {"count": "true"}).json()["count"] > 0
        for who, client in hidden.items():
            for asked in ({"count": "true", "totals": "true"}, {"format": "csv"}, {"format": "xlsx"}):
                answer = client.get(address, asked)
                if answer.status_code not in {401, 403} or SECRET in says(answer) or "Mills" in says(answer):
                    wrong.append((who, register.code, asked))
            page = client.get(reverse(register.page))
            if page.status_code not in {302, 403} or SECRET in says(page):
                wrong.append((who, register.page))
    assert SECRET in says(reader.get("/api/v1/partnership-clearances/", {"format": "csv"}))
    assert wrong == []


def test_search_pages_and_the_page_of_the_partner_name_none(world, callers, hidden):
    reader, wrong = callers[table.BUREAU], []
    assert SECRET in says(reader.get("/search/", {"search": SECRET}))
    assert "/clearances/" in says(reader.get("/search/", {"search": "clearances"}))
    address = f"/clearances/{world.clearances['opinions'].pk}/"
    for who, client in hidden.items():
        for asked in (SECRET, "clearances", "Opinion Mills"):
            page = client.get("/search/", {"search": asked})
            told = [hit for group in page.context["groups"] for hit in group.hits]
            if any("/clearances/" in hit.url for hit in told):
                wrong.append((who, asked))
        told = {page: says(client.get(page)) for page in ("/", "/work/", "/partners/", "/data/")}
        wrong += [
            (who, page)
            for page, text in told.items()
            if any(one in text for one in (SECRET, address, "/clearances/"))
        ]
    assert wrong == []


def test_history_and_the_log_of_changes_tell_of_none(world, callers, hidden):
    assert "funding.partnershipclearance" in tracked()
    asked = {"noun": "partnership-clearances", "limit": 1000}
    assert callers[table.AUDITOR].get("/api/v1/changes/", asked).json()["results"]
    for who, client in hidden.items():
        assert client.get("/api/v1/changes/", asked).json()["results"] == [], who
        whole = says(client.get("/api/v1/changes/", {"limit": 1000}))
        assert "partnership-clearances" not in whole, who
    for who in NO_HISTORY:
        answer = hidden[who].get("/admin-area/history/", {"noun": "funding.partnershipclearance"})
        assert answer.status_code in {302, 403}, who
        assert SECRET not in says(answer)


def test_figures_are_refused_whatever_is_asked(world, callers, hidden):
    for code in KINDS:
        assert callers[table.MANAGER].get("/api/v1/figures/", {"measure": code}).status_code == 200
        for who, client in hidden.items():
            for asked in ({}, {"by": "year"}, {"scope": "internal"}, {"scope": "published"}):
                answer = client.get("/api/v1/figures/", {"measure": code, **asked})
                assert answer.status_code in {401, 403}, (who, code, asked)
            assert client.get(f"/data/measures/{code}/").status_code in {302, 403}, (who, code)
            assert code not in says(client.get("/data/")), who


def test_nobody_else_is_told_reminded_or_given_work(world, everybody):
    officer = everybody[table.PARDEV]
    late = hire("lena", "Lena Late", NewMembership(Role.PARDEV, ScopeKind.GLOBAL))
    for made in ("screening", "legal"):
        row = recipes.fresh(world.clearances[made])
        actions.hand_over(
            by=officer, clearance=row, lock_version=row.version, officer=late, reason="On mission"
        )
    # Whoever was an officer and is one no longer is told nothing more.
    Membership.objects.filter(user=late).update(role=Role.FINANCE)
    Notification.objects.all().delete()
    recipes.opined(everybody[table.BUREAU], world.clearances["opinions"], "actrav")
    row = recipes.fresh(world.clearances["legal"])
    recipes.decided(everybody[table.MANAGER], row, "refused", note="No.")
    remind_of_clearances(today=TODAY + timedelta(days=30))
    told = Notification.objects.filter(url__startswith="/clearances/")
    assert told.exists()
    assert not [str(one) for one in told if "Mills" in str(one)]  # kept and mailed: by number alone
    readers = {everybody[who].pk for who in table.CLEARING}
    assert set(told.values_list("recipient", flat=True)) <= readers
    people = [user for who, user in everybody.items() if who in HIDDEN and user is not None]
    for person in (*people, late):
        for source in (YOURS, OTHERS, COMING, OVERSEEN):
            found = items(source, type(person).objects.get(pk=person.pk))
            assert not [one for one in found if "/clearances/" in one.url], person


def test_a_write_is_refused_in_the_same_words_whether_or_not_there_is_one(world, hidden):
    taken = world.clearances["opinions"].organisation.slug
    for who, client in hidden.items():
        told = []
        for partner in (taken, "germany", "nowhere"):
            body = {"partner": partner, "form": "project", "purpose": "A project"}
            answer = client.post("/api/v1/partnership-clearances/", body, content_type="application/json")
            told.append((answer.status_code, says(answer).replace(partner, "")))
        assert told[0] == told[1], who
        assert told[0][0] in {401, 403}, who


def test_what_a_partner_has_is_shown_on_its_page_to_readers_alone(cast, german_donor, germany):
    from funding.partners.models import FundingPartner  # the profile that gives Germany a page

    FundingPartner.objects.create(
        organisation=germany,
        source_category="MULTI_BILATERAL",
        display_group="MULTI_BILATERAL",
        demonstration=True,
    )
    recipes.cleared(cast, germany)
    assert PartnershipClearance.objects.valid_on(TODAY).count() == 1
    assert "Cleared" in says(signed_in(cast.officer).get("/partners/germany/"))
    for somebody in (german_donor, cast.everybody["field_officer"], None):
        page = says(signed_in(somebody).get("/partners/germany/"))
        assert "learance" not in page
