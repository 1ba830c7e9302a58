"""A country programme outcome and a global product without a programme, from the form to page, API, file."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portfolio.models import (
    CountryProgrammeOutcome,
    GlobalProduct,
    OutcomePublication,
    ProgrammeOutcome,
    ResultsNode,
)
from portfolio.programmes.actions import programme_outcomes
from portfolio.programmes.actions import programme_parts as parts
from portfolio.programmes.actions.outcome_links import Links, link_outcome
from portfolio.programmes.actions.outcome_publication import publish_outcome
from tests.people import signed_in
from tests.recipes import alignments, outcomes
from tests.recipes import programmes as plans

CPOS, PRODUCTS = "/api/v1/cpos/", "/api/v1/global-products/"


def results(client: Client, path: str, **query: str) -> list[dict[str, Any]]:
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.content
    return list(answer.json()["results"])


def codes(client: Client, path: str, **query: str) -> list[str]:
    return [row["code"] for row in results(client, path, **query)]


def filed(client: Client, path: str, **query: str) -> list[dict[str, str]]:
    answer = client.get(path, {**query, "format": "csv"})
    body = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(body)))


def sent(client: Client, path: str, values: dict[str, Any], *, method: str = "post", version: Any = None):
    headers = {"If-Match": f'"{version}"'} if version is not None else {}
    return getattr(client, method)(path, values, content_type="application/json", headers=headers)


def typed(client: Client, path: str, **values: Any):
    """Send a form as its page holds it, with `values` in place."""
    form = client.get(path).context["form"]
    held = {name: form[name].value() for name in form.fields}
    whole = {name: value for name, value in {**held, **values}.items() if value is not None}
    return client.post(path, whole)


def test_an_outcome_of_a_country_without_a_programme_goes_through_every_door(
    field_officer, regional_officer, countries, client
):
    stranger = Client()
    signed_in(field_officer, client)
    answer = typed(client, "/cpos/new/?country=ZWE", code="zwe501", title="Plus d’emplois", language="fr")
    outcome = CountryProgrammeOutcome.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/cpos/{outcome.pk}/")
    assert (outcome.code, outcome.country_id, outcome.language, outcome.published) == (
        "ZWE501",
        "ZWE",
        "fr",
        False,
    )
    page = client.get(answer["Location"])
    assert "No programme plans it yet." in page.content.decode()
    assert "Country programme outcome added" in page.content.decode()
    address = f"{CPOS}{outcome.pk}/"
    changed = sent(client, address, {"title": "Plus d’emplois décents"}, method="patch", version=1)
    assert changed.status_code == 200, changed.content
    assert (changed.json()["title"], changed.json()["region"]) == ("Plus d’emplois décents", "africa")
    for nobody_sees in (f"/cpos/{outcome.pk}/", address):
        assert stranger.get(nobody_sees).status_code == 404
    assert codes(stranger, CPOS) == []
    assert "ZWE501" not in stranger.get("/search/", {"search": "zwe501"}).content.decode()
    assert "ZWE501" not in stranger.get("/countries/ZWE/").content.decode()

    signed_in(regional_officer, client)
    answer = typed(client, f"/cpos/{outcome.pk}/publish/")
    assert answer.status_code == 302, answer.content
    fact = OutcomePublication.objects.current().get()
    assert (fact.outcome_id, fact.published) == (outcome.pk, True)
    assert codes(stranger, CPOS) == codes(stranger, CPOS, search="emplois decents") == ["ZWE501"]
    assert codes(stranger, CPOS, published="false") == []
    [line] = filed(stranger, CPOS, country="ZWE")
    assert (line["code"], line["country"], line["language"]) == ("ZWE501", "ZWE", "fr")
    for page in ("/cpos/", "/countries/ZWE/", f"/cpos/{outcome.pk}/"):
        assert "Plus d’emplois décents" in stranger.get(page).content.decode()
    assert f"/cpos/{outcome.pk}/" in stranger.get("/search/", {"search": "zwe501"}).content.decode()
    past = stranger.get("/countries/ZWE/", {"as_of": "2020-01-01"}).content.decode()
    assert "Plus d’emplois décents" not in past

    version = CountryProgrammeOutcome.objects.get().version
    refused = sent(
        client, f"{address}publication/", {"published": False, "reason": " "}, method="put", version=version
    )
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["reason"])
    ended = sent(
        client,
        f"{address}publication/",
        {"published": False, "reason": "Too early"},
        method="put",
        version=version,
    )
    assert (ended.status_code, ended.json()["published"]) == (200, False)
    assert codes(stranger, CPOS) == []
    kept = sent(client, address, {}, method="delete", version=version + 1)
    assert kept.status_code == 422
    assert "it was published once" in kept.json()["detail"]


def test_a_global_product_goes_through_every_door(pardev_officer, countries, client):
    stranger = Client()
    signed_in(pardev_officer, client)
    values = {
        "code": "GLO501",
        "title": "Guide on skills",
        "description": "For apprenticeships",
        "countries": ["ZWE"],
    }
    made = sent(client, PRODUCTS, values)
    assert made.status_code == 201, made.content
    product = GlobalProduct.objects.get()
    assert made.json()["countries"] == ["ZWE"]
    page = f"/global-products/{product.pk}/"
    answer = typed(client, f"{page}edit/", title="Guide on green skills", countries=["ZWE", "KHM"])
    assert (answer.status_code, answer["Location"]) == (302, page)
    product.refresh_from_db()
    assert (product.version, sorted(product.countries.values_list("pk", flat=True))) == (2, ["KHM", "ZWE"])
    changes = client.get(page).content.decode()
    assert "Global product edited" in changes
    assert "Who changed what" not in stranger.get(page).content.decode()
    for country in ("ZWE", "KHM"):
        assert codes(stranger, PRODUCTS, country=country) == ["GLO501"]
        assert "Guide on green skills" in stranger.get(f"/countries/{country}/").content.decode()
    assert codes(stranger, PRODUCTS, search="apprenticeship") == ["GLO501"]
    [line] = filed(stranger, PRODUCTS)
    assert line["countries"] == "KHM; ZWE"
    assert page in stranger.get("/search/", {"search": "glo501"}).content.decode()
    world = sent(client, f"{PRODUCTS}{product.pk}/", {"countries": []}, method="patch", version=2)
    assert (world.json()["countries"], world.json()["version"]) == ([], 3)
    assert "The whole world" in stranger.get(page).content.decode()
    same = sent(client, f"{PRODUCTS}{product.pk}/", {"countries": []}, method="patch", version=3)
    assert same.json()["version"] == 3
    twice = sent(client, PRODUCTS, {"code": "glo501", "title": "Again"})
    assert twice.status_code == 422
    assert "with this code already" in twice.json()["detail"]
    assert sent(client, f"{PRODUCTS}{product.pk}/", {}, method="delete", version=3).status_code == 204


@pytest.mark.parametrize("kind", ["cpos", "global-products"])
def test_the_history_keeps_a_place_that_was_removed_with_what_was_planned_there(people, countries, kind):
    is_product = kind == "global-products"
    subject = outcomes.product(501) if is_product else outcomes.cpo(countries["ZWE"], 501)
    other = outcomes.product(502) if is_product else outcomes.cpo(countries["ZWE"], 502)
    by = people["pardev_officer"] if is_product else people["field_officer"]
    place = programme_outcomes.report_without_programme(by=by, cpo=subject)
    programme_outcomes.report_without_programme(by=by, cpo=other)
    indicator = parts.INDICATORS.add(by=by, owner=place, data=parts.IndicatorData("Laws"))
    data = parts.MilestoneData(date(2030, 6, 30), "Drafted")
    milestone = parts.add_milestone(by=by, owner=indicator, data=data)
    parts.MILESTONES.remove(by=by, row=milestone, lock_version=milestone.version)
    indicator.refresh_from_db()
    parts.INDICATORS.remove(by=by, row=indicator, lock_version=indicator.version)
    place.refresh_from_db()
    programme_outcomes.remove_outcome(by=by, outcome=place, lock_version=place.version)
    for which, removed in ((subject, True), (other, False)):
        changes = [
            (one.noun, one.why) for one in signed_in(by).get(f"/{kind}/{which.pk}/").context["changes"]
        ]
        assert (("portfolio.programmeoutcome", "Outcome removed") in changes) is removed
        assert (("portfolio.milestone", "Milestone removed") in changes) is removed
        assert (("portfolio.outcomeindicator", "Indicator removed") in changes) is removed


def test_the_history_keeps_a_place_whose_code_became_another_ones(regional_officer, countries):
    programme = plans.draft(regional_officer, countries["ZWE"])
    place = programme.outcomes.get()
    before = place.cpo
    text = programme_outcomes.OutcomeText(place.priority, "ZWE777", place.title)
    programme_outcomes.edit_outcome(by=regional_officer, outcome=place, lock_version=place.version, text=text)
    place.refresh_from_db()
    assert place.cpo != before
    for subject in (before, place.cpo):
        page = signed_in(regional_officer).get(f"/cpos/{subject.pk}/")
        changes = [(one.noun, one.why) for one in page.context["changes"]]
        assert ("portfolio.programmeoutcome", "Outcome edited") in changes


@pytest.mark.parametrize("kind", ["cpos", "global-products"])
def test_the_history_tells_of_what_is_planned_too_as_that_of_a_programme_does(people, countries, kind):
    """Of the place, its links, indicators and milestones, to staff; and of no other outcome's."""
    is_product = kind == "global-products"
    subject = outcomes.product(501) if is_product else outcomes.cpo(countries["ZWE"], 501)
    other = outcomes.product(502) if is_product else outcomes.cpo(countries["ZWE"], 502)
    by = people["pardev_officer"] if is_product else people["field_officer"]
    place = programme_outcomes.report_without_programme(by=by, cpo=subject)
    budget = ResultsNode.objects.filter(framework=alignments.budget(), level="outcome").earliest("pk")
    links = Links(budget=((budget, Decimal(100)),))
    link_outcome(by=by, outcome=place, lock_version=place.version, links=links)
    indicator = parts.INDICATORS.add(by=by, owner=place, data=parts.IndicatorData("Laws"))
    first = parts.add_milestone(
        by=by, owner=indicator, data=parts.MilestoneData(date(2030, 6, 30), "Drafted")
    )
    later = parts.MilestoneData(date(2030, 12, 31), "Drafted")
    parts.edit_milestone(by=by, row=first, lock_version=first.version, data=later, status="on_track")
    elsewhere = programme_outcomes.report_without_programme(by=by, cpo=other)
    parts.INDICATORS.add(by=by, owner=elsewhere, data=parts.IndicatorData("Visits"))
    page = f"/{kind}/{subject.pk}/"
    changes = [(one.noun, one.why) for one in signed_in(by).get(page).context["changes"]]
    assert changes[:3] == [
        ("portfolio.milestone", "Milestone edited"),
        ("portfolio.milestone", "Milestone added"),
        ("portfolio.outcomeindicator", "Indicator added"),
    ]
    assert {noun for noun, _why in changes} >= {"portfolio.programmeoutcome", "portfolio.budgetlink"}
    assert len([one for one in changes if one[0] == "portfolio.outcomeindicator"]) == 1
    if not is_product:
        publish_outcome(by=people["regional_officer"], outcome=subject, lock_version=subject.version)
    assert not Client().get(page).context["changes"]


