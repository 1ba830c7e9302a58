"""A state on a day as known at a moment: the database says what the pure rule says, whatever was recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, Revision, post
from ilo_dc.core.facts.moments import settled_moment
from ilo_dc.core.facts.rules import holding_at, state_on
from portfolio.models import CooperationFramework, FrameworkState

FIRST = date(2010, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(5)]
STATUSES = ("preparation", "signed", "running", "ended")

pytestmark = pytest.mark.django_db


def _state(framework: CooperationFramework, day: int, **values: object) -> FrameworkState:
    status = STATUSES[(day + FrameworkState.objects.count()) % len(STATUSES)]
    return FrameworkState(framework=framework, status=status, effective_on=DAYS[day], **values)


def change(framework: CooperationFramework, day: int) -> None:
    """Record another state: what it follows held until then."""
    present = FrameworkState.objects.current().of(framework).first()
    new = _state(framework, day)
    post(Plan(changed=[Revision(present, new)]) if present else Plan(created=[new]), **APART)


def correct(framework: CooperationFramework, day: int) -> None:
    """Say what the present one really was."""
    present = FrameworkState.objects.current().of(framework).first()
    if present:
        post(Plan(changed=[Revision(present, _state(framework, day, replaces=present))]), **APART)


def correct_the_past(framework: CooperationFramework, day: int) -> None:
    """Say what an earlier one really was, and the present one again."""
    present = FrameworkState.objects.current().of(framework).first()
    life = holding_at(list(FrameworkState.objects.of(framework)), settled_moment())
    earlier = [one for one in life if one != present]
    if present and earlier:
        new = _state(framework, day, replaces=earlier[day % len(earlier)], past=True)
        post(Plan(changed=[Revision(present, new)]), **APART)
        post(Plan(changed=[Revision(new, present.again(replaces=present))]), **APART)


def take_back(framework: CooperationFramework, _day: int) -> None:
    """Say that the present one never was: the one before it holds again."""
    present = FrameworkState.objects.current().of(framework).first()
    life = holding_at(list(FrameworkState.objects.of(framework)), settled_moment())
    earlier = [one for one in life if one != present]
    if present and earlier:
        before = earlier[-1]
        new = before.again(replaces=before, takes_back=present)
        post(Plan(changed=[Revision(present, new)]), **APART)


def withdraw(framework: CooperationFramework, _day: int) -> None:
    """Say nothing of it any more."""
    post(Plan(withdrawn=list(FrameworkState.objects.current().of(framework))), **APART)


APART: dict[str, object] = {"edition": None, "demonstration": False}
WAYS = {one.__name__: one for one in (change, correct, correct_the_past, take_back, withdraw)}
steps = st.lists(
    st.tuples(st.sampled_from((*WAYS, "change", "change")), st.integers(0, 1), st.integers(0, 4)), max_size=8
)


def play(
    *recorded_steps: tuple[Callable[[CooperationFramework, int], None], CooperationFramework, int],
) -> list[object]:
    """Record steps, each in a change of its own, and return the moments after them."""
    moments = [settled_moment()]
    for way, framework, day in recorded_steps:
        with recording(by=None, reason="Tests"):
            way(framework, day)
        moments.append(settled_moment())
    return moments


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
@given(recorded_steps=steps)
def test_the_database_says_what_the_rule_says(installation, recorded_steps) -> None:
    with transaction.atomic():
        keys = ("AAA", "BBB")
        both = [CooperationFramework.objects.create(country_key=key, slug=key.lower()) for key in keys]
        moments = play(*((WAYS[name], both[which], day) for name, which, day in recorded_steps))
        rows = [list(FrameworkState.objects.of(one)) for one in both]
        for moment in moments:
            for day in DAYS:
                expected = {
                    found.pk for each in rows if (found := state_on(each, day, known_at=moment)) is not None
                }
                found = FrameworkState.objects.on_day(day, known_at=moment)
                assert set(found.values_list("pk", flat=True)) == expected
        transaction.set_rollback(True)


@pytest.fixture
def framework(installation) -> CooperationFramework:
    return CooperationFramework.objects.create(country_key="KEN", slug="ken")


def day_of(number: int, moment: object = None) -> int | None:
    """Return the day from which what holds on a day has effect, by its number here."""
    found = FrameworkState.objects.on_day(DAYS[number], known_at=moment or settled_moment()).first()
    return DAYS.index(found.effective_on) if found else None


def test_what_was_followed_held_until_then(framework) -> None:
    play((change, framework, 1), (change, framework, 3))
    assert [day_of(number) for number in range(5)] == [None, 1, 1, 3, 3]


def test_what_was_corrected_never_held_but_was_known_before(framework) -> None:
    _begin, before, _after = play((change, framework, 1), (correct, framework, 3))
    assert [day_of(number) for number in range(5)] == [None, None, None, 3, 3]
    assert [day_of(number, before) for number in range(5)] == [None, 1, 1, 1, 1]


def test_what_was_withdrawn_says_nothing_of_any_day_but_was_known_before(framework) -> None:
    *_earlier, before, _after = play((change, framework, 0), (change, framework, 2), (withdraw, framework, 0))
    assert [day_of(number) for number in range(5)] == [None] * 5
    assert [day_of(number, before) for number in range(5)] == [0, 0, 2, 2, 2]
    play((change, framework, 3))
    assert [day_of(number) for number in range(5)] == [None, None, None, 3, 3]


def test_of_two_of_one_day_the_one_recorded_last_holds(framework) -> None:
    play((change, framework, 1), (change, framework, 1))
    last = FrameworkState.objects.of(framework).last()
    assert list(FrameworkState.objects.on_day(DAYS[4], known_at=settled_moment())) == [last]
