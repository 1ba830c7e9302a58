"""Cooperation frameworks as officers record them: a new one, or a derived one that gets its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, Revision, post
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.versions.actions import field_values, history_context, locked, revise, save_valid
from portfolio.frameworks import policies, rules
from portfolio.frameworks.actions import framework_notices as notices
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkCountry
from portfolio.frameworks.models.framework_state import FrameworkState
from portfolio.frameworks.vocab import FrameworkKind, FrameworkStatus

if TYPE_CHECKING:
    from ilo_dc.core.models import Country, User

MOST_COUNTRIES = 40


class UnableToSaveFramework(UnableToAct):
    """The framework cannot be saved like this."""

    title = "Unable to save this cooperation framework"


class UnableToPublishFramework(UnableToAct):
    """The framework cannot be published or taken back."""

    title = "Unable to publish this cooperation framework"


class UnableToRemoveFramework(UnableToAct):
    """The framework cannot be removed."""

    title = "Unable to remove this cooperation framework"


class UnableToRecordStatus(UnableToAct):
    """The status cannot be recorded."""

    title = "Unable to record this status"


@dataclass(frozen=True)
class FrameworkText:
    """What officers say of a framework; the period is half-open, dates that are not known are None."""

    title: str
    kind: str
    starts_on: date | None = None
    ends_on: date | None = None
    signed_on: date | None = None
    guidance: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Step:
    """A status of a framework, with effect from a day."""

    status: str
    effective_on: date
    note: str = ""


@transaction.atomic
def create_framework(*, by: User, countries: Sequence[Country], text: FrameworkText) -> CooperationFramework:
    """Record a framework of one country or of a set; it is published by the region later.

    The first framework of its set receives the sub-outputs that UN INFO will name for these countries.

    Raises:
        Refused: `by` does not write in all of these countries.
        UnableToSaveFramework: no country or too many, no title, or a kind that is not known.
        UnableToAct: another framework of the set covers part of the period.
    """
    require(policies.may_write_in(by, countries) if countries else policies.may_write_somewhere(by))
    _check_text(text, countries)
    key = rules.country_key(country.pk for country in countries)
    others = CooperationFramework.objects.select_for_update().filter(country_key=key)
    invented = is_demonstration()
    framework = CooperationFramework(
        country_key=key,
        slug=_free_address(key, text.starts_on),
        derived=False,
        receives=not others.exists(),
        demonstration=invented,
        described_as_demonstration=invented,
        **field_values(text),
    )
    with history_context(by, gettext_noop("Framework recorded")):
        save_valid(framework)
        FrameworkCountry.objects.bulk_create(
            FrameworkCountry(framework=framework, country=country) for country in countries
        )
    return _told(by, framework, since=0, text=notices.RECORDED)


@transaction.atomic
def describe_framework(
    *, by: User, framework: CooperationFramework, lock_version: int, text: FrameworkText
) -> CooperationFramework:
    """Say what a framework is. A derived one becomes a named one; its sub-outputs and figures stay.

    Figures name it by its title, so that this is a change of the data version.

    Raises:
        Refused: `by` does not write in all of its countries.
        Conflict: somebody saved another version meanwhile.
        UnableToSaveFramework: no title, a kind that is not known, or a date that its status needs is gone.
        UnableToAct: another framework of the set covers part of the period.
    """
    require(policies.may_edit_framework(by, framework))
    _check_text(text)
    values = field_values(text)
    _check_stage(_status_of(framework), values)
    described = {
        **values,
        "derived": False,
        "described_as_demonstration": framework.described_as_demonstration or is_demonstration(),
    }
    locked(
        framework, lock_version=lock_version, values=described
    )  # the row first, then the lock of changes, as all do
    with (
        history_context(by, gettext_noop("Framework described")),
        recording(by=by, reason="Framework described"),
    ):
        saved = revise(framework, lock_version=lock_version, values=described)
    return _told(by, saved, since=lock_version, text=notices.DESCRIBED)


@transaction.atomic
def publish_framework(
    *, by: User, framework: CooperationFramework, lock_version: int
) -> CooperationFramework:
    """Let everyone see what officers recorded of a framework.

    Raises:
        Refused: no regional officer of the region.
        Conflict: somebody saved another version meanwhile.
        UnableToPublishFramework: nobody has described it yet.
    """
    require(policies.may_publish_framework(by, framework))
    if framework.derived:
        raise UnableToPublishFramework(_("Nobody has described this framework yet. Describe it first."))
    with history_context(by, gettext_noop("Framework published")):
        saved = revise(framework, lock_version=lock_version, values={"published": True})
    return _told(by, saved, since=lock_version, text=notices.PUBLISHED)


@transaction.atomic
def withdraw_framework(
    *, by: User, framework: CooperationFramework, lock_version: int, reason: str
) -> CooperationFramework:
    """Take back what was published of a framework; what UN INFO publishes of it stays public.

    Raises:
        Refused: no regional officer of the region.
        Conflict: somebody saved another version meanwhile.
        UnableToPublishFramework: no reason.
    """
    require(policies.may_publish_framework(by, framework))
    if not reason.strip():
        raise UnableToPublishFramework(_("Some entries need your attention."), {"reason": [_("Say why.")]})
    with history_context(by, reason.strip()):
        saved = revise(framework, lock_version=lock_version, values={"published": False})
    return _told(by, saved, since=lock_version, text=notices.WITHDRAWN)


@transaction.atomic
def receive_sub_outputs(
    *, by: User, framework: CooperationFramework, lock_version: int, reason: str
) -> CooperationFramework:
    """Let new sub-outputs of the set come to this framework; those recorded stay where they are.

    Raises:
        Refused: `by` does not write in all of its countries.
        Conflict: somebody saved another version meanwhile.
        UnableToSaveFramework: no reason.
    """
    require(policies.may_edit_framework(by, framework))
    if not reason.strip():
        raise UnableToSaveFramework(_("Some entries need your attention."), {"reason": [_("Say why.")]})
    same = CooperationFramework.objects.select_for_update().filter(country_key=framework.country_key)
    with history_context(by, reason.strip()):
        for other in same.filter(receives=True).exclude(pk=framework.pk).order_by("pk"):
            revise(other, lock_version=other.version, values={"receives": False})
        return revise(framework, lock_version=lock_version, values={"receives": True})


@transaction.atomic
def record_framework_status(
    *, by: User, framework: CooperationFramework, lock_version: int, step: Step
) -> CooperationFramework:
    """Record where a framework is in its life: a dated fact, which a later one supersedes.

    Raises:
        Refused: `by` does not write in all of its countries.
        Conflict: somebody saved another version meanwhile.
        UnableToRecordStatus: not the next status, a day to come, or a date that the status needs is missing.
    """
    require(policies.may_edit_framework(by, framework))
    framework = locked(framework, lock_version=lock_version)
    before = FrameworkState.objects.current().filter(framework=framework).first()
    _check_step(step, before.status if before else "", framework)
    state = FrameworkState(
        framework=framework, status=step.status, effective_on=step.effective_on, note=step.note.strip()
    )
    plan: Plan[FrameworkState] = Plan()
    if before is None:
        plan.created.append(state)
    else:
        plan.changed.append(Revision(before, state))
    framework.version += 1
    with history_context(by, gettext_noop("Status of a framework recorded")):
        save_valid(framework)
    with recording(by=by, reason="Status of a cooperation framework"):
        post(plan, edition=None, demonstration=is_demonstration())
    return _told(by, framework, since=lock_version, text=notices.STATUS_TOLD[step.status])


@transaction.atomic
def remove_framework(*, by: User, framework: CooperationFramework, lock_version: int) -> None:
    """Remove a framework that was entered by mistake: nothing belongs to it and no source names it.

    Raises:
        Refused: no regional officer of the region.
        Conflict: somebody saved another version meanwhile.
        UnableToRemoveFramework: something belongs to it, or sub-outputs come to it.
    """
    require(policies.may_remove_framework(by, framework))
    row = locked(framework, lock_version=lock_version)
    others = CooperationFramework.objects.filter(country_key=row.country_key).exclude(pk=row.pk)
    if row.source:
        raise UnableToRemoveFramework(_("UN INFO names sub-outputs of this framework. Correct it instead."))
    if row.receives and others.exists():
        raise UnableToRemoveFramework(
            _("New sub-outputs of these countries come here. Let another framework receive them first.")
        )
    with history_context(by, gettext_noop("Framework removed")):
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError as error:
            raise UnableToRemoveFramework(
                _("Something is recorded of this framework. Remove that first, or correct the framework.")
            ) from error


def _told(by: User, saved: CooperationFramework, *, since: int, text: str) -> CooperationFramework:
    """Tell the officers of its countries what was done, if anything was."""
    if saved.version != since:
        notices.tell_of_framework(by=by, framework=saved, text=text)
    return saved


def _check_text(text: FrameworkText, countries: Sequence[Country] | None = None) -> None:
    problems: dict[str, list[str]] = {}
    if not text.title.strip():
        problems["title"] = [_("Give its title.")]
    if text.kind not in FrameworkKind.values or text.kind == FrameworkKind.UNKNOWN:
        problems["kind"] = [_("Choose what kind of framework it is.")]
    if countries is not None and not 1 <= len(countries) <= MOST_COUNTRIES:
        problems["countries"] = [_("Name one to %(most)d countries or areas.") % {"most": MOST_COUNTRIES}]
    if problems:
        raise UnableToSaveFramework(_("Some entries need your attention."), problems)


def _check_stage(status: str, values: dict[str, object]) -> None:
    missing = rules.missing_for(status, values)
    if missing:
        label = FrameworkStatus(status).label
        text = _("A framework with the status “%(status)s” needs this.") % {"status": label}
        raise UnableToSaveFramework(
            _("Some entries need your attention."), {name: [text] for name in missing}
        )


def _check_step(step: Step, before: str, framework: CooperationFramework) -> None:
    if step.status not in FrameworkStatus.values or not rules.may_follow(step.status, before):
        following = [FrameworkStatus(name).label for name in sorted(rules.NEXT_STATUS[before])]
        text = _("Next may come: %(names)s.") % {"names": ", ".join(map(str, following)) or "–"}
        raise UnableToRecordStatus(_("Some entries need your attention."), {"status": [text]})
    if step.effective_on > timezone.now().date():
        text = _("This day is still to come.")
        raise UnableToRecordStatus(_("Some entries need your attention."), {"effective_on": [text]})
    problems = missing_problems(step.status, framework)
    if problems:
        raise UnableToRecordStatus(problems[""][0])


def missing_problems(status: str, framework: CooperationFramework) -> dict[str, list[str]]:
    """Return what a framework lacks for a status, as the problem of no single field; nothing: no problem."""
    values = {name: getattr(framework, name) for name in rules.NEEDED_FROM}
    missing = rules.missing_for(status, values)
    if not missing:
        return {}
    fields = {field.name: field for field in framework._meta.concrete_fields}
    labels = ", ".join(str(fields[name].verbose_name) for name in missing)
    return {"": [_("For this status the framework first needs: %(names)s.") % {"names": labels}]}


def _status_of(framework: CooperationFramework) -> str:
    states = FrameworkState.objects.current().filter(framework=framework)
    return states.values_list("status", flat=True).first() or ""


def _free_address(key: str, starts_on: date | None) -> str:
    taken = set(
        CooperationFramework.objects.filter(slug__startswith=key.lower()).values_list("slug", flat=True)
    )
    return rules.free_address(key, starts_on.year if starts_on else None, taken)
