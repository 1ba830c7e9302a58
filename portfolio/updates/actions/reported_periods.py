"""The periods in which an outcome is reported on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from portfolio.updates import rules

if TYPE_CHECKING:
    from portfolio.programmes.models.country_programme import CountryProgramme
    from portfolio.updates.rules import Period


def period_problems(programme: CountryProgramme | None, period: Period) -> list[str]:
    """Return what stands against a period; without a programme any that has begun will do."""
    today = timezone.now().date()
    if programme is None:
        return [_("This period has not begun.")] if period.starts_on > today else []
    ends_on = programme.extended_until or programme.ends_on
    if rules.belongs_to(period, programme.starts_on, ends_on, today=today):
        return []
    return [_("This period has not begun, or the programme did not run in it.")]
