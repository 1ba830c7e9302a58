"""The form of a new proposal: all that is wrong is said at once, also where its place cannot be read."""

from __future__ import annotations

import pytest

from portfolio.models import Proposal
from tests.people import signed_in

ADDRESS = "/proposals/new/"
WRONG = {"language": "en", "title": "", "budget_usd": "many", "workers_on": "2026-02-03"}


@pytest.mark.parametrize("who", ["field_officer", "pardev_officer"])
@pytest.mark.parametrize("country", ["Wakanda", "", "ZWE"])
def test_all_that_is_wrong_is_said_at_once(  # noqa: PLR0917  (fixtures)
    client, people, countries, who, country
):
    signed_in(people[who], client)
    answer = client.post(ADDRESS, {**WRONG, "country": country})
    assert answer.status_code == 422
    place = {"country"} if country == "Wakanda" else set()
    assert set(answer.context["form"].errors) == {"title", "budget_usd", "workers_on"} | place
    assert not Proposal.objects.exists()
