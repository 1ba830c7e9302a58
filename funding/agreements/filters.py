"""Filters of agreements, instalments and reports to funding partners."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.agreements.models.agreement import Agreement
from funding.agreements.models.funded_project import FundedProject
from funding.agreements.querysets import agreements_of, published_under, rows_of_partner
from funding.agreements.vocab import AgreementKind, AgreementStatus, Earmarking, Levy, ReportKind
from funding.partners.vocab import SourceCategory
from ilo_dc.core.reference.names import organisation_names
from ilo_dc.core.registers.filtersets import (
    YES_NO,
    CodeFilter,
    CountryFilter,
    DayFilter,
    PeriodFilter,
    RecordFilterSet,
)
from ilo_dc.core.registers.number_filters import WholeFilter
from ilo_dc.core.registers.shared_rows import PlacedFilterSet

ANY = _("Any")


class AgreementFilterSet(PlacedFilterSet, RecordFilterSet):
    """Filters of agreements."""

    folded = (
        "reporting_partner",
        "source",
        "currency",
        "levy",
        "country",
        "active_on",
        "umbrella",
        "project",
        "published",
    )

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=AgreementStatus.choices, empty_label=ANY)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=AgreementKind.choices, empty_label=ANY)
    partner = CodeFilter(label=_("Funding partner"), offered=organisation_names, method="filter_partner")
    reporting_partner = CodeFilter(
        label=_("Published under"), offered=organisation_names, method="filter_reporting_partner"
    )
    source = django_filters.ChoiceFilter(
        label=_("Source category"), choices=SourceCategory.choices, empty_label=ANY, method="filter_source"
    )
    earmarking = django_filters.ChoiceFilter(
        label=_("Earmarking"), choices=Earmarking.choices, empty_label=ANY
    )
    levy = django_filters.ChoiceFilter(label=_("Coordination levy"), choices=Levy.choices, empty_label=ANY)
    signed = PeriodFilter("signed_on__year", label=_("Years of signature"))
    active_on = DayFilter(label=_("Period holds the day"), method="filter_active_on")
    country = CountryFilter("country", label=_("Benefiting country or area"))
    currency = CodeFilter("currency__code", label=_("Currency"))
    umbrella = WholeFilter("parent_id", label=_("Number of the umbrella agreement here"))
    project = WholeFilter(label=_("Number of the project here"), method="filter_project")
    published = django_filters.ChoiceFilter(
        label=_("Published"), choices=YES_NO, empty_label=ANY, method="filter_published"
    )

    def filter_search(self, rows: Any, _name: str, value: str) -> QuerySet[Any]:
        """Return the agreements with each word in title, reference or a name of the partner."""
        return rows.filter(pk__in=Agreement.objects.named(value).values("pk"))

    def filter_partner(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the agreements that a partner signed, alone or as one of several, as the viewer sees it."""
        return rows.filter(agreements_of(self.viewer, value))

    def filter_reporting_partner(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the agreements that are published under a partner, their own or another one."""
        under = Q(reporting_partner__slug__iexact=value)
        return rows.filter(under | Q(reporting_partner__isnull=True, partner__slug__iexact=value))

    def filter_source(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the agreements that are published under a source category."""
        return rows.filter(published_under(value))

    def filter_active_on(self, rows: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        """Return the agreements whose period, as amended, holds a day."""
        return rows.filter(starts_on__lte=value, ends_now__gt=value)

    def filter_project(self, rows: QuerySet[Any], _name: str, value: int) -> QuerySet[Any]:
        """Return the agreements that fund a project, as far as the viewer sees it."""
        funded = FundedProject.objects.visible_to(self.viewer).filter(project=value)
        return rows.filter(pk__in=funded.values("agreement"))

    def filter_published(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the agreements that everybody sees, or the others."""
        return rows.filter(published_at__isnull=value != "true")


class DueFilterSet(RecordFilterSet):
    """Filters that instalments and reports share: of which agreement, and when they are due."""

    search = django_filters.CharFilter(label=_("Search"), method="filter_search")
    partner = CodeFilter(label=_("Funding partner"), offered=organisation_names, method="filter_partner")
    since = DayFilter("due_on", lookup_expr="gte", label=_("Due since"))
    until = DayFilter("due_on", lookup_expr="lte", label=_("Due until"))
    agreement = WholeFilter("agreement_id", label=_("Number of the agreement here"))

    def filter_search(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the rows of the agreements with each word in title, reference or a name of the partner."""
        return rows.filter(agreement__in=Agreement.objects.named(value).values("pk"))

    def filter_partner(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the rows of a partner: of one of several, or of the one that signed where none is named."""
        return rows.filter(rows_of_partner(self.viewer, value))


class InstalmentFilterSet(DueFilterSet):
    """Filters of instalments."""

    folded = ("agreement",)


class DonorReportFilterSet(DueFilterSet):
    """Filters of reports to funding partners."""

    folded = ("agreement",)

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=ReportKind.choices, empty_label=ANY)
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("due", _("Not yet sent")),
            ("overdue", _("Overdue")),
            ("sent", _("Sent")),
            ("late", _("Sent late")),
        ],
        empty_label=ANY,
        method="filter_state",
    )

    def filter_state(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the reports that were sent, in time or late, or not yet."""
        today = timezone.now().date()
        conditions = {
            "due": Q(sent_on__isnull=True),
            "overdue": Q(sent_on__isnull=True, due_on__lt=today),
            "sent": Q(sent_on__isnull=False),
            "late": Q(sent_on__gt=F("due_on")),
        }
        return rows.filter(conditions[value])
