"""Each list sorts by every column that a reader would sort by: its page and the API by the same names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import Client
from django.urls import get_resolver, reverse

from ilo_dc.core.models import User
from ilo_dc.core.registers.pages.register import RegisterPage
from ilo_dc.core.registers.paging import keyed, with_primary_key
from ilo_dc.core.registers.register import Register, read_listing
from tests.registers import public_registers

# Columns of pages that no order is declared for, and why nobody would ask for one.
NOT_SORTED = {
    "people.state": "asked by a filter",
    "countries.region_derived": "told beside the region",
    "people.roles_in_force": "several to a person",
    "memberships.limit": "an office, a country, a region or an organisation",
    "api-keys.prefix": "random signs",
    "api-keys.scopes": "several to a key",
    "api-keys.person": "asked by the filter of the person's own page",
    "api-keys.state": "asked by a filter",
    "offices.countries": "several to an office",
    "reporting-years.reason": "a sentence",
    "changes.reason": "a sentence",
    "changes.edition": "the order of changes is that of what they say",
    "runs.label": "asked by a filter",
    "runs.done": "no share of the whole",
    "runs.total": "no share of the whole",
    "roadmap-stages.ilo_contribution": "sentences",
    "joint-work-plans.ilo_part": "sentences",
    "common-country-analyses.reference": "of the last of several updates",
    "country-team-memberships.note": "a sentence",
    "results-frameworks.results": "counted for the rows of a page; the frameworks are few",
    "results-frameworks.to_be_verified": "as above",
    "results.text": "a sentence",
    "cross-walks.note": "a sentence",
    "cross-walks.source": "a sentence",
    "projects.markers": "several words a row",
    "report-schedules.title": "most are of all projects",
    "donor-reports.addressee": "its own partner, else that of the agreement",
    "donor-reports.state": "told from two days",
    "instalments.condition": "a sentence",
    "instalments.payer": "its own partner, else that of the agreement",
    "ledger-entries.place": "codes of several kinds",
    "ledger-entries.reason": "a sentence",
    "published-entries.counted_in": "asked by a filter",
    "published-entries.reporting_partner": "asked by a filter",
    "alignments.title": "a sentence of a programme",
    "alignments.result": "a sentence of a framework",
    "appraisal-rules.act_emp_days": "the settings are few",
    "appraisal-rules.actrav_days": "as above",
    "appraisal-rules.decision_days": "as above",
    "appraisal-rules.evaluation_above_usd": "as above",
    "appraisal-rules.evaluation_days": "as above",
    "appraisal-rules.one_bars_ready": "as above",
    "appraisal-rules.revise_days": "as above",
    "appraisal-rules.scores_days": "as above",
    "appraisal-rules.take_up_days": "as above",
    "appraisal-rules.reason": "a sentence",
    "appraisals.appraiser": "a person, found by whose turn it is",
    "due-reports.title": "an outcome or a project",
    "due-instalments.late": "counted from two days",
    "due-donor-reports.late": "counted from two days",
    "clearance-rules.screening_days": "the settings are few",
    "clearance-rules.act_emp_days": "as above",
    "clearance-rules.actrav_days": "as above",
    "clearance-rules.legal_days": "as above",
    "clearance-rules.decision_days": "as above",
    "clearance-rules.valid_months": "as above",
    "clearance-rules.reason": "a sentence",
    "partnership-clearances.officer": "a person, found by whose turn it is",
    "screening-criteria.answers": "a list of words",
    "screening-criteria.source": "a document",
    "desk-questions.answer": "sentences",
    "desk-questions.question": "sentences",
    "desk-questions.desk": "asked by a filter",
    "desk-questions.specialist": "a person, found by whose turn it is",
    "evaluations.answered": "counted for the rows of a page",
    "evaluations.lessons": "as above",
    "evaluations.recommendations": "as above",
    "evaluations.subject": "a project, a programme or a theme",
    "partnerships.members": "several to a partnership",
    "partnerships.work": "a sentence",
    "figure-problems.value": "as it was written, digits or words",
    "global-products.countries": "several to a product",
    "proposal-statuses.partner": "a text of each proposal's own",
    "proposal-statuses.region": "asked by a filter",
    "proposals.region": "asked by a filter",
}
EMPTY = {"", None}
MANY = 500  # longer lists are read in one direction of each order


def pages_in(patterns: Any) -> Iterator[type[RegisterPage]]:
    """Yield the pages of registers among addresses."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from pages_in(pattern.url_patterns)
        view = getattr(getattr(pattern, "callback", None), "view_class", None)
        if isinstance(view, type) and issubclass(view, RegisterPage):
            yield view


