"""Choosing a row by typing: a name in any language, another name, a code, part of a name; never a guess."""

from __future__ import annotations

import pytest
from django import forms
from django.http import QueryDict
from django.utils import translation

from ilo_dc.core.models import Country, CountryAlias, Office, Organisation, OrganisationAlias, Region
from ilo_dc.core.reference.row_fields import CountriesField, CountryField, OfficeField, OrganisationField

ROWS = [
    ("CIV", "CI", "384", "Côte d’Ivoire", "Côte d’Ivoire"),
    ("GIN", "GN", "324", "Guinea", "Guinée"),
    ("GNB", "GW", "624", "Guinea-Bissau", "Guinée-Bissau"),
    ("GNQ", "GQ", "226", "Equatorial Guinea", "Guinée équatoriale"),
]


@pytest.fixture(autouse=True)
def _named(installation):
    africa = Region.objects.get_or_create(code="africa", defaults={"name_en": "Africa"})[0]
    for iso3, iso2, m49, english, french in ROWS:
        names = {"iso2": iso2, "m49": m49, "name_en": english, "name_fr": french, "region": africa}
        Country.objects.update_or_create(iso3=iso3, defaults=names)
    civ = Country.objects.get(pk="CIV")
    CountryAlias.objects.get_or_create(country=civ, name="Ivory Coast", kind="former", source="ISO")
    sweden = Organisation.objects.create(slug="sweden", kind="government", name_en="Sweden", name_fr="Suède")
    OrganisationAlias.objects.create(organisation=sweden, name="Sida", source="OECD")
    Organisation.objects.create(slug="switzerland", kind="government", name_en="Switzerland")
    Office.objects.create(code="CO-Abidjan", name="Country office for Côte d’Ivoire", kind="country")


class Choice(forms.Form):
    country = CountryField(required=False)
    partner = OrganisationField(required=False)
    office = OfficeField(required=False)
    countries = CountriesField(required=False)


def read(name: str, typed: str) -> object:
    form = Choice({name: typed})
    assert form.is_valid(), form.errors
    return form.cleaned_data[name]


def told(name: str, typed: str) -> str:
    form = Choice({name: typed})
    assert not form.is_valid()
    assert f'value="{typed}"' in str(form[name]) or '"' in typed or "\0" in typed
    return form.errors[name][0]


@pytest.mark.parametrize(
    "typed",
    [
        "CIV",
        "civ",
        "ci",
        "384",
        "Côte d'Ivoire",
        "Côte d’Ivoire",
        "cote d'ivoire",
        "  COTE D’IVOIRE ",
        "Côte d'Ivoire (CIV)",
        "cote divoire",
        "Ivory Coast",
        "ivoire",
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_country_is_read_as_people_write_it(typed, language):
    with translation.override(language):
        assert read("country", typed).pk == "CIV"


def test_the_very_name_goes_before_what_begins_with_it():
    assert read("country", "Guinea").pk == "GIN"
    assert read("country", "guinea bissau").pk == "GNB"
    assert read("country", "Guinée équatoriale").pk == "GNQ"


def test_what_can_be_several_says_which():
    message = told("country", "guine")
    assert "Equatorial Guinea (GNQ); Guinea (GIN); Guinea-Bissau (GNB)" in message
    assert "“guine”" in message


@pytest.mark.parametrize("typed", ["Atlantis", "12", "???", "a\0b", "x" * 5000])
def test_what_names_none_is_said_and_kept(typed):
    assert "is not among the choices" in told("country", typed)


def test_a_partner_and_an_office_are_found_by_their_other_names_and_codes():
    assert read("partner", "suede").slug == read("partner", "SIDA").slug == "sweden"
    assert "Sweden; Switzerland" in told("partner", "sw")
    assert read("office", "co-abidjan").code == read("office", "abidjan").code == "CO-Abidjan"


def test_only_what_is_offered_is_read():
    form = Choice({"country": "GIN"})
    form.fields["country"].queryset = Country.objects.exclude(pk="GIN")
    assert not form.is_valid()


def test_the_names_are_suggested_and_what_is_chosen_is_written_out():
    form = Choice(initial={"country": Country.objects.get(pk="CIV")})
    shown = str(form["country"])
    assert 'list="id_country_list"' in shown
    assert '<datalist id="id_country_list">' in shown
    assert "Guinea-Bissau (GNB)" in shown
    assert 'value="Côte d’Ivoire (CIV)"' in shown
    assert not Choice({"country": "Côte d’Ivoire (CIV)"}, initial={"country": "CIV"})["country"].errors


def test_several_are_typed_in_several_boxes_or_in_one():
    form = Choice(QueryDict("countries=CIV&countries=&countries=guinea;GNB;Côte d'Ivoire"))
    assert form.is_valid(), form.errors
    assert [row.pk for row in form.cleaned_data["countries"]] == ["CIV", "GIN", "GNB"]
    wrong = Choice(QueryDict("countries=CIV&countries=Atlantis&countries=guine"))
    assert not wrong.is_valid()
    assert len(wrong.errors["countries"]) == 2
    page = str(wrong["countries"])
    assert 'value="Atlantis"' in page
    assert page.count("<input") == 4
