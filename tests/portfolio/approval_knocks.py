"""The way through each door of approvals: where it is, and what a valid sending holds."""

from __future__ import annotations

from tests.portfolio.knock import Knock
from tests.recipes.worlds import World

TYPED = {
    "title": "Another",
    "kind": "contribution",
    "language": "en",
    "partner": "Germany",
    "currency": "USD",
    "levy": "applicable",
    "earmarking": "tight",
}
REASON = {"reason": "Decided"}


def approval_pages(world: World) -> dict[str, Knock]:
    """Return the way through each page of approvals."""
    made = world.approvals
    draft, awaiting, issued = ({"approval": made[name].pk} for name in ("draft", "awaiting", "issued"))
    amended = {"agreement": made["issued"].agreement_id, "amendment": made["amendment"].pk}
    return {
        **{f"funding:approval {name}": Knock({"pk": made[name].pk}) for name in ("draft", "issued")},
        "funding:approval-minute": Knock({"pk": made["issued"].pk}),
        "funding:approval-new": Knock(values=TYPED),
        "funding:approval-edit": Knock(draft, {**TYPED, "currency": "USD"}),
        "funding:approval-issue": Knock(draft),
        "funding:approval-sign": Knock(awaiting, {"do": "sign"}),
        "funding:approval-send-back": Knock(awaiting, REASON),
        "funding:approval-withdraw": Knock(draft, REASON),
        "funding:approval-cancel": Knock(issued, REASON),
        "funding:agreement-approve": Knock({"agreement": made["signed"].pk}),
        "funding:amendment-approve": Knock(amended),
    }


def approval_paths(world: World) -> dict[tuple[str, str], Knock]:
    """Return the way through each path of the API about approvals."""
    made = world.approvals
    draft, awaiting, issued = (made[name] for name in ("draft", "awaiting", "issued"))
    return {
        ("approvals-list", "POST"): Knock(values={"agreement": world.agreements["draft"].pk}),
        ("approvals-detail", "GET"): Knock({"pk": issued.pk}),
        ("approvals-detail draft", "GET"): Knock({"pk": draft.pk}),
        ("approvals-detail draft", "PATCH"): Knock({"pk": draft.pk}, {"note": "Checked"}, draft.version),
        ("approvals-issue", "POST"): Knock({"pk": draft.pk}, version=draft.version),
        ("approvals-sign", "POST"): Knock({"pk": awaiting.pk}, version=awaiting.version),
        ("approvals-send-back", "POST"): Knock({"pk": awaiting.pk}, REASON, awaiting.version),
        ("approvals-withdraw", "POST"): Knock({"pk": draft.pk}, REASON, draft.version),
        ("approvals-cancel", "POST"): Knock({"pk": issued.pk}, REASON, issued.version),
    }
