"""Clearances for tests, written through the actions as people would write them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from funding.clearances.actions import clearances as actions
from funding.clearances.actions import decisions, settings
from funding.clearances.policies import may_document
from funding.models import ClearanceOpinion, ClearanceStep, PartnershipClearance, ScreeningCriterion
from ilo_dc.core.documents.actions import attach_document
from ilo_dc.core.models import Organisation, User

SECRET = "Verschwiegen"  # a word that stands in clearances and nowhere else
FINDINGS = "The annual report names no forced labour."
ADVICE = "The standard clauses are enough."


def company(name: str = "Acme Textiles", slug: str = "acme-textiles") -> Organisation:
    """Return a partner outside governments."""
    return Organisation.objects.get_or_create(slug=slug, defaults={"kind": "private", "name_en": name})[0]


def fresh(clearance: PartnershipClearance) -> PartnershipClearance:
    return PartnershipClearance.objects.for_list().get(pk=clearance.pk)


def exclusion(by: User, text: str = "It makes tobacco.") -> ScreeningCriterion:
    today = timezone.now().date()
    return settings.add_criterion(by=by, text=settings.CriterionText("exclusion", text, today))


def question(by: User, text: str = "How high is the risk?") -> ScreeningCriterion:
    """Return a question of the common approach with two answers."""
    asked = settings.CriterionText("common_approach", text, timezone.now().date(), answers="Low\nHigh\n\nLow")
    return settings.add_criterion(by=by, text=asked)


def requested(by: User, partner: Organisation | None = None, **entered: Any) -> PartnershipClearance:
    values = {"form": "project", "purpose": "Skills for young weavers", **entered}
    text = actions.RequestText(partner or company(), **values)
    return fresh(actions.request_clearance(by=by, text=text))


def screened(
    by: User, clearance: PartnershipClearance, *, answers: dict[int, str] | None = None, hand_in: bool = True
) -> PartnershipClearance:
    """Return a clearance whose screening is handed in: nothing found, the first answer of each question."""
    now = fresh(clearance)
    usual = {one.pk: one.choices[0][0] for one in actions.criteria_of(now)}
    given = {key: actions.Answered(text, "As found.") for key, text in {**usual, **(answers or {})}.items()}
    actions.screen_partner(
        by=by, clearance=now, lock_version=now.version, answers=given, findings=FINDINGS, hand_in=hand_in
    )
    return fresh(now)


def opined(
    by: User, clearance: PartnershipClearance, bureau: str, *, opinion: str = "no_objection", text: str = ""
) -> PartnershipClearance:
    now = fresh(clearance)
    decisions.give_opinion(
        by=by, clearance=now, lock_version=now.version, bureau=bureau, opinion=opinion, text=text
    )
    return fresh(now)


def advised(by: User, clearance: PartnershipClearance, advice: str = ADVICE) -> PartnershipClearance:
    now = fresh(clearance)
    decisions.record_advice(by=by, clearance=now, lock_version=now.version, advice=advice)
    return fresh(now)


def decided(
    by: User, clearance: PartnershipClearance, decision: str = "cleared", **said: Any
) -> PartnershipClearance:
    """Return a clearance that was decided on; what is cleared holds for a year unless told."""
    now = fresh(clearance)
    if decision != "refused":
        said.setdefault("valid_until", timezone.now().date() + timedelta(days=365))
    text = decisions.DecisionText(decision, **said)
    decisions.decide_clearance(by=by, clearance=now, lock_version=now.version, text=text)
    return fresh(now)


def complete(cast: Any, partner: Organisation | None = None, **objection: str) -> PartnershipClearance:
    """Return a clearance that waits for the decision alone; `objection`: what ACT/EMP says instead."""
    made = screened(cast.officer, requested(cast.officer, partner))
    opined(cast.workers, made, "actrav")
    opined(cast.employers, made, "act_emp", **objection)
    return advised(cast.officer, made)


def cleared(cast: Any, partner: Organisation | None = None, **said: Any) -> PartnershipClearance:
    return decided(cast.manager, complete(cast, partner), **said)


def make_clearances(people: dict[str, User]) -> dict[str, Any]:
    """Return one to screen, one that waits for ACTRAV, one that waits for legal advice; a step, a document.

    Nobody of ACT/EMP is in the cast: what that bureau said stands there. The second one has no officer.
    """
    pardev, actrav = people["PARDEV officer"], people["bureau officer"]
    criterion = exclusion(people["manager"], f"{SECRET} makes tobacco.")
    names = ("Screened Mills", "Opinion Mills", "Legal Mills")
    made = [
        requested(pardev, company(name, name.lower().replace(" ", "-")), purpose=f"{SECRET} skills")
        for name in names
    ]
    opinions, legal = screened(pardev, made[1]), screened(pardev, made[2])
    given = ClearanceOpinion.objects.filter(clearance__in=(opinions, legal), bureau="act_emp")
    given.update(opinion="comments", text=f"{SECRET}: ask the industry.", given_at=timezone.now())
    legal = opined(actrav, legal, "actrav", opinion="objection", text=f"{SECRET} locks out unions.")
    PartnershipClearance.objects.filter(pk=opinions.pk).update(officer=None)
    content = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n" + SECRET.encode() + b"\n%%EOF\n"
    file = SimpleUploadedFile("screening.pdf", content)
    document = attach_document(
        by=pardev, owner=opinions, file=file, policy=may_document, title=f"{SECRET} register of courts"
    )
    return {
        "screening": fresh(made[0]),
        "opinions": fresh(opinions),
        "legal": legal,
        "criterion": criterion,
        "document": document,
        "step": ClearanceStep.objects.current().filter(clearance=opinions).get(),
    }
