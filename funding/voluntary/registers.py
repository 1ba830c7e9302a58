"""The register of published lines: the same rows for its page, its API path and its exports."""

from django.utils.translation import gettext_lazy as _

from funding.ledger.measures import MEASURES
from funding.ledger.models.entry import LedgerEntry
from funding.voluntary.filters import PublishedEntryFilterSet
from funding.voluntary.tables import PublishedEntryTable
from ilo_dc.core.registers.register import Register

PUBLISHED_ENTRIES = Register(
    code="published-entries",
    label=_("Published voluntary funding"),
    lead=_(
        "The lines of the ledger behind the published figures: what was approved and what was received under "
        "agreements that are published. What was approved and what was received are never added up."
    ),
    rows=lambda _user: (
        LedgerEntry.objects.published().listed().with_keys().with_late().select_related("reporting_partner")
    ),
    filterset=PublishedEntryFilterSet,
    table=PublishedEntryTable,
    orderings={
        "year": ("effective_on",),
        "resource_type": ("resource_type", "effective_on"),
        "amount_usd": ("amount_usd",),
        "recorded_at": ("recorded_at",),
    },
    ordering="-year",
    page="funding:published-ledger",
    measures=MEASURES,
    hxl={"year": "#date+year", "amount_usd": "#value+usd", "reporting_partner": "#org+funder+code"},
)
