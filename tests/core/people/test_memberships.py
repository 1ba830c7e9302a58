"""Memberships: each role limited to exactly one fitting thing, and never without an administrator."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.models import Membership, User
from ilo_dc.core.people.actions.memberships import NewMembership, end_membership, grant_membership
from ilo_dc.core.people.grants import grants_of


def test_an_administrator_gives_a_role_and_nobody_else_does(admin, manager, outsider):
    grant = NewMembership("pardev", "global")
    with pytest.raises(Refused):
        grant_membership(by=manager, user=outsider, grant=grant)
    assert not grants_of(outsider).is_staff
    grant_membership(by=admin, user=outsider, grant=grant)
    assert grants_of(outsider).has("pardev")


@pytest.mark.parametrize(
    ("role", "scope", "named", "fields"),
    [
        ("donor", "global", (), ["scope"]),
        ("donor", "organisation", (), ["organisation"]),
        ("donor", "organisation", ("organisation", "country"), ["country"]),
        ("field", "country", ("organisation",), ["country", "organisation"]),
        ("admin", "country", ("country",), ["scope"]),
        ("pardev", "global", ("region",), ["region"]),
    ],
)
def test_a_role_is_limited_to_exactly_one_fitting_thing(  # noqa: PLR0917  (fixtures)
    admin,
    outsider,
    countries,
    germany,
    role,
    scope,
    named,
    fields,
):
    things = {"country": countries["ZWE"], "region": countries["ZWE"].region, "organisation": germany}
    with pytest.raises(UnableToAct) as caught:
        grant_membership(
            by=admin,
            user=outsider,
            grant=NewMembership(role, scope, **{name: things[name] for name in named}),
        )
    assert sorted(caught.value.problems) == sorted(fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=outsider, role="donor", scope="organisation", country=countries["ZWE"])


def test_the_same_role_is_not_given_twice_for_one_time(admin, outsider):
    today = timezone.now().date()
    grant_membership(
        by=admin, user=outsider, grant=NewMembership("pardev", "global", ends_on=today + timedelta(30))
    )
    with pytest.raises(UnableToAct, match="already"):
        grant_membership(by=admin, user=outsider, grant=NewMembership("pardev", "global", starts_on=today))
    later = NewMembership("pardev", "global", starts_on=today + timedelta(30))
    assert grant_membership(by=admin, user=outsider, grant=later).pk


def test_a_role_ends_before_the_day_it_names_and_with_a_reason(admin, pardev_officer):
    membership = pardev_officer.memberships.get()
    with pytest.raises(UnableToAct) as caught:
        end_membership(by=admin, membership=membership, reason="")
    assert list(caught.value.problems) == ["reason"]
    end_membership(by=admin, membership=membership, reason="Moved to another unit")
    assert not grants_of(User.objects.get(pk=pardev_officer.pk)).has("pardev")
    with pytest.raises(UnableToAct, match="ended already"):
        end_membership(by=admin, membership=membership, reason="Again")


def test_the_last_administrator_keeps_the_role(admin, outsider):
    own = admin.memberships.get(role="admin")
    with pytest.raises(UnableToAct, match="last administrator"):
        end_membership(by=admin, membership=own, reason="Tired")
    with pytest.raises(UnableToAct, match="last administrator"):
        end_membership(by=admin, membership=own, reason="Tired", on=date(2999, 1, 1))
    grant_membership(by=admin, user=outsider, grant=NewMembership("admin", "global"))
    assert end_membership(by=admin, membership=own, reason="Tired").ends_on
