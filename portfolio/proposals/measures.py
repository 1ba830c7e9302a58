"""What may be counted of proposals: decisions of appraisals, their days, agreements that one had approved.

Only who sees every proposal counts them: where a proposal was rejected is nobody else's.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import Refused
from ilo_dc.core.measures import dimensions
from ilo_dc.core.measures.dimensions import coded
from ilo_dc.core.measures.types import EvidenceKind, Measure, Rows, Scope, Unit
from ilo_dc.core.people.grants import grants_of
from portfolio.proposals.models.proposal_state import ProposalState
from portfolio.proposals.querysets.proposals import SEEING
from portfolio.proposals.vocab import NO_COUNTRY, ProposalStatus

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from portfolio.proposals.querysets.proposals import ProposalStateQuerySet

STATUS = coded("status", gettext_lazy("Status"), key="status", choices=ProposalStatus)
COUNTRY = dimensions.country(
    key="proposal__country", empty=(NO_COUNTRY, gettext_lazy("Regional or global, of no single country"))
)
# The key is annotated (`with_region`): the country's region, or a regional proposal's own.
REGION = dimensions.region(key="region_key")
YEAR = dimensions.year_of("effective_on__year")
BIENNIUM = dimensions.biennium_of("effective_on__year")


def lives_known_at(user: Viewer, moment: datetime, _scope: Scope) -> ProposalStateQuerySet:
    """Return the statuses that held in the lives of proposals as known at `moment`.

    Raises:
        Refused: `user` does not see every proposal.
    """
    if not grants_of(user).has(*SEEING):
        raise Refused(_("Only staff of the Office who see every proposal count them."))
    return ProposalState.objects.in_life(moment).with_region().with_days(moment).with_approval(moment)


def decisions_known_at(user: Viewer, moment: datetime, scope: Scope) -> ProposalStateQuerySet:
    """Return what appraisals had decided as known at `moment`; refused as above."""
    return lives_known_at(user, moment, scope).decided()


def agreements_known_at(user: Viewer, moment: datetime, scope: Scope) -> ProposalStateQuerySet:
    """Return the agreements as known at `moment`; refused as above."""
    return lives_known_at(user, moment, scope).filter(status=ProposalStatus.AGREED)


SOURCE = gettext_lazy("Dated statuses of proposals, as recorded in the portal")
NOTE = gettext_lazy(
    "Of the statuses that hold in the lives of proposals, as of the moment named, by the year in which each "
    "took effect. What was corrected or taken back by then is not counted."
)
DECISIONS = Rows(
    code="proposal-statuses",
    known_at=decisions_known_at,
    page="portfolio:proposal-statuses",
    source=SOURCE,
    note=NOTE,
    year="effective_on__year",
    fixed={"of": "decisions"},
)
AGREEMENTS = Rows(
    code="proposal-statuses",
    known_at=agreements_known_at,
    page="portfolio:proposal-statuses",
    source=SOURCE,
    note=NOTE,
    year="effective_on__year",
    fixed={"of": "agreements"},
)
PROPOSALS_APPRAISED = Measure(
    code="proposals_appraised",
    label=gettext_lazy("Decisions of appraisals"),
    definition=gettext_lazy(
        "Decisions that appraisals took on proposals: ready, to be revised or rejected, each round by "
        "itself, in the year in which it was taken."
    ),
    formula=gettext_lazy("Number of decisions."),
    unit=Unit.COUNT,
    kind=EvidenceKind.COUNT,
    rows=DECISIONS,
    dimensions=(STATUS, REGION, COUNTRY, YEAR, BIENNIUM),
    scopes=(Scope.INTERNAL,),
)
APPRAISAL_DAYS = Measure(
    code="appraisal_days",
    label=gettext_lazy("Days from submission to decision"),
    definition=gettext_lazy(
        "Calendar days from the last submission of a proposal to the decision of its appraisal, on average "
        "of the decisions of a year."
    ),
    formula=gettext_lazy("Days of all decisions / number of decisions."),
    unit=Unit.DAYS,
    kind=EvidenceKind.RATIO,
    rows=DECISIONS,
    dimensions=(STATUS, REGION, COUNTRY, YEAR, BIENNIUM),
    numerator="days",
    denominator="decisions",
    units=(Unit.DAYS, Unit.COUNT),
    scopes=(Scope.INTERNAL,),
)
PROPOSALS_APPROVED = Measure(
    code="proposals_approved",
    label=gettext_lazy("Agreements that an appraisal had found ready"),
    definition=gettext_lazy(
        "Of the proposals that a partner agreed to in a year or biennium, the share that an appraisal had "
        "found ready on or before the day of the agreement (indicator 2.1). A waived or missing appraisal "
        "counts in the denominator only. The agreement stands in the place of the signature."
    ),
    formula=gettext_lazy("Agreements found ready before / all agreements."),
    unit=Unit.RATIO,
    kind=EvidenceKind.RATIO,
    rows=AGREEMENTS,
    dimensions=(REGION, COUNTRY, YEAR, BIENNIUM),
    numerator="approved",
    denominator="signed",
    units=(Unit.COUNT, Unit.COUNT),
    scopes=(Scope.INTERNAL,),
)

MEASURES = (PROPOSALS_APPRAISED, APPRAISAL_DAYS, PROPOSALS_APPROVED)
