"""The register of outcome updates."""

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.registers.register import Register
from portfolio.updates import policies
from portfolio.updates.filters import OutcomeUpdateFilterSet, UpdateStepFilterSet
from portfolio.updates.measures import MEASURES, OF_STAFF
from portfolio.updates.models import OutcomeUpdate, UpdateStep
from portfolio.updates.tables import OutcomeUpdateTable, UpdateStepTable

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
UPDATE_STEPS = Register(
    code="outcome-update-steps",
    readers=policies.may_see_steps,
    label=_("Steps of outcome updates"),
    lead=_("How far each outcome update has come: handed in, taken back, returned or accepted, since when."),
    rows=lambda user: UpdateStep.objects.visible_to(user).for_list(),
    filterset=UpdateStepFilterSet,
    table=UpdateStepTable,
    orderings={
        "period": ("update__starts_on",),
        "country": ("update__outcome__cpo__country__name__folded__or_last",),
        "code": ("update__outcome__code",),
        "outcome": ("update__outcome__title__folded",),
        "state": ("state",),
        "submitted_at": ("submitted_at",),
        "recorded_at": ("recorded_at",),
    },
    orderings_then={"code": ("code_then",), "outcome": ("title_then__folded",)},
    ordering="-recorded_at",
    page="portfolio:update-steps",
    measures=OF_STAFF[:1],
)
