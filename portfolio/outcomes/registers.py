"""Registers of country programme outcomes and global products."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from portfolio.outcomes.filters import CountryOutcomeFilterSet, GlobalProductFilterSet
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.outcomes.tables import CountryOutcomeTable, GlobalProductTable

CPOS = Register(
    code="cpos",
    label=_("Country programme outcomes across programmes"),
    lead=_(
        "One a country or sub-region and code, whatever programmes plan it: what projects, money and gaps "
        "name. Countries without a programme have them too."
    ),
    rows=lambda user: CountryProgrammeOutcome.objects.visible_to(user).for_list(),
    filterset=CountryOutcomeFilterSet,
    table=CountryOutcomeTable,
    orderings={
        "code": ("code",),
        "title": ("title__folded",),
        "country": ("country__name__folded__or_last",),
        "region": ("region_key",),
        "published": ("published",),
        "updated_at": ("updated_at",),
    },
    ordering="code",
    page="portfolio:cpos",
    hxl={"code": "#output+code", "title": "#output+name", "country": "#country+code"},
)

GLOBAL_PRODUCTS = Register(
    code="global-products",
    label=_("Global products"),
    lead=_("What the Office makes for the whole world, or for several countries at once."),
    rows=lambda user: GlobalProduct.objects.visible_to(user).for_list(),
    filterset=GlobalProductFilterSet,
    table=GlobalProductTable,
    orderings={
        "code": ("code",),
        "title": ("title__folded",),
        "office": ("office__code__or_last",),
        "updated_at": ("updated_at",),
    },
    ordering="code",
    page="portfolio:global-products",
    hxl={"code": "#output+code", "title": "#output+name", "countries": "#country+code"},
)