PAGES = {view.register.page: view.register for view in pages_in(get_resolver().url_patterns)}


def test_each_column_of_a_page_sorts_or_says_why_not() -> None:
    assert len(PAGES) >= 24
    unsorted = set()
    for register in PAGES.values():
        for bound in register.table([]).columns.iterall():
            name = next(iter(bound.column.order_by or ()), bound.name)
            if bound.column.visible and name not in register.orderings:
                unsorted.add(f"{register.code}.{bound.name}")
    assert unsorted == set(NOT_SORTED)


def test_the_heads_of_a_page_lead_to_its_orders(client: Client, published: None) -> None:
    page = client.get("/dwcps/?country=KEN").content.decode()
    # People read programmes by country, programs by their code.
    assert 'aria-sort="ascending"><a href="?country=KEN&amp;ordering=-country"' in page
    assert re.search(
        r'href="/api/v1/country-programmes/\?country=KEN&amp;ordering=country[^"]*format=csv"', page
    )
    for name in ("region", "starts_on", "last_day", "office", "status"):
        assert f'href="?country=KEN&amp;ordering={name}"' in page
    page = client.get("/dwcps/?ordering=last_day").content.decode()
    assert 'aria-sort="ascending"><a href="?ordering=-last_day"' in page


@pytest.mark.usefixtures("published")
def test_each_order_of_a_public_list_is_exact_over_its_pages_both_ways() -> None:
    for register in public_registers().values():
        for name in register.orderings:
            for asked in (f"-{name}", name):
                in_order = keys(register, f"ordering={asked}")
                if asked == name and len(in_order) > MANY:
                    continue
                assert pages(register, f"ordering={asked}", len(in_order)) == in_order, asked


def test_each_order_works_for_what_was_known_then(published: None) -> None:
    for register in public_registers().values():
        if "as_of" in register.filterset.base_filters:
            for name in register.orderings:
                asked = f"ordering=-{name}&as_of=2026-11-01"
                in_order = keys(register, asked)
                assert pages(register, asked, len(in_order)) == in_order, (register.code, name)


def test_what_is_empty_stands_last_whichever_way_the_order_runs(client: Client, published: None) -> None:
    for asked in ("ordering=starts_on", "ordering=-starts_on"):
        address = f"/api/v1/cooperation-frameworks/?limit=1000&fields=starts_on&{asked}"
        days = [row["starts_on"] for row in client.get(address).json()["results"]]
        known = [day for day in days if day not in EMPTY]
        assert 0 < len(known) < len(days)
        assert days[: len(known)] == sorted(known, reverse="-" in asked)


def test_each_page_of_the_administration_sorts(client: Client, admin: User) -> None:
    client.force_login(admin)
    for page, register in PAGES.items():
        if page.startswith("core:"):
            for name in register.orderings:
                assert client.get(reverse(page), {"ordering": f"-{name}"}).status_code == 200, (page, name)


def listing(register: Register, asked: str) -> Any:
    return read_listing(register, QueryDict(asked), user=AnonymousUser())


def keys(register: Register, asked: str) -> list[Any]:
    """Return the keys of all rows in the order of the database."""
    found = listing(register, asked)
    rows, columns = keyed(found.rows, found.columns)
    return list(rows.order_by(*with_primary_key(columns)).values_list("pk", flat=True))


def pages(register: Register, asked: str, count: int) -> list[Any]:
    """Return the keys of all rows as five pages tell them, and see that the way back tells the same."""
    limit = min(max(count // 4, 1), 1000)
    forth, cursor, last = [], "", None
    while True:
        last = listing(register, f"{asked}&limit={limit}&cursor={cursor}").page()
        forth.append([row.pk for row in last.rows])
        if not last.next_cursor:
            break
        cursor = last.next_cursor
    back = [forth[-1]]
    while last.previous_cursor:
        last = listing(register, f"{asked}&limit={limit}&cursor={last.previous_cursor}").page()
        back.insert(0, [row.pk for row in last.rows])
    assert back == forth, (register.code, asked)
    return [key for page in forth for key in page]
