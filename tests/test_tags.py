"""Tags of lists: one that a client holds already says that nothing of the list has changed since."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from ilo_dc.core.facts.models.fact import Fact
from tests.lives.dues import DueLife
from tests.lives.frameworks import FrameworkLife
from tests.lives.life import Life
from tests.lives.programmes import ProgrammeLife
from tests.lives.projects import ProjectLife
from tests.lives.proposals import ProposalLife
from tests.people import signed_in
from tests.registers import all_registers

LIVES: tuple[type[Life], ...] = (ProgrammeLife, ProjectLife, ProposalLife, FrameworkLife, DueLife)


def test_every_list_of_facts_beside_which_something_is_edited_is_lived():
    """So that the test below asks all of them."""
    edited = {
        code
        for code, register in all_registers().items()
        if issubclass(model := register.rows(AnonymousUser()).model, Fact) and model.objects.all().EDITED
    }
    assert edited <= {code for kind in LIVES for code in kind.DOORS}
    assert len(edited) > 5


@pytest.mark.parametrize("kind", LIVES, ids=lambda kind: kind.__name__)
def test_a_tag_is_known_only_while_the_list_is_the_same(people, countries, kind):
    life, client = kind(people, countries), signed_in(people["pardev_officer"])
    held = {code: client.get(f"/api/v1/{code}/") for code in kind.DOORS}
    changed = 0
    for step in kind.WHOLE:
        life.do(step)
        for code, before in held.items():
            asked = client.get(f"/api/v1/{code}/", headers={"If-None-Match": before["ETag"]})
            now = client.get(f"/api/v1/{code}/")
            is_same = now.content == before.content
            assert asked.status_code == (304 if is_same else 200), (code, step)
            changed += not is_same
            held[code] = now
    assert changed >= len(kind.DOORS)
