"""Querysets of clearances: who sees them, whom they await, which one is valid on a day.

They are confidential (journeys, section 3): to whoever is none of `READERS` they are missing, at every door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Prefetch, Q, Value
from django.db.models.expressions import ExpressionWrapper

from funding.clearances.vocab import (
    CLEARING,
    EDITED,
    OPEN,
    REQUESTED,
    SAVED,
    SCREENED,
    ClearanceStatus,
    Decision,
    Step,
)
from ilo_dc.core.facts.querysets import FactQuerySet
from ilo_dc.core.history.four_eyes import Steps, taken_by
from ilo_dc.core.people.grants import grants_of, persons_of
from ilo_dc.core.people.vocab import Role
from ilo_dc.core.reference.names import organisations_named
from ilo_dc.core.steps.querysets import DatedSettingsQuerySet
from ilo_dc.core.text_search import has_words
from portfolio.proposals.querysets.desks import bureaux_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from funding.clearances.models.clearance import PartnershipClearance
    from ilo_dc.core.models import Organisation
    from ilo_dc.core.people.grants import Viewer

# Who sees clearances (journeys, section 3): no donor, no constituent, no office of the field.
READERS = (Role.PARDEV, Role.MANAGER, Role.BUREAU, Role.EVALUATOR, Role.AUDITOR)

# Who prepared a clearance: requested it, was its officer once, wrote in it, or gave a bureau's opinion.
PREPARING = (
    Steps(
        "funding.partnershipclearance",
        people=("requested_by_id", "officer_id", "advised_by_id"),
        written=Q(pgh_context__metadata__reason__in=(REQUESTED, EDITED, SAVED, SCREENED)),
    ),
    Steps("funding.screeninganswer", row="clearance_id", written=Q()),
    Steps("funding.clearanceopinion", row="clearance_id", people=("given_by_id",)),
)


def sees_clearances(user: Viewer) -> bool:
    """Return whether `user` is one of those whom clearances are shown to."""
    return grants_of(user).has(*READERS)


class ConfidentialQuerySet(models.QuerySet[Any]):
    """Rows that those who see clearances see, and nobody else."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all rows, or none."""
        return self.all() if sees_clearances(user) else self.none()


class ClearanceRuleQuerySet(DatedSettingsQuerySet):
    """Settings of clearances."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all settings to those who see clearances, and none to others."""
        return self.all() if sees_clearances(user) else self.none()


class ScreeningCriterionQuerySet(ConfidentialQuerySet):
    """What screenings ask."""

    def in_force_on(self, day: date) -> Self:
        """Return the criteria of a day, exclusions first, in their order."""
        rows = self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)
        return rows.order_by("-kind", "pk")


