"""Country programmes: start one, edit it, move it to the next stage of its life, discard a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, Revision, post
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.models import Country
from ilo_dc.core.versions.actions import (
    check_valid,
    field_values,
    history_context,
    locked,
    revise,
    save_valid,
)
from portfolio.programmes import policies
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_document import ProgrammeDocument
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.programmes.rules import programmes as rules
from portfolio.programmes.vocab import ProgrammeStatus, TextLanguage

if TYPE_CHECKING:
    from ilo_dc.core.models import Office, Region, User
    from portfolio.programmes.rules.programmes import Gate


class UnableToEditProgramme(UnableToAct):
    """The programme cannot be saved like this."""

    title = "Unable to save this country programme"


class UnableToMoveProgramme(UnableToAct):
    """The programme cannot take this step now."""

    title = "Unable to move this country programme"


class UnableToDiscardProgramme(UnableToAct):
    """The draft cannot be discarded."""

    title = "Unable to discard this country programme"


@dataclass(frozen=True)
class ProgrammeText:
    """What is said of a programme; the period is half-open: `ends_on` is the day after the last."""

    title: str
    starts_on: date | None = None
    ends_on: date | None = None
    generation: int | None = None
    pilot: bool = False
    office: Office | None = None
    language: str = TextLanguage.ENGLISH
    consulted_on: date | None = None
    theory_of_change: str = ""

    def field_values(self) -> dict[str, Any]:
        """Return the values by field, without blanks around texts."""
        return field_values(self)


@dataclass(frozen=True)
class Step:
    """A step of a programme's life: where to, with effect from when, and why; `document` says so."""

    status: str
    effective_on: date
    reason: str
    extended_until: date | None = None
    document: ProgrammeDocument | None = None


@transaction.atomic
def create_programme(
    *, by: User, text: ProgrammeText, country: Country | None = None, region: Region | None = None
) -> CountryProgramme:
    """Start a programme as a draft: of `country`, or sub-regional in `region`.

    Raises:
        UnableToEditProgramme: no place is named.
        Refused: neither a field officer of the country nor a regional officer of the region.
        UnableToAct: what the fields or constraints found.
    """
    if country is None and region is None:
        raise UnableToEditProgramme(
            _("Some entries need your attention."),
            {"country": [_("Name a country or area, or the region of a sub-regional programme.")]},
        )
    require(policies.may_create_programme(by, country=country, region=region))
    values = text.field_values()
    if country is not None:
        Country.objects.select_for_update().get(pk=country.pk)  # one address at a time
    place = country.pk if country else f"region-{region.pk}" if region else "programme"
    taken = CountryProgramme.objects.filter(slug__startswith=place.lower()).values_list("slug", flat=True)
    programme = CountryProgramme(
        slug=rules.slug_of(place, text.starts_on, taken=set(taken)),
        country=country,
        region=region,
        sub_regional=country is None,
        demonstration=is_demonstration(),
        **values,
    )
    with history_context(by, gettext_noop("Country programme started")):
        save_valid(programme)
    with recording(by=by, reason="Country programme started"):
        _record(programme, Step(ProgrammeStatus.DRAFT, timezone.now().date(), "Country programme started"))
    return programme


@transaction.atomic
def edit_programme(
    *, by: User, programme: CountryProgramme, lock_version: int, text: ProgrammeText
) -> CountryProgramme:
    """Change what is said of a programme; `lock_version` is the one that was read.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        Conflict: somebody changed it meanwhile.
        UnableToEditProgramme: something that its stage needs would be missing.
        UnableToAct: what the fields or constraints found.
    """
    require(policies.may_edit_programme(by, programme))
    values = text.field_values()
    locked(programme, lock_version=lock_version, values=values)
    lacking = [
        gate
        for gate in rules.missing({**plan_of(programme), **values}, programme.status)
        if gate.field in values
    ]
    if lacking:
        raise UnableToEditProgramme(_("Some entries need your attention."), gate_messages(lacking))
    with history_context(by, gettext_noop("Country programme edited")):
        return revise(programme, lock_version=lock_version, values=values)


@transaction.atomic
def move_programme(
    *, by: User, programme: CountryProgramme, lock_version: int, step: Step
) -> CountryProgramme:
    """Record a step of a programme's life.

    Raises:
        Refused: signature and later is the regional officer's; before, the field officer's too.
        Conflict: somebody changed it meanwhile.
        UnableToMoveProgramme: no such step from here, a date out of order, or a gate that is not passed.
        UnableToAct: another programme of the country is in force in part of the period.
    """
    require(policies.may_move_programme(by, programme, step.status))
    now = locked(programme, lock_version=lock_version, values={"status": step.status})
    problems = _problems_of(now, step)
    if problems:
        raise UnableToMoveProgramme(_("The programme cannot take this step yet."), problems)
    try:
        with transaction.atomic():
            _move(by, now, step)
    except IntegrityError:
        # Another programme came into force meanwhile: it is visible now, so the check names it.
        check_as(now, step.status, extended_until=_until(now, step))
        raise
    return CountryProgramme.objects.get(pk=now.pk)


