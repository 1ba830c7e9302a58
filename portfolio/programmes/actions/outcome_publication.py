"""Publishing an outcome without a programme, with what is counted of it from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portfolio.outcomes.actions.country_outcomes import publish_country_outcome
from portfolio.programmes.actions.milestone_states import record_of_outcome

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome


@transaction.atomic
def publish_outcome(
    *, by: User, outcome: CountryProgrammeOutcome, lock_version: int
) -> CountryProgrammeOutcome:
    """Let everyone see an outcome without a programme; its milestones are counted from now on, too.

    Raises:
        Refused, Conflict: as `publish_country_outcome`.
    """
    published = publish_country_outcome(by=by, outcome=outcome, lock_version=lock_version)
    record_of_outcome(by, published)
    return published