def test_what_cannot_be_is_refused_by_its_field(field_officer, countries, client):
    signed_in(field_officer, client)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"code": "KHM501"}, "code"),
        ({"code": "ZWE5"}, "code"),
        ({"country": None}, "country"),
        ({"title": " "}, "title"),
    ]
    for values, named in wrong:
        answer = sent(client, CPOS, {"country": "ZWE", "code": "ZWE501", "title": "More jobs", **values})
        assert answer.status_code in {400, 422}, answer.content
        assert list(answer.json()["errors"]) == [named]
    assert not CountryProgrammeOutcome.objects.exists()


def test_a_programme_shows_the_outcomes_that_it_plans(field_officer, regional_officer, countries, client):
    outcome = outcomes.cpo(countries["ZWE"], 101, title="Across programmes")
    programme = plans.draft(field_officer, countries["ZWE"])
    place = programme.outcomes.get()
    assert place.cpo == outcome
    assert CountryProgrammeOutcome.objects.get().title == "Across programmes"
    assert Client().get(f"/cpos/{outcome.pk}/").status_code == 404
    plans.brought_to(regional_officer, programme, "signed")
    page = Client().get(f"/cpos/{outcome.pk}/").content.decode()
    assert f"/dwcps/{programme.slug}/#ZWE101" in page
    [row] = results(Client(), "/api/v1/country-programme-outcomes/", cpo=str(outcome.pk))
    assert (row["id"], row["cpo"]) == (place.pk, outcome.pk)
    assert codes(Client(), "/api/v1/country-programme-outcomes/", cpo=str(outcome.pk + 1)) == []
    signed_in(field_officer, client)
    kept = sent(client, f"{CPOS}{outcome.pk}/", {}, method="delete", version=1)
    assert (kept.status_code, CountryProgrammeOutcome.objects.count()) == (422, 1)


