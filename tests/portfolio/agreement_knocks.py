"""The way through each door of agreements and of their money: where it is, and what a valid sending holds."""

from __future__ import annotations

from typing import Any

from funding.agreements.actions.agreement_life import AGREEMENT_LIFE
from tests.portfolio.knock import Knock
from tests.recipes.worlds import TODAY, World

STEP = {"effective_on": TODAY, "reason": "Decided"}
EARLIER = {"effective_on": "2024-02-10", "reason": "The minutes say so"}
LATER = {"effective_on": "2024-03-05", "reason": "The minutes say so"}
WITHDRAWN = {"reason": "By mistake"}
TERMS = {"title": "Another", "kind": "contribution", "language": "en"}
GIVES = {"amount": "10.00"}
AMENDED = {"number": 7, "signed_on": TODAY, "amount": "-5.00", "note": "Less"}
PAID = {"due_on": "2026-05-01", "amount": "20.00"}
SENT = {"sent_on": TODAY, "note": "By mail"}
DUE = {"kind": "final", "due_on": "2028-05-01"}


def agreement_pages(world: World) -> dict[str, Knock]:
    """Return the way through each page of agreements."""
    made = world.agreements
    rows = {name: made[name] for name in ("draft", "own", "shared", "published")}
    words = {name: {"agreement": row.pk} for name, row in rows.items()}
    first, *_others, last = AGREEMENT_LIFE.in_effect(made["own"])
    own_file = {**words["own"], "document": made["own document"].pk}
    report_file = {"report": made["due report"].donor_report_id, "document": made["report document"].pk}
    shared_file = {**words["shared"], "document": made["shared document"].pk}
    return {
        **{f"agreement {name}": Knock({"pk": row.pk}) for name, row in rows.items()},
        "funding:agreement-new": Knock(values={**TERMS, "partner": "Germany", "currency": "EUR"}),
        "funding:agreement-edit": Knock(words["own"], {"title": "Another", "reason": "Misspelt"}),
        "funding:agreement-move to signed": Knock({**words["draft"], "status": "signed"}, STEP),
        "funding:agreement-move to running": Knock({**words["own"], "status": "running"}, STEP),
        "funding:agreement-publish": Knock(words["own"]),
        "funding:agreement-withdraw": Knock(words["published"], WITHDRAWN),
        "funding:agreement-status-correct draft": Knock({**words["own"], "pk": first.pk}, EARLIER),
        "funding:agreement-status-correct signed": Knock({**words["own"], "pk": last.pk}, LATER),
        "funding:agreement-status-take-back": Knock(
            {**words["shared"], "pk": AGREEMENT_LIFE.in_effect(made["shared"])[-1].pk}, WITHDRAWN
        ),
        "funding:agreement-partner-new": Knock(words["shared"], {**GIVES, "organisation": "Norway"}),
        "funding:agreement-partner-edit": Knock({"pk": made["german part"].pk}, GIVES),
        "funding:agreement-partner-remove": Knock({"pk": made["german part"].pk}),
        **_part("amendment", made["amendment"], words["own"], AMENDED),
        **_part("instalment", made["instalment"], words["own"], PAID),
        **_part("donor-report", made["report"], words["own"], DUE),
        "funding:funded-project-new": Knock(words["own"], {"project": world.project.title, "share": "10"}),
        "funding:funded-project-edit": Knock({"pk": made["project"].pk}, {"share": "50"}),
        "funding:funded-project-remove": Knock({"pk": made["project"].pk}),
        "funding:donor-report-send": Knock({"report": made["report"].pk}, SENT),
        "funding:donor-report-document": Knock(report_file),
        "funding:donor-report-document-withdraw": Knock(report_file, WITHDRAWN),
        "funding:agreement-attach": Knock(words["own"], {"file": "new.pdf"}),
        "funding:agreement-document own": Knock(own_file),
        "funding:agreement-document shared": Knock(shared_file),
        "funding:agreement-document-withdraw own": Knock(own_file, WITHDRAWN),
        "funding:agreement-document-withdraw shared": Knock(shared_file, WITHDRAWN),
    }


