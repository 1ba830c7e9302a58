"""Two people at the same moment: one is served, the other is told, nothing is lost and nothing breaks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from ilo_dc.core.errors import Conflict, UnableToAct
from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.life.actions import Step
from ilo_dc.core.models import Country, Region, User
from ilo_dc.core.people.actions.memberships import NewMembership, give
from ilo_dc.core.people.vocab import Role, ScopeKind
from portfolio.models import CountryProgramme, ProgrammeState
from portfolio.programmes.actions import programmes
from portfolio.programmes.actions.programme_life import PROGRAMME_LIFE
from portfolio.programmes.actions.programme_outcomes import OutcomeText, edit_outcome
from tests.recipes import programmes as plans

pytestmark = pytest.mark.usefixtures("committing")


@pytest.fixture
def rashid(committing) -> User:
    """A regional officer in a database of the test's own."""
    found_installation(mode="demonstration")
    africa = Region.objects.get_or_create(code="africa", defaults={"name_en": "Africa"})[0]
    Country.objects.get_or_create(
        iso3="ZWE", defaults={"iso2": "ZW", "name_en": "Zimbabwe", "region": africa}
    )
    user = User.objects.create(username="rashid", email="rashid@example.org", demonstration=True)
    with transaction.atomic():
        give(None, user, NewMembership(Role.REGIONAL, ScopeKind.REGION, region=africa), reason="test")
    return user


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all acts at the same moment; return what each gave or raised."""
    start, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=30)
            outcomes[place] = act()
        except Exception as error:
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


@pytest.mark.parametrize("_time", range(3))
def test_of_two_overlapping_programmes_signed_at_once_one_is_refused_in_words(rashid, _time):
    country = Country.objects.get(iso3="ZWE")
    pair = [
        plans.moved(rashid, plans.draft(rashid, country), "consultation"),
        plans.moved(rashid, plans.draft(rashid, country), "consultation"),
    ]
    outcomes = at_once(*(lambda one=one: plans.moved(rashid, one, "signed") for one in pair))
    assert sorted(type(one).__name__ for one in outcomes) == ["CountryProgramme", "UnableToAct"]
    refused = next(one for one in outcomes if isinstance(one, UnableToAct))
    assert "covers part of the period" in str(refused.problems)
    assert CountryProgramme.objects.filter(status="signed").count() == 1
    assert ProgrammeState.objects.current().count() == 2


@pytest.mark.parametrize("_time", range(3))
def test_of_two_who_save_one_version_at_once_the_second_meets_a_conflict(rashid, _time):
    programme = plans.draft(rashid, Country.objects.get(iso3="ZWE"))
    outcomes = at_once(
        *(
            lambda title=title: programmes.edit_programme(
                by=rashid, programme=programme, lock_version=1, text=plans.text(title=title)
            )
            for title in ("One", "Other")
        )
    )
    saved = next(one for one in outcomes if isinstance(one, CountryProgramme))
    refused = next(one for one in outcomes if isinstance(one, Conflict))
    assert refused.theirs == {"title": saved.title}
    now = CountryProgramme.objects.get()
    assert (now.title, now.version) == (saved.title, 2)


@pytest.mark.parametrize("_time", range(3))
def test_of_two_equal_steps_at_once_one_is_recorded(rashid, _time):
    programme = plans.draft(rashid, Country.objects.get(iso3="ZWE"))
    step = Step("consultation", timezone.now().date(), "Workshop")
    outcomes = at_once(
        *2 * (lambda: PROGRAMME_LIFE.record(by=rashid, noun=programme, lock_version=1, step=step),)
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "CountryProgramme"]
    assert ProgrammeState.objects.filter(status="consultation").count() == 1


def test_a_status_is_taken_back_once_while_another_moves_on(rashid):
    country = Country.objects.get(pk="ZWE")
    programme = plans.brought_to(rashid, plans.draft(rashid, country), "signed")
    state = ProgrammeState.objects.current().get(programme=programme)
    mend = {"by": rashid, "noun": programme, "status": state, "lock_version": programme.version}
    done = at_once(
        lambda: PROGRAMME_LIFE.take_back(**mend, reason="Not signed"),
        lambda: PROGRAMME_LIFE.take_back(**mend, reason="Not signed yet"),
        lambda: PROGRAMME_LIFE.record(
            by=rashid,
            noun=programme,
            lock_version=programme.version,
            step=Step("running", state.effective_on, "It began"),
        ),
    )
    assert sum(isinstance(one, CountryProgramme) for one in done) == 1
    assert sum(isinstance(one, Conflict) for one in done) == 2
    now = CountryProgramme.objects.get(pk=programme.pk)
    assert ProgrammeState.objects.current().get(programme=programme).status == now.status
    assert now.status in {"consultation", "running"}


@pytest.mark.parametrize("_time", range(3))
def test_a_programme_is_closed_or_its_outcome_loses_its_rating_not_both(rashid, _time):
    programme = plans.brought_to(rashid, plans.draft(rashid, Country.objects.get(pk="ZWE")), "running")
    programme.outcomes.update(progress="on_track")
    outcome = programme.outcomes.select_related("programme", "priority").get()
    text = OutcomeText(outcome.priority, outcome.code, outcome.title)
    closed, edited = at_once(
        lambda: PROGRAMME_LIFE.record(
            by=rashid,
            noun=programme,
            lock_version=programme.version,
            step=Step("closed", timezone.now().date(), "It ended"),
        ),
        lambda: edit_outcome(by=rashid, outcome=outcome, lock_version=outcome.version, text=text),
    )
    assert isinstance(closed, CountryProgramme) != isinstance(edited, type(outcome))
    outcome.refresh_from_db()
    assert bool(outcome.progress) == (CountryProgramme.objects.get().status == "closed")
