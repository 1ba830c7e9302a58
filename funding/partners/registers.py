"""The register of funding partners."""

from django.utils.translation import gettext_lazy as _

from funding.partners.filters import FundingPartnerFilterSet
from funding.partners.models import FundingPartner
from funding.partners.tables import FundingPartnerTable
from ilo_dc.core.registers.register import Register

FUNDING_PARTNERS = Register(
    code="funding-partners",
    label=_("Funding partners"),
    rows=lambda user: FundingPartner.objects.visible_to(user).for_list(),
    filterset=FundingPartnerFilterSet,
    table=FundingPartnerTable,
    orderings={
        "name": ("organisation__name__folded",),
        "code": ("organisation__slug",),
        "country": ("organisation__country__name__folded__or_last",),
        "source": ("source_category",),
        "display_group": ("display_group",),
        "rbsa_member_since": ("rbsa_member_since__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="name",
    page="partners",
    hxl={"name": "#org+funder+name", "code": "#org+funder+code", "country": "#country+code"},
)
