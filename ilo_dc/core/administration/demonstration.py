"""The cast of a demonstration: sign-ins for each role, marked as invented, never in a live installation."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password, is_password_usable, make_password
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.history.events import tracked
from ilo_dc.core.installation.actions import is_demonstration
from ilo_dc.core.people.actions import memberships
from ilo_dc.core.people.actions.users import CHOSE_PREFERENCES
from ilo_dc.core.people.models.membership import Membership
from ilo_dc.core.people.models.user import User
from ilo_dc.core.people.vocab import Role, ScopeKind
from ilo_dc.core.reference.models.country import Country, Region
from ilo_dc.core.reference.models.office import Office
from ilo_dc.core.reference.models.organisation import Organisation, OrganisationCode
from ilo_dc.core.reference.vocab import CodeScheme, OfficeKind
from ilo_dc.core.versions.actions import history_context, save_valid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KEPT_IN = "demo-sign-ins.txt"
REASON = gettext_noop("Demonstration people")
SHORTEST_PASSWORD = 12

# Units that the papers name (inventory 52), and a country office of each language; marked demonstration, for
# their rows come from no published list.
OFFICES = (
    ("PARDEV", gettext_noop("Partnerships and Field Support Department"), OfficeKind.HEADQUARTERS, ()),
    ("ACTRAV", gettext_noop("Bureau for Workers’ Activities"), OfficeKind.HEADQUARTERS, ()),
    ("ACT/EMP", gettext_noop("Bureau for Employers’ Activities"), OfficeKind.HEADQUARTERS, ()),
    ("EVAL", gettext_noop("Evaluation Office"), OfficeKind.HEADQUARTERS, ()),
    ("CO-Abidjan", gettext_noop("ILO Country Office in Abidjan"), OfficeKind.COUNTRY, ("CIV",)),
    ("CO-Harare", gettext_noop("ILO Country Office in Harare"), OfficeKind.COUNTRY, ("NAM", "ZWE")),
    ("CO-Lima", gettext_noop("ILO Country Office in Lima"), OfficeKind.COUNTRY, ("COL", "ECU", "PER")),
)


class UnableToLoadPeople(UnableToAct):
    """The demonstration people cannot be loaded here."""

    title = "Unable to load the demonstration people"


@dataclass(frozen=True)
class Actor:
    """One demonstration person: `limit` names the code of what the role is limited to.

    `language` is that of the office or the country that they work in.
    """

    username: str
    name: str
    role: str
    scope: str = ScopeKind.GLOBAL
    limit: str = ""
    language: str = "en"


# `limit` of an organisation is its DAC donor code and its slug.
CAST = (
    Actor("pardev", gettext_noop("Demo PARDEV officer"), Role.PARDEV),
    Actor("pardev-second", gettext_noop("Demo second PARDEV officer"), Role.PARDEV),
    Actor("manager", gettext_noop("Demo PARDEV manager"), Role.MANAGER),
    Actor(
        "field-civ",
        gettext_noop("Demo field officer, Abidjan"),
        Role.FIELD,
        ScopeKind.OFFICE,
        "CO-Abidjan",
        "fr",
    ),
    Actor(
        "field-zwe",
        gettext_noop("Demo field officer, Harare"),
        Role.FIELD,
        ScopeKind.OFFICE,
        "CO-Harare",
    ),
    Actor(
        "field-per",
        gettext_noop("Demo field officer, Lima"),
        Role.FIELD,
        ScopeKind.OFFICE,
        "CO-Lima",
        "es",
    ),
    Actor(
        "regional-africa",
        gettext_noop("Demo regional officer, Africa"),
        Role.REGIONAL,
        ScopeKind.REGION,
        "CIV",
        "fr",
    ),
    Actor("coordinator", gettext_noop("Demo outcome coordinator"), Role.COORDINATOR),
    Actor("evaluator", gettext_noop("Demo evaluation officer"), Role.EVALUATOR),
    Actor(
        "bureau-actrav",
        gettext_noop("Demo officer, workers’ bureau"),
        Role.BUREAU,
        ScopeKind.OFFICE,
        "ACTRAV",
    ),
    Actor(
        "bureau-actemp",
        gettext_noop("Demo officer, employers’ bureau"),
        Role.BUREAU,
        ScopeKind.OFFICE,
        "ACT/EMP",
    ),
    Actor("finance", gettext_noop("Demo finance officer"), Role.FINANCE),
    Actor(
        "donor-de",
        gettext_noop("Demo funding partner, Germany"),
        Role.DONOR,
        ScopeKind.ORGANISATION,
        "5 germany",
    ),
    Actor(
        "donor-se",
        gettext_noop("Demo funding partner, Sweden"),
        Role.DONOR,
        ScopeKind.ORGANISATION,
        "10 sweden",
    ),
    Actor(
        "constituent-civ",
        gettext_noop("Demo constituent, Côte d’Ivoire"),
        Role.CONSTITUENT,
        ScopeKind.COUNTRY,
        "CIV",
        "fr",
    ),
    Actor("auditor", gettext_noop("Demo auditor"), Role.AUDITOR),
    Actor("admin", gettext_noop("Demo administrator"), Role.ADMIN),
)


@dataclass(frozen=True)
class SignIn:
    """One way in: whose it is and what the role is called."""

    username: str
    name: str
    role: str


@dataclass(frozen=True)
class SignIns:
    """All ways in, with the password that they share and the file that keeps them."""

    password: str
    people: tuple[SignIn, ...]
    kept_in: Path

    def lines(self) -> list[str]:
        """Return what a command prints."""
        widest = max(len(person.username) for person in self.people)
        rows = [f"  {person.username:<{widest}}  {person.role}" for person in self.people]
        return [f"Sign in with any of these names and the password {self.password}", *rows]


@transaction.atomic
def load_demonstration_people(*, home: Path, password: str | None = None) -> SignIns:
    """Add the people of each role, or leave them as they are; return how to sign in.

    The password is `password` (PORTAL_DEMO_PASSWORD), else the one kept from an earlier start, else a new
    random one. Nobody is asked for permission: whoever owns the server runs this.

    Raises:
        UnableToLoadPeople: a live installation, a short password, or no reference data yet.
    """
    if not is_demonstration():
        raise UnableToLoadPeople(_("Demonstration people exist in a demonstration installation only."))
    password = password or _kept_password(home) or secrets.token_urlsafe(12)
    if len(password) < SHORTEST_PASSWORD:
        raise UnableToLoadPeople(
            _("PORTAL_DEMO_PASSWORD needs at least %(least)d characters.") % {"least": SHORTEST_PASSWORD}
        )
    _load_offices()
    people = [_load(actor) for actor in CAST]
    _give_password(people, password)
    sign_ins = tuple(
        SignIn(user.username, user.name, str(Role(actor.role).label))
        for actor, user in zip(CAST, people, strict=True)
    )
    loaded = SignIns(password, sign_ins, home / KEPT_IN)
    _keep(loaded)
    return loaded


def _load_offices() -> None:
    for code, name, kind, covers in OFFICES:
        if not Office.objects.filter(code=code).exists():
            with history_context(None, REASON):
                office = save_valid(Office(code=code, name=name, kind=kind, demonstration=True))
                office.countries.set([_country(iso3) for iso3 in covers])


def _load(actor: Actor) -> User:
    user = User.objects.filter(username=actor.username, demonstration=True).first()
    if user is None:
        user = _add(actor)
    elif user.language != actor.language and not _has_chosen_a_language(user):
        user.language = actor.language
        with history_context(None, REASON):
            save_valid(user)
    return user


def _give_password(people: Sequence[User], password: str) -> None:
    """Let them all sign in with `password`: hashing is slow, so they share a hash, which is checked once."""
    kept = {user.password for user in people if is_password_usable(user.password)}
    good = {one for one in kept if check_password(password, one)}
    others = [user for user in people if user.password not in good]
    hashed = next(iter(good), None) or (make_password(password) if others else "")
    for user in others:
        user.password = hashed
        user.save(update_fields=["password"])


def _has_chosen_a_language(user: User) -> bool:
    """Return whether this person ever chose preferences, or their language was another before."""
    events = tracked()["core.user"]._default_manager.filter(pgh_obj=user)
    chose = Q(pgh_context__metadata__reason=CHOSE_PREFERENCES)
    return events.filter(~Q(language=user.language) | chose).exists()


def _add(actor: Actor) -> User:
    user = User(
        username=actor.username,
        name=actor.name,
        email=f"{actor.username}@example.org",
        language=actor.language,
        demonstration=True,
    )
    user.set_unusable_password()
    with history_context(None, REASON):
        save_valid(user)
    if not Membership.objects.filter(user=user).exists():
        memberships.give(None, user, _grant(actor), reason=REASON)
    return user


def _grant(actor: Actor) -> memberships.NewMembership:
    if actor.scope == ScopeKind.OFFICE:
        return memberships.NewMembership(actor.role, actor.scope, office=Office.objects.get(code=actor.limit))
    if actor.scope == ScopeKind.REGION:
        return memberships.NewMembership(actor.role, actor.scope, region=_region_of(actor.limit))
    if actor.scope == ScopeKind.COUNTRY:
        return memberships.NewMembership(actor.role, actor.scope, country=_country(actor.limit))
    if actor.scope == ScopeKind.ORGANISATION:
        return memberships.NewMembership(actor.role, actor.scope, organisation=_partner(*actor.limit.split()))
    return memberships.NewMembership(actor.role, actor.scope)


def _country(iso3: str) -> Country:
    country = Country.objects.select_related("region").filter(pk=iso3).first()
    if country is None:
        raise UnableToLoadPeople(_("Load the reference data first: %(code)s is missing.") % {"code": iso3})
    return country


def _region_of(iso3: str) -> Region:
    region = _country(iso3).region
    if region is None:
        raise UnableToLoadPeople(_("Load the reference data first: %(code)s has no region.") % {"code": iso3})
    return region


def _partner(dac: str, slug: str) -> Organisation:
    code = OrganisationCode.objects.filter(scheme=CodeScheme.DAC, code=dac).first()
    partner = code.organisation if code else Organisation.objects.filter(slug=slug).first()
    if partner is None:
        raise UnableToLoadPeople(_("Load the reference data first: %(code)s is missing.") % {"code": slug})
    return partner


def _kept_password(home: Path) -> str:
    kept = home / KEPT_IN
    if not kept.exists():
        return ""
    first = kept.read_text(encoding="utf-8").splitlines()[:1]
    return first[0].rpartition(" ")[2] if first else ""


def _keep(loaded: SignIns) -> None:
    """Write the sign-ins, readable by their owner alone from the first byte on."""
    loaded.kept_in.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = loaded.kept_in.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write("\n".join(loaded.lines()) + "\n")
    fresh.replace(loaded.kept_in)
