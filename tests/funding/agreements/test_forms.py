"""Forms of agreements: what is called optional may stay empty, what the signature fixed is shown alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ilo_dc.core.models import User
from tests.people import signed_in
from tests.recipes import agreements as cast

PARTS = {
    "instalments": {"due_on": "2025-02-01", "amount": "1000"},
    "amendments": {"number": "7", "signed_on": "2024-09-01", "amount": "1000"},
    "reports": {"kind": "narrative", "due_on": "2025-03-31"},
}


@pytest.fixture
def of_kinds(manager: User, germany: Any, sweden: Any) -> dict[str, Any]:
    """Return a signed agreement of one partner, and one of two."""
    gives = {germany: Decimal("1000.00"), sweden: Decimal("2000.00")}
    return {
        "alone": cast.signed(manager, germany, reference="DEMO-ALONE"),
        "several": cast.shared(manager, gives, reference="DEMO-SEVERAL"),
    }


def test_what_is_called_optional_of_a_part_may_stay_empty(of_kinds: Any, manager: User) -> None:
    client, asked = signed_in(manager), {}
    for kind, agreement in of_kinds.items():
        for part, needed in PARTS.items():
            address = f"/agreements/{agreement.pk}/{part}/new/"
            form = client.get(address).context["form"]
            optional = {name for name in form.fields if form[name].is_optional}
            answer = client.post(address, needed)
            errors = set(answer.context["form"].errors) if answer.status_code == 422 else set()
            assert errors & optional == set(), (kind, part)
            asked[kind, part] = ("partner" in form.fields, errors)
    assert asked == {
        ("alone", "instalments"): (False, set()),
        ("alone", "amendments"): (False, set()),
        ("alone", "reports"): (False, set()),
        ("several", "instalments"): (True, {"partner"}),
        ("several", "amendments"): (True, {"partner"}),
        ("several", "reports"): (True, set()),
    }


def test_what_is_called_optional_of_an_agreement_may_stay_empty(of_kinds: Any, manager: User) -> None:
    client = signed_in(manager)
    form = client.get("/agreements/new/").context["form"]
    whole = {"title": "Skills", "language": "en", "partner": "Germany", "currency": "EUR"}
    optional = {name for name in form.fields if form[name].is_optional}
    for kind, more in {"contribution": {"levy": "exempt"}, "dtf": {}, "child": {}}.items():
        answer = client.post("/agreements/new/", {**whole, "kind": kind, **more})
        assert answer.status_code == 422, kind
        assert set(answer.context["form"].errors) & optional == set(), kind
    signed = of_kinds["alone"]
    address = f"/agreements/{signed.pk}/edit/"
    form = client.get(address).context["form"]
    values = {name: form[name].value() or "" for name in form.fields if not form.fields[name].disabled}
    refused = client.post(address, {**values, "title": "Other skills"})
    assert set(refused.context["form"].errors) == {"reason"}
    assert not refused.context["form"]["reason"].is_optional


def test_what_the_signature_fixed_is_shown_and_not_typed(of_kinds: Any, manager: User, sweden: Any) -> None:
    client, signed = signed_in(manager), of_kinds["alone"]
    address = f"/agreements/{signed.pk}/edit/"
    form = client.get(address).context["form"]
    fixed = {name for name, field in form.fields.items() if field.disabled}
    assert fixed == {"kind", "partner", "currency", "parent"}
    values = {name: form[name].value() or "" for name in form.fields if name not in fixed}
    saved = client.post(address, {**values, "partner": "Sweden", "title": "Renamed", "reason": "As printed"})
    assert saved.status_code == 302
    signed.refresh_from_db()
    assert (signed.title, signed.partner.slug) == ("Renamed", "germany")
    draft = cast.draft(manager, sweden, reference="DEMO-FREE")
    form = client.get(f"/agreements/{draft.pk}/edit/").context["form"]
    assert not any(field.disabled for field in form.fields.values())


def test_rates_are_written_as_percent_of_the_language_and_parts_have_their_total(
    of_kinds: Any, manager: User
) -> None:
    page = signed_in(manager).get(f"/agreements/{of_kinds['several'].pk}/").text
    assert "(13%)" in page
    assert "13 %" not in page
    foot = page.split('id="partners"')[1].split("<tfoot>")[1].split("</tfoot>")[0]
    assert "EUR 3,000.00" in foot
