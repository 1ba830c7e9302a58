"""The cast: one person per role and one outsider, made through the actions.

Chipo works in the office for Zimbabwe and Namibia; Dieter speaks for Germany, Sanna for Sweden.
"""

from __future__ import annotations

import pytest

from ilo_dc.core.models import Country, Office, Organisation, Region, User
from ilo_dc.core.people.actions.memberships import Grant, grant_membership
from ilo_dc.core.people.actions.users import Particulars, add_person, found_administrator
from ilo_dc.core.people.vocab import Role, ScopeKind

PASSWORD = "correct-horse-7-battery"

__all__ = [
    "admin",
    "administrator",
    "auditor",
    "bureau_officer",
    "constituent",
    "coordinator",
    "countries",
    "evaluator",
    "field_officer",
    "finance_officer",
    "german_donor",
    "germany",
    "manager",
    "outsider",
    "pardev_officer",
    "people",
    "regional_officer",
    "sweden",
    "swedish_donor",
]


@pytest.fixture
def countries(installation):
    """Two countries of Africa and one of Asia, by code."""
    africa = Region.objects.get_or_create(code="africa", defaults={"name_en": "Africa"})[0]
    asia = Region.objects.get_or_create(code="asia-pacific", defaults={"name_en": "Asia and the Pacific"})[0]
    rows = [
        ("ZWE", "ZW", "Zimbabwe", africa),
        ("NAM", "NA", "Namibia", africa),
        ("KHM", "KH", "Cambodia", asia),
    ]
    return {
        iso3: Country.objects.get_or_create(
            iso3=iso3, defaults={"iso2": iso2, "name_en": name, "region": region}
        )[0]
        for iso3, iso2, name, region in rows
    }


def _partner(slug: str, name: str) -> Organisation:
    return Organisation.objects.get_or_create(slug=slug, defaults={"kind": "government", "name_en": name})[0]


@pytest.fixture
def germany(installation):
    """A funding partner."""
    return _partner("germany", "Germany")


@pytest.fixture
def sweden(installation):
    """Another funding partner."""
    return _partner("sweden", "Sweden")


@pytest.fixture
def admin(installation) -> User:
    """Ada administers the portal."""
    ada = found_administrator(
        particulars=Particulars(name="Ada Administrator", email="ada@example.org", username="ada")
    )
    return _with_password(ada)


@pytest.fixture
def administrator(admin) -> User:
    """Ada by her longer title (pytest-django's own `admin_user` knows no memberships)."""
    return admin


def _with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def hire(by: User, username: str, name: str, *grants: Grant, language: str = "en") -> User:
    """Return a new person with roles and the password of all."""
    user = add_person(
        by=by,
        particulars=Particulars(
            name=name, email=f"{username}@example.org", username=username, language=language
        ),
    )
    for grant in grants:
        grant_membership(by=by, user=user, grant=grant)
    return _with_password(user)


def _everywhere(role: str) -> Grant:
    return Grant(role, ScopeKind.GLOBAL)


@pytest.fixture
def pardev_officer(admin) -> User:
    """Petra logs approvals in Geneva."""
    return hire(admin, "petra", "Petra Partnerships", _everywhere(Role.PARDEV))


@pytest.fixture
def manager(admin) -> User:
    """Mona decides in PARDEV."""
    return hire(admin, "mona", "Mona Manager", _everywhere(Role.MANAGER))


@pytest.fixture
def field_officer(admin, countries) -> User:
    """Chipo works in the office for Zimbabwe and Namibia."""
    office = Office.objects.get_or_create(
        code="CO-TEST", defaults={"name": "Country office of the tests", "kind": "country"}
    )[0]
    office.countries.set([countries["ZWE"], countries["NAM"]])
    return hire(admin, "chipo", "Chipo Field", Grant(Role.FIELD, ScopeKind.OFFICE, office=office))


@pytest.fixture
def regional_officer(admin, countries) -> User:
    """Rashid looks after Africa."""
    grant = Grant(Role.REGIONAL, ScopeKind.REGION, region=countries["ZWE"].region)
    return hire(admin, "rashid", "Rashid Region", grant)


@pytest.fixture
def coordinator(admin) -> User:
    """Olga coordinates an outcome."""
    return hire(admin, "olga", "Olga Outcome", _everywhere(Role.COORDINATOR))


@pytest.fixture
def evaluator(admin) -> User:
    """Eva evaluates."""
    return hire(admin, "eva", "Eva Evaluation", _everywhere(Role.EVALUATOR))


@pytest.fixture
def bureau_officer(admin) -> User:
    """Bruno works in the bureau for workers."""
    actrav = Office.objects.get_or_create(
        code="ACTRAV", defaults={"name": "Bureau for Workers’ Activities", "kind": "headquarters"}
    )[0]
    return hire(admin, "bruno", "Bruno Bureau", Grant(Role.BUREAU, ScopeKind.OFFICE, office=actrav))


@pytest.fixture
def finance_officer(admin) -> User:
    """Fatou posts receipts."""
    return hire(admin, "fatou", "Fatou Finance", _everywhere(Role.FINANCE), language="fr")


@pytest.fixture
def german_donor(admin, germany) -> User:
    """Dieter sees what Germany paid for."""
    return hire(
        admin, "dieter", "Dieter Donor", Grant(Role.DONOR, ScopeKind.ORGANISATION, organisation=germany)
    )


@pytest.fixture
def swedish_donor(admin, sweden) -> User:
    """Sanna sees what Sweden paid for."""
    return hire(admin, "sanna", "Sanna Donor", Grant(Role.DONOR, ScopeKind.ORGANISATION, organisation=sweden))


@pytest.fixture
def constituent(admin, countries) -> User:
    """Tendai represents workers in Zimbabwe."""
    grant = Grant(Role.CONSTITUENT, ScopeKind.COUNTRY, country=countries["ZWE"])
    return hire(admin, "tendai", "Tendai Constituent", grant)


@pytest.fixture
def auditor(admin) -> User:
    """Anton reads everything and changes nothing."""
    return hire(admin, "anton", "Anton Auditor", _everywhere(Role.AUDITOR))


@pytest.fixture
def outsider(admin) -> User:
    """Nemo signs in and holds no role."""
    return hire(admin, "nemo", "Nemo Outsider")


@pytest.fixture
def people(request) -> dict[str, User]:
    """Everybody, by what they are."""
    names = [
        name for name in __all__ if name not in {"people", "countries", "germany", "sweden", "administrator"}
    ]
    return {name: request.getfixturevalue(name) for name in names}
