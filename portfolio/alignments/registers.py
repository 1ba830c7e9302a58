"""The register of alignments with UN frameworks."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from portfolio.alignments.filters import AlignmentFilterSet
from portfolio.alignments.measures import MEASURES
from portfolio.alignments.models import Alignment
from portfolio.alignments.tables import AlignmentTable

ALIGNMENTS = Register(
    code="alignments",
    label=_("Alignment with UN frameworks"),
    lead=_("How far UN cooperation frameworks take up what country programmes aim at."),
    rows=lambda user: Alignment.objects.visible_to(user).for_list(),
    rows_then=lambda user: Alignment.objects.of_the_past(user).for_list(),
    filterset=AlignmentFilterSet,
    table=AlignmentTable,
    orderings={
        "programme": ("pair__programme__slug__or_last",),
        "framework": ("pair__result__framework__slug",),
        "country": ("pair__country__name__folded__or_last",),
        "extent": ("extent",),
        "level": ("level",),
        "role": ("role",),
        "effective_on": ("effective_on",),
        "recorded_at": ("recorded_at",),
        "id": ("pair_id",),
    },
    ordering="id",
    page_ordering="programme",
    page="portfolio:alignments",
    measures=MEASURES,
    hxl={
        "country": "#country+code",
        "region": "#region+code",
        "programme": "#activity+code",
        "extent": "#indicator+extent",
        "effective_on": "#date+start",
    },
)