def _part(noun: str, row: Any, owner: dict[str, Any], values: dict[str, Any]) -> dict[str, Knock]:
    return {
        f"funding:{noun}-new": Knock(owner, values),
        f"funding:{noun}-edit": Knock({"pk": row.pk}, values),
        f"funding:{noun}-remove": Knock({"pk": row.pk}),
    }


def agreement_paths(world: World) -> dict[tuple[str, str], Knock]:
    """Return the way through each path of the API about agreements."""
    made = world.agreements
    own, both, public = made["own"], made["shared"], made["published"]
    number, owned, shared = {"pk": own.pk}, {"agreement_id": own.pk}, {"agreement_id": both.pk}
    last = AGREEMENT_LIFE.in_effect(own)[-1]
    taken = {**shared, "pk": AGREEMENT_LIFE.in_effect(both)[-1].pk}
    file = {**owned, "document": made["own document"].pk}
    reported = {"report_id": made["due report"].donor_report_id}
    report_file = {**reported, "document": made["report document"].pk}
    named = {"partner": "germany", "currency": "EUR", "title": "Another"}
    step = {**STEP, "status": "running"}
    knocks = {
        ("agreements-list", "POST"): Knock(values=named),
        ("agreements-detail", "GET"): Knock(number),
        ("agreements-detail", "PATCH"): Knock(number, {"title": "B", "reason": "Misspelt"}, own.version),
        ("agreements-publish", "POST"): Knock(number, version=own.version),
        ("agreements-withdraw", "POST"): Knock({"pk": public.pk}, WITHDRAWN, public.version),
        ("agreements-statuses", "GET"): Knock(owned),
        ("agreements-statuses", "POST"): Knock(owned, step, own.version),
        ("agreements-status-correct", "POST"): Knock(
            {**owned, "pk": last.pk}, {**LATER, "status": "signed"}, own.version
        ),
        ("agreements-status-take-back", "POST"): Knock(taken, WITHDRAWN, both.version),
        ("agreements-documents", "GET"): Knock(owned),
        ("agreements-documents", "POST"): Knock(owned, {"file": "new.pdf"}),
        ("agreements-document-file", "GET"): Knock(file),
        ("ledger-entries-detail", "GET"): Knock({"pk": made["line"].pk}),
        ("published-entries-detail", "GET"): Knock({"pk": made["published line"].pk}),
        ("pools-detail", "GET"): Knock({"pk": made["line"].pool_id}),
        ("agreements-document-withdraw", "POST"): Knock(file, WITHDRAWN),
        ("due-instalments-detail", "GET"): Knock({"pk": made["due instalment"].pk}),
        ("due-donor-reports-detail", "GET"): Knock({"pk": made["due report"].pk}),
        ("donor-reports-documents", "GET"): Knock(reported),
        ("donor-reports-documents", "POST"): Knock(reported, {"file": "new.pdf"}),
        ("donor-reports-document-file", "GET"): Knock(report_file),
        ("donor-reports-document-withdraw", "POST"): Knock(report_file, WITHDRAWN),
    }
    for name, below, row, values in (
        ("agreement-partner", shared, made["german part"], {**GIVES, "organisation": "norway"}),
        ("agreement-amendment", owned, made["amendment"], AMENDED),
        ("agreement-project", owned, made["project"], {"project": world.project.pk, "share": "10.00"}),
    ):
        place = {**below, "pk": row.pk}
        knocks[f"{name}s", "GET"] = Knock(below)
        knocks[f"{name}s", "POST"] = Knock(below, values)
        knocks[name, "GET"] = Knock(place)
        knocks[name, "PATCH"] = Knock(place, values, row.version)
        knocks[name, "DELETE"] = Knock(place, version=row.version)
    for name, row, values in (
        ("instalments", made["instalment"], PAID),
        ("donor-reports", made["report"], DUE),
    ):
        place = {"pk": row.pk}
        knocks[f"{name}-list", "POST"] = Knock(values={**values, "agreement": made["draft"].pk})
        knocks[f"{name}-detail", "GET"] = Knock(place)
        knocks[f"{name}-detail", "PATCH"] = Knock(place, values, row.version)
        knocks[f"{name}-detail", "DELETE"] = Knock(place, version=row.version)
    return knocks
