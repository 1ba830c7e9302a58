"""Cooperation frameworks as officers record them: a new one, or a derived one that gets its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, post
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.life.rules import NOT_YET
from ilo_dc.core.versions.actions import (
    field_values,
    history_context,
    locked,
    revise,
    save_changes,
    save_valid,
)
from portfolio.frameworks import policies, rules
from portfolio.frameworks.actions import framework_notices as notices
from portfolio.frameworks.models.framework import CooperationFramework, FrameworkCountry
from portfolio.frameworks.models.framework_state import FrameworkState
from portfolio.frameworks.models.publication_state import PublicationState
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
    return _notify(by, framework, since=0, text=notices.RECORDED)


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
    _check_gates(framework, values)
    described = {
        **values,
        "derived": False,
        "described_as_demonstration": framework.described_as_demonstration or is_demonstration(),
    }
    # The row first, then the lock of changes, as all do.
    now = locked(framework, lock_version=lock_version, values=described)
    with (
        history_context(by, gettext_noop("Framework described")),
        recording(by=by, reason="Framework described"),
    ):
        saved = save_changes(now, described)
    return _notify(by, saved, since=lock_version, text=notices.DESCRIBED)


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
    reason = gettext_noop("Framework published")
    saved = _record_publication(by, framework, lock_version=lock_version, published=True, reason=reason)
    return _notify(by, saved, since=lock_version, text=notices.PUBLISHED)


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
    saved = _record_publication(
        by, framework, lock_version=lock_version, published=False, reason=reason.strip()
    )
    return _notify(by, saved, since=lock_version, text=notices.WITHDRAWN)


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
            save_changes(other, {"receives": False})
        return revise(framework, lock_version=lock_version, values={"receives": True})


@transaction.atomic
def remove_framework(*, by: User, framework: CooperationFramework, lock_version: int) -> None:
    """Remove a framework that was entered by mistake: nothing belongs to it and no source names it.

    Raises:
        Refused: no regional officer of the region.
        Conflict: somebody saved another version meanwhile.
        UnableToRemoveFramework: something belongs to it, it was published once, or sub-outputs come to it.
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
    if PublicationState.objects.filter(framework=row).exists():
        raise UnableToRemoveFramework(
            _("It was published, and what was recorded of that is kept. Correct the framework instead.")
        )
    with history_context(by, gettext_noop("Framework removed")):
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError as error:
            raise UnableToRemoveFramework(
                _("Something is recorded of this framework. Remove that first, or correct the framework.")
            ) from error


def _record_publication(
    by: User, framework: CooperationFramework, *, lock_version: int, published: bool, reason: str
) -> CooperationFramework:
    """Record whether a framework is published, and let it say so; nothing, where it says so now."""
    values = {"published": published}
    # The row first, then the lock of changes, as all do.
    now = locked(framework, lock_version=lock_version, values=values)
    if now.published == published:
        return now
    change = "Framework published" if published else gettext_noop("Publication of a framework ended")
    with history_context(by, reason), recording(by=by, reason=change):
        post_publications([now], published=published, demonstration=is_demonstration())
        return save_changes(now, values)


def post_publications(
    frameworks: Sequence[CooperationFramework], *, published: bool, demonstration: bool
) -> None:
    """Record inside an open `recording` that frameworks are published, or no longer; save them so, too."""
    current = PublicationState.objects.current().filter(framework__in=frameworks)
    facts = [PublicationState(framework=one, published=published) for one in frameworks]
    post(Plan(created=facts, withdrawn=list(current)), edition=None, demonstration=demonstration)


def _notify(by: User, saved: CooperationFramework, *, since: int, text: str) -> CooperationFramework:
    """Tell the officers of its countries what was done, if anything was."""
    if saved.version != since:
        notices.tell_of_framework(by, saved, text=text)
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


def _check_gates(framework: CooperationFramework, values: dict[str, object]) -> None:
    """Refuse values that lack something that the present status needs."""
    statuses = FrameworkState.objects.current().filter(framework=framework)
    status = statuses.values_list("status", flat=True).first() or NOT_YET
    if lacking := rules.STATUSES.missing(status, values):
        label = FrameworkStatus(status).label
        text = _("A framework with the status “%(status)s” needs this.") % {"status": label}
        problems = {gate.field: [text] for gate in lacking}
        raise UnableToSaveFramework(_("Some entries need your attention."), problems)


def _free_address(key: str, starts_on: date | None) -> str:
    taken = set(
        CooperationFramework.objects.filter(slug__startswith=key.lower()).values_list("slug", flat=True)
    )
    return rules.free_address(key, starts_on.year if starts_on else None, taken)
