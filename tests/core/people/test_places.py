"""Who writes where: asked of one place, of rows and of memberships, the answer is the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ilo_dc.core.models import Country, Membership, Office, Organisation, Region, User
from ilo_dc.core.notices.actions import holders
from ilo_dc.core.people.grants import grants_of
from portfolio.models import CountryProgramme
from portfolio.programmes import policies as programmes
from portfolio.updates import policies as updates
from tests.database import nothing_stays

ROLES = ("field", "regional", "manager")
PLACES = {
    "country": ("ZWE", "NAM", "KHM", "ATA"),
    "region": ("africa", "asia-pacific"),
    "office": ("CO-1", "CO-2", "HQ"),
    "organisation": ("germany",),
    "global": ("",),
}
EVERYWHERE = (
    ("ZWE", "africa"),
    ("NAM", "africa"),
    ("KHM", "asia-pacific"),
    ("ATA", None),
    (None, "africa"),
    (None, "asia-pacific"),
)
TODAY = timezone.now().date()

scopes = st.sampled_from([(kind, name) for kind, names in PLACES.items() for name in names])
days = st.sampled_from([None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)])
memberships = st.lists(
    st.tuples(st.sampled_from(ROLES), scopes, days, days), max_size=4, unique_by=lambda one: one[:3]
)
drawn = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# What says of all programmes what a policy says of one.
LISTS = (
    (programmes.programmes_edited_by, programmes.may_edit_programme),
    (updates.programmes_written_by, updates.may_write_updates),
    (updates.programmes_reviewed_by, updates.may_review_updates),
)


@pytest.fixture
def places(countries, germany):
    """Two countries of Africa, one of Asia, one of no region; offices for one, for two, for none."""
    Country.objects.create(iso3="ATA", iso2="AQ", name_en="Antarctica")
    for code, covered in {"CO-1": ["ZWE", "KHM"], "CO-2": ["ATA"], "HQ": []}.items():
        Office.objects.create(code=code, name=code, kind="country").countries.set(covered)
    for country, region in EVERYWHERE:
        place = {"country_id": country} if country else {"region_id": region, "sub_regional": True}
        name = country or region
        CountryProgramme.objects.create(**place, slug=name.lower(), title=name)


@contextmanager
def granted(user: User, held) -> Iterator[User]:
    """Give a person the drawn memberships for a while."""
    things = {
        "office": {one.code: one for one in Office.objects.all()},
        "country": Country.objects.in_bulk(),
        "region": Region.objects.in_bulk(),
        "organisation": {one.slug: one for one in Organisation.objects.all()},
    }
    with nothing_stays():
        for role, (kind, name), starts_on, ends_on in held:
            limit = {kind: things[kind][name]} if name else {}
            user.memberships.create(role=role, scope=kind, starts_on=starts_on, ends_on=ends_on, **limit)
        yield User.objects.get(pk=user.pk)


def is_in_force(starts_on: date | None, ends_on: date | None) -> bool:
    return (starts_on is None or starts_on <= TODAY) and (ends_on is None or ends_on > TODAY)


def holds(held, roles, country, region) -> bool:
    """Return what the permission matrix says, in its words."""
    covered = {"CO-1": ("ZWE", "KHM"), "CO-2": ("ATA",), "HQ": ()}
    return any(
        role in roles
        and is_in_force(starts_on, ends_on)
        and (
            kind == "global"
            or (kind == "region" and name == region)
            or (kind == "country" and name == country)
            or (kind == "office" and country in covered[name])
        )
        for role, (kind, name), starts_on, ends_on in held
    )


@drawn
@given(held=memberships, roles=st.sets(st.sampled_from(ROLES), min_size=1))
def test_a_place_its_rows_and_the_memberships_for_it_agree(places, outsider, held, roles):
    with granted(outsider, held) as person:
        found = grants_of(person).places(*roles)
        rows = set(Country.objects.filter(found.of_countries()).values_list("pk", flat=True))
        rows |= set(Region.objects.filter(found.of_regions()).values_list("pk", flat=True))
        placed = found.of_countries("country__") | found.of_regions("region__")
        titles = set(CountryProgramme.objects.filter(placed).values_list("title", flat=True))
        for country, region in EVERYWHERE:
            expected = holds(held, roles, country, region)
            assert found.cover(country, region) == expected
            assert ((country or region) in rows) == expected
            assert ((country or region) in titles) == expected
            assert (person in holders(*roles, country=country, region=region)) == expected


@drawn
@given(held=memberships)
def test_a_policy_says_of_one_programme_what_its_list_says_of_all(places, outsider, held):
    with granted(outsider, held) as person:
        seen = set(CountryProgramme.objects.visible_to(person).select_related("country", "region"))
        for listed, may in LISTS:
            assert {one for one in seen if may(person, one)} == seen & set(listed(person))


def test_nobody_holds_anything_anywhere(places, outsider):
    assert not Membership.objects.filter(user=outsider).exists()
    found = grants_of(outsider).places(*ROLES)
    assert not found.cover("ZWE", "africa")
    assert not found.cover(None, None)
    assert not Country.objects.filter(found.of_countries()).exists()
    assert not CountryProgramme.objects.filter(found.of_countries("country__")).exists()
