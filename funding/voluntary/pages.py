"""`/ledger/published/`: the lines behind the published figures of voluntary funding."""

from funding.voluntary.registers import PUBLISHED_ENTRIES
from ilo_dc.core.registers.pages.register import RegisterPage


class PublishedLedgerPage(RegisterPage):
    """The lines that everybody sees."""

    register = PUBLISHED_ENTRIES
    template_name = "funding/voluntary/published.html"
