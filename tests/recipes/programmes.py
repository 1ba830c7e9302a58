"""Country programmes for tests, made through the actions as people would make them."""

from __future__ import annotations

from datetime import date
from typing import Any

from ilo_dc.core.life.actions import Step
from ilo_dc.core.models import Office, User
from portfolio.models import CountryProgramme
from portfolio.programmes.actions import programme_outcomes, programmes
from portfolio.programmes.actions import programme_parts as parts
from portfolio.programmes.actions.programme_life import PROGRAMME_LIFE

OFFICE = "CO-TEST"
WAY = ("consultation", "signed", "running", "closed", "evaluated")


def text(**values: Any) -> programmes.ProgrammeText:
    """Return what a complete programme says, with `values` in place."""
    office = Office.objects.get_or_create(code=OFFICE, defaults={"name": "Office", "kind": "country"})[0]
    complete = {
        "title": "Decent Work Country Programme",
        "starts_on": date(2024, 1, 1),
        "ends_on": date(2029, 1, 1),
        "generation": 2,
        "office": office,
        "consulted_on": date(2023, 6, 1),
        "theory_of_change": "Skills lead to jobs.",
    }
    return programmes.ProgrammeText(**{**complete, **values})


def draft(by: User, country: Any, **values: Any) -> CountryProgramme:
    """Return a draft with one priority, one outcome, one indicator and one milestone."""
    programme = programmes.create_programme(by=by, country=country, text=text(**values))
    priority = parts.PRIORITIES.add(
        by=by, owner=programme, data=parts.PriorityData(1, "Jobs for young people")
    )
    outcome = programme_outcomes.add_outcome(
        by=by,
        programme=programme,
        text=programme_outcomes.OutcomeText(priority, f"{country.pk}101", "More young people work"),
    )
    indicator = parts.INDICATORS.add(
        by=by, owner=outcome, data=parts.IndicatorData("Young people in work", unit="%")
    )
    parts.add_milestone(
        by=by,
        owner=indicator,
        data=parts.MilestoneData(date(2025, 12, 31), "The employment policy is adopted"),
    )
    return programme


def moved(by: User, programme: CountryProgramme, to: str, **step: Any) -> CountryProgramme:
    """Return the programme after one step."""
    now = CountryProgramme.objects.get(pk=programme.pk)
    if to == "closed":
        now.outcomes.update(progress="on_track")
    whole = {"status": to, "effective_on": date.today(), "reason": f"Agreed: {to}", **step}  # noqa: DTZ011
    return PROGRAMME_LIFE.record(by=by, noun=now, lock_version=now.version, step=Step(**whole))


def brought_to(by: User, programme: CountryProgramme, status: str) -> CountryProgramme:
    """Return the programme after all steps up to `status`."""
    for step in WAY[: WAY.index(status) + 1]:
        programme = moved(by, programme, step)
    return programme
