"""One search over everything: what it finds, in which order, and that it shows nobody what is not theirs."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.models import Country, Organisation, OrganisationAlias, OrganisationCode
from ilo_dc.core.text_search import holds_words, plain, words_of
from portfolio.models import SubOutputState
from tests.people import signed_in
from tests.recipes.facts import record_sub_output


def page_of(client, text: str, **more: str) -> str:
    answer = client.get("/search/", {"q": text, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def groups_in(page: str) -> dict[str, list[str]]:
    """Return the titles found by the heading of their group."""
    found = {}
    for section in page.split('<section class="section"')[1:]:
        heading = unescape(re.search(r"<h2[^>]*>(.*?)</h2>", section)[1])
        found[heading] = [unescape(title) for title in re.findall(r"<bdi>(.*?)</bdi>", section)]
    return found


@pytest.mark.usefixtures("published")
class TestPublishedData:
    """What the shipped data answers."""

    @pytest.mark.parametrize(
        ("text", "group", "title"),
        [
            ("kenya", "Countries and areas", "Kenya"),
            ("KEN", "Countries and areas", "Kenya"),
            ("NA", "Countries and areas", "Namibia"),
            ("cote d'ivoire", "Countries and areas", "Côte d’Ivoire"),
            ("Côte d’Ivoire", "UN cooperation frameworks", "Côte d’Ivoire"),
            ("ALLEMAGNE", "Countries and areas", "Germany"),
            ("肯尼亚", "Countries and areas", "Kenya"),
            ("Кения", "Countries and areas", "Kenya"),
            ("sverige", None, None),
            ("germany", "Partners", "Germany"),
            ("flanders", "Partners", "Belgium"),
            ("framework gap", "Measures", "Gap"),
        ],
    )
    def test_it_finds_names_in_any_language_codes_and_aliases(self, client, text, group, title):
        found = groups_in(page_of(client, text))
        if group is None:
            assert found == {}
        else:
            assert any(plain(title) in plain(one) for one in found[group]), found

    def test_the_very_name_comes_first(self, client):
        assert groups_in(page_of(client, "niger"))["Countries and areas"][:2] == ["Niger", "Nigeria"]
        assert groups_in(page_of(client, "guinea"))["Countries and areas"][0] == "Guinea"

    def test_each_group_leads_to_its_list_with_the_same_rows(self, client):
        page = page_of(client, "guinea")
        links = [unescape(link) for link in re.findall(r'<a href="([^"]+)">(?:More|See) in the list', page)]
        assert len(links) >= 3
        for link in links:
            listed = client.get(link)
            assert listed.status_code == 200, link
        countries = client.get("/countries/", {"q": "guinea", "format": "csv"})
        lines = b"".join(countries.streaming_content).decode().splitlines()[1:]
        assert len(lines) == len(groups_in(page)["Countries and areas"])
        assert client.get("/api/v1/countries/", {"search": "guinea", "count": "true"}).json()["count"] == len(
            lines
        )

    def test_a_group_shows_some_and_says_that_there_are_more(self, client):
        page = page_of(client, "social protection")
        assert len(groups_in(page)["Sub-outputs of cooperation frameworks"]) == 8
        assert "More in the list" in page

    def test_it_takes_as_many_queries_for_many_rows_as_for_few(self, client):
        def queries(text: str) -> int:
            with CaptureQueriesContext(connection) as captured:
                page_of(client, text)
            return len(captured)

        queries("a")
        assert queries("a") == queries("kenya") <= 17

    @pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"><script>', "a" * 100, "x " * 40])
    def test_it_takes_anything_that_is_typed(self, client, text):
        page = page_of(client, text)
        assert "<script>" not in page.replace('<script src="', "")

    @pytest.mark.parametrize("text", ["a" * 101, "\0"])
    def test_what_it_cannot_read_is_said(self, client, text):
        answer = client.get("/search/", {"q": text})
        assert answer.status_code == 400
        assert "field-error" in answer.content.decode()

    def test_without_a_text_it_says_what_to_write(self, client):
        assert "such as KEN" in page_of(client, "")
        assert "such as KEN" in page_of(client, "  ")

    def test_nothing_fits_and_it_says_what_to_try(self, client):
        page = page_of(client, "zzzzqq")
        assert "Nothing fits." in page

    def test_it_speaks_the_readers_language(self, client, settings):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
        assert "Allemagne" in page_of(client, "germany")

    def test_every_page_offers_it(self, client):
        assert 'action="/search/"' in client.get("/gaps/").content.decode()

    def test_a_withdrawn_sub_output_is_not_found(self, client):
        state = SubOutputState.objects.current().order_by("pk").first()
        number = state.sub_output.source_id
        assert groups_in(page_of(client, number))["Sub-outputs of cooperation frameworks"]
        with recording(by=None, reason="withdrawn by source") as change:
            SubOutputState.objects.filter(pk=state.pk).update(superseded_at=change.recorded_at)
        assert state.name not in page_of(client, number)

    def test_definitions_are_narrowed_by_the_same_words(self, client):
        page = client.get("/data/", {"q": "framework gap"}).content.decode()
        assert 'id="framework_gap"' in page
        assert 'id="reported_revenue"' not in page


def test_organisations_without_a_page_are_found_by_the_administration_alone(client, request, germany):
    OrganisationAlias.objects.create(organisation=germany, name="Bundesrepublik", source="A letter")
    OrganisationCode.objects.create(organisation=germany, scheme="dac", code="DAC-5")
    for who, sees in {"admin": True, "auditor": True, "pardev_officer": False, "german_donor": False}.items():
        signed_in(request.getfixturevalue(who), client)
        for text in ("bundesrepublik", "dac-5", "Germany"):
            found = groups_in(page_of(client, text))
            assert ("Organisations in the administration" in found) is sees, (who, text)
            assert "Partners" not in found  # nothing was published of it here


def test_words_may_stand_in_different_fields(installation, client):
    from tests.recipes.facts import reference

    reference()
    with recording(by=None, reason="x"):
        record_sub_output("7", "KEN")
    assert groups_in(page_of(client, "ken 7"))["Sub-outputs of cooperation frameworks"] == ["Sub-output 7"]
    assert groups_in(page_of(client, "uga 7")) == {}


def test_registers_find_without_accents(installation, client):
    Country.objects.create(iso3="CIV", iso2="CI", name_en="Côte d’Ivoire")
    Organisation.objects.create(slug="x", kind="other", name_en="Agence française")
    for path in ("countries", "organisations"):
        query = urlencode({"search": "cote d'ivoire" if path == "countries" else "AGENCE FRANCAISE"})
        assert len(client.get(f"/api/v1/{path}/?{query}").json()["results"]) == 1


@pytest.mark.parametrize(
    ("text", "field", "holds"),
    [
        ("Écart", "the ecart", True),
        ("gap   framework", "Framework gap", True),
        ("gap", "map", False),
        ("", "x", True),
    ],
)
def test_what_is_in_no_database_is_compared_alike(text, field, holds):
    assert holds_words(text, field) is holds


def test_words_are_few(installation):
    assert words_of("d’Ivoire  Côte") == ("d'Ivoire", "Côte")
    assert len(words_of("x " * 100)) == 20
