"""The page on which an appraisal is decided, opened again once somebody else decided."""

from __future__ import annotations

import pytest

from ilo_dc.core.people.actions.memberships import NewMembership
from ilo_dc.core.people.vocab import Role, ScopeKind
from tests.people import hire, signed_in
from tests.recipes import appraisals, proposals


def in_hand(cast):
    """Return a round that awaits its decision."""
    row = appraisals.begun(cast.appraiser, proposals.submitted(cast.author, cast.country))
    appraisals.scored(cast.appraiser, row)
    appraisals.opined(cast.workers, row, "actrav")
    return appraisals.opined(cast.employers, row, "act_emp")


@pytest.mark.parametrize("what", ["decided", "withdrawn"])
def test_a_page_of_before_says_by_whom_it_was_decided_and_keeps_the_note(cast, what):
    """Opened again, or sent from a window that was open: who, when, what was typed, the next one."""
    first, second = in_hand(cast), in_hand(cast)
    late = hire("mina", "Mina Manager", NewMembership(Role.MANAGER, ScopeKind.GLOBAL))
    reader, address = signed_in(late), f"/appraisals/{first.pk}/decide/"
    assert reader.get(address).status_code == 200
    sent = {"version": appraisals.fresh(first).version, "do": "revise", "note": "Which employers?"}
    if what == "decided":
        appraisals.decided(cast.manager, first, "ready")
        status, who = "Ready", cast.manager
    else:
        proposals.moved(cast.author, first.proposal, "withdrawn")
        status, who = "Withdrawn", cast.author
    too_long = {**sent, "note": "Which employers? " * 100}
    answers = [reader.post(f"{address}?decided=1", sent), reader.post(address, {**sent, "do": "ready"})]
    answers.append(reader.post(address, too_long))
    assert too_long["note"].strip() in answers[-1].text
    for answer in answers:
        assert answer.status_code == 409
        assert f", <bdi>{who}</bdi>, " in answer.text
        assert status in answer.text
        assert "nothing of what you sent was saved" in answer.text
        assert "Which employers?" in answer.text
        assert f'href="/appraisals/{second.pk}/decide/' in answer.text
        assert 'name="do"' not in answer.text
    again = reader.get(address)
    assert (again.status_code, "Decided already" in again.text, str(who) in again.text) == (409, True, True)
    assert reader.get(f"{address}?decided=1")["Location"] == f"/appraisals/{second.pk}/decide/?decided=1"
    for outsider in (cast.author, cast.appraiser):
        assert signed_in(outsider).get(address).status_code == 403
