"""The share of proposals that the quality mechanism approved, split: each line as the head writes it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from portfolio.appraisals.actions.waivers import waive
from tests.people import signed_in
from tests.recipes import appraisals, proposals

PARTNER = {"amount_usd": Decimal(1_000_000), "probability": 80}


def agreed(cast: Any, proposal: Any, partner: Any) -> None:
    """Let a partner agree to a proposal that may go to one."""
    proposals.moved(cast.manager, proposal, "with_partner", partner=partner, **PARTNER)
    proposals.moved(cast.manager, proposal, "agreed", partner=partner, **PARTNER)


def test_its_lines_say_per_cent_and_both_counts_as_its_head_does(cast: Any, germany: Any) -> None:
    row = appraisals.begun(cast.appraiser, proposals.submitted(cast.author, cast.country))
    appraisals.scored(cast.appraiser, row)
    for bureau, person in (("actrav", cast.workers), ("act_emp", cast.employers)):
        appraisals.opined(person, row, bureau)
    agreed(cast, appraisals.decided(cast.manager, row, "ready").proposal, germany)
    for _number in range(2):
        other = proposals.submitted(cast.author, cast.country)
        reason = {"kind": "emergency", "reason": "Floods"}
        waive(by=cast.manager, proposal=other, lock_version=other.version, **reason)
        agreed(cast, other, germany)
    page = signed_in(cast.manager).get("/data/measures/proposals_approved/?by=biennium&scope=internal").text
    lines = re.sub(r"<[^>]+>|\s+", " ", page.partition('id="lines"')[2].partition("</table>")[0])
    assert len(re.findall(r"33\.3%\s+1\s+÷\s+3", lines)) == 2, lines
    assert "0.3333" not in lines
