"""The register of outcome updates."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from portfolio.updates.filters import OutcomeUpdateFilterSet
from portfolio.updates.measures import MEASURES
from portfolio.updates.models import OutcomeUpdate
from portfolio.updates.tables import OutcomeUpdateTable

OUTCOME_UPDATES = Register(
    code="outcome-updates",
    label=_("Outcome updates"),
    lead=_(
        "What field offices report on each outcome, once. Download the texts as CSV or XLSX for a programme "
        "review, a donor report or UN INFO."
    ),
    rows=lambda user: OutcomeUpdate.objects.visible_to(user).for_list(),
    filterset=OutcomeUpdateFilterSet,
    table=OutcomeUpdateTable,
    orderings={
        "period": ("starts_on",),
        "country": ("outcome__cpo__country__name__folded__or_last",),
        "code": ("outcome__code",),
        "outcome": ("outcome__title__folded",),
        "state": ("state",),
        "progress": ("progress",),
        "submitted_at": ("submitted_at__or_last",),
        "updated_at": ("updated_at",),
    },
    orderings_then={"code": ("code_then",), "outcome": ("title_then__folded",)},
    ordering="-period",
    page="portfolio:updates",
    measures=MEASURES,
    hxl={
        "country": "#country+code",
        "code": "#output+code",
        "outcome": "#output+name",
        "narrative": "#description+results",
        "progress": "#status",
    },
)
