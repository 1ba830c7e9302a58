"""A proposal that came back: what its authors are told, who counts as one, who is offered as appraiser."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ilo_dc.core.people.actions.memberships import NewMembership
from ilo_dc.core.people.vocab import Role, ScopeKind
from portfolio.appraisals.actions.remarks import REMARKS, RemarkData
from tests.people import hire, signed_in
from tests.recipes import appraisals, outcomes, proposals

ASKED = "Name the target of each indicator."
FLAGGED = "Finance may look at it."
NOTE = "Say more about the results."
OBJECTION = "Employers were not heard."


@pytest.fixture
def returned(cast: Any) -> Any:
    """A round that sent a proposal back, with a change, a flag and an objection."""
    row = appraisals.begun(cast.appraiser, proposals.submitted(cast.author, cast.country))
    asked = RemarkData("change", ASKED, section="results")
    REMARKS.add(by=cast.appraiser, owner=row, data=asked)
    REMARKS.add(
        by=cast.appraiser, owner=appraisals.fresh(row), data=RemarkData("flag", FLAGGED, team="finance")
    )
    appraisals.scored(cast.appraiser, row)
    appraisals.opined(cast.employers, row, "act_emp", opinion="objection", text=OBJECTION)
    return appraisals.decided(cast.manager, row, "revise", NOTE)


def section_of(page: str, name: str) -> str:
    """Return what stands on a page from a section on until the next one."""
    return page.partition(f'id="{name}"')[2].partition("<section")[0]


def test_its_authors_read_what_is_to_change_beside_each_section(cast: Any, returned: Any) -> None:
    address = f"/proposals/{returned.proposal_id}/"
    client = signed_in(cast.author)
    page = client.get(address).text
    assert ASKED in section_of(page, "results")
    assert ASKED not in section_of(page, "gender")
    assert FLAGGED not in page
    form = client.get(f"{address}edit/")
    assert NOTE in form.text
    assert ASKED in form.context["form"].fields["results"].help_text
    assert ASKED not in str(form.context["form"].fields["gender"].help_text)


def test_the_page_of_the_next_round_shows_what_the_one_before_asked_for(cast: Any, returned: Any) -> None:
    proposals.retitled(cast.author, returned.proposal, "Better jobs for young people")
    proposals.moved(cast.author, returned.proposal, "submitted")
    second = appraisals.begun(cast.appraiser, returned.proposal)
    page = signed_in(cast.author).get(f"/appraisals/{second.pk}/").text
    for text in (f'href="/appraisals/{returned.pk}/"', ASKED, OBJECTION, NOTE):
        assert text in page


def test_who_may_appraise_is_told_before_they_write_in_it_and_named_afterwards(
    cast: Any, returned: Any
) -> None:
    """The second officer saves once: an author from then on, on the page and for every appraisal."""
    address = f"/proposals/{returned.proposal_id}/"
    warning = "you neither appraise it nor decide on it any more"
    assert warning not in signed_in(cast.author).get(f"{address}edit/").text
    assert warning in signed_in(cast.substitute).get(f"{address}edit/").text
    assert str(cast.substitute) not in section_of(signed_in(cast.author).get(address).text, "authors")
    proposals.retitled(cast.substitute, returned.proposal, "Better jobs for young people")
    assert warning not in signed_in(cast.substitute).get(f"{address}edit/").text
    assert str(cast.substitute) in section_of(signed_in(cast.author).get(address).text, "authors")


def test_who_wrote_is_not_offered_as_an_appraiser_and_refused_beside_the_field(
    cast: Any, returned: Any
) -> None:
    """Typed all the same, the reason stays; the API says the same words."""
    third = hire("tessa", "Tessa Third", NewMembership(Role.PARDEV, ScopeKind.GLOBAL))
    proposals.retitled(cast.substitute, returned.proposal, "Better jobs for young people")
    proposals.moved(cast.author, returned.proposal, "submitted")
    reason = "An author does not appraise their own proposal: somebody else does."
    client, wanted = signed_in(cast.appraiser), cast.substitute
    address = f"/proposals/{returned.proposal_id}/appraise/"
    offered = [label for _key, label in client.get(address).context["form"].fields["appraiser"].choices]
    assert any(str(third) in one for one in offered)
    assert not any(str(wanted) in one for one in offered)
    now = proposals.fresh(returned.proposal)
    answer = client.post(address, {"appraiser": wanted.username, "version": now.version})
    assert (answer.status_code, answer.context["form"].errors) == (422, {"appraiser": [reason]})
    second = appraisals.begun(cast.appraiser, now)
    address = f"/appraisals/{second.pk}/hand-over/"
    offered = [label for _key, label in client.get(address).context["form"].fields["appraiser"].choices]
    assert any(str(third) in one for one in offered)
    assert not any(str(wanted) in one for one in offered)
    typed = {"appraiser": wanted.username, "reason": "On leave", "version": second.version}
    answer = client.post(address, typed)
    assert (answer.status_code, answer.context["form"].errors) == (422, {"appraiser": [reason]})
    assert "On leave" in answer.text
    api = client.post(
        f"/api/v1/appraisals/{second.pk}/hand-over/",
        {"appraiser": wanted.username, "reason": "On leave"},
        content_type="application/json",
        headers={"If-Match": f'"{second.version}"'},
    )
    assert (api.status_code, reason in api.text) == (422, True)
    assert appraisals.fresh(second).appraiser == cast.appraiser


def test_a_need_is_an_outcome_of_the_place_of_the_proposal(cast: Any, countries: Any) -> None:
    """Of its country or sub-region; form and API say the same words, and nothing else is offered."""
    own, foreign = outcomes.cpo(cast.country, 601), outcomes.cpo(countries["KHM"], 602)
    begun = proposals.concept(cast.author, cast.country)
    client, address = signed_in(cast.author), f"/proposals/{begun.pk}/edit/"
    form = client.get(address).context["form"]
    keys = [key for key, _label in form.fields["need_outcome"].choices]
    assert (own.pk in keys, foreign.pk in keys) == (True, False)
    reason = f"{foreign.code}: choose an outcome of the proposal’s country or region."
    typed = {name: form[name].value() or "" for name in form.fields} | {"need_source": "outcome"}
    answer = client.post(address, {**typed, "need_outcome": foreign.code})
    assert (answer.status_code, answer.context["form"].errors) == (422, {"need_outcome": [reason]})
    api = client.patch(
        f"/api/v1/proposals/{begun.pk}/",
        {"need_source": "outcome", "need_outcome": foreign.pk},
        content_type="application/json",
        headers={"If-Match": f'"{begun.version}"'},
    )
    assert (api.status_code, reason in api.json()["errors"]["need_outcome"]) == (422, True)
    place = {"title": "Another", "language": "en", "country": cast.country.pk, "need_source": "outcome"}
    answer = client.post("/proposals/new/", {**place, "need_outcome": foreign.code})
    assert answer.context["form"].errors == {"need_outcome": [reason]}
    assert client.post(address, {**typed, "need_outcome": own.code}).status_code == 302
    assert proposals.fresh(begun).need_outcome == own


def test_a_budget_shows_its_cents_wherever_a_threshold_judges_it(cast: Any) -> None:
    begun = proposals.submitted(cast.author, cast.country, budget_usd=Decimal("5000000.50"))
    row = appraisals.begun(cast.appraiser, begun)
    asked = RemarkData("change", ASKED, section="budget")
    REMARKS.add(by=cast.appraiser, owner=row, data=asked)
    client = signed_in(cast.author)
    page = client.get(f"/proposals/{begun.pk}/").text
    assert "5,000,000.50" in page
    assert "5,000,000.50" in section_of(page, "budget")
    assert "5,000,001" not in page
    assert "5,000,000.50" in client.get(f"/appraisals/{row.pk}/").text
