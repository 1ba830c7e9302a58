"""The register of published revenue: the same rows for its page, its API path and its exports."""

from django.utils.translation import gettext_lazy as _

from funding.revenue.filters import RevenueStatisticFilterSet
from funding.revenue.measures import MEASURES
from funding.revenue.models import RevenueStatistic
from funding.revenue.tables import RevenueStatisticTable
from ilo_dc.core.registers.register import Register

REVENUE_STATISTICS = Register(
    code="revenue-statistics",
    label=_("Published revenue"),
    lead=_(
        "Revenue of the ILO in two publications of the UN CEB, by type and by contributor. They overlap: "
        "choose one before you add anything up."
    ),
    rows=lambda user: RevenueStatistic.objects.visible_to(user).for_list(),
    filterset=RevenueStatisticFilterSet,
    table=RevenueStatisticTable,
    orderings={
        "year": ("year", "revenue_type", "revenue_subtype", "contributor"),
        "publication": ("publication", "year"),
        "revenue_type": ("revenue_type", "year"),
        "revenue_subtype": ("revenue_subtype", "year"),
        "amount": ("amount",),
        "contributor": ("contributor", "year"),
        "recorded_at": ("recorded_at",),
    },
    ordering="-year",
    page="funding:revenue",
    measures=MEASURES,
    hxl={
        "contributor": "#org+funder+name",
        "partner": "#org+funder+code",
        "year": "#date+year",
        "revenue_type": "#value+type+code",
        "revenue_subtype": "#value+subtype+code",
        "amount": "#value",
        "currency": "#currency+code",
    },
)
