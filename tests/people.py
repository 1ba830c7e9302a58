"""The cast: one person per role and one outsider.

Chipo works in the office for Zimbabwe and Namibia; Dieter speaks for Germany, Sanna for Sweden.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.models import Country, Membership, Office, Organisation, Region, User
from ilo_dc.core.people.actions.memberships import NewMembership
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


def make_countries() -> dict[str, Country]:
    """Return two countries of Africa and one of Asia, by code."""
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


@cache
def _password() -> str:
    return make_password(PASSWORD)


def hire(username: str, name: str, *roles: NewMembership, language: str = "en") -> User:
    """Return a new person with roles and the password of all, in as few statements as may be."""
    person = User.objects.create(
        username=username,
        name=name,
        email=f"{username}@example.org",
        language=language,
        password=_password(),
        demonstration=is_demonstration(),
    )
    for role in roles:
        Membership.objects.create(user=person, role=role.role, scope=role.scope, **role.limits)
    return person


def signed_in(person: User | None, client: Client | None = None) -> Client:
    """Return a client, a new one unless given, to which somebody has signed in; None stays a stranger."""
    client = client or Client()
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def confirmed(client: Client) -> Client:
    """Return a client whose person has just confirmed that it is they."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def make_admin() -> User:
    """Return Ada, who administers the portal."""
    return hire("ada", "Ada Administrator", _everywhere(Role.ADMIN))


def _everywhere(role: str) -> NewMembership:
    return NewMembership(role, ScopeKind.GLOBAL)


def _office(code: str, name: str, kind: str) -> Office:
    return Office.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})[0]


def _field_officer() -> NewMembership:
    office = _office("CO-TEST", "Country office of the tests", "country")
    office.countries.set(["ZWE", "NAM"])
    return NewMembership(Role.FIELD, ScopeKind.OFFICE, office=office)


def _bureau_officer() -> NewMembership:
    bureau = _office("ACTRAV", "Bureau for Workers’ Activities", "headquarters")
    return NewMembership(Role.BUREAU, ScopeKind.OFFICE, office=bureau)


def _donor(slug: str, name: str) -> NewMembership:
    return NewMembership(Role.DONOR, ScopeKind.ORGANISATION, organisation=_partner(slug, name))


# Each by what they are: username, name, and what they are granted where; the countries are made before.
CAST: dict[str, tuple[str, str, Callable[[], NewMembership] | None]] = {
    "pardev_officer": ("petra", "Petra Partnerships", partial(_everywhere, Role.PARDEV)),
    "manager": ("mona", "Mona Manager", partial(_everywhere, Role.MANAGER)),
    "field_officer": ("chipo", "Chipo Field", _field_officer),
    "regional_officer": (
        "rashid",
        "Rashid Region",
        lambda: NewMembership(Role.REGIONAL, ScopeKind.REGION, region=Region.objects.get(code="africa")),
    ),
    "coordinator": ("olga", "Olga Outcome", partial(_everywhere, Role.COORDINATOR)),
    "evaluator": ("eva", "Eva Evaluation", partial(_everywhere, Role.EVALUATOR)),
    "bureau_officer": ("bruno", "Bruno Bureau", _bureau_officer),
    "finance_officer": ("fatou", "Fatou Finance", partial(_everywhere, Role.FINANCE)),
    "german_donor": ("dieter", "Dieter Donor", partial(_donor, "germany", "Germany")),
    "swedish_donor": ("sanna", "Sanna Donor", partial(_donor, "sweden", "Sweden")),
    "constituent": (
        "tendai",
        "Tendai Constituent",
        lambda: NewMembership(Role.CONSTITUENT, ScopeKind.COUNTRY, country=Country.objects.get(iso3="ZWE")),
    ),
    "auditor": ("anton", "Anton Auditor", partial(_everywhere, Role.AUDITOR)),
    "outsider": ("nemo", "Nemo Outsider", None),
}


def play(who: str) -> User:
    """Return one of the cast, hired; Fatou reads French."""
    username, name, grant = CAST[who]
    language = "fr" if who == "finance_officer" else "en"
    return hire(username, name, *(() if grant is None else (grant(),)), language=language)


@pytest.fixture
def countries(installation):
    """Two countries of Africa and one of Asia, by code."""
    return make_countries()


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
    return make_admin()


@pytest.fixture
def administrator(admin) -> User:
    """Ada by her longer title (pytest-django's own `admin_user` knows no memberships)."""
    return admin


@pytest.fixture
def pardev_officer(admin) -> User:
    """Petra logs approvals in Geneva."""
    return play("pardev_officer")


@pytest.fixture
def manager(admin) -> User:
    """Mona decides in PARDEV."""
    return play("manager")


@pytest.fixture
def field_officer(admin, countries) -> User:
    """Chipo works in the office for Zimbabwe and Namibia."""
    return play("field_officer")


@pytest.fixture
def regional_officer(admin, countries) -> User:
    """Rashid looks after Africa."""
    return play("regional_officer")


@pytest.fixture
def coordinator(admin) -> User:
    """Olga coordinates an outcome."""
    return play("coordinator")


@pytest.fixture
def evaluator(admin) -> User:
    """Eva evaluates."""
    return play("evaluator")


@pytest.fixture
def bureau_officer(admin) -> User:
    """Bruno works in the bureau for workers."""
    return play("bureau_officer")


@pytest.fixture
def finance_officer(admin) -> User:
    """Fatou posts receipts."""
    return play("finance_officer")


@pytest.fixture
def german_donor(admin, germany) -> User:
    """Dieter sees what Germany paid for."""
    return play("german_donor")


@pytest.fixture
def swedish_donor(admin, sweden) -> User:
    """Sanna sees what Sweden paid for."""
    return play("swedish_donor")


@pytest.fixture
def constituent(admin, countries) -> User:
    """Tendai represents workers in Zimbabwe."""
    return play("constituent")


@pytest.fixture
def auditor(admin) -> User:
    """Anton reads everything and changes nothing."""
    return play("auditor")


@pytest.fixture
def outsider(admin) -> User:
    """Nemo signs in and holds no role."""
    return play("outsider")


@pytest.fixture
def people(request) -> dict[str, User]:
    """Everybody, by what they are."""
    names = [
        name for name in __all__ if name not in {"people", "countries", "germany", "sweden", "administrator"}
    ]
    return {name: request.getfixturevalue(name) for name in names}
