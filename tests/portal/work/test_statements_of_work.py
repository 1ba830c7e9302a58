"""The pages of one's work and of the work of others take few statements, however much waits."""

from __future__ import annotations

from typing import Any

from django.test import Client

from ilo_dc.core.models import User
from tests.people import signed_in
from tests.portfolio import permissions as table
from tests.recipes import appraisals, proposals, updates
from tests.recipes.worlds import World
from tests.test_statements import MOST_OF_WORK, copies, statements

PAGES = ("/work/", "/work/assign/", "/work/remind/")
OVERSEERS = (table.PARDEV, table.MANAGER)


def more_waits(people: dict[str, Any], world: World) -> None:
    """Let more wait of each sort: updates, proposals, rounds of appraisals, recommendations."""
    field, pardev, country = people[table.FIELD], people[table.PARDEV], world.cpo.country
    for code in ("2025-H1", "2024-H1"):
        updates.submitted(field, world.running, code)
    for number in range(3):
        proposals.submitted(field, country, title=f"Waits {number}")
        begun = appraisals.begun(pardev, proposals.submitted(field, country, title=f"Begun {number}"))
    appraisals.scored(pardev, begun)
    copies(world.evaluations["open"], position=lambda place: 20 + place)


def test_they_take_as_many_for_much_that_waits_as_for_little(
    everybody: dict[str, User | None], world: World
) -> None:
    clients = {words: signed_in(everybody[words], Client()) for words in OVERSEERS}
    asked = [(words, page) for words in OVERSEERS for page in PAGES]
    more_waits(everybody, world)
    few = {(words, page): statements(clients[words], page) for words, page in asked}
    assert {one: number for one, number in few.items() if number > MOST_OF_WORK} == {}
    for number in range(3):
        title = f"Waits still {number}"
        proposals.submitted(everybody[table.FIELD], world.cpo.country, title=title)
    copies(world.evaluations["open"], position=lambda place: 40 + place)
    many = {(words, page): statements(clients[words], page) for words, page in asked}
    assert {one: number for one, number in many.items() if number > few[one]} == {}
