"""The register of partnerships."""

from django.utils.translation import gettext_lazy as _

from funding.partnerships.filters import PartnershipFilterSet
from funding.partnerships.models import Partnership
from funding.partnerships.tables import PartnershipTable
from ilo_dc.core.registers.register import Register

PARTNERSHIPS = Register(
    code="partnerships",
    label=_("Partnerships"),
    lead=_(
        "Partnerships that documents of the Governing Body name, with who takes part. No money is counted "
        "here."
    ),
    rows=lambda user: Partnership.objects.visible_to(user).for_list(),
    filterset=PartnershipFilterSet,
    table=PartnershipTable,
    orderings={
        "name": ("name__folded",),
        "code": ("code",),
        "kind": ("kind", "code"),
        "instrument": ("instrument", "code"),
        "year": ("year__or_last", "code"),
        "last_day": ("ends_on__or_last", "code"),
        "updated_at": ("updated_at",),
    },
    ordering="name",
    page="funding:partnerships",
    hxl={"code": "#activity+code", "name": "#activity+name", "year": "#date+year"},
)