def test_another_code_is_another_outcome(field_officer, countries, client):
    programme = plans.draft(field_officer, countries["ZWE"])
    place = programme.outcomes.get()
    signed_in(field_officer, client)
    address = f"/api/v1/country-programme-outcomes/{place.pk}/"
    assert sent(client, address, {"code": "ZWE102"}, method="patch", version=1).status_code == 200
    now = ProgrammeOutcome.objects.select_related("cpo").get()
    assert (now.pk, now.cpo.code, now.version) == (place.pk, "ZWE102", 2)
    assert now.cpo_id != place.cpo_id
    spare = CountryProgrammeOutcome.objects.get(code="ZWE101")
    assert sent(client, f"{CPOS}{spare.pk}/", {}, method="delete", version=1).status_code == 204


@pytest.mark.parametrize("many", [5, 40])
def test_lists_cost_as_many_statements_for_many_as_for_few(countries, client, many):
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path, {"limit": "50"}).status_code == 200
        return len(captured)

    paths = [CPOS, PRODUCTS, "/cpos/", "/global-products/"]

    def make(first: int, last: int) -> None:
        for number in range(first, last):
            outcomes.cpo(countries["ZWE"], number)
            product = outcomes.product(number)
            product.countries.add(countries["ZWE"], through_defaults={"demonstration": True})

    make(501, 503)
    for path in paths:
        cost(path)
    few = [cost(path) for path in paths]
    make(503, 503 + many)
    assert [cost(path) for path in paths] == few
