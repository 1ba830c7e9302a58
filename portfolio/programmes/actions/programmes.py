"""Country programmes: start one, edit it, discard a draft; its life is declared in `programme_life`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, post
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.life.actions import Step
from ilo_dc.core.life.reasons import own_reasons
from ilo_dc.core.models import Country
from ilo_dc.core.versions.actions import field_values, history_context, locked, save_changes, save_valid
from portfolio.programmes import policies
from portfolio.programmes.actions.programme_life import PROGRAMME_LIFE, known_of
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.programmes.rules import programmes as rules
from portfolio.programmes.vocab import ProgrammeStatus, TextLanguage

if TYPE_CHECKING:
    from ilo_dc.core.models import Office, Region, User


class UnableToEditProgramme(UnableToAct):
    """The programme cannot be saved like this."""

    title = "Unable to save this country programme"


STARTED = gettext_noop("Country programme started")
own_reasons(STARTED)


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
    with history_context(by, STARTED):
        save_valid(programme)
    with recording(by=by, reason=STARTED):
        step = Step(ProgrammeStatus.DRAFT, timezone.now().date(), STARTED)
        PROGRAMME_LIFE.begin(programme, step)
    return programme


@transaction.atomic
def edit_programme(
    *, by: User, programme: CountryProgramme, lock_version: int, text: ProgrammeText
) -> CountryProgramme:
    """Change what is said of a programme; `lock_version` is the one that was read.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        Conflict: somebody changed it meanwhile.
        UnableToEditProgramme: something that its status needs would be missing.
        UnableToAct: what the fields or constraints found.
    """
    require(policies.may_edit_programme(by, programme))
    values = text.field_values()
    now = locked(programme, lock_version=lock_version, values=values)
    lacking = rules.STATUSES.missing(now.status, {**known_of(now), **values})
    problems = {gate.field: [_(gate.message)] for gate in lacking if gate.field in values}
    if problems:
        raise UnableToEditProgramme(_("Some entries need your attention."), problems)
    with history_context(by, gettext_noop("Country programme edited")):
        return save_changes(now, values)


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
        present = ProgrammeState.objects.current().get(programme=now)
        post(Plan(withdrawn=[present]), edition=None, demonstration=now.demonstration)
        save_changes(now, {"discarded": True})
