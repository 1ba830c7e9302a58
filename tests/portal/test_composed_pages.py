"""Pages composed from what each app knows: a country's and a programme's."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portfolio.alignments import actions
from portfolio.models import CountryProgramme
from portfolio.updates.actions.update_notices import updates_due
from tests.people import signed_in
from tests.recipes import alignments as alignment_cast
from tests.recipes import programmes as plans
from tests.recipes import updates
from tests.recipes.outcomes import cpo

COUNTRY = "/countries/ZWE/"


@pytest.fixture
def outcome(field_officer, regional_officer, countries):
    """The outcome of a running programme of Zimbabwe, aligned with a result of its framework."""
    found = updates.outcome_of(field_officer, regional_officer, countries["ZWE"])
    framework = alignment_cast.un_framework("ZWE")
    cell = actions.Cell(
        alignment_cast.results_of(framework)[0], None, found, "full", "outcome", "shared", None
    )
    actions.set_alignment(by=regional_officer, programme=found.programme, cells=[cell], effective_on=None)
    return found


def shown(client, path, who=None):
    client.logout()
    if who:
        signed_in(who, client)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_country_shows_programmes_frameworks_alignment_and_accepted_updates(
    client, outcome, field_officer, regional_officer
):
    updates.accepted(field_officer, regional_officer, outcome)
    page = shown(client, COUNTRY)
    for section in ("programmes", "accepted", "alignment", "frameworks"):
        assert f'id="{section}"' in page, section
    assert f"/dwcps/{outcome.programme.slug}/" in page
    assert "/frameworks/zwe/" in page
    other = shown(client, "/countries/KHM/")
    for section in ("accepted", "alignment", "frameworks"):
        assert f'id="{section}"' not in other, section


def test_what_is_due_is_shown_to_those_who_write_or_decide_alone(client, request, outcome):
    for who, sees in {
        "field_officer": True,
        "regional_officer": True,
        "pardev_officer": False,
        "german_donor": False,
        "constituent": False,
        "outsider": False,
    }.items():
        page = shown(client, COUNTRY, request.getfixturevalue(who))
        assert ('id="updates-due"' in page) is sees, who
    assert 'id="updates-due"' not in shown(client, COUNTRY)


def test_it_says_the_same_as_my_work_and_the_programme(client, outcome, field_officer):
    due = list(updates_due(CountryProgramme.objects.all(), today=timezone.now().date()))
    assert due
    for path in (COUNTRY, f"/dwcps/{outcome.programme.slug}/"):
        assert f"{len(due)} update{'' if len(due) == 1 else 's'} due" in shown(client, path, field_officer)
    work = shown(client, "/work/", field_officer)
    page = shown(client, COUNTRY, field_officer)
    for one in due:
        address = f"/dwcps/outcomes/{one.outcome.pk}/updates/{one.period.code}/"
        assert address in work
        assert address in page


def test_a_programme_offers_its_texts_to_every_reader(client, outcome, field_officer, countries):
    page = shown(client, f"/dwcps/{outcome.programme.slug}/")
    for kind in ("review", "donor", "un"):
        assert f"/dwcps/{outcome.programme.slug}/reports/{kind}/" in page
    for section in ("results", "alignment", "life"):
        assert f'id="{section}"' in page
    hidden = plans.draft(field_officer, countries["NAM"])
    client.logout()
    assert client.get(f"/dwcps/{hidden.slug}/").status_code == client.get("/dwcps/none/").status_code == 404


def test_what_closure_lacks_is_told_staff_when_it_is_near(client, request, outcome, field_officer):
    regional_officer, countries = map(request.getfixturevalue, ("regional_officer", "countries"))
    far = f"/dwcps/{outcome.programme.slug}/"
    assert 'id="next"' not in shown(client, far, field_officer)
    soon = timezone.now().date() + timedelta(days=100)
    ending = plans.draft(field_officer, countries["NAM"], ends_on=soon)
    near = f"/dwcps/{ending.slug}/"
    assert 'id="next"' in shown(client, near, field_officer)  # of a draft, every step is near
    plans.brought_to(regional_officer, ending, "running")
    assert 'id="next"' in shown(client, near, field_officer)
    assert 'id="next"' not in shown(client, near)


def test_a_programme_is_read_first_and_edited_behind_one_button(client, outcome, field_officer):
    address = f"/dwcps/{outcome.programme.slug}/"
    ways = (f"{address}edit/", f"/dwcps/outcomes/{outcome.pk}/edit/", f"{address}move/")
    page = shown(client, address, field_officer)
    assert not [way for way in ways if way in page]
    assert page.count('href="?edit=yes"') == 1
    assert client.get(f"{address}?edit=anything").status_code == 400
    editing = shown(client, f"{address}?edit=yes", field_officer)
    assert [way for way in ways if way in editing] == list(ways[:2])
    assert 'href="?edit=yes"' not in shown(client, address)
    assert not [way for way in ways if way in shown(client, f"{address}?edit=yes")]


def test_the_results_of_a_programme_are_the_values_of_the_api(
    client, outcome, field_officer, regional_officer
):
    updates.accepted(field_officer, regional_officer, outcome, "2025-H2")
    updates.submitted(field_officer, outcome, "2026-H1")  # not accepted: it is no result yet
    page = shown(client, f"/dwcps/{outcome.programme.slug}/")
    rows = client.get(f"/api/v1/outcome-updates/?programme={outcome.programme.slug}&state=accepted").json()
    (last,) = rows["results"]
    assert last["period"] == "2025-H2"
    plan = client.get(f"/api/v1/country-programmes/{outcome.programme.pk}/plan/").json()
    planned = [one for priority in plan["priorities"] for one in priority["outcomes"]]
    lines = dict(results_in(page))
    assert len(lines) == sum(len(one["indicators"]) for one in planned) > 0
    reported = {one["indicator"]: one for one in last["values"]}
    for indicator in (found for one in planned for found in one["indicators"]):
        line = lines[indicator["text"]]
        for name in ("baseline", "target"):
            assert number_of(line[name.title()]) == number(indicator[f"{name}_value"])
        assert number_of(line["Actual"]) == number(reported[indicator["id"]]["value"])
        assert "2025-H2" in line["Actual"]


def test_an_indicator_says_how_it_stands_and_marks_its_milestones(
    client, outcome, field_officer, regional_officer
):
    def line():
        (found,) = dict(results_in(shown(client, address))).values()
        return found

    address = f"/dwcps/{outcome.programme.slug}/"
    outcome.indicators.update(baseline_value=0, baseline_year=2023, target_value=20, target_year=2028)
    assert line()["Status of the indicator"] == "No value yet"
    updates.accepted(field_officer, regional_officer, outcome, "2025-H2")  # 12
    milestones = outcome.indicators.get().milestones
    milestones.update(due_on=date(2025, 12, 31), value=15)
    assert line()["Status of the indicator"] == "Behind"
    assert line()["Next milestone"].startswith("15 (31 Dec 2025)")
    assert "Milestones marked at 15" in shown(client, address)
    milestones.update(value=12)
    assert line()["Status of the indicator"] == "On track"
    milestones.update(value=None)
    assert "Milestones marked at" not in shown(client, address)
    outcome.indicators.update(target_value=12)
    assert line()["Status of the indicator"] == "Target reached"
    outcome.indicators.update(target_value=None)
    assert line()["Status of the indicator"] == "Not in numbers"


def number(written):
    return None if written is None else Decimal(written)


def number_of(cell):
    found = re.match(r"[\d,.]+", cell)
    return Decimal(found[0].replace(",", "")) if found else None


def results_in(page):
    """Yield each indicator of the results with its cells by column, as text."""
    matrix = page[page.index('<table class="table cards sticky results">') :]
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", matrix[: matrix.index("</table>")], re.DOTALL):
        cells = re.findall(r'<td[^>]*data-th="([^"]*)"[^>]*>(.*?)</td>', row, re.DOTALL)
        name = re.search(r'<th scope="row">([^<]+)', row)
        if cells and name:
            yield name[1].strip(), {head: re.sub(r"<[^>]+>", "", cell).strip() for head, cell in cells}


def test_a_country_takes_as_many_queries_with_many_updates_due_as_with_few(
    client, outcome, field_officer, regional_officer
):
    signed_in(field_officer, client)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(COUNTRY).status_code == 200
        return len(captured)

    queries()
    few = queries()
    for number in range(6):
        more = type(outcome).objects.get(pk=outcome.pk)
        more.cpo = cpo(more.cpo.country, 910 + number)
        more.pk, more.code, more._state.adding = None, more.cpo.code, True
        more.save()
    assert queries() == few
