"""Common country analyses: continuous, with dated updates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import require
from ilo_dc.core.installation.actions import is_demonstration
from portfolio.frameworks import policies, rules
from portfolio.frameworks.actions.framework_parts import add_part, edit_part, remove_part, unable
from portfolio.frameworks.models.country_analysis import CommonCountryAnalysis, CountryAnalysisUpdate

if TYPE_CHECKING:
    from ilo_dc.core.models import Country, User


@dataclass(frozen=True)
class UpdateText:
    """One dated update of an analysis."""

    updated_on: date
    reference: str
    summary: str = ""
    ilo_contribution: str = ""
    constituents_contribution: str = ""
    link: str = ""


@transaction.atomic
def add_analysis_update(*, by: User, countries: Sequence[Country], text: UpdateText) -> CountryAnalysisUpdate:
    """Record an update of the analysis of these countries; with the first one the analysis begins.

    Raises:
        Refused: `by` does not write in all of the countries.
        UnableToChangeFramework: the day is still to come.
        UnableToAct: an update of this day is recorded already.
    """
    require(policies.may_write_in(by, countries))
    _check(text)
    analysis, is_new = CommonCountryAnalysis.objects.get_or_create(
        country_key=rules.country_key(country.pk for country in countries),
        defaults={"demonstration": is_demonstration()},
    )
    if is_new:
        analysis.countries.set(countries)
    update = CountryAnalysisUpdate(analysis=analysis)
    saved = add_part(by, update, text=text, reason=gettext_noop("Common country analysis updated"))
    _touch(analysis)
    return saved


@transaction.atomic
def edit_analysis_update(
    *, by: User, analysis_update: CountryAnalysisUpdate, lock_version: int, text: UpdateText
) -> CountryAnalysisUpdate:
    """Correct what is said of an update.

    Raises:
        Refused, Conflict, UnableToAct: as `edit_part`.
        UnableToChangeFramework: the day is still to come.
    """
    require(policies.may_write_in(by, analysis_update.analysis.countries.all()))
    _check(text)
    saved = edit_part(
        by,
        analysis_update,
        lock_version=lock_version,
        text=text,
        reason=gettext_noop("Update of a common country analysis corrected"),
    )
    _touch(analysis_update.analysis)
    return saved


@transaction.atomic
def remove_analysis_update(*, by: User, analysis_update: CountryAnalysisUpdate, lock_version: int) -> None:
    """Remove an update that was entered by mistake; with its last one the analysis goes too.

    Raises:
        Refused, Conflict: as `remove_part`.
    """
    analysis = analysis_update.analysis
    remove_part(
        by,
        analysis_update,
        lock_version=lock_version,
        reason=gettext_noop("Update of a common country analysis removed"),
    )
    if analysis.updates.exists():
        _touch(analysis)
    else:
        analysis.delete()


def _touch(analysis: CommonCountryAnalysis) -> None:
    """Raise the version of an analysis whose updates changed."""
    analysis.version += 1
    analysis.save()


def _check(text: UpdateText) -> None:
    if text.updated_on > timezone.now().date():
        raise unable("updated_on", _("This day is still to come."))