class PartnershipClearanceQuerySet(ConfidentialQuerySet):
    """Clearances of partnerships."""

    def open(self) -> Self:
        """Return the requests that somebody has to go on with."""
        return self.filter(status__in=OPEN)

    def named(self, text: str) -> Self:
        """Return the clearances with each word in a name of the partner, or in purpose or sector."""
        by_partner = Q(organisation__in=organisations_named(text))
        return self.filter(by_partner | has_words(text, ("purpose", "sector")))

    def valid_on(self, day: date) -> Self:
        """Return the clearances on which an agreement of `day` may rest.

        Of the decisions on an organisation that were taken by then the last one counts: what was cleared and
        refused later holds no more.
        """
        decided = self.model._default_manager.filter(
            organisation=OuterRef("organisation"), decided_at__isnull=False, decided_at__date__lte=day
        )
        later = decided.filter(
            Q(decided_at__gt=OuterRef("decided_at"))
            | Q(decided_at=OuterRef("decided_at"), pk__gt=OuterRef("pk"))
        )
        return self.filter(
            ~Exists(later), decision__in=CLEARING, decided_at__date__lte=day, valid_until__gte=day
        )

    def screened_by(self, user: Viewer) -> Self:
        """Return the requests that `user` has to screen, the oldest first."""
        rows = self.filter(status=ClearanceStatus.SCREENING, officer__in=persons_of(user))
        return rows.order_by("requested_on", "pk")

    def advised_by_pardev(self, user: Viewer) -> Self:
        """Return the requests whose legal advice a PARDEV officer has to record, the oldest first."""
        rows = self.filter(status=ClearanceStatus.LEGAL)
        return (rows if grants_of(user).has(Role.PARDEV) else rows.none()).order_by("requested_on", "pk")

    def decided_by_manager(self, user: Viewer) -> Self:
        """Return the requests that are complete and that `user` decides on, the oldest first."""
        if not grants_of(user).has(Role.MANAGER):
            return self.none()
        rows = self.filter(status=ClearanceStatus.DECISION).not_prepared_by(user)
        return rows.order_by("advised_at", "pk")

    def prepared_by(self, user: Viewer) -> Self:
        """Return the clearances that `user` had a part in, for whomever and by whomever."""
        return self.filter(taken_by(user, *PREPARING))

    def not_prepared_by(self, user: Viewer) -> Self:
        """Return the clearances in which `user` had no part."""
        return self.exclude(taken_by(user, *PREPARING))

    def for_work(self) -> Self:
        """Return the clearances with what their clocks read, in one query more."""
        people = ("requested_by", "officer", "advised_by", "decided_by")
        return self.select_related("organisation", "rules", *people).prefetch_related(_given())

    def for_list(self) -> Self:
        """Return the clearances with all that a line shows."""
        return self.for_work().select_related("reuses", "organisation__parent")


def _given() -> Prefetch:
    from funding.clearances.models.clearance import ClearanceOpinion  # models import this

    return Prefetch("opinions", ClearanceOpinion.objects.select_related("given_by").order_by("bureau"))


def valid_clearance(organisation: Organisation, day: date) -> PartnershipClearance | None:
    """Return the clearance on which an agreement with `organisation` on `day` may rest; None: there is none.

    Nobody's sight is asked: whoever shows it asks `visible_to`. An organisation that had become part of
    another by that day is that other one, whose clearance counts.
    """
    from funding.clearances.models.clearance import PartnershipClearance  # models import this

    entity, seen = organisation, {organisation.pk}
    while entity.merged_into is not None and entity.merged_on is not None and entity.merged_on <= day:
        entity = entity.merged_into
        if entity.pk in seen:
            break
        seen.add(entity.pk)
    rows: Any = PartnershipClearance.objects.valid_on(day).filter(organisation=entity)
    found: PartnershipClearance | None = rows.order_by("-decided_at", "-pk").first()
    return found


class ClearanceOpinionQuerySet(ConfidentialQuerySet):
    """Opinions of the bureaux."""

    def awaiting(self, user: Viewer) -> Self:
        """Return the opinions that `user`'s bureau owes, the oldest first."""
        rows = self.filter(
            opinion="", bureau__in=bureaux_of(user), clearance__status=ClearanceStatus.OPINIONS
        )
        return rows.order_by(F("clearance__screened_at").asc(), "pk")


class ScreeningAnswerQuerySet(ConfidentialQuerySet):
    """Answers of screenings."""


class ClearanceStepQuerySet(FactQuerySet):
    """Steps that ended: what measures count."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all rows to those who see clearances, and none to others."""
        return self.seen_by(user) if sees_clearances(user) else self.seen_by(user).none()

    def with_days(self) -> Self:
        """Annotate `days` (calendar days from its beginning to its end) and `steps` (1)."""
        passed = Func(F("ended_on"), F("started_on"), template="(%(expressions)s)", arg_joiner=" - ")
        return self.annotate(
            days=ExpressionWrapper(passed, output_field=IntegerField()),
            steps=Value(1, output_field=IntegerField()),
        )

    def counted(self, moment: datetime) -> Self:
        """Return the steps that had ended as known at `moment`."""
        return self.with_days().as_known_at(moment)

    def decisions(self) -> Self:
        """Return the decisions."""
        return self.filter(step=Step.DECISION, result__in=Decision.values)

    def for_list(self) -> Self:
        """Return the steps with all that a line shows."""
        return self.with_days().select_related("clearance__organisation")
