"""Every measure of the portal, in the order of the definitions page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from funding import measures as funding
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.measures import Measure
from portfolio import measures as portfolio
from portfolio.measures import frameworks

MEASURES: dict[str, Measure] = {measure.code: measure for measure in (*portfolio.MEASURES, *funding.MEASURES)}

# The columns of a resource-gap table, in their order (DESIGN 3.2).
FRAMEWORK_GAPS: tuple[Measure, ...] = (
    frameworks.FRAMEWORK_REQUIRED,
    frameworks.FRAMEWORK_AVAILABLE,
    frameworks.FRAMEWORK_GAP,
    frameworks.FRAMEWORK_SURPLUS,
    frameworks.FRAMEWORK_COVERAGE,
    frameworks.FRAMEWORK_SPENT,
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
