"""Querysets of agreements: who sees them, and of their amounts what each may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, DecimalField, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from funding.agreements.rules import SOURCES
from funding.agreements.vocab import CONCLUDED, AgreementKind
from ilo_dc.core.life.querysets import DatedStatusQuerySet
from ilo_dc.core.people.grants import grants_of
from ilo_dc.core.reference.names import organisations_named
from ilo_dc.core.text_search import has_words
from portfolio.projects.querysets.projects import organisations_of, projects_seen_by

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer

MONEY: DecimalField[Any, Any] = DecimalField(max_digits=16, decimal_places=2)
NOBODYS = Q(pk__in=())


def _own(user: Viewer, path: str) -> Q:
    """Return the condition that an organisation of `user` is the one that the ORM path leads to."""
    if not grants_of(user).organisations:
        return NOBODYS
    return Q(**{f"{path}__in": organisations_of(user).values("pk")})


def _gives(user: Viewer, agreement: str) -> Q:
    """Return the condition that an organisation of `user` is one of several partners of an agreement."""
    if not grants_of(user).organisations:
        return NOBODYS
    from funding.agreements.models.agreement_partner import AgreementPartner  # models import this

    rows = AgreementPartner.objects.filter(_own(user, "organisation"))
    return Q(**{f"{agreement}__in": rows.values("agreement")})


def _published(path: str) -> Q:
    return Q(**{f"{path}published_at__isnull": False})


def _signs_alone(user: Viewer, path: str) -> Q:
    """Return the condition that an agreement has one partner, of which `user` is."""
    alone = ~Q(**{f"{path}kind": AgreementKind.MULTI_DONOR})
    return alone & _own(user, f"{path}partner")


def agreements_seen_by(user: Viewer, path: str = "") -> Q:
    """Return the condition that `user` sees an agreement; `path` leads to it and ends in two underscores.

    Staff see all; a funding partner its own, as the one that signed or as one of several, from the signature
    on; everybody what is published (journeys, section 3).
    """
    if grants_of(user).is_staff:
        return Q()
    own = _own(user, f"{path}partner") | _gives(user, f"{path}pk")
    return Q(**{f"{path}status__in": CONCLUDED}) & (_published(path) | own)


def amounts_seen_by(user: Viewer, path: str = "") -> Q:
    """Return the condition that `user` reads the whole amount of an agreement that they see.

    Of a multi-donor agreement that is not published each partner reads its own part alone: the whole would
    tell what the others give.
    """
    if grants_of(user).is_staff:
        return Q()
    return _published(path) | _signs_alone(user, path)


def published_under(category: str, path: str = "") -> Q:
    """Return the condition that an agreement is published under a source category; as `rules.source_of`."""
    kinds = [kind for kind, source in SOURCES.items() if source == category]
    own = Q(**{f"{path}partner__funding_profile__source_category": category})
    return Q(**{f"{path}kind__in": kinds}) | own & ~Q(**{f"{path}kind__in": list(SOURCES)})


def agreements_of(user: Viewer, slug: str, path: str = "") -> Q:
    """Return the condition that a partner signed an agreement, or is one of several as `user` sees it."""
    from funding.agreements.models.agreement_partner import AgreementPartner  # models import this

    gives = AgreementPartner.objects.visible_to(user).filter(organisation__slug__iexact=slug)
    signed = Q(**{f"{path}partner__slug__iexact": slug})
    return signed | Q(**{f"{path}pk__in": gives.values("agreement")})


def rows_of_partner(user: Viewer, slug: str) -> Q:
    """Return the condition that what belongs to an agreement is a partner's: it is named, or nobody is."""
    of_all = Q(partner__isnull=True) & agreements_of(user, slug, "agreement__")
    return of_all | Q(partner__slug__iexact=slug)


