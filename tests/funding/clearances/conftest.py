"""The people of a clearance: two PARDEV officers, both bureaux, two managers."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ilo_dc.core.models import Office
from ilo_dc.core.people.actions.memberships import NewMembership
from ilo_dc.core.people.vocab import Role, ScopeKind
from tests.people import hire


@pytest.fixture
def cast(people, countries):
    """Everybody who has a part in a clearance, by what they do."""
    office = Office.objects.create(
        code="ACT/EMP", name="Bureau for Employers’ Activities", kind="headquarters"
    )
    return SimpleNamespace(
        officer=people["pardev_officer"],
        substitute=hire("pavel", "Pavel Partnerships", NewMembership(Role.PARDEV, ScopeKind.GLOBAL)),
        manager=people["manager"],
        workers=people["bureau_officer"],
        employers=hire("emma", "Emma Employers", NewMembership(Role.BUREAU, ScopeKind.OFFICE, office=office)),
        everybody=people,
    )
