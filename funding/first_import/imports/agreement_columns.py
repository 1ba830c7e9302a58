"""The columns of the sheet of agreements."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from funding.first_import.imports.totals import ROWS
from ilo_dc.core.imports.described import Column


def _column(name: str, text: Any, *, required: bool = False, example: str = "") -> Column:
    return Column(name, text, required=required, example=example)


COLUMNS = (
    _column("reference", gettext_lazy("As on the signed text; or TOTAL."), required=True, example="DEMO-A-1"),
    _column("amendment", gettext_lazy("Number of the amendment; empty: the agreement itself.")),
    _column(
        "partner", gettext_lazy("Who signed: any name or the address."), required=True, example="germany"
    ),
    _column(
        "kind",
        gettext_lazy(
            "contribution, umbrella, child, multi_donor, ppp, dtf and so on; of a line with TOTAL "
            "agreement or amendment."
        ),
        required=True,
        example="contribution",
    ),
    _column("title", gettext_lazy("Its title."), required=True, example="Skills for youth"),
    _column("language", gettext_lazy("Language of its texts; en unless told.")),
    _column("reporting_partner", gettext_lazy("Under whom it is published, if another.")),
    _column("umbrella", gettext_lazy("Reference of the umbrella of a child.")),
    _column("country", gettext_lazy("Of a direct trust fund: ISO code of three letters.")),
    _column(
        "signed_on",
        gettext_lazy("Day of the signature; of a line with TOTAL the year."),
        required=True,
        example="2021-03-01",
    ),
    _column("starts_on", gettext_lazy("First day; the signature’s unless told."), example="2021-04-01"),
    _column(
        "last_day",
        gettext_lazy("Last day; of an amendment the new one."),
        required=True,
        example="2024-03-31",
    ),
    _column("currency", gettext_lazy("ISO 4217 code."), required=True, example="EUR"),
    _column(
        "amount",
        gettext_lazy("Signed total; of an amendment plus or minus."),
        required=True,
        example="1130000.00",
    ),
    _column("psc_rate", gettext_lazy("Per cent of the direct cost; the usual one unless told.")),
    _column("agent_fee_rate", gettext_lazy("Per cent, of pooled money.")),
    _column(
        "levy",
        gettext_lazy("applicable, included, paid_directly or exempt."),
        required=True,
        example="applicable",
    ),
    _column("levy_reason", gettext_lazy("Why it is exempt.")),
    _column("earmarking", gettext_lazy("unearmarked, light or tight."), required=True, example="tight"),
    _column("revenue_type", gettext_lazy("UN type; the one of its kind unless told.")),
    _column("reporting_terms", gettext_lazy("What was agreed on reports.")),
    _column("status", gettext_lazy("signed, running, completed, terminated or closed; signed unless told.")),
    _column("ended_on", gettext_lazy("When it ended, where not on its last day.")),
    _column(
        "partners", gettext_lazy("Of several partners: addresses with amounts: germany=400; sweden=730.")
    ),
    _column("projects", gettext_lazy("Codes of the projects it funds, with shares.")),
    _column("basis", gettext_lazy("approved (unless told) or received: from when money is allocated.")),
    _column("published_on", gettext_lazy("When everybody could see it; empty: it is not published.")),
    _column("note", gettext_lazy("What an amendment changes.")),
    ROWS,
)
