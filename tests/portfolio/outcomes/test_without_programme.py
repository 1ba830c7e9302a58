"""What is reported on without a programme: by whom, seen by whom, and from when it counts."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import Client

from ilo_dc.core.facts.moments import settled_moment, write_moment
from ilo_dc.core.measures import Question, figures
from ilo_dc.core.models import Country
from portfolio.models import OutcomeUpdate, ProgrammeOutcome
from portfolio.outcomes.actions.country_outcomes import publish_country_outcome, withdraw_country_outcome
from portfolio.updates.measures import OUTCOME_UPDATES
from tests.people import signed_in
from tests.portfolio.outcomes.test_doors import codes, results, sent, typed
from tests.recipes import alignments as cast
from tests.recipes import outcomes, updates

PLACES, UPDATES = "/api/v1/country-programme-outcomes/", "/api/v1/outcome-updates/"
NOBODY = AnonymousUser()


def counted(**asked: Any) -> dict[str, int]:
    """Return how many updates count, by country."""
    answer = figures(OUTCOME_UPDATES, user=NOBODY, question=Question(by=("country",), **asked))
    return {str(line.keys["country"]): line.count for line in answer.lines}


@pytest.fixture
def place(field_officer, countries) -> ProgrammeOutcome:
    """The outcome of Zimbabwe, made through its page to be reported on without a programme."""
    client, cpo = Client(), outcomes.cpo(countries["ZWE"], 501, title="More decent work")
    signed_in(field_officer, client)
    answer = typed(client, f"/cpos/{cpo.pk}/place/", category="target")
    assert (answer.status_code, answer["Location"]) == (302, f"/cpos/{cpo.pk}/")
    return ProgrammeOutcome.objects.get(cpo=cpo)


def test_an_update_goes_all_its_way_and_counts_from_the_publication(people, place, client):
    stranger, region = Client(), Client()
    field_officer, regional_officer = people["field_officer"], people["regional_officer"]
    signed_in(field_officer, client)
    signed_in(regional_officer, region)
    page = client.get(f"/dwcps/outcomes/{place.pk}/updates/").content.decode()
    assert f"/dwcps/outcomes/{place.pk}/updates/2026-H1/" in page
    answer = typed(
        client,
        f"/dwcps/outcomes/{place.pk}/updates/2026-H1/",
        progress="on_track",
        narrative="Two laws were drafted.",
        do="submit",
    )
    update = OutcomeUpdate.objects.get()
    assert (answer.status_code, update.state) == (302, "submitted"), answer.content
    work = region.get("/work/").content.decode()
    assert f"/dwcps/updates/{update.pk}/review/" in work
    assert "ZWE501" in client.get("/work/").content.decode()
    review = f"/dwcps/updates/{update.pk}/review/"
    assert region.get(review).status_code == 200
    accepted = typed(region, review, do="accept")
    assert accepted.status_code == 302, accepted.content
    place.refresh_from_db()
    assert place.progress == "on_track"

    before = settled_moment()
    assert counted() == {}
    hidden = (f"/dwcps/updates/{update.pk}/", f"{UPDATES}{update.pk}/", f"{PLACES}{place.pk}/")
    for path in hidden:
        assert stranger.get(path).status_code == 404
    assert codes(stranger, UPDATES) == codes(stranger, PLACES) == []
    assert codes(client, UPDATES) == codes(client, PLACES, country="ZWE") == ["ZWE501"]

    cpo = publish_country_outcome(by=regional_officer, outcome=place.cpo, lock_version=1)
    published = settled_moment()
    assert counted() == {"ZWE": 1}
    assert counted(as_of=before) == {}
    for path in hidden:
        assert stranger.get(path).status_code == 200
    [row] = results(stranger, UPDATES, region="africa")
    assert (row["code"], row["programme"], row["country"], row["region"]) == ("ZWE501", None, "ZWE", "africa")
    [row] = results(stranger, PLACES)
    assert (row["programme"], row["priority"], row["cpo"], row["category"]) == (None, None, cpo.pk, "target")
    assert row["page"].endswith(f"/cpos/{cpo.pk}/")
    assert "Two laws" in stranger.get(f"/dwcps/updates/{update.pk}/").content.decode()
    assert "Two laws" in stranger.get("/search/", {"search": "laws drafted"}).content.decode()
    country = stranger.get("/countries/ZWE/").content.decode()
    assert "More decent work" in country
    lines = figures(OUTCOME_UPDATES, user=NOBODY, question=Question(by=("programme",))).lines
    assert [(line.labels["programme"], line.count) for line in lines] == [("Without a programme", 1)]
    assert codes(stranger, UPDATES, published="true", as_of=write_moment(published)) == ["ZWE501"]
    assert codes(stranger, UPDATES, published="true", as_of=write_moment(before)) == []

    withdraw_country_outcome(by=regional_officer, outcome=cpo, lock_version=cpo.version, reason="Too early")
    assert counted() == {}
    assert counted(as_of=published) == {"ZWE": 1}
    assert stranger.get(f"{UPDATES}{update.pk}/").status_code == 404


def test_only_the_country_reports_on_it(people, place):
    answers = {}
    for who in ("pardev_officer", "regional_officer", "constituent", "field_officer"):
        client = Client()
        signed_in(people[who], client)
        answers[who] = sent(client, UPDATES, {"outcome": place.pk, "period": "2026-H1"}).status_code
    assert answers == {
        "pardev_officer": 403,
        "regional_officer": 403,
        "constituent": 403,
        "field_officer": 201,
    }


def test_a_place_without_a_programme_has_indicators_milestones_and_links(people, place, client):
    """On its pages and through the API, by the country alone; what was reported on stays."""
    signed_in(people["field_officer"], client)
    budget, sdg, framework = cast.budget(), cast.sdg(), cast.un_framework("ZWE")
    address, page = f"{PLACES}{place.pk}/", f"/cpos/{place.cpo_id}/"
    new = f"/dwcps/outcomes/{place.pk}/indicators/new/"
    answer = typed(client, new, text="Women in decent work", unit="%", baseline_value="20", target_value="35")
    assert (answer.status_code, answer["Location"]) == (302, f"{page}#ZWE501"), answer.content
    indicator = place.indicators.get()
    path = f"/dwcps/indicators/{indicator.pk}/milestones/new/"
    answer = typed(client, path, due_on="2027-06-30", text="The labour law is amended")
    assert (answer.status_code, answer["Location"]) == (302, page), answer.content
    milestone = indicator.milestones.get()
    rated = typed(client, f"/dwcps/milestones/{milestone.pk}/edit/", status="on_track")
    assert rated.status_code == 302, rated.content
    planned = sent(client, f"{address}indicators/", {"text": "Jobs"})
    assert planned.status_code == 201, planned.content
    links = {
        "budget_results": [{"id": budget.nodes.get(code="1").pk, "weight": "100"}],
        "sdg_targets": [sdg.nodes.get(code="8.5").pk],
        "framework_results": [{"id": cast.results_of(framework)[0].pk, "weight": "100"}],
    }
    assert client.get(f"/dwcps/outcomes/{place.pk}/links/").status_code == 200
    linked = sent(client, f"{address}links/", links, method="put", version=1)
    assert linked.status_code == 200, linked.content
    shown = client.get(page).content.decode()
    for words in ("Women in decent work", "The labour law is amended", "PB-2022-23", "8.5", f'href="{new}"'):
        assert words in shown, words

    form = f"/dwcps/outcomes/{place.pk}/updates/2026-H1/"
    values = {f"value_{indicator.pk}": "24", "progress": "on_track", "narrative": "More women work."}
    assert typed(client, form, **values, do="submit").status_code == 302
    update = OutcomeUpdate.objects.get()
    assert [one.value for one in update.values.all()] == [24]
    path = f"{address}indicators/{indicator.pk}/"
    of_milestone = f"/api/v1/outcome-indicators/{indicator.pk}/milestones/{milestone.pk}/"
    assert sent(client, of_milestone, {}, method="delete", version=2).status_code == 204
    kept = sent(client, path, {}, method="delete", version=indicator.version)
    assert (kept.status_code, "reported" in kept.json()["detail"]) == (422, True), kept.content
    kept = sent(client, address, {}, method="delete", version=2)
    assert kept.status_code == 422
    other_path = f"{address}indicators/{planned.json()['id']}/"
    unreported = sent(client, other_path, {}, method="delete", version=1)
    assert unreported.status_code == 204

    other = Client()
    signed_in(people["pardev_officer"], other)
    assert other.get(new).status_code == 403
    assert sent(other, f"{address}indicators/", {"text": "Jobs"}).status_code == 403
    assert Client().get(new).status_code == 302
    assert new not in other.get(page).content.decode()


def test_a_place_without_a_programme_stands_once(field_officer, place, client):
    signed_in(field_officer, client)
    address = f"{PLACES}{place.pk}/"
    assert client.get(f"/dwcps/outcomes/{place.pk}/edit/").status_code == 404
    again = sent(client, f"/api/v1/cpos/{place.cpo_id}/place/", {})
    assert again.status_code == 422
    assert "already" in again.json()["detail"]
    renamed = sent(client, address, {"code": "ZWE777"}, method="patch", version=1)
    assert (renamed.status_code, list(renamed.json()["errors"])) == (422, ["code"])
    changed = sent(client, address, {"category": "maintained"}, method="patch", version=1)
    assert (changed.status_code, changed.json()["category"]) == (200, "maintained")
    assert client.get(f"/cpos/{place.cpo_id}/place/").context["form"]["category"].value() == "maintained"
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeOutcome.objects.create(
            cpo=place.cpo, code=place.code, title="Twice", demonstration=place.demonstration
        )
    assert sent(client, address, {}, method="delete", version=2).status_code == 204


def test_a_period_that_has_not_begun_is_not_reported_on(field_officer, place, client):
    signed_in(field_officer, client)
    answer = sent(client, UPDATES, {"outcome": place.pk, "period": "2031-H1"})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["period"])
    early = updates.draft(field_officer, updates.fresh(place), "2019-H1")
    assert early.outcome_id == place.pk


def test_its_pages_say_who_may_write_an_update_or_that_nobody_can(people, countries, place):
    """In Libya no field officer is named: staff reads so instead of looking for a button."""
    africa = countries["NAM"].region
    libya = Country.objects.create(iso3="LBY", iso2="LY", name_en="Libya", region=africa)
    region, field_officer = Client(), people["field_officer"]
    signed_in(people["regional_officer"], region)
    named = f"Updates are written by: {field_officer}."
    for page in (f"/cpos/{place.cpo_id}/", f"/dwcps/outcomes/{place.pk}/updates/"):
        assert named in region.get(page).text
        assert str(field_officer) not in Client().get(page).text
    cpo = outcomes.cpo(libya, 501, title="More decent work")
    assert typed(region, f"/cpos/{cpo.pk}/place/", category="target").status_code == 302
    alone = ProgrammeOutcome.objects.get(cpo=cpo)
    nobody = "no field officer is named for this country"
    for page in (f"/cpos/{cpo.pk}/", f"/dwcps/outcomes/{alone.pk}/updates/"):
        assert nobody in region.get(page).text
