"""What of appraisals awaits people by name: the scores of a round; who may become an author of a proposal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import refused
from ilo_dc.core.languages import together
from ilo_dc.core.versions.actions import save_changes
from ilo_dc.core.work.by_name import ByName, NamedItem
from portfolio.appraisals import policies
from portfolio.appraisals.models.appraisal import Appraisal
from portfolio.proposals.actions.by_name import PROPOSALS as WRITTEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.models.user import User
    from ilo_dc.core.work.by_name import Candidate
    from portfolio.proposals.models.proposal import Proposal


def _open_of(person: User) -> Iterator[NamedItem]:
    rows = Appraisal.objects.open().filter(appraiser=person.pk, scored_at__isnull=True)
    for one in rows.select_related("proposal").order_by("pk"):
        yield NamedItem(together(one.proposal), one)


def _may(candidate: Candidate, row: Appraisal) -> Verdict:
    return policies.may_appraise(candidate.person, row.proposal)


def _move(*, by: User | None, row: Appraisal, person: User, to: User | None) -> None:
    rows = Appraisal.objects.open().select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=row.pk, appraiser=person.pk, scored_at__isnull=True).first()
    if found is not None:
        save_changes(found, {"appraiser": to})


def _may_go_on_writing(candidate: Candidate, proposal: Proposal) -> Verdict:
    """Whoever has a part in its open appraisal becomes no author: nobody would score it any more."""
    verdict = WRITTEN.may(candidate, proposal)
    rounds = Appraisal.objects.open().filter(proposal=proposal.pk)
    if verdict and rounds.appraised_by(candidate.person).exists():
        return refused(_("Who appraises a proposal does not become its author."))
    return verdict


APPRAISALS = ByName("appraisals", gettext_lazy("Appraisals to score"), _open_of, _may, _move)
PROPOSALS = replace(WRITTEN, may=_may_go_on_writing)