@transaction.atomic
def discard_programme(*, by: User, programme: CountryProgramme, lock_version: int, reason: str) -> None:
    """Give up a draft: nobody sees it any more. What was recorded of it is kept, with who gave it up and why.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region, or no draft.
        Conflict: somebody changed it meanwhile.
        UnableToDiscardProgramme: no reason, or an outcome update was handed in under it once.
    """
    require(policies.may_discard_programme(by, programme))
    now = locked(programme, lock_version=lock_version)
    require(policies.may_discard_programme(by, now))
    reason = reason.strip()
    if not reason:
        raise UnableToDiscardProgramme(
            _("Some entries need your attention."), {"reason": [_("Say why; the history keeps it.")]}
        )
    if ProgrammeOutcome.objects.filter(programme=now).reported_on().exists():
        raise UnableToDiscardProgramme(_("Outcome updates were written under this programme: it stays."))
    with history_context(by, reason), recording(by=by, reason="Country programme: draft discarded"):
        state = ProgrammeState.objects.current().get(programme=now)
        post(Plan(withdrawn=[state]), edition=None, demonstration=now.demonstration)
        revise(now, lock_version=lock_version, values={"discarded": True})


def gates_before(programme: CountryProgramme, stage: str) -> list[Gate]:
    """Return what `programme` lacks for `stage`; what the step itself says (an extension) is not asked."""
    known = {**plan_of(programme), "extended_until": True}
    return rules.missing(known, stage)


def plan_of(programme: CountryProgramme) -> dict[str, object]:
    """Return what gates are told of a programme, by gate."""
    annotated = CountryProgramme.objects.with_plan().get(pk=programme.pk)
    return {gate.field: getattr(annotated, gate.field) for gate in rules.GATES}


def gate_messages(gates: list[Gate]) -> dict[str, list[str]]:
    """Return the messages of gates by the field that repairs them."""
    return {gate.field: [_(gate.message)] for gate in gates}


def _problems_of(programme: CountryProgramme, step: Step) -> Mapping[str, list[str]]:
    """Return what stands against a step, by the field that repairs it."""
    if step.status not in rules.MOVES or not rules.may_follow(programme.status, step.status):
        words = {"now": programme.get_status_display()}
        return {"status": [_("From “%(now)s” the programme cannot move there.") % words]}
    problems: dict[str, list[str]] = {}
    if not step.reason.strip():
        problems["reason"] = [_("Say why; the history keeps it.")]
    before = ProgrammeState.objects.current().get(programme=programme)
    if step.effective_on > timezone.now().date():
        problems["effective_on"] = [_("A step is recorded when it has taken effect, not before.")]
    elif not rules.is_in_order(before.effective_on, step.effective_on):
        problems["effective_on"] = [_("The stage before took effect later than this.")]
    problems |= document_problem(programme, step)
    known = {**plan_of(programme), "extended_until": step.extended_until}
    problems |= gate_messages(rules.missing(known, step.status))
    if step.status == ProgrammeStatus.EXTENDED and step.extended_until:
        end = programme.extended_until or programme.ends_on
        if end and step.extended_until <= end:
            problems["extended_until"] = [_("The extension is after the present end.")]
    return problems


def document_problem(programme: CountryProgramme, step: Step) -> dict[str, list[str]]:
    """Return what is wrong with the document that a step names, by its field; nothing where it names none."""
    of_it = ProgrammeDocument.objects.current().filter(programme=programme)
    if step.document is None or of_it.filter(pk=step.document.pk).exists():
        return {}
    return {"document": [_("Choose a document that is attached to this programme.")]}


def check_as(programme: CountryProgramme, status: str, *, extended_until: date | None) -> None:
    """Check the programme as if it had this status: does another one of the country stand in the way?

    Raises:
        UnableToAct: what the constraints found.
    """
    as_it_will_be = CountryProgramme.objects.get(pk=programme.pk)
    as_it_will_be.status, as_it_will_be.extended_until = status, extended_until
    check_valid(as_it_will_be)


def _until(programme: CountryProgramme, step: Step) -> date | None:
    """Return until when the programme is extended after a step."""
    return step.extended_until if step.status == ProgrammeStatus.EXTENDED else programme.extended_until


def _move(by: User, programme: CountryProgramme, step: Step) -> None:
    until = _until(programme, step)
    check_as(programme, step.status, extended_until=until)
    with (
        history_context(by, step.reason.strip()),
        recording(by=by, reason=f"Country programme: {step.status}"),
    ):
        if step.status == ProgrammeStatus.EXTENDED:
            revise(programme, lock_version=programme.version, values={"extended_until": until})
        _record(programme, step)


def _record(programme: CountryProgramme, step: Step) -> None:
    """Post the state inside an open recording; the database lets the programme's own status follow."""
    new = state_of(programme, step)
    old = ProgrammeState.objects.current().filter(programme=programme).first()
    plan: Plan[ProgrammeState] = Plan(changed=[Revision(old, new)]) if old else Plan(created=[new])
    post(plan, edition=None, demonstration=programme.demonstration)


def state_of(programme: CountryProgramme, step: Step) -> ProgrammeState:
    """Return the fact that a step is to be recorded as."""
    return ProgrammeState(
        programme=programme,
        status=step.status,
        effective_on=step.effective_on,
        extended_until=step.extended_until if step.status == ProgrammeStatus.EXTENDED else None,
        reason=step.reason.strip(),
        document=step.document,
    )