class AgreementQuerySet(models.QuerySet[Any]):
    """Agreements."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the agreements that `user` sees, with `amount`; see `agreements_seen_by`."""
        return self.filter(agreements_seen_by(user)).with_amount(user)

    def with_amount(self, user: Viewer) -> Self:
        """Annotate `amount` and `whole_amount`: the signed total, or the part that `user` may read.

        In the agreement's currency, support costs included, as signed: without amendments. Null: nothing.
        """
        if grants_of(user).is_staff:
            return self.annotate(amount=F("signed_total"), whole_amount=Value(value=True))
        from funding.agreements.models.agreement_partner import AgreementPartner  # models import this

        own = AgreementPartner.objects.filter(_own(user, "organisation"), agreement=OuterRef("pk")).order_by()
        part = Subquery(own.values("agreement").annotate(sum=Sum("amount")).values("sum"))
        whole = Q(pk__isnull=False) & amounts_seen_by(user)
        return self.annotate(
            whole_amount=Case(When(whole, then=True), default=False),
            amount=Case(
                When(whole, then=F("signed_total")),
                default=part if grants_of(user).organisations else None,
                output_field=MONEY,
            ),
        )

    def with_present_terms(self) -> Self:
        """Annotate `amended_total` and `ends_now`: as the agreement stands with all its amendments.

        `amended_total` is for who reads the `whole_amount`: the signed total with what was added and cut, in
        the agreement's currency. `ends_now` is the day after the last, as the latest amendment of it says.
        """
        from funding.agreements.models.amendment import Amendment  # models import this

        rows = Amendment.objects.filter(agreement=OuterRef("pk")).order_by()
        more = rows.values("agreement").annotate(sum=Sum("amount")).values("sum")
        ends = rows.filter(ends_on__isnull=False).order_by("-signed_on", "-number", "-pk")
        total = F("signed_total") + Coalesce(Subquery(more), Value(0), output_field=MONEY)
        return self.annotate(
            amended_total=models.ExpressionWrapper(total, output_field=MONEY),
            ends_now=Coalesce(Subquery(ends.values("ends_on")[:1]), "ends_on"),
        )

    def for_list(self) -> Self:
        """Return the agreements with what a line and a page name."""
        return self.with_present_terms().select_related(
            "partner__country",
            "partner__funding_profile",
            "reporting_partner",
            "parent",
            "country",
            "currency",
        )

    def named(self, text: str) -> Self:
        """Return the agreements with each word in title or reference, or in a name of the partner."""

        def of_the_partner(word: str) -> Q:
            return Q(partner__in=organisations_named(word))

        return self.filter(has_words(text, ("title", "reference"), also=of_the_partner))


class AgreementStateQuerySet(DatedStatusQuerySet):
    """What was recorded of the status of agreements."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the statuses that `user` sees: of agreements they see, without those before signature."""
        seen = self.filter(agreements_seen_by(user, "agreement__"))
        return seen if grants_of(user).is_staff else seen.filter(status__in=CONCLUDED)


class AmendmentQuerySet(models.QuerySet[Any]):
    """Amendments."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the amendments that `user` sees: with the whole amount, else those of their own part."""
        if grants_of(user).is_staff:
            return self
        seen = agreements_seen_by(user, "agreement__")
        return self.filter(seen & (amounts_seen_by(user, "agreement__") | _own(user, "partner")))


class AgreementPartnerQuerySet(models.QuerySet[Any]):
    """What each of several partners gives."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the parts that `user` sees: staff all, a funding partner its own."""
        if grants_of(user).is_staff:
            return self
        return self.filter(agreements_seen_by(user, "agreement__") & _own(user, "organisation"))


class InstalmentQuerySet(models.QuerySet[Any]):
    """Instalments."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the instalments that `user` sees: staff all, a funding partner those that it pays."""
        if grants_of(user).is_staff:
            return self
        own = _signs_alone(user, "agreement__") | _own(user, "partner")
        return self.filter(agreements_seen_by(user, "agreement__") & own)

    def for_list(self) -> Self:
        """Return the instalments with what a line names."""
        return self.select_related("agreement__partner", "agreement__currency", "partner")


class DonorReportQuerySet(models.QuerySet[Any]):
    """Reports to funding partners."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the reports that `user` sees: staff all, a funding partner those that it is due."""
        if grants_of(user).is_staff:
            return self
        own = _signs_alone(user, "agreement__") | _own(user, "partner")
        shared = Q(partner__isnull=True) & _gives(user, "agreement")
        return self.filter(agreements_seen_by(user, "agreement__") & (own | shared))

    def for_list(self) -> Self:
        """Return the reports with what a line names."""
        return self.select_related("agreement__partner", "partner")


class FundedProjectQuerySet(models.QuerySet[Any]):
    """Projects that agreements fund."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the rows whose agreement and project `user` sees."""
        projects = projects_seen_by(user, status="project__status", project="project")
        return self.filter(agreements_seen_by(user, "agreement__") & projects)
