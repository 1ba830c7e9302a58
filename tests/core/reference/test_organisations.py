"""Organisations by hand: who imports adds them, on pages and by the API, each once."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ilo_dc.core.errors import Refused
from ilo_dc.core.models import Organisation, OrganisationAlias
from ilo_dc.core.reference.actions.organisations import (
    OrganisationData,
    UnableToAddOrganisation,
    add_organisation,
)
from tests.people import signed_in

API = "/api/v1/organisations/"
NAME = "Example Foundation for Decent Work"
IMPORTERS = ("pardev_officer", "manager", "admin")


@pytest.mark.parametrize("who", IMPORTERS)
def test_who_imports_adds_one(request, installation, who):
    by = request.getfixturevalue(who)
    made = add_organisation(by=by, data=OrganisationData("foundation", f" {NAME} "))
    assert (made.name, made.slug, made.demonstration) == (NAME, "example-foundation-for-decent-work", True)
    event = Organisation.pgh_event_model.objects.get(pgh_obj_id=made.pk)
    assert event.pgh_context.metadata["user"] == by.pk


@pytest.mark.parametrize("who", ["finance_officer", "auditor", "german_donor", "field_officer"])
def test_others_add_none(client, request, who):
    person = request.getfixturevalue(who)
    with pytest.raises(Refused):
        add_organisation(by=person, data=OrganisationData("foundation", NAME))
    signed_in(person, client)
    assert client.post(reverse("core:new-organisation"), {"name_en": NAME, "kind": "ngo"}).status_code == 403
    body = {"kind": "ngo", "name_en": NAME}
    assert client.post(API, body, content_type="application/json").status_code == 403
    assert not Organisation.objects.filter(name_en=NAME).exists()


def test_a_known_name_or_alias_is_said(pardev_officer, installation):
    first = add_organisation(by=pardev_officer, data=OrganisationData("foundation", NAME))
    OrganisationAlias.objects.create(organisation=first, name="EFDW", source="Test")
    for name in (NAME.upper(), "efdw"):
        with pytest.raises(UnableToAddOrganisation, match=NAME) as refused:
            add_organisation(by=pardev_officer, data=OrganisationData("foundation", name))
        assert list(refused.value.problems) == ["name_en"]
    other = add_organisation(by=pardev_officer, data=OrganisationData("ngo", f"{NAME}!"))
    assert other.slug == f"{first.slug}-2"


def test_the_pages_lead_an_importer_from_the_list_to_the_alias(client, pardev_officer):
    signed_in(pardev_officer, client)
    new = reverse("core:new-organisation")
    assert new in client.get(reverse("core:organisations")).content.decode()
    assert f'value="{NAME}"' in client.get(new, {"name": NAME}).content.decode()
    added = client.post(new, {"name_en": NAME, "kind": "foundation"})
    made = Organisation.objects.get(name_en=NAME)
    assert added["Location"] == reverse("core:organisation", args=[made.pk])
    page = client.get(added["Location"]).content.decode()
    alias = reverse("core:add-alias", args=[made.pk])
    assert alias in page
    assert reverse("core:attach-to-organisation", args=[made.pk]) not in page
    assert reverse("core:admin-area") + '"' not in page
    client.post(alias, {"name": "EFDW", "source": "UN CEB"})
    assert made.aliases.get().name == "EFDW"
    assert client.get(reverse("core:admin-area")).status_code == 403


def test_the_api_adds_one_with_alias_and_code(client, pardev_officer):
    signed_in(pardev_officer, client)
    asked = {"content_type": "application/json"}
    made = client.post(API, {"kind": "foundation", "name_en": NAME}, **asked)
    assert made.status_code == 201
    address = made["Location"]
    assert made.json()["code"] == "example-foundation-for-decent-work"
    assert client.post(f"{address}aliases/", {"name": "EFDW", "source": "UN CEB"}, **asked).status_code == 201
    answer = client.post(f"{address}codes/", {"scheme": "ceb", "code": "X1"}, **asked)
    assert answer.json()["aliases"] == [{"name": "EFDW", "source": "UN CEB"}]
    assert answer.json()["codes"] == [{"scheme": "ceb", "code": "X1"}]
    twice = client.post(f"{address}aliases/", {"name": "efdw", "source": "UN CEB"}, **asked)
    assert twice.status_code == 422
    assert client.post(API, {"kind": "ngo", "name_en": NAME}, **asked).json()["errors"]["name_en"]
    assert client.get(f"{address}aliases/").status_code == 405
    assert client.post(f"{API}999999/aliases/", {"name": "x", "source": "x"}, **asked).status_code == 404
