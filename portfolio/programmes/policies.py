"""Who may write country programmes and what belongs to them (journeys, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.models import Country, Region
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.outcomes.policies import (
    SUB_REGIONAL_WRITERS,
    WRITERS,
    may_write_products,
    place_codes,
    writes,
)
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.vocab import ProgrammeStatus

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.people.grants import Viewer
    from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome

    Home = CountryProgramme | CountryProgrammeOutcome | GlobalProduct

# Steps before signature, which the field takes itself.
BEFORE_SIGNATURE = (ProgrammeStatus.DRAFT, ProgrammeStatus.CONSULTATION)


def may_create_somewhere(user: Viewer) -> Verdict:
    """Field and regional officers start programmes; where, `may_create_programme` decides."""
    if grants_of(user).has(*WRITERS):
        return ALLOWED
    return refused(_("Only field and regional officers start country programmes."))


def may_create_programme(user: Viewer, *, country: Country | None, region: Region | None) -> Verdict:
    """Field officers for their own countries, regional officers for their region and its sub-regions."""
    if writes(user, country, region):
        return ALLOWED
    return refused(
        _("Only a field officer of this country or a regional officer of its region may start this.")
    )


def may_edit_programme(user: Viewer, programme: Home) -> Verdict:
    """Field officers of the country and regional officers of the region edit a programme and its parts.

    So they do a place without a programme: then the outcome itself stands for the programme. That of a global
    product is the product's writers'.
    """
    if isinstance(programme, GlobalProduct):
        return may_write_products(user)
    if writes(user, programme.country, programme.region):
        return ALLOWED
    return refused(
        _("Only a field officer of this country or a regional officer of its region may change this.")
    )


def may_move_programme(user: Viewer, programme: CountryProgramme, to: str) -> Verdict:
    """Field officers move between draft and consultation; signature and all that follows is the region's."""
    if to in BEFORE_SIGNATURE:
        return may_edit_programme(user, programme)
    if grants_of(user).places(Role.REGIONAL).cover(*place_of(programme)):
        return ALLOWED
    return refused(_("Only a regional officer of the region records signature and what follows it."))


def may_correct_programme(user: Viewer, programme: CountryProgramme) -> Verdict:
    """What was recorded by mistake is mended by a regional officer of the region or a manager."""
    if grants_of(user).places(Role.REGIONAL, Role.MANAGER).cover(*place_of(programme)):
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


def programmes_edited_by(user: Viewer) -> QuerySet[CountryProgramme]:
    """Return the programmes that `user` edits; `may_edit_programme` says the same of one."""
    grants = grants_of(user)
    return CountryProgramme.objects.visible_to(user).filter(
        grants.places(*WRITERS).of_countries("country__")
        | grants.places(*SUB_REGIONAL_WRITERS).of_regions("region__")
    )


def place_of(programme: Home) -> tuple[str | None, str | None]:
    """Return the codes of a programme's country and region: the country's, or its own if sub-regional."""
    return place_codes(programme.country, programme.region)
