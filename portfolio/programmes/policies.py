"""Who may write country programmes and what belongs to them (journeys, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.models import Country, Region
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.vocab import ProgrammeStatus

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.people.grants import Viewer

# Steps before signature, which the field takes itself.
BEFORE_SIGNATURE = (ProgrammeStatus.DRAFT, ProgrammeStatus.CONSULTATION)


def may_create_somewhere(user: Viewer) -> Verdict:
    """Field and regional officers start programmes; where, `may_create_programme` decides."""
    if grants_of(user).has(Role.FIELD, Role.REGIONAL):
        return ALLOWED
    return refused(_("Only field and regional officers start country programmes."))


def may_create_programme(user: Viewer, *, country: Country | None, region: Region | None) -> Verdict:
    """Field officers for their own countries, regional officers for their region and its sub-regions."""
    if _covers(user, country.pk if country else None, _region_code(country, region)):
        return ALLOWED
    return refused(
        _("Only a field officer of this country or a regional officer of its region may start this.")
    )


def may_edit_programme(user: Viewer, programme: CountryProgramme) -> Verdict:
    """Field officers of the country and regional officers of the region edit a programme and its parts."""
    region = _region_code(programme.country, programme.region)
    if _covers(user, programme.country_id, region):
        return ALLOWED
    return refused(
        _("Only a field officer of this country or a regional officer of its region may change this.")
    )


def may_move_programme(user: Viewer, programme: CountryProgramme, to: str) -> Verdict:
    """Field officers move between draft and consultation; signature and all that follows is the region's."""
    region = _region_code(programme.country, programme.region)
    if to in BEFORE_SIGNATURE:
        return may_edit_programme(user, programme)
    if _covers(user, programme.country_id, region, Role.REGIONAL):
        return ALLOWED
    return refused(_("Only a regional officer of the region records signature and what follows it."))


def may_correct_programme(user: Viewer, programme: CountryProgramme) -> Verdict:
    """What was recorded by mistake is mended by a regional officer of the region or a manager."""
    region = _region_code(programme.country, programme.region)
    grants = grants_of(user)
    if _covers(user, programme.country_id, region, Role.REGIONAL):
        return ALLOWED
    if grants.covers_country(programme.country_id or "", region, Role.MANAGER):
        return ALLOWED
    return refused(_("Only a regional officer of the region or a PARDEV manager corrects what was recorded."))


def may_discard_programme(user: Viewer, programme: CountryProgramme) -> Verdict:
    """Who edits a programme discards it while it is a draft."""
    verdict = may_edit_programme(user, programme)
    if verdict and programme.status != ProgrammeStatus.DRAFT:
        return refused(_("Only a draft is discarded. What constituents were consulted on stays."))
    return verdict


def may_document_programme(user: Viewer, programme: CountryProgramme) -> Verdict:
    """Who edits a programme attaches and withdraws its documents, in every status."""
    return may_edit_programme(user, programme)


def places_to_write(user: Viewer) -> tuple[QuerySet[Country], QuerySet[Region]]:
    """Return the countries and the sub-regions that `user` may start a programme in."""
    grants = [one for one in grants_of(user).grants if one.role in {Role.FIELD, Role.REGIONAL}]
    regional = [one for one in grants if one.role == Role.REGIONAL]
    countries, regions = Country.objects.all(), Region.objects.all()
    if not any(one.is_global for one in grants):
        codes = {code for one in grants for code in (one.country, *one.office_countries) if code}
        countries = countries.filter(
            Q(pk__in=codes) | Q(region__in={one.region for one in grants if one.region})
        )
    if not any(one.is_global for one in regional):
        regions = regions.filter(pk__in={one.region for one in regional if one.region})
    return countries, regions


def programmes_edited_by(user: Viewer) -> QuerySet[CountryProgramme]:
    """Return the programmes that `user` edits; `may_edit_programme` says the same of one."""
    countries, regions = places_to_write(user)
    placed = Q(country__in=countries) | Q(country=None, region__in=regions)
    return CountryProgramme.objects.visible_to(user).filter(placed)


def _region_code(country: Country | None, region: Region | None) -> str | None:
    return country.region_id if country else (region.pk if region else None)


def _covers(user: Viewer, country: str | None, region: str | None, *roles: str) -> bool:
    """Return whether one of `roles` (field and regional officers unless told) is held for the place."""
    grants = grants_of(user)
    if country is None:  # of a sub-region: no field officer's
        return any(
            grant.role == Role.REGIONAL and (grant.is_global or grant.region == region)
            for grant in grants.grants
        )
    return grants.covers_country(country, region, *(roles or (Role.FIELD, Role.REGIONAL)))
