"""The texts of the pages about the portal: each a list of sections, of a heading and paragraphs."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Sections = tuple[tuple[Words, tuple[Words, ...]], ...]


@dataclass(frozen=True)
class Statement:
    """A page about the portal."""

    heading: Words
    lead: Words
    sections: Sections


ACCESSIBILITY = Statement(
    _("Accessibility"),
    _("The portal is made to meet the Web Content Accessibility Guidelines (WCAG) 2.2 at level AA."),
    (
        (
            _("How it is checked"),
            (
                _(
                    "Automatic tests open the pages in a browser, wide and narrow, and look for "
                    "errors with "
                    "axe-core. Nobody outside the project has audited the portal yet."
                ),
                _("All of it can be used by keyboard and without JavaScript."),
            ),
        ),
        (
            _("What to know"),
            (
                _("Charts are drawings; the numbers of each stand in a table beside it."),
                _(
                    "Texts of country programmes stand in the language in which they were written, and are "
                    "marked as such for screen readers."
                ),
                _("Documents that people attach are as their authors made them."),
            ),
        ),
        (
            _("If something is in your way"),
            (_("Tell the contact at the foot of the page, or report it beside the figure it concerns."),),
        ),
    ),
)

PRIVACY = Statement(
    _("Privacy"),
    _("What the portal keeps of its readers and users, and for how long."),
    (
        (
            _("Readers without an account"),
            (
                _("No visits are counted, nobody is followed, and no page loads anything from another site."),
                _(
                    "The logs of the server hold which address was asked for, when, and from which network "
                    "address; they serve to find failures and abuse. A log is overwritten as it grows; how "
                    "long that takes depends on the traffic."
                ),
                _(
                    "Who reports a problem with a figure may leave an e-mail address for the answer. Those "
                    "who own the figure see it, and it is erased when the problem is closed."
                ),
            ),
        ),
        (
            _("Cookies and this device"),
            (
                _(
                    "One cookie protects forms, one keeps the language that was chosen, one holds the "
                    "message that is shown next. Who signs in has one more, for twelve hours at most. None "
                    "serves advertising or statistics."
                ),
                _("What is typed into long forms is kept on the device until it is saved."),
            ),
        ),
        (
            _("People with an account"),
            (
                _(
                    "The portal keeps name, sign-in name, e-mail address, language, roles and "
                    "API keys, and "
                    "when somebody last signed in; of open sessions also the browser. Passwords and "
                    "keys are kept in a form that nobody can read."
                ),
                _(
                    "Who changed what, when and why stays in the history for as long as the portal exists, "
                    "because figures rest on it. Public pages name nobody for it."
                ),
                _("Failed attempts to sign in are kept with their network address until one succeeds."),
                _("Saved filters and notices are seen by their owner alone."),
            ),
        ),
    ),
)

LICENCES = Statement(
    _("Licences of the data"),
    _("Whose data the portal shows, and what is known of its licences. Name the source when you use it."),
    (
        (
            _("Published figures"),
            (
                _(
                    "Sub-outputs of cooperation frameworks: UN INFO, United Nations Development "
                    "Coordination "
                    "Office. Public; no licence is stated."
                ),
                _(
                    "Revenue of the ILO: financial statistics of the UN CEB. Public data of the "
                    "United Nations."
                ),
                _("Funding partners and terms: documents of the ILO Governing Body. Public documents."),
                _(
                    "Sustainable Development Goals: texts of Open SDG (MIT) and of the United Nations "
                    "Statistics Division (no licence is stated)."
                ),
            ),
        ),
        (
            _("Names and codes"),
            (
                _(
                    "Countries: taxonomy of OCHA (MIT), with other names from Unicode CLDR "
                    "(Unicode licence) and groups "
                    "of countries and DAC codes from bblocks-places (MIT)."
                ),
                _("Currencies: code list of IATI (CC BY 4.0). Donor and channel codes: oda-data (MIT)."),
            ),
        ),
        (
            _("Demonstration data"),
            (_("What is marked as demonstration data is invented and says nothing about the ILO."),),
        ),
    ),
)
