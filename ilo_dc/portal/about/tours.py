"""Tours of five minutes, one for each of the portal's four users."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Step:
    """One step: what to do, and the page (by its URL name) where it is done."""

    text: Words
    page: str = ""
    label: Words = ""


@dataclass(frozen=True)
class Tour:
    """A tour for one kind of user; `picture` is a file in `static/img/tours/`, taken by `make pictures`."""

    code: str
    heading: Words
    steps: tuple[Step, ...]
    picture: str
    caption: Words


TOURS = (
    Tour(
        "staff",
        _("PARDEV staff"),
        (
            Step(
                _("Open the overview: each tile is one figure. “Explain this figure” tells how it was made."),
                "overview",
                _("Overview of the portfolio"),
            ),
            Step(
                _(
                    "Record an approval: the agreement and what was approved in one form. Rate, US dollars "
                    "and support costs stand beside it before you issue it."
                ),
                "funding:approval-new",
                _("Record an approval"),
            ),
            Step(
                _("Narrow a list, sort it by the heads of its columns, and save the filter under a name."),
                "portfolio:programmes",
                _("Country programmes"),
            ),
            Step(
                _("Import a sheet: you see what it would change before you save it."),
                "import-new",
                _("Import a sheet"),
            ),
            Step(
                _(
                    "Open an appraisal that is yours and name a substitute, with a reason. In a "
                    "demonstration that is the second PARDEV officer: sign in as them and go on."
                ),
                "portfolio:appraisals",
                _("Appraisals"),
            ),
            Step(
                _("What readers report of a figure waits for you in “My work” until it is answered."),
                "work",
                _("My work"),
            ),
        ),
        "approval.webp",
        _("An approval: what was signed, its value in US dollars, and its minute"),
    ),
    Tour(
        "field",
        _("Field offices"),
        (
            Step(
                _("Sign in: “My work” lists the updates that are due, and until when."), "work", _("My work")
            ),
            Step(
                _(
                    "Open one and write what was achieved. It is kept on your device while you "
                    "type, line or no line."
                ),
            ),
            Step(
                _(
                    "Hand it in. It waits on the regional office; you see for how long. What is "
                    "returned comes back to “My work”."
                ),
            ),
            Step(
                _(
                    "On the page of your programme, “Download the workbook” gives all of it as "
                    "one sheet, to fill in without a line."
                ),
                "portfolio:programmes",
                _("Country programmes"),
            ),
        ),
        "programme.webp",
        _("A country programme: its outcomes and how they stand"),
    ),
    Tour(
        "donor",
        _("Funding partners"),
        (
            Step(
                _("Sign in: your page says what you signed and paid, where it went, and what is due to you."),
                "portal:donor",
                _("Your funding"),
            ),
            Step(
                _("Open an agreement: what was signed, the instalments, and the reports due to you."),
                "funding:agreements",
                _("Agreements"),
            ),
            Step(
                _("Find yourself among the partners: contributions by year and type, as published."),
                "partners",
                _("Partners"),
            ),
            Step(
                _("Open “Explain this figure”: definition, scope, day, and the very rows behind it."),
                "data",
                _("What each figure means"),
            ),
            Step(
                _("See where money is missing, by country and framework."), "portal:gaps", _("Resource gaps")
            ),
            Step(_("If a figure looks wrong, report it right beside it: the office that owns it answers.")),
        ),
        "donor.webp",
        _("The page of a funding partner: its agreements, its money and its reports"),
    ),
    Tour(
        "client",
        _("REST clients"),
        (
            Step(
                _("Read the description: every list, every filter, every figure."), "api:docs", _("The API")
            ),
            Step(
                _(
                    "Ask for a figure with `as_of`, and keep its `data_version`: the same "
                    "question gives the same answer."
                ),
                "api:figures",
                _("Figures"),
            ),
            Step(
                _(
                    "Each night, ask for what changed: `updated_since`, or `/api/v1/changes/` "
                    "from the last number on."
                ),
            ),
            Step(
                _(
                    "To write, make a key with few scopes in your menu, “API keys”, and send it "
                    "as `Authorization: Bearer`."
                ),
            ),
        ),
        "figure.webp",
        _("A figure: its definition, its moment, its data version and its rows"),
    ),
)
