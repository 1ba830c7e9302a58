"""Who may ask for a list is answered the same on its page and in the API, in the same words."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from ilo_dc.core.models import User
from tests.people import signed_in
from tests.registers import INTERNAL, all_registers


@pytest.mark.usefixtures("installation")
def test_a_list_refuses_who_is_none_of_its_readers_at_both_doors(german_donor: User) -> None:
    donor, stranger, refused = signed_in(german_donor, Client()), Client(), set()
    for code, register in all_registers().items():
        address = reverse(register.page) if register.page else ""
        if not address or address.startswith("/admin-area/"):  # the administration of what everyone reads
            continue
        page, answer = donor.get(address), donor.get(f"/api/v1/{code}/")
        assert (page.status_code, answer.status_code) in {(200, 200), (403, 403)}, code
        if page.status_code == 403:
            refused.add(code)
            assert answer.json()["detail"] in page.content.decode(), code
        doors = (stranger.get(address).status_code, stranger.get(f"/api/v1/{code}/").status_code)
        assert doors == ((302, 401) if register.readers else (200, 200)), code
    # Funding partners are among the readers of these, or everybody asks for them and finds what is theirs.
    open_to_partners = {
        "offered-proposals",
        "ledger-entries",
        "instalments",
        "donor-reports",
        "due-instalments",
        "due-donor-reports",
    }
    assert refused == INTERNAL - open_to_partners
