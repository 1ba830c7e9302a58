"""The way through each door of clearances: where it is, and what a valid sending holds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.portfolio.knock import Knock
from tests.recipes.worlds import TODAY, World

TOMORROW = (timezone.now().date() + timedelta(days=1)).isoformat()
OPINION = {"opinion": "comments", "text": "Ask the workers of the sector."}
CHANGE = {"form": "campaign", "purpose": "A campaign", "sector": "Textiles"}
REQUEST = {"form": "project", "purpose": "A project"}
RULES = {"effective_on": TODAY, "screening_days": "7", "reason": "The board asked for it"}
CRITERION = {"kind": "exclusion", "text": "It makes arms.", "starts_on": TODAY}
REFUSAL = {"note": "It makes tobacco."}
REASON = {"reason": "It is over"}
ADVICE = {"advice": "The standard clauses are enough."}


def clearance_pages(world: World) -> dict[str, Knock]:
    """Return the way through each page of clearances."""
    made = world.clearances
    screening, opinions, legal = ({"pk": made[name].pk} for name in ("screening", "opinions", "legal"))
    answers = {f"answer_{made['criterion'].pk}": "not_found", "findings": "Nothing.", "do": "submit"}
    document = {**opinions, "document": made["document"].pk}
    return {
        "funding:clearance-rule-new": Knock(values=RULES),
        "funding:screening-criterion-new": Knock(values=CRITERION),
        "funding:screening-criterion-end": Knock(
            {"pk": made["criterion"].pk}, {"ends_on": TOMORROW, **REASON}
        ),
        "funding:clearance-new": Knock(values={"organisation": "Germany", **REQUEST}),
        "funding:clearance": Knock(opinions),
        "funding:clearance-edit": Knock(opinions, CHANGE),
        "funding:clearance-screen": Knock(screening, answers),
        "funding:clearance-opinion": Knock({**opinions, "bureau": "actrav"}, OPINION),
        "funding:clearance-advise": Knock(legal, ADVICE),
        "funding:clearance-decide": Knock(opinions, {"do": "refused", **REFUSAL}),
        "funding:clearance-hand-over": Knock(opinions, {"officer": "Petra Partnerships", **REASON}),
        "funding:clearance-withdraw": Knock(opinions, REASON),
        "funding:clearance-attach": Knock(opinions, {"file": "new.pdf", "title": "Note"}),
        "funding:clearance-document": Knock(document),
        "funding:clearance-document-withdraw": Knock(document, REASON),
    }


def clearance_paths(world: World) -> dict[tuple[str, str], Knock]:
    """Return the way through each path of the API about clearances."""
    made = world.clearances
    screening, opinions, legal = (made[name] for name in ("screening", "opinions", "legal"))
    criterion: Any = made["criterion"]
    here, version = {"pk": opinions.pk}, opinions.version
    answers = [{"criterion": criterion.pk, "answer": "not_found"}]
    sheet = {"answers": answers, "findings": "Nothing.", "hand_in": True}
    owner = {"clearance_id": opinions.pk}
    document = {**owner, "document": made["document"].pk}
    return {
        ("partnership-clearances-list", "POST"): Knock(values={"partner": "germany", **REQUEST}),
        ("partnership-clearances-detail", "GET"): Knock(here),
        ("partnership-clearances-detail", "PATCH"): Knock(here, CHANGE, version),
        ("partnership-clearances-screen", "POST"): Knock({"pk": screening.pk}, sheet, screening.version),
        ("partnership-clearances-opinion", "POST"): Knock({**here, "bureau": "actrav"}, OPINION, version),
        ("partnership-clearances-advise", "POST"): Knock({"pk": legal.pk}, ADVICE, legal.version),
        ("partnership-clearances-decide", "POST"): Knock(here, {"decision": "refused", **REFUSAL}, version),
        ("partnership-clearances-hand-over", "POST"): Knock(here, {"officer": "petra", **REASON}, version),
        ("partnership-clearances-withdraw", "POST"): Knock(here, REASON, version),
        ("partnership-clearances-documents", "GET"): Knock(owner),
        ("partnership-clearances-documents", "POST"): Knock(owner, {"file": "new.pdf", "title": "Note"}),
        ("partnership-clearances-document-file", "GET"): Knock(document),
        ("partnership-clearances-document-withdraw", "POST"): Knock(document, REASON),
        ("clearance-steps-detail", "GET"): Knock({"pk": made["step"].pk}),
        ("clearance-rules-list", "POST"): Knock(values={**RULES, "screening_days": 7}),
        ("clearance-rules-detail", "GET"): Knock({"pk": opinions.rules_id}),
        ("screening-criteria-list", "POST"): Knock(values=CRITERION),
        ("screening-criteria-detail", "GET"): Knock({"pk": criterion.pk}),
        ("screening-criteria-end", "POST"): Knock(
            {"pk": criterion.pk}, {"ends_on": TOMORROW, **REASON}, criterion.version
        ),
    }
