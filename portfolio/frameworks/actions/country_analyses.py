"""Common country analyses: continuous, with dated updates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import Verdict, require
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.versions.actions import gone, save_changes
from ilo_dc.core.writing.part import Part, Words
from portfolio.frameworks import policies, rules
from portfolio.frameworks.actions.framework_parts import UnableToChangeFramework
from portfolio.frameworks.models.country_analysis import CommonCountryAnalysis, CountryAnalysisUpdate

if TYPE_CHECKING:
    from ilo_dc.core.models import Country, User
    from ilo_dc.core.people.grants import Viewer


@dataclass(frozen=True)
class UpdateData:
    """One dated update of an analysis."""

    updated_on: date
    reference: str
    summary: str = ""
    ilo_contribution: str = ""
    constituents_contribution: str = ""
    link: str = ""


def _may_write(user: Viewer, analysis: CommonCountryAnalysis) -> Verdict:
    return policies.may_write_in(user, analysis.countries.all())


# The three actions below also raise the version of the analysis, so it is no part of its own.
UPDATES = Part(
    model=CountryAnalysisUpdate,
    data=UpdateData,
    owner="analysis",
    policy=_may_write,
    unable=UnableToChangeFramework,
    history=Words(
        added=gettext_noop("Common country analysis updated"),
        changed=gettext_noop("Update of a common country analysis corrected"),
        removed=gettext_noop("Update of a common country analysis removed"),
    ),
)


@transaction.atomic
def add_analysis_update(*, by: User, countries: Sequence[Country], data: UpdateData) -> CountryAnalysisUpdate:
    """Record an update of the analysis of these countries; with the first one the analysis begins.

    Raises:
        Refused: `by` does not write in all of the countries.
        Conflict: the last update was removed meanwhile, and the analysis with it.
        UnableToAct: the day is still to come, or an update of this day is recorded already.
    """
    require(policies.may_write_in(by, countries))
    found, is_new = CommonCountryAnalysis.objects.get_or_create(
        country_key=rules.country_key(country.pk for country in countries),
        defaults={"demonstration": is_demonstration()},
    )
    if is_new:
        found.countries.set(countries)
    analysis = _locked(found.pk)
    saved = UPDATES.add(by=by, owner=analysis, data=data)
    save_changes(analysis, {}, parts_changed=True)
    return saved


@transaction.atomic
def edit_analysis_update(
    *, by: User, row: CountryAnalysisUpdate, lock_version: int, data: UpdateData
) -> CountryAnalysisUpdate:
    """Correct what is said of an update.

    Raises:
        Refused, Conflict, UnableToAct: as `Part.edit`.
        UnableToChangeFramework: the day is still to come.
    """
    analysis = _locked(row.analysis_id)
    saved = UPDATES.edit(by=by, row=row, lock_version=lock_version, data=data)
    save_changes(analysis, {}, parts_changed=saved.version != lock_version)
    return saved


@transaction.atomic
def remove_analysis_update(*, by: User, row: CountryAnalysisUpdate, lock_version: int) -> None:
    """Remove an update that was entered by mistake; with its last one the analysis goes too.

    Raises:
        Refused, Conflict: as `Part.remove`.
    """
    analysis = _locked(row.analysis_id)
    UPDATES.remove(by=by, row=row, lock_version=lock_version)
    if analysis.updates.exists():
        save_changes(analysis, {}, parts_changed=True)
    else:
        analysis.delete()


def _locked(number: int) -> CommonCountryAnalysis:
    """Return an analysis as it is saved now, locked: whoever changes its updates waits, and counts on.

    Raises:
        Conflict: its last update was removed meanwhile, and it went, too.
    """
    rows = CommonCountryAnalysis.objects.select_for_update(of=("self",), no_key=True)
    now = rows.filter(pk=number).first()
    if now is None:
        raise gone()
    return now
