"""Querysets of partnerships and of who takes part in them; both are public, as their sources are."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import OuterRef, Prefetch, Q, Subquery

from ilo_dc.core.reference.names import organisations_named
from ilo_dc.core.text_search import has_words, name_at
from portfolio.results.querysets import SourcedQuerySet, in_six


class PartnershipQuerySet(SourcedQuerySet):
    """Partnerships."""

    def named(self, text: str) -> Self:
        """Return the partnerships with each word in a name, their texts, or a name of who takes part."""

        def of_member(word: str) -> Q:
            members = _members().filter(organisation__in=organisations_named(word))
            return Q(pk__in=members.values("partnership"))

        return self.filter(has_words(text, (*in_six("name"), "work", "text"), also=of_member))

    def of_organisation(self, slug: str) -> Self:
        """Return the partnerships that an organisation takes part in."""
        return self.filter(pk__in=_members().filter(organisation__slug__iexact=slug).values("partnership"))

    def with_role(self, role: str) -> Self:
        """Return the partnerships in which an organisation has a role."""
        return self.filter(pk__in=_members().filter(role=role).values("partnership"))

    def with_member_names(self) -> Self:
        """Annotate `member_names`: who takes part, in the reader's language; in the same query."""
        members = _members().filter(partnership=OuterRef("pk")).order_by().values("partnership")
        names = StringAgg(name_at("organisation__"), "; ", order_by="organisation__slug")
        return self.annotate(member_names=Subquery(members.annotate(names=names).values("names")))

    def for_list(self) -> Self:
        """Return the partnerships with all that a line shows; who takes part, as `present`."""
        members = Prefetch("members", queryset=_members().for_list(), to_attr="present")
        return self.select_related("edition").prefetch_related(members)


class PartnershipMemberQuerySet(SourcedQuerySet):
    """Organisations that take part in partnerships."""

    def for_list(self) -> Self:
        """Return them with their organisations, in the order of their addresses."""
        return self.select_related("organisation").order_by("organisation__slug", "pk")


def _members() -> Any:
    from funding.partnerships.models import PartnershipMember  # models import this

    return PartnershipMember.objects.in_force()
