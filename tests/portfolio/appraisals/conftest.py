"""The people of an appraisal: a second PARDEV officer and somebody of the bureau for employers."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ilo_dc.core.models import Office
from ilo_dc.core.people.actions.memberships import NewMembership
from ilo_dc.core.people.vocab import Role, ScopeKind
from tests.people import hire


@pytest.fixture
def cast(people, countries):
    """Everybody who has a part in an appraisal, by what they do."""
    office = Office.objects.create(
        code="ACT/EMP", name="Bureau for Employers’ Activities", kind="headquarters"
    )
    employers = hire("emma", "Emma Employers", NewMembership(Role.BUREAU, ScopeKind.OFFICE, office=office))
    second = hire("pavel", "Pavel Partnerships", NewMembership(Role.PARDEV, ScopeKind.GLOBAL))
    return SimpleNamespace(
        author=people["field_officer"],
        appraiser=people["pardev_officer"],
        substitute=second,
        manager=people["manager"],
        evaluator=people["evaluator"],
        workers=people["bureau_officer"],
        employers=employers,
        country=countries["ZWE"],
        everybody=people,
    )
