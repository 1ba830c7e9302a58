"""Pages composed from what each app knows: a country's and a programme's."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portfolio.alignments import actions
from portfolio.models import CountryProgramme
from portfolio.updates.actions.update_notices import updates_due
from tests.people import signed_in
from tests.recipes import alignments as alignment_cast
from tests.recipes import programmes as plans
from tests.recipes import updates

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
    from django.utils import timezone

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
    assert 'id="next"' not in page
    assert 'id="next"' in shown(client, f"/dwcps/{outcome.programme.slug}/", field_officer)
    hidden = plans.draft(field_officer, countries["NAM"])
    client.logout()
    assert client.get(f"/dwcps/{hidden.slug}/").status_code == client.get("/dwcps/none/").status_code == 404


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
        more.pk, more.code, more._state.adding = None, f"ZWE91{number}", True
        more.save()
    assert queries() == few
