"""The way through each door of evaluations: where it is, and what a valid sending holds."""

from __future__ import annotations

from tests.portfolio.knock import Knock
from tests.recipes.worlds import TODAY, World

TEXT = {"kind": "mid_term", "title": "Another", "language": "en", "evaluated_on": "2025-01-02"}
RECOMMENDED = {"position": 7, "text": "Train more inspectors.", "addressee": "The office"}
LEARNED = {"kind": "lesson", "theme": "Inspection", "text": "Inspectors need transport."}
ANSWER = {"decision": "rejected", "text": "No means.", "language": "en", "responded_on": TODAY}
WITHDRAWN = {"reason": "By mistake"}


def evaluation_pages(world: World) -> dict[str, Knock]:
    """Return the way through each page of evaluations."""
    made = world.evaluations
    draft, public = {"evaluation": made["draft"].pk}, {"evaluation": made["published"].pk}
    file = {**draft, "document": made["draft document"].pk}
    public_file = {**public, "document": made["published document"].pk}
    return {
        "portfolio:evaluation draft": Knock({"pk": made["draft"].pk}),
        "portfolio:evaluation published": Knock({"pk": made["published"].pk}),
        "portfolio:evaluation-new": Knock(values={**TEXT, "theme": "Just transition"}),
        "portfolio:evaluation-edit": Knock(draft, TEXT | {"summary": "So"}),
        "portfolio:evaluation-publish": Knock(draft),
        "portfolio:evaluation-withdraw": Knock(public, WITHDRAWN),
        "portfolio:recommendation-new": Knock(draft, RECOMMENDED),
        "portfolio:recommendation-edit": Knock({"pk": made["draft recommendation"].pk}, RECOMMENDED),
        "portfolio:recommendation-remove": Knock({"pk": made["draft recommendation"].pk}),
        "portfolio:response-new": Knock({"recommendation": made["open"].pk}, ANSWER),
        "portfolio:response-edit": Knock({"pk": made["response"].pk}, ANSWER | {"due_on": "", "state": ""}),
        "portfolio:response-remove": Knock({"pk": made["response"].pk}, WITHDRAWN),
        "portfolio:lesson-new": Knock(draft, LEARNED),
        "portfolio:lesson-edit": Knock({"pk": made["draft lesson"].pk}, LEARNED),
        "portfolio:lesson-remove": Knock({"pk": made["draft lesson"].pk}),
        "portfolio:evaluation-attach": Knock(draft, {"file": "new.pdf", "title": "Report"}),
        "portfolio:evaluation-document draft": Knock(file),
        "portfolio:evaluation-document published": Knock(public_file),
        "portfolio:evaluation-document-withdraw draft": Knock(file, WITHDRAWN),
        "portfolio:evaluation-document-withdraw published": Knock(public_file, WITHDRAWN),
    }


def evaluation_paths(world: World) -> dict[tuple[str, str], Knock]:
    """Return the way through each path of the API about evaluations."""
    made = world.evaluations
    draft, public = made["draft"], made["published"]
    number, owned = {"pk": draft.pk}, {"evaluation_id": draft.pk}
    recommended = {**owned, "pk": made["draft recommendation"].pk}
    learned = {**owned, "pk": made["draft lesson"].pk}
    answered = {"recommendation_id": made["answered"].pk}
    answer = {**answered, "pk": made["response"].pk}
    file = {**owned, "document": made["draft document"].pk}
    return {
        ("evaluations-list", "POST"): Knock(values={**TEXT, "theme": "Just transition"}),
        ("evaluations-detail", "GET"): Knock(number),
        ("evaluations-detail", "PATCH"): Knock(number, {"title": "Another"}, draft.version),
        ("evaluations-publish", "POST"): Knock(number, version=draft.version),
        ("evaluations-withdraw", "POST"): Knock({"pk": public.pk}, WITHDRAWN, public.version),
        ("evaluation-recommendations", "GET"): Knock(owned),
        ("evaluation-recommendations", "POST"): Knock(owned, RECOMMENDED),
        ("evaluation-recommendation", "GET"): Knock(recommended),
        ("evaluation-recommendation", "PATCH"): Knock(recommended, RECOMMENDED, 1),
        ("evaluation-recommendation", "DELETE"): Knock(recommended, version=1),
        ("evaluation-lessons", "GET"): Knock(owned),
        ("evaluation-lessons", "POST"): Knock(owned, LEARNED),
        ("evaluation-lesson", "GET"): Knock(learned),
        ("evaluation-lesson", "PATCH"): Knock(learned, LEARNED, 1),
        ("evaluation-lesson", "DELETE"): Knock(learned, version=1),
        ("recommendation-responses", "GET"): Knock(answered),
        ("recommendation-responses", "POST"): Knock({"recommendation_id": made["open"].pk}, ANSWER),
        ("recommendation-response", "GET"): Knock(answer),
        ("recommendation-response", "PATCH"): Knock(answer, {"text": "As before."}, 1),
        ("recommendation-response-withdraw", "POST"): Knock(answer, WITHDRAWN, 1),
        ("recommendations-detail", "GET"): Knock({"pk": made["draft recommendation"].pk}),
        ("lessons-detail", "GET"): Knock({"pk": made["draft lesson"].pk}),
        ("evaluations-documents", "GET"): Knock(owned),
        ("evaluations-documents", "POST"): Knock(owned, {"file": "new.pdf"}),
        ("evaluations-document-file", "GET"): Knock(file),
        ("evaluations-document-withdraw", "POST"): Knock(file, WITHDRAWN),
    }
