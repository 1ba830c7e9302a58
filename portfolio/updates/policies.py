"""Who may write, decide on and document outcome updates (journeys, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from ilo_dc.core.errors import ALLOWED, Verdict, refused
from ilo_dc.core.history.four_eyes import taken_by
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.people.vocab import Role
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.outcomes.policies import may_write_products
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.policies import place_of
from portfolio.updates import rules
from portfolio.updates.querysets import SUBMITTING
from portfolio.updates.vocab import UpdateState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ilo_dc.core.people.grants import Viewer
    from portfolio.programmes.policies import Home
    from portfolio.updates.models import OutcomeUpdate


# Of a global product somebody else than its author decides: of two roles, so that somebody else is there.
DECIDING_ON_PRODUCTS = (Role.MANAGER, Role.COORDINATOR)


def may_see_steps(user: Viewer) -> Verdict:
    """The staff of the Office sees which updates were handed in and returned."""
    if grants_of(user).is_staff:
        return ALLOWED
    return refused(_("Only staff of the Office see the steps of outcome updates."))


def may_write_updates(user: Viewer, programme: Home) -> Verdict:
    """Field officers of the country write its updates: the office is their author, whoever began one.

    A sub-regional programme is no field officer's: the region writes there. Those of a global product are its
    writers'.
    """
    if isinstance(programme, GlobalProduct):
        return may_write_products(user)
    if grants_of(user).places(writers_of(programme)).cover(*place_of(programme)):
        return ALLOWED
    return refused(_("Only a field officer of this country writes its outcome updates."))


def may_review_updates(user: Viewer, programme: Home) -> Verdict:
    """Regional officers of the region decide on updates, managers and coordinators on a global product's."""
    if isinstance(programme, GlobalProduct):
        if grants_of(user).has(*DECIDING_ON_PRODUCTS):
            return ALLOWED
        return refused(
            _("Only PARDEV managers and outcome coordinators accept or return updates of global products.")
        )
    if grants_of(user).places(Role.REGIONAL).cover(*place_of(programme)):
        return ALLOWED
    return refused(_("Only a regional officer of the region accepts or returns outcome updates."))


def may_decide(user: Viewer, update: OutcomeUpdate) -> Verdict:
    """A regional officer decides, but not on what they submitted, for whomever and by whomever."""
    verdict = may_review_updates(user, update.outcome.home)
    if verdict and has_submitted(user, update):
        return refused(_("Somebody else decides on what you submitted yourself."))
    return verdict


def has_submitted(user: Viewer, update: OutcomeUpdate) -> bool:
    """Return whether `user`, whom they act for, or who acted for them submitted an update as it waits."""
    from portfolio.updates.models import OutcomeUpdate  # their rules import these names

    return OutcomeUpdate.objects.filter(taken_by(user, SUBMITTING), pk=update.pk).exists()


def may_withdraw(user: Viewer, update: OutcomeUpdate) -> Verdict:
    """An office takes back what it submitted; of a global product, whose writers are many, only who did."""
    verdict = may_write_updates(user, update.outcome.home)
    if verdict and isinstance(update.outcome.home, GlobalProduct) and not has_submitted(user, update):
        return refused(_("Only who submitted this update takes it back."))
    return verdict


def may_document(user: Viewer, update: OutcomeUpdate) -> Verdict:
    """Who writes the update attaches and withdraws its evidence, until it is accepted."""
    verdict = may_write_updates(user, update.outcome.home)
    if verdict and update.state == UpdateState.ACCEPTED:
        return refused(_("The update is accepted: its evidence stays as it is."))
    return verdict


def writers_of(programme: Home) -> str:
    """Return the role that writes the updates of a programme."""
    return Role.FIELD if programme.country_id else Role.REGIONAL


def reviewers_of(programme: Home) -> tuple[Role, ...]:
    """Return the roles that decide on the updates of a programme, an outcome or a global product."""
    return DECIDING_ON_PRODUCTS if isinstance(programme, GlobalProduct) else (Role.REGIONAL,)


def programmes_written_by(user: Viewer) -> QuerySet[CountryProgramme]:
    """Return the programmes whose updates `user` writes; `may_write_updates` says the same of one."""
    grants = grants_of(user)
    of_countries = grants.places(Role.FIELD).of_countries("country__")
    return CountryProgramme.objects.filter(of_countries | grants.places(Role.REGIONAL).of_regions("region__"))


def programmes_reviewed_by(user: Viewer) -> QuerySet[CountryProgramme]:
    """Return the programmes on whose updates `user` decides; `may_review_updates` says the same of one."""
    places = grants_of(user).places(Role.REGIONAL)
    return CountryProgramme.objects.filter(places.of_countries("country__") | places.of_regions("region__"))


def updates_written_by(user: Viewer) -> Q:
    """Return the condition that `user` writes an update; `may_write_updates` says the same of its place."""
    grants = grants_of(user)
    of_countries = grants.places(Role.FIELD).of_countries("outcome__cpo__country__")
    written = of_countries | grants.places(Role.REGIONAL).of_regions("outcome__cpo__region__")
    return written | Q(outcome__product__isnull=False) if may_write_products(user) else written


def updates_decided_by(user: Viewer) -> QuerySet[OutcomeUpdate]:
    """Return the updates that await a decision of `user`, first what has waited longest."""
    from portfolio.updates.models import OutcomeUpdate  # their rules import these names

    places = grants_of(user).places(Role.REGIONAL)
    reviewed = places.of_countries("outcome__cpo__country__") | places.of_regions("outcome__cpo__region__")
    if grants_of(user).has(*DECIDING_ON_PRODUCTS):
        reviewed |= Q(outcome__product__isnull=False)
    submitted = OutcomeUpdate.objects.filter(reviewed, state=UpdateState.SUBMITTED)
    return submitted.exclude(taken_by(user, SUBMITTING)).order_by("submitted_at", "pk")


def may_discard(user: Viewer, update: OutcomeUpdate) -> Verdict:
    """Who writes an update may discard it while it was never submitted."""
    verdict = may_write_updates(user, update.outcome.home)
    if verdict and update.submitted_at is not None:
        return refused(_("What was submitted is never removed."))
    return verdict


def may_take(user: Viewer, update: OutcomeUpdate, to: str) -> Verdict:
    """Return whether `user` may move the update to a state now."""
    if not rules.STATUSES.may_follow(update.state, to):
        return refused(_("The update is not in a state from which this is possible."))
    if to in {UpdateState.ACCEPTED, UpdateState.RETURNED}:
        return may_decide(user, update)
    if to == UpdateState.DRAFT:
        return may_withdraw(user, update)
    return may_write_updates(user, update.outcome.home)
