"""Every measure of the portal, in the order of the definitions page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from funding import measures as funding
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.measures import Measure
from portfolio import measures as portfolio

MEASURES: dict[str, Measure] = {measure.code: measure for measure in (*portfolio.MEASURES, *funding.MEASURES)}

# The columns of a resource-gap table, in their order (DESIGN 3.2).
FRAMEWORK_GAPS: tuple[Measure, ...] = (
    portfolio.FRAMEWORK_REQUIRED,
    portfolio.FRAMEWORK_AVAILABLE,
    portfolio.FRAMEWORK_GAP,
    portfolio.FRAMEWORK_SURPLUS,
    portfolio.FRAMEWORK_COVERAGE,
    portfolio.FRAMEWORK_SPENT,
)


def measure_named(code: str) -> Measure:
    """Return the measure of that code.

    Raises:
        UnableToRead: there is none.
    """
    if code not in MEASURES:
        raise UnableToRead(
            _("There is no measure “%(code)s”.") % {"code": code[:40]},
            {"measure": [_("Measures: %(codes)s.") % {"codes": ", ".join(MEASURES)}]},
        )
    return MEASURES[code]
