"""What a workbook is of: a country programme, or the outcomes that a country reports on without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import gettext as _

from ilo_dc.core.languages import together
from ilo_dc.core.models import Country
from portfolio.outcomes.policies import may_write_in
from portfolio.programmes.models.country_programme import CountryProgramme, Priority
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.policies import may_edit_programme
from portfolio.programmes.vocab import ProgrammeStatus
from portfolio.updates.policies import may_write_updates

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer
    from portfolio.programmes.querysets.programmes import ProgrammeOutcomeQuerySet

OF_A_COUNTRY = "country-"  # begins the key of such a plan: no programme's number does


@dataclass(frozen=True)
class CountryPlan:
    """The outcomes of a country without a programme, which answer as a programme does.

    Nothing was signed: indicators and milestones are added at any time, outcomes on their own page.
    """

    country: Country
    region: None = None
    status: Literal[ProgrammeStatus.RUNNING] = ProgrammeStatus.RUNNING

    @property
    def pk(self) -> str:
        """What workbooks and batches call it."""
        return f"{OF_A_COUNTRY}{self.country.pk}"

    @property
    def country_id(self) -> str:
        """The code of its country."""
        return str(self.country.pk)

    @property
    def title(self) -> str:
        """What people call it."""
        return together(self.country.name, " · ", _("Outcomes without a programme"))

    @property
    def slug(self) -> str:
        """The stem of its files' name."""
        return f"outcomes-{self.country.pk.lower()}"

    @property
    def demonstration(self) -> bool:
        """Whether one of the outcomes is demonstration data."""
        return self.outcomes.filter(demonstration=True).exists()

    @property
    def priorities(self) -> QuerySet[Priority]:
        """None: priorities are a programme's."""
        return Priority.objects.none()

    @property
    def outcomes(self) -> ProgrammeOutcomeQuerySet:
        """The places of the country's outcomes without a programme."""
        return ProgrammeOutcome.objects.without_programme_in(self.country)


Plan = CountryProgramme | CountryPlan


def within(plan: Plan, place: str = "") -> dict[str, Any]:
    """Return what narrows rows to a plan; `place` is the ORM path to the place of an outcome."""
    if isinstance(plan, CountryPlan):
        return {f"{place}programme__isnull": True, f"{place}cpo__country": plan.country}
    return {f"{place}programme": plan}


def may_edit_plan(user: Viewer, plan: Plan) -> Verdict:
    """Who edits the programme, or outcomes of the country without one."""
    if isinstance(plan, CountryPlan):
        return may_write_in(user, country=plan.country, region=None)
    return may_edit_programme(user, plan)


def writes_updates(user: Viewer, plan: Plan) -> bool:
    """Return whether `user` writes the updates of a plan."""
    if not isinstance(plan, CountryPlan):
        return bool(may_write_updates(user, plan))
    first = plan.outcomes.select_related("cpo__country__region", "cpo__region").first()
    return first is not None and bool(may_write_updates(user, first.home))


def plan_called(key: int | str, *, locked: bool = False) -> Plan:
    """Return the plan that a batch names; `locked` against others who change it.

    Raises:
        CountryProgramme.DoesNotExist, Country.DoesNotExist: there is none.
    """
    if isinstance(key, str) and key.startswith(OF_A_COUNTRY):
        countries = Country.objects.select_related("region")
        if locked:
            countries = countries.select_for_update(of=("self",), no_key=True)
        return CountryPlan(countries.get(pk=key.removeprefix(OF_A_COUNTRY)))
    programmes = CountryProgramme.objects.for_detail()
    if locked:
        programmes = programmes.select_for_update(of=("self",))
    found: CountryProgramme = programmes.get(pk=key)
    return found
