"""Organisations by hand: who imports adds them, on pages and by the API, each once."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.models import Organisation, OrganisationAlias
from ilo_dc.core.reference.actions.organisations import (
    OrganisationData,
    UnableToAddOrganisation,
    add_organisation,
    merge_organisation,
    part_organisation,
    place_organisation,
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


MERGED_ON = date(2011, 1, 1)


def test_it_is_put_below_another_one_but_never_below_itself(pardev_officer, auditor, germany, sweden):
    part = add_organisation(by=pardev_officer, data=OrganisationData("government", NAME))
    assert place_organisation(by=pardev_officer, organisation=part, parent=germany).parent == germany
    for below in (part, germany):
        with pytest.raises(UnableToAct) as refused:
            place_organisation(by=pardev_officer, organisation=germany, parent=below)
        assert list(refused.value.problems) == ["parent"]
    with pytest.raises(Refused):
        place_organisation(by=auditor, organisation=part, parent=sweden)
    assert place_organisation(by=pardev_officer, organisation=part, parent=None).parent is None


def test_a_merger_has_a_day_and_a_reason_and_is_one_step_deep(admin, pardev_officer, germany, sweden):
    old = add_organisation(by=pardev_officer, data=OrganisationData("government", NAME))

    def merge(one, into, **values):
        asked = {"on": MERGED_ON, "reason": "Law of 2010", **values}
        return merge_organisation(by=admin, organisation=one, into=into, **asked)

    with pytest.raises(Refused):
        merge_organisation(
            by=pardev_officer, organisation=old, into=germany, on=MERGED_ON, reason="Law of 2010"
        )
    for field, values in (("on", {"on": date(2199, 1, 1)}), ("reason", {"reason": " "})):
        with pytest.raises(UnableToAct) as refused:
            merge(old, germany, **values)
        assert list(refused.value.problems) == [field]
    merged = merge(old, germany)
    assert (merged.merged_into, merged.merged_on) == (germany, MERGED_ON)
    for one, into in ((old, sweden), (germany, sweden), (sweden, old), (sweden, sweden)):
        with pytest.raises(UnableToAct):
            merge(one, into)
    with pytest.raises(UnableToAct):
        part_organisation(by=admin, organisation=sweden, reason="Never merged")
    parted = part_organisation(by=admin, organisation=old, reason="Another one")
    assert (parted.merged_into, parted.merged_on) == (None, None)


def test_pages_and_api_record_a_merger(client, admin, germany, sweden):
    signed_in(admin, client)
    page = reverse("core:merge-organisation", args=[sweden.pk])
    assert page in client.get(reverse("core:organisation", args=[sweden.pk])).content.decode()
    answers = {"into": "Germany", "on": "2011-01-01", "reason": "Law of 2010"}
    assert client.post(page, answers).status_code == 302
    sweden.refresh_from_db()
    assert sweden.merged_into == germany
    asked = {"content_type": "application/json"}
    address = f"{API}{sweden.pk}/"
    assert client.post(f"{address}part/", {"reason": "A test"}, **asked).json()["merged_into"] is None
    answer = client.post(f"{address}merge/", {**answers, "into": "germany"}, **asked).json()
    assert (answer["merged_into"], answer["merged_on"]) == ("germany", "2011-01-01")
    placed = client.post(f"{API}{germany.pk}/place/", {"parent": "sweden"}, **asked)
    assert placed.json()["parent"] == "sweden"
