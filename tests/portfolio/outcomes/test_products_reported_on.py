"""A global product is planned and reported on: by whom, seen by whom; no figure of countries counts it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ilo_dc.core.measures import Question, Scope, figures
from portfolio.models import GlobalProduct, OutcomeUpdate, ProductCountry, ProgrammeOutcome
from portfolio.updates.measures import OUTCOME_UPDATES, UPDATE_SUBMISSIONS
from tests.people import signed_in
from tests.portfolio.outcomes.test_doors import codes, filed, results, sent, typed
from tests.recipes import outcomes

PLACES, UPDATES = "/api/v1/country-programme-outcomes/", "/api/v1/outcome-updates/"


def client_of(person: Any) -> Client:
    """Return the browser of a person."""
    client = Client()
    signed_in(person, client)
    return client


@pytest.fixture
def product(countries) -> GlobalProduct:
    """A global product for Zimbabwe, where no programme runs."""
    found = outcomes.product(501, title="Guide de l’emploi des jeunes", language="fr")
    ProductCountry.objects.create(product=found, country=countries["ZWE"], demonstration=True)
    return found


def place_of(people, product) -> ProgrammeOutcome:
    """Return its place, made through its page."""
    answer = typed(
        client_of(people["coordinator"]), f"/global-products/{product.pk}/place/", category="target"
    )
    assert (answer.status_code, answer["Location"]) == (302, f"/global-products/{product.pk}/"), (
        answer.content
    )
    return ProgrammeOutcome.objects.get(product=product)


def test_it_has_indicators_and_updates_with_values_of_each_period(people, product):
    place = place_of(people, product)
    writer, manager, stranger = client_of(people["coordinator"]), client_of(people["manager"]), Client()
    page = f"/global-products/{product.pk}/"
    new = f"/dwcps/outcomes/{place.pk}/indicators/new/"
    added = typed(writer, new, text="Countries that use the guide", unit="countries", target_value="12")
    assert (added.status_code, added["Location"]) == (302, f"{page}#GLO501"), added.content
    indicator = place.indicators.get()
    assert f"/dwcps/outcomes/{place.pk}/updates/" in writer.get(page).content.decode()
    form = f"/dwcps/outcomes/{place.pk}/updates/2026-H1/"
    values = {f"value_{indicator.pk}": "5", "progress": "on_track", "narrative": "Five countries use it."}
    answer = typed(writer, form, **values, do="submit")
    update = OutcomeUpdate.objects.get()
    assert (answer.status_code, update.state) == (302, "submitted"), answer.content
    assert (
        "A PARDEV manager or an outcome coordinator decides on it."
        in writer.get(answer["Location"]).content.decode()
    )
    review = f"/dwcps/updates/{update.pk}/review/"
    assert review in manager.get("/work/").content.decode()
    assert "GLO501" in writer.get("/work/").content.decode()
    assert people["manager"].notifications.filter(url__endswith=f"/dwcps/updates/{update.pk}/").exists()
    assert stranger.get(f"/dwcps/updates/{update.pk}/").status_code == 404
    accepted = typed(manager, review, do="accept")
    assert accepted.status_code == 302, accepted.content
    place.refresh_from_db()
    assert place.progress == "on_track"

    for path, words in (
        (page, "Countries that use the guide"),
        (page, "On track"),
        ("/countries/ZWE/", "On track"),
        (f"/dwcps/updates/{update.pk}/", "Five countries use it."),
        ("/search/?search=five+countries+use", "Five countries"),
        ("/search/?search=glo501", page),
        ("/dwcps/updates/?programme=none", "GLO501"),
    ):
        assert words in stranger.get(path).content.decode(), path
    [row] = results(stranger, UPDATES)
    known = {name: row[name] for name in ("code", "programme", "country", "region", "progress")}
    assert known == {
        "code": "GLO501",
        "programme": None,
        "country": None,
        "region": None,
        "progress": "on_track",
    }
    assert [one["value"] for one in row["values"]] == ["5.0000"]
    [row] = results(stranger, PLACES, programme="none")
    assert (row["product"], row["cpo"], row["country"]) == (product.pk, None, None)
    assert row["page"].endswith(page)
    [line] = filed(stranger, PLACES)
    assert (line["product"], line["cpo"], line["code"]) == (str(product.pk), "", "GLO501")
    assert codes(stranger, UPDATES, published="true") == []
    counted = figures(OUTCOME_UPDATES, user=AnonymousUser(), question=Question())
    assert counted.total.count == 0
    staff = Question(by=("country",), scope=Scope.INTERNAL)
    for measure, path in ((OUTCOME_UPDATES, UPDATES), (UPDATE_SUBMISSIONS, "/api/v1/outcome-update-steps/")):
        answer = figures(measure, user=people["manager"], question=staff)
        assert (answer.lines, answer.total.count) == ((), 0), measure.code
        assert codes(manager, path, counted="true") == []
        assert len(results(manager, path)) == 1


def test_only_its_writers_report_on_it_and_managers_and_coordinators_decide(people, product):
    place = place_of(people, product)
    answers = {}
    for name, person in people.items():
        client = client_of(person)
        period = {"outcome": place.pk, "period": "2026-H1"}
        answers[name] = sent(client, UPDATES, period).status_code
        OutcomeUpdate.objects.all().delete()
    writers = {name for name, code in answers.items() if code == 201}
    assert writers == {"coordinator", "pardev_officer", "manager"}
    assert {code for name, code in answers.items() if name not in writers} == {403}
    manager = client_of(people["manager"])
    whole = {"outcome": place.pk, "period": "2026-H1", "progress": "on_track", "narrative": "Done."}
    made = sent(manager, UPDATES, whole).json()
    update = f"{UPDATES}{made['id']}/"
    assert sent(manager, f"{update}submit/", {}, version=made["version"]).status_code == 200
    own = sent(manager, f"{update}accept/", {}, version=made["version"] + 1)
    assert (own.status_code, "Somebody else" in own.json()["detail"]) == (403, True)
    officer, coordinator = client_of(people["pardev_officer"]), client_of(people["coordinator"])
    other = sent(officer, f"{update}accept/", {}, version=made["version"] + 1)
    assert (other.status_code, "PARDEV managers" in other.json()["detail"]) == (403, True)
    page, way = f"/dwcps/updates/{made['id']}/", f"/dwcps/updates/{made['id']}/withdraw/"
    assert way in manager.get(page).text
    for client in (officer, coordinator):
        assert way not in client.get(page).text
        assert client.get(way).status_code == 403
        back = sent(client, f"{update}withdraw/", {"reason": "Not mine"}, version=made["version"] + 1)
        assert (back.status_code, "Only who submitted" in back.json()["detail"]) == (403, True)
    assert f"/dwcps/updates/{made['id']}/review/" in coordinator.get("/work/").text
    assert sent(coordinator, f"{update}accept/", {}, version=made["version"] + 1).status_code == 200


def test_it_stands_once_and_keeps_its_product(people, product):
    place = place_of(people, product)
    writer = client_of(people["coordinator"])
    again = sent(writer, f"/api/v1/global-products/{product.pk}/place/", {})
    assert (again.status_code, "already" in again.json()["detail"]) == (422, True)
    gone = sent(writer, f"/api/v1/global-products/{product.pk}/", {}, method="delete", version=1)
    assert gone.status_code == 422
    other = outcomes.product(502)
    cases = [
        lambda: ProgrammeOutcome.objects.create(product=other, code="GLO777", title="X", demonstration=True),
        lambda: ProgrammeOutcome.objects.create(code="GLO502", title="X", demonstration=True),
        lambda: ProgrammeOutcome.objects.filter(pk=place.pk).update(product=other),
    ]
    for case in cases:
        with pytest.raises(IntegrityError), transaction.atomic():
            case()
    address = f"{PLACES}{place.pk}/"
    assert sent(writer, address, {}, method="delete", version=place.version).status_code == 204


def test_its_page_costs_no_more_for_many_indicators(people, product):
    place, writer = place_of(people, product), client_of(people["coordinator"])
    address = f"/api/v1/country-programme-outcomes/{place.pk}/indicators/"
    page = f"/global-products/{product.pk}/"

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert writer.get(page).status_code == 200
        return len(found)

    assert sent(writer, address, {"text": "Countries"}).status_code == 201
    statements()
    few = statements()
    for number in range(5):
        assert sent(writer, address, {"text": f"Countries {number}"}).status_code == 201
    assert statements() <= few <= 25
