"""Who may write projects and what belongs to them (journeys, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.work.policies import overseen_places
from portfolio.projects.models.project import Project
from portfolio.projects.models.project_links import CountryShare
from portfolio.projects.querysets.projects import organisations_of
from portfolio.projects.rules import OVER

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.people.grants import Viewer

REGISTRARS = (Role.PARDEV, Role.MANAGER)
OFFICERS = (Role.FIELD, Role.REGIONAL)


def may_register_project(user: Viewer) -> Verdict:
    """PARDEV registers projects: it knows agreement and code."""
    if grants_of(user).has(*REGISTRARS):
        return ALLOWED
    return refused(_("Only PARDEV officers and managers register projects."))


def may_edit_project(user: Viewer, project: Project) -> Verdict:
    """PARDEV edits every project; field and regional officers those of their own countries alone."""
    if grants_of(user).has(*REGISTRARS) or _covers(user, project):
        return ALLOWED
    return refused(
        _("Only PARDEV, or a field or regional officer of all of its countries, may change this project.")
    )


def may_import_projects(user: Viewer) -> Verdict:
    """Who registers projects, and so may edit each of them, loads sheets of them."""
    return may_register_project(user)


def plan_is_open(project: Project) -> Verdict:
    """What a project was tied to stays as it is when the project is over, whoever asks."""
    if project.status in OVER:
        return refused(_("The project is over: what it was tied to stays as it is."))
    return ALLOWED


def may_change_plan(user: Viewer, project: Project) -> Verdict:
    """Who edits a project changes where it works and who takes part in it, until it is closed."""
    return may_edit_project(user, project) and plan_is_open(project)


def may_move_project(user: Viewer, project: Project, _to: str) -> Verdict:
    """PARDEV records the steps of a project's life."""
    if grants_of(user).has(*REGISTRARS):
        return ALLOWED
    return refused(_("Only PARDEV officers and managers record the status of a project."))


def may_correct_project(user: Viewer, project: Project) -> Verdict:
    """What was recorded by mistake is mended by a manager."""
    if grants_of(user).has(Role.MANAGER):
        return ALLOWED
    return refused(_("Only a PARDEV manager corrects what was recorded of a project."))


def may_document_project(user: Viewer, project: Project) -> Verdict:
    """Who edits a project attaches and withdraws its documents, in every status."""
    return may_edit_project(user, project)


def may_write_initiatives(user: Viewer) -> Verdict:
    """Managers and outcome coordinators keep the list of initiatives."""
    if grants_of(user).has(Role.MANAGER, Role.COORDINATOR):
        return ALLOWED
    return refused(_("Only PARDEV managers and outcome coordinators keep the list of initiatives."))


def reads_inner(user: Viewer, project: Project) -> bool:
    """Return whether `user` reads the documents of a project: staff, and who takes part in it."""
    if grants_of(user).is_staff:
        return True
    organisations = organisations_of(user).values("pk")
    return project.participants.filter(organisation__in=organisations).exists()


def projects_edited_by(user: Viewer) -> QuerySet[Project]:
    """Return the projects that `user` edits; `may_edit_project` says the same of one."""
    if grants_of(user).has(*REGISTRARS):
        return Project.objects.visible_to(user)
    return projects_of_officer(user)


def projects_overseen(user: Viewer) -> QuerySet[Project]:
    """Return the projects all of whose countries, or whose region, are places whose offices `user` manages.

    What reaches further is managed by who manages everything.
    """
    rows, places = Project.objects.visible_to(user), overseen_places(user)
    if places.everywhere:
        return rows
    shares = CountryShare.objects.current()
    inside = shares.filter(places.of_countries("country__"))
    outside = shares.exclude(pk__in=inside.values("pk"))
    of_region = places.of_regions("region__") & ~Q(pk__in=shares.values("project"))
    found = rows.filter(Q(pk__in=inside.values("project")) | of_region)
    return found.exclude(pk__in=outside.values("project"))


def projects_of_officer(user: Viewer) -> QuerySet[Project]:
    """Return the projects of whose countries each is one of `user`'s as a field or regional officer."""
    rows = Project.objects.visible_to(user)
    places = grants_of(user).places(*OFFICERS)
    shares = CountryShare.objects.current()
    inside = shares.filter(places.of_countries("country__"))
    outside = shares.exclude(pk__in=inside.values("pk"))
    return rows.filter(pk__in=inside.values("project")).exclude(pk__in=outside.values("project"))


def _covers(user: Viewer, project: Project) -> bool:
    """Return whether a field or regional role is held for each of the countries, and there is one."""
    grants = grants_of(user)
    if not grants.has(*OFFICERS):
        return False
    shares = getattr(project, CountryShare.SHOWN_AS, None)  # of a project fetched with its links
    if shares is None:
        shares = CountryShare.objects.current().filter(project=project).select_related("country")
    places, countries = grants.places(*OFFICERS), [share.country for share in shares]
    return bool(countries) and all(places.cover(country.pk, country.region_id) for country in countries)
