"""Registers of the administration: people and memberships; that of API keys is `accounts`'."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import django_filters
import django_tables2
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.people import policies
from ilo_dc.core.people.models.membership import Membership
from ilo_dc.core.people.models.user import User
from ilo_dc.core.people.vocab import Role, ScopeKind
from ilo_dc.core.registers.columns import RegisterTable
from ilo_dc.core.registers.filtersets import DayFilter, RegisterFilterSet
from ilo_dc.core.registers.register import Register

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.people.querysets import MembershipQuerySet


def _readable(rows: QuerySet[Any], user: Viewer) -> QuerySet[Any]:
    return rows if policies.may_read_administration(user) else rows.none()


def people_visible_to(user: Viewer) -> QuerySet[User]:
    """Return the people whom `user` administers or audits, with their roles of today."""
    in_force = Membership.objects.in_force_on(timezone.now().date()).order_by("role", "pk")
    rows = User.objects.select_related("invitation").prefetch_related(
        Prefetch("memberships", in_force, "roles_in_force")
    )
    return _readable(rows, user)


def memberships_visible_to(user: Viewer) -> QuerySet[Membership]:
    """Return the memberships that `user` administers or audits."""
    limits = ("office", "country", "region", "organisation")
    rows = Membership.objects.select_related("user", "handover__successor", *limits)
    return _readable(rows, user)


class PeopleFilterSet(RegisterFilterSet):
    """Filters of people."""

    demonstration = None
    search = django_filters.CharFilter(label=_("Name, sign-in name or address"), method="filter_search")
    role = django_filters.ChoiceFilter(
        empty_label=_("Any"), label=_("Role"), choices=Role, method="with_role"
    )
    active = django_filters.ChoiceFilter(
        empty_label=_("Any"),
        label=_("May sign in"),
        field_name="is_active",
        choices=[("True", _("Yes")), ("False", _("No"))],
    )

    def filter_search(self, rows: QuerySet[User], _name: str, value: str) -> QuerySet[User]:
        """Return the people whose name or address holds the text."""
        return rows.filter(
            Q(name__icontains=value) | Q(username__icontains=value) | Q(email__icontains=value)
        )

    def with_role(self, rows: QuerySet[User], _name: str, value: str) -> QuerySet[User]:
        """Return the people who hold the role today."""
        in_force = Membership.objects.in_force_on(timezone.now().date()).filter(role=value)
        return rows.filter(pk__in=in_force.values("user_id"))


class PeopleTable(RegisterTable):
    """Columns of people."""

    name = django_tables2.Column(
        _("Name"), accessor="get_full_name", linkify=("core:person", {"pk": django_tables2.A("pk")})
    )
    username = django_tables2.Column(_("Sign-in name"))
    email = django_tables2.Column(_("Address"))
    roles_in_force = django_tables2.TemplateColumn(
        template_name="core/administration/cells/roles.html", verbose_name=_("Roles")
    )
    state = django_tables2.TemplateColumn(
        template_name="core/administration/cells/person_state.html", verbose_name=_("State"), empty_values=()
    )


PEOPLE = Register(
    code="people",
    label=_("People"),
    rows=people_visible_to,
    filterset=PeopleFilterSet,
    table=PeopleTable,
    orderings={
        "username": ("username",),
        "name": ("name__folded", "username"),
        "email": ("email",),
        "joined": ("date_joined",),
    },
    ordering="username",
    page="core:people",
)


class MembershipFilterSet(RegisterFilterSet):
    """Filters of memberships."""

    demonstration = None
    role = django_filters.ChoiceFilter(empty_label=_("Any"), label=_("Role"), choices=Role)
    scope = django_filters.ChoiceFilter(empty_label=_("Any"), label=_("Limited to"), choices=ScopeKind)
    on = DayFilter(label=_("In force on"), method="in_force")

    def in_force(self, rows: MembershipQuerySet, _name: str, value: date) -> MembershipQuerySet:
        """Return the memberships in force on a day."""
        return rows.in_force_on(value)


class MembershipTable(RegisterTable):
    """Columns of memberships."""

    user = django_tables2.Column(
        _("Person"), linkify=("core:person", {"pk": django_tables2.A("user_id")}), order_by="person"
    )
    role = django_tables2.Column(_("Role"), accessor="get_role_display")
    limit = django_tables2.TemplateColumn(
        template_name="core/administration/cells/limit.html", verbose_name=_("Limited to"), empty_values=()
    )
    starts_on = django_tables2.Column(_("From"))
    last_day = django_tables2.Column(_("Last day"))


MEMBERSHIPS = Register(
    code="memberships",
    label=_("Memberships"),
    rows=memberships_visible_to,
    filterset=MembershipFilterSet,
    table=MembershipTable,
    orderings={
        "person": ("user__username",),
        "role": ("role",),
        "starts_on": ("starts_on",),
        "last_day": ("ends_on__or_last",),
    },
    ordering="person",
    page="core:memberships",
)
