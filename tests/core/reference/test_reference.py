"""Reference data: codes as text, each organisation once, loaded again without a change."""

from __future__ import annotations

import csv
import os
import shutil
from pathlib import Path

import pghistory
import pytest

from ilo_dc.core.errors import Refused
from ilo_dc.core.models import (
    Biennium,
    Country,
    CountryAlias,
    CountryStatus,
    Currency,
    Organisation,
    OrganisationAlias,
    OrganisationCode,
    Region,
    ReportingYear,
)
from ilo_dc.core.reference.actions.loading import CONTEXT, load_reference_data
from ilo_dc.core.reference.names import (
    organisations_by_name,
    organisations_named,
    pseudo_contributors,
    same_name,
)
from ilo_dc.core.reference.shipped import DATA, read_shipped
from ilo_dc.core.reference.vocab import AliasKind, CodeScheme
from ilo_dc.core.reporting_years.actions import close_reporting_year

# The sources that the shipped files were taken from, where a developer has them.
SOURCES = Path(os.environ.get("PORTAL_SOURCE_DATA", "absent"))


@pytest.fixture
def loaded(installation):
    return load_reference_data()


@pytest.fixture
def changed_folder(tmp_path):
    """A copy of the shipped files in which Norway has another name and no alias is new."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    rows = list(read_shipped("organisations"))
    with (folder / "organisations.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(
            {**row, "name_en": "Kingdom of Norway"} if row["slug"] == "norway" else row for row in rows
        )
    return folder


def test_namibia_is_na(loaded):
    assert Country.objects.get(iso3="NAM").iso2 == "NA"


def test_everything_that_ships_is_loaded(loaded):
    assert Region.objects.count() == 5
    assert Country.objects.count() == 249
    assert Currency.objects.filter(code__in=["USD", "EUR", "CHF", "XDR"]).count() == 4
    assert list(Biennium.objects.values_list("code", flat=True)[:1]) == ["2008-09"]
    assert Biennium.objects.last().code == "2026-27"
    assert ReportingYear.objects.count() == 17
    assert Organisation.objects.count() == 210
    assert loaded["created"] > 1000


def test_kosovo_carries_the_note_of_resolution_1244(loaded):
    kosovo = Country.objects.get(iso3="XKX")
    assert "Security Council resolution 1244 (1999)" in kosovo.note
    assert kosovo.name_fr == ""


def test_every_country_but_antarctica_has_a_derived_region(loaded):
    assert list(Country.objects.filter(region=None).values_list("iso3", flat=True)) == ["ATA"]
    assert not Country.objects.filter(region_derived=False).exists()
    assert Country.objects.filter(region="arab-states").count() == 12


def test_the_groups_have_no_known_start_and_no_oda_list_ships(loaded):
    assert CountryStatus.objects.filter(kind="ldc").count() == 44
    assert not CountryStatus.objects.exclude(starts_on=None).exists()
    assert not CountryStatus.objects.filter(kind="oda").exists()


def test_names_come_in_six_languages(loaded):
    germany = Organisation.objects.get(slug="germany")
    assert [germany.name_fr, germany.name_zh, germany.name_ru] == ["Allemagne", "德国", "Германия"]


def test_a_second_load_changes_nothing_and_reads_no_table(loaded, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert load_reference_data() == {"created": 0, "changed": 0, "unchanged": 0, "kept_by_hand": 0}


def test_a_changed_file_updates_what_nobody_edited(loaded, changed_folder):
    counts = load_reference_data(folder=changed_folder)
    assert (counts["created"], counts["changed"]) == (0, 1)
    assert Organisation.objects.get(slug="norway").name_en == "Kingdom of Norway"


def test_a_row_edited_by_hand_is_kept(loaded, changed_folder):
    norway = Organisation.objects.get(slug="norway")
    norway.name_en = "Norway (edited)"
    with pghistory.context(url="/admin-area/organisations/"):  # as a request has one
        norway.save()
    counts = load_reference_data(folder=changed_folder)
    assert (counts["changed"], counts["kept_by_hand"]) == (0, 1)
    assert Organisation.objects.get(slug="norway").name_en == "Norway (edited)"


def test_an_alias_removed_by_hand_is_not_brought_back(loaded, changed_folder):
    OrganisationAlias.objects.filter(name="UNDP").delete()
    load_reference_data(folder=changed_folder)
    assert not OrganisationAlias.objects.filter(name="UNDP").exists()


def test_the_history_tells_the_loader_from_a_person(loaded):
    event = Organisation.pgh_event_model.objects.filter(slug="norway").get()
    assert event.pgh_context.metadata["source"] == CONTEXT
    with pghistory.context(source="page"):
        Organisation.objects.filter(slug="norway").update(name_ru="Норвегия (правка)")
    assert Organisation.pgh_event_model.objects.filter(slug="norway").count() == 2


def test_a_closed_year_stays_closed(loaded, changed_folder, manager):
    close_reporting_year(by=manager, year=ReportingYear.objects.get(year=2020))
    load_reference_data(folder=changed_folder)
    assert ReportingYear.objects.get(year=2020).state == "closed"


def test_only_an_administrator_reloads(installation, pardev_officer, administrator):
    with pytest.raises(Refused):
        load_reference_data(by=pardev_officer)
    assert load_reference_data(by=administrator)["created"] > 0


# --- Organisations --------------------------------------------------------------------------------


def test_no_name_means_two_organisations():
    owners: dict[str, set[str]] = {}
    for row in read_shipped("organisations"):
        owners.setdefault(same_name(row["name_en"]), set()).add(row["slug"])
    for row in read_shipped("organisation_aliases"):
        owners.setdefault(same_name(row["name"]), set()).add(row["organisation"])
    assert {name: slugs for name, slugs in owners.items() if len(slugs) > 1} == {}


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("United States", "united-states"),
        ("United States of America", "united-states"),
        ("Türkiye", "turkiye"),
        ("Turkey", "turkiye"),
        ("Côte D'Ivoire", "cote-divoire"),
        ("Côte d’Ivoire", "cote-divoire"),
        ("Netherlands", "netherlands"),
        ("Belgium (including Flanders)", "belgium"),
        ("European Union", "european-commission"),
        ("UNDP (as donor)", "undp"),
        ("world  bank", "world-bank"),
    ],
)
def test_an_organisation_is_found_however_it_is_written(loaded, written, slug):
    found = organisations_by_name(CodeScheme.CEB)[same_name(written)]
    assert Organisation.objects.get(pk=found).slug == slug


def test_an_alias_is_found_by_a_part_of_it(loaded):
    assert Organisation.objects.filter(pk__in=organisations_named("flanders")).get().slug == "belgium"


def test_a_line_that_names_nobody_is_no_organisation(loaded):
    assert list(pseudo_contributors()) == ["Refunds to donors/Miscellaneous"]
    assert same_name("Refunds to donors/Miscellaneous") not in organisations_by_name(CodeScheme.CEB)


def test_a_government_has_as_many_iati_identifiers_as_it_publishes_under(loaded):
    codes = OrganisationCode.objects.filter(organisation__slug="germany", scheme="iati")
    assert set(codes.values_list("code", flat=True)) == {"DE-1", "XI-IATI-IKI", "XM-DAC-5-7"}


def test_an_organisation_seated_in_a_country_is_not_its_government(loaded):
    assert not OrganisationCode.objects.filter(code__in=["XM-DAC-30011", "XM-DAC-47149"]).exists()


@pytest.mark.skipif(not SOURCES.exists(), reason="PORTAL_SOURCE_DATA does not name the sources")
def test_every_contributor_and_partner_of_the_sources_is_an_organisation(loaded):
    known = organisations_by_name(CodeScheme.CEB)
    with (SOURCES / "unceb/ilo-revenue-by-donor-2013-2024.csv").open(encoding="utf-8") as file:
        donors = {row["donor"] for row in csv.DictReader(file)} - {"__TOTAL__", *pseudo_contributors()}
    with (SOURCES / "papers/funding_partners_2020_2022.csv").open(encoding="utf-8") as file:
        donors |= {row["name_en"] for row in csv.DictReader(file)}
    assert len(donors) > 192
    assert [name for name in sorted(donors) if same_name(name) not in known] == []


# --- API ------------------------------------------------------------------------------------------


def test_the_api_lists_namibia_by_its_code(loaded, client):
    body = client.get("/api/v1/countries/?iso2=NA").json()
    assert [row["iso3"] for row in body["results"]] == ["NAM"]
    assert client.get("/api/v1/countries/NAM/").json()["iso2"] == "NA"


def test_the_api_finds_an_organisation_by_alias_and_code(loaded, client):
    for query in ("search=Flanders", "code=BEL", "code=XM-DAC-2-10"):
        found = [row["code"] for row in client.get(f"/api/v1/organisations/?{query}").json()["results"]]
        assert found == ([] if query == "code=BEL" else ["belgium"])


def test_lists_of_the_api_take_constant_queries(loaded, client, django_assert_num_queries):
    for limit in (5, 100):
        with django_assert_num_queries(3):
            client.get(f"/api/v1/organisations/?limit={limit}")


def test_other_names_of_countries_are_loaded_once_and_brought_to_what_ships(loaded, tmp_path):
    turkey = CountryAlias.objects.get(country="TUR", name="Turkey")
    assert (turkey.kind, turkey.language, turkey.source[:3]) == ("former", "en", "UN ")
    assert CountryAlias.objects.filter(country="CZE", source__startswith="Unicode CLDR").exists()
    assert not CountryAlias.objects.filter(source="").exists()
    count = CountryAlias.objects.count()
    assert set(CountryAlias.objects.values_list("language", flat=True)) == {
        "en",
        "fr",
        "es",
        "ar",
        "zh",
        "ru",
    }
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    rows = [row for row in read_shipped("country_aliases") if row["name"] != "Turkey"]
    rows = [{**row, "kind": "common"} if row["name"] == "Burma" else row for row in rows]
    with (folder / "country_aliases.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    counts = load_reference_data(folder=folder)
    assert (counts["created"], counts["changed"]) == (0, 2)
    assert CountryAlias.objects.count() == count - 1
    assert CountryAlias.objects.get(country="MMR", name="Burma").kind == "common"


def test_every_shipped_other_name_is_of_a_known_kind_and_has_its_source():
    rows = list(read_shipped("country_aliases"))
    assert len(rows) > 400
    known = {row["iso3"] for row in read_shipped("countries")}
    for row in rows:
        assert row["country"] in known, row
        assert row["kind"] in AliasKind.values, row
        assert row["source"], row
        assert row["name"] == row["name"].strip(), row
