"""Country programme outcomes: add, edit, publish, take back, remove; what a place in a programme needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, post
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.versions.actions import field_values, history_context, locked, save_changes, save_valid
from ilo_dc.core.writing.part import remove_row
from portfolio.outcomes import policies
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome, OutcomePublication
from portfolio.outcomes.rules import code_fits
from portfolio.outcomes.vocab import TextLanguage

if TYPE_CHECKING:
    from ilo_dc.core.models import Country, Region, User

PUBLISHED = gettext_noop("Country programme outcome published")
WITHDRAWN = gettext_noop("Publication of a country programme outcome ended")


class UnableToSaveOutcome(UnableToAct):
    """The outcome cannot be saved like this."""

    title = "Unable to save this country programme outcome"


@dataclass(frozen=True)
class OutcomeTitle:
    """What an outcome is called, in a language."""

    title: str
    language: str = TextLanguage.ENGLISH


@transaction.atomic
def add_country_outcome(
    *, by: User, country: Country | None, region: Region | None, code: str, text: OutcomeTitle
) -> CountryProgrammeOutcome:
    """Add an outcome of a country, or of a sub-region: then `country` is None. No programme is needed.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        UnableToSaveOutcome: no place is named.
        UnableToAct: there is one with the code, or a field is wrong.
    """
    if country is None and region is None:
        raise UnableToSaveOutcome(
            _("Some entries need your attention."),
            {"country": [_("Name a country or area, or the region of a sub-region's outcome.")]},
        )
    require(policies.may_write_in(by, country=country, region=region))
    code = code.strip().upper()
    if country is not None and not code_fits(code, country.pk):
        message = _("The CPO codes of this country begin with %(iso3)s.") % {"iso3": country.pk}
        raise UnableToSaveOutcome(_("Some entries need your attention."), {"code": [message]})
    with history_context(by, gettext_noop("Country programme outcome added")):
        return save_valid(
            CountryProgrammeOutcome(
                country=country,
                region=None if country else region,
                code=code,
                demonstration=is_demonstration(),
                **field_values(text),
            )
        )


@transaction.atomic
def edit_country_outcome(
    *, by: User, outcome: CountryProgrammeOutcome, lock_version: int, text: OutcomeTitle
) -> CountryProgrammeOutcome:
    """Change what an outcome is called; its code and place never change.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        Conflict: somebody changed it meanwhile.
        UnableToAct: what the fields found.
    """
    require(policies.may_edit_outcome(by, outcome))
    values = field_values(text)
    now = locked(outcome, lock_version=lock_version, values=values)
    with history_context(by, gettext_noop("Country programme outcome edited")):
        return save_changes(now, values)


@transaction.atomic
def publish_country_outcome(
    *, by: User, outcome: CountryProgrammeOutcome, lock_version: int
) -> CountryProgrammeOutcome:
    """Let everyone see an outcome without a programme, from now on.

    Raises:
        Refused: no regional officer of the region.
        Conflict: somebody changed it meanwhile.
    """
    require(policies.may_publish_outcome(by, outcome))
    return _record_publication(by, outcome, lock_version=lock_version, published=True, reason=PUBLISHED)


@transaction.atomic
def withdraw_country_outcome(
    *, by: User, outcome: CountryProgrammeOutcome, lock_version: int, reason: str
) -> CountryProgrammeOutcome:
    """End the publication of an outcome; what everyone saw until now stays known as of then.

    Raises:
        Refused: no regional officer of the region.
        Conflict: somebody changed it meanwhile.
        UnableToSaveOutcome: no reason.
    """
    require(policies.may_publish_outcome(by, outcome))
    reason = reason.strip()
    if not reason:
        raise UnableToSaveOutcome(
            _("Some entries need your attention."), {"reason": [_("Say why; the history keeps it.")]}
        )
    return _record_publication(by, outcome, lock_version=lock_version, published=False, reason=reason)


@transaction.atomic
def remove_country_outcome(*, by: User, outcome: CountryProgrammeOutcome, lock_version: int) -> None:
    """Remove an outcome that was added by mistake: nothing names it, and it was never published.

    Raises:
        Refused: neither a field officer of the country nor a regional officer of the region.
        Conflict: somebody changed it meanwhile.
        UnableToSaveOutcome: something names it, or it was published once.
    """
    require(policies.may_edit_outcome(by, outcome))
    named = UnableToSaveOutcome(_("Something names this outcome, or it was published once: it stays."))
    reason = gettext_noop("Country programme outcome removed")
    remove_row(by, outcome, lock_version=lock_version, reason=reason, otherwise=named)


def outcome_with_code(
    *,
    country: Country | None,
    region: Region | None,
    code: str,
    title: str,
    language: str,
    demonstration: bool,
) -> CountryProgrammeOutcome:
    """Return the outcome of a country or sub-region with a code; added with its title if there is none.

    Part of an action: the caller has asked the policy, and says in the history why.

    Raises:
        UnableToAct: a field is wrong.
    """
    known = CountryProgrammeOutcome.objects.filter(country=country, region=region, code=code)
    if (found := known.first()) is not None:
        return found
    new = CountryProgrammeOutcome(
        country=country,
        region=region,
        code=code,
        title=title,
        language=language,
        demonstration=demonstration,
    )
    return save_valid(new)


def _record_publication(
    by: User, outcome: CountryProgrammeOutcome, *, lock_version: int, published: bool, reason: str
) -> CountryProgrammeOutcome:
    """Record whether an outcome is published, and let it say so; nothing, where it says so now."""
    values = {"published": published}
    # The row first, then the lock of changes, as all do.
    now = locked(outcome, lock_version=lock_version, values=values)
    if now.published == published:
        return now
    change = PUBLISHED if published else WITHDRAWN
    with history_context(by, reason), recording(by=by, reason=change):
        current = OutcomePublication.objects.current().filter(outcome=now)
        fact = OutcomePublication(outcome=now, published=published)
        post(
            Plan(created=[fact], withdrawn=list(current)),
            edition=None,
            demonstration=now.demonstration,
        )
        return save_changes(now, values)
