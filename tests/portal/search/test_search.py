"""One search over everything: what it finds, in which order, and that it shows nobody what is not theirs."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.models import Country, Organisation, OrganisationAlias, OrganisationCode
from ilo_dc.core.reference.names import organisations_by_name
from ilo_dc.core.text_search import holds_words, plain, words_of
from ilo_dc.portal.search.lists import find_lists
from tests.people import signed_in
from tests.recipes.facts import record_sub_output
from tests.registers import all_registers
from tests.registers import page_of as list_page
from tests.test_statements import MOST_OF_THE_SEARCH


def page_of(client, text: str, **more: str) -> str:
    answer = client.get("/search/", {"search": text, **more})
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
            ("outcome upd", "Pages", "Outcome updates"),
            ("framework-suboutputs", "Pages", "Sub-outputs of cooperation frameworks"),
            ("gap", "Pages", "Resource gaps"),
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

    def test_what_programs_call_a_list_is_said_only_to_who_sought_it(self, client):
        assert "country-programme-outcomes" not in page_of(client, "outcome")
        assert "Matched Code: “framework-suboutputs”" in page_of(client, "framework-suboutputs")

    def test_the_very_name_comes_first(self, client):
        assert groups_in(page_of(client, "niger"))["Countries and areas"][:2] == ["Niger", "Nigeria"]
        assert groups_in(page_of(client, "guinea"))["Countries and areas"][0] == "Guinea"

    @pytest.mark.parametrize(
        ("text", "group", "title"),
        [
            ("EU", "Partners", "European Commission"),
            ("eu", "Partners", "European Commission"),
            ("RBSA", "Terms", "Regular Budget Supplementary Account (RBSA)"),
            ("BMZ", "Partners", "Germany"),
            ("SIDA", "Partners", "Sweden"),
            ("USAID", "Partners", "United States of America"),
            ("DFID", "Partners", "United Kingdom of Great Britain and Northern Ireland"),
            ("FCDO", "Partners", "United Kingdom of Great Britain and Northern Ireland"),
            ("norad", "Partners", "Norway"),
            ("DANIDA", "Partners", "Denmark"),
            ("Agence francaise de developpement", "Partners", "France"),
            ("giz", "Partners", "Germany"),
            ("JICA", "Partners", "Japan"),
            ("KOICA", "Partners", "Republic of Korea"),
            ("AECID", "Partners", "Spain"),
            ("Ministry of Foreign Affairs of Denmark", "Partners", "Denmark"),
            ("KEN", "Countries and areas", "Kenya"),
            ("framework gap", "Measures", "Gap"),
        ],
    )
    def test_the_group_with_that_very_name_or_its_whole_words_comes_first(self, client, text, group, title):
        found = groups_in(page_of(client, text))
        assert next(iter(found)) == group, found
        assert found[group][0] == title

    def test_within_a_group_whole_words_come_before_parts_of_words(self, client):
        found = groups_in(page_of(client, "oman"))["Countries and areas"]
        assert found[0] == "Oman"
        assert found[1:] == sorted(found[1:])  # Romania holds it as a part alone
        partners = groups_in(page_of(client, "china"))["Partners"]
        assert partners[0] == "China"

    def test_an_agency_is_no_name_that_an_importer_takes_for_its_government(self):
        known = organisations_by_name()
        for short in ("bmz", "giz", "sida", "usaid", "afd"):
            assert short not in known

    def test_each_group_leads_to_its_list_with_the_same_rows(self, client):
        page = page_of(client, "guinea")
        links = [unescape(link) for link in re.findall(r'<a href="([^"]+)">(?:More|See) in the list', page)]
        assert len(links) >= 3
        for link in links:
            listed = client.get(link)
            assert listed.status_code == 200, link
        countries = client.get("/countries/", {"search": "guinea", "format": "csv"})
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
        assert queries("a") == queries("kenya") <= MOST_OF_THE_SEARCH

    def test_countries_and_partners_are_found_by_what_people_call_them(self, client):
        """Former, common and short names, in six languages, with what nobody sees in them."""
        for text, country in {
            "Turkey": "Türkiye",
            "tur\u00adkey": "Türkiye",
            "TUR\u200bKEY": "Türkiye",
            "Турция": "Türkiye",
            "ivory coast": "Côte d’Ivoire",
            "Costa de Marfil": "Côte d’Ivoire",
            "ساحل العاج": "Côte d’Ivoire",
            "象牙海岸": "Côte d’Ivoire",
            "cote divoire": "Côte d’Ivoire",
            "Swaziland": "Eswatini",
            "Свазиленд": "Eswatini",
            "Burma": "Myanmar",
            "Birmanie": "Myanmar",
            "Cape Verde": "Cabo Verde",
            "Cap-Vert": "Cabo Verde",
            "Zaïre": "Democratic Republic of the Congo",
            "U.K.": "United Kingdom of Great Britain and Northern Ireland",
            "guinea bissau": "Guinea-Bissau",
            "Guinea–Bissau": "Guinea-Bissau",
            "(South Korea)": "Republic of Korea",
            "Moldavia": "Republic of Moldova",
        }.items():
            found = groups_in(page_of(client, text)).get("Countries and areas", [])
            assert found[:1] == [country], (text, found)

    @pytest.mark.parametrize(
        ("text", "partner", "reason"),
        [
            ("Banque mondiale", "World Bank", "Matched the other name: “Banque mondiale”"),
            ("EC", "European Commission", "Matched the other name: “EC”"),
            (
                "Commission européenne",
                "European Commission",
                "Matched the other name: “Commission européenne”",
            ),
            ("PNUD", "United Nations Development Programme", "Matched the other name: “PNUD”"),
            ("Turkey", "Türkiye", "Matched the former name: “Turkey”"),
            ("Holland", "Netherlands (Kingdom of the)", "Matched the other name: “Holland”"),
            ("allemagne", "Germany", "Matched the name in another language: “Allemagne”"),
        ],
    )
    def test_a_partner_is_found_by_other_names_and_the_result_says_by_which(
        self, client, text, partner, reason
    ):
        page = page_of(client, text)
        assert groups_in(page)["Partners"][0] == partner
        assert reason in unescape(page)

    def test_a_result_says_why_it_was_found_where_its_line_does_not_show_it(self, client):
        page = unescape(page_of(client, "ivory coast"))
        assert groups_in(page)["UN cooperation frameworks"]
        assert page.count("Matched the former name: “Ivory Coast”") >= 3  # country, partner, framework
        assert "Matched" not in page_of(client, "Kenya").split("Sub-outputs")[0]
        assert "Matched the definition: “" in unescape(page_of(client, "surplus hides"))

    def test_a_reason_is_in_the_readers_language(self, client, settings):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
        assert "Trouvé par l’ancien nom\u202f: «\u202fBurma\u202f»" in unescape(page_of(client, "burma"))

    def test_terms_are_found_in_english_and_chinese_and_lead_to_the_glossary(self, client):
        for text in ("delivery rate", "执行率", "实行率"):
            page = page_of(client, text)
            assert groups_in(page)["Terms"] == ["delivery rate"], text
            assert 'href="/data/#term-delivery-rate"' in page
        assert 'id="term-delivery-rate"' in client.get("/data/").content.decode()
        listed = client.get("/data/", {"search": "实行率"}).content.decode()
        assert re.findall(r'id="(term-[^"]+)"', listed) == ["term-delivery-rate"]

    @pytest.mark.parametrize(
        ("path", "text", "name"),
        [
            ("countries", "Tur\u00adkey", "Türkiye"),
            ("organisations", "Tur\u00adkey", "Türkiye"),
            ("funding-partners", "Hol\u200bland", "Netherlands (Kingdom of the)"),
        ],
    )
    def test_the_registers_of_page_and_api_find_by_the_same_names(self, client, path, text, name):
        rows = client.get(f"/api/v1/{path}/", {"search": text}).json()["results"]
        assert [row["name"] for row in rows] == [name]


def test_organisations_without_a_page_are_found_by_the_administration_alone(client, request, germany):
    OrganisationAlias.objects.create(organisation=germany, name="Bundesrepublik", source="A letter")
    OrganisationCode.objects.create(organisation=germany, scheme="dac", code="DAC-5")
    for who, sees in {"admin": True, "auditor": True, "pardev_officer": True, "german_donor": False}.items():
        signed_in(request.getfixturevalue(who), client)
        for text in ("bundesrepublik", "dac-5", "Germany"):
            found = groups_in(page_of(client, text))
            assert ("Organisations in the administration" in found) is sees, (who, text)
            assert "Partners" not in found  # nothing was published of it here


def test_every_list_with_a_page_is_found_by_name_and_code_by_those_who_may_open_it(manager):
    walked = guarded = 0
    for code, register in all_registers().items():
        address = list_page(register)
        if not address:
            continue
        may_open = signed_in(manager).get(address).status_code == 200
        is_open = Client().get(address).status_code == 200
        for text in (str(register.label), code):
            for person, finds in ((manager, may_open), (AnonymousUser(), is_open)):
                found = {hit.url for hit in find_lists(person, text, 100).hits}
                assert (address in found) is finds, (code, text, str(person))
        walked += may_open
        guarded += may_open and not is_open
    assert walked > 20
    assert guarded > 3


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


def test_what_nobody_sees_in_a_recorded_text_does_not_hide_it(installation):
    Country.objects.create(iso3="CIV", iso2="CI", name_en="Co\u00adte d\u2019Ivo\u200bire \u2013 Abidjan")
    for text in ("cote divoire", "Côte d'Ivoire", "ivoire abidjan", "(abidjan)"):
        assert Country.objects.named(text).count() == 1, text
    for text in ("%", "-", "…", "abidjan%x"):
        assert not Country.objects.named(text).exists(), text


@pytest.mark.parametrize(
    ("text", "field", "holds"),
    [
        ("Écart", "the ecart", True),
        ("cote divoire", "Côte d’Ivoire", True),
        ("co\u00adte", "Côte", True),
        ("%", "100 %", False),
        ("gap   framework", "Framework gap", True),
        ("gap", "map", False),
        ("", "x", True),
    ],
)
def test_what_is_in_no_database_is_compared_alike(text, field, holds):
    assert holds_words(text, field) is holds


def test_words_are_few(installation):
    assert words_of("d’Ivoire  Côte") == ("d'Ivoire", "Côte")
    assert words_of("(U.N.), «8.5» tur\u00adkey.") == ("UN", "8.5", "turkey")
    assert words_of("% -") == ("%", "-")
    assert len(words_of("x " * 100)) == 20
