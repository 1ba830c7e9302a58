"""What of proposals awaits people by name: to write them, and to answer as a specialist of the help desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import ALLOWED, refused
from ilo_dc.core.languages import together
from ilo_dc.core.people.models.membership import Membership
from ilo_dc.core.people.models.user import User
from ilo_dc.core.versions.actions import save_changes
from ilo_dc.core.work.by_name import ByName, NamedItem
from portfolio.proposals import policies
from portfolio.proposals.actions.proposals import give_to
from portfolio.proposals.models.desk_question import DeskQuestion
from portfolio.proposals.models.proposal import Proposal, ProposalAuthor
from portfolio.proposals.querysets.desks import desk_of
from portfolio.proposals.vocab import OVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.work.by_name import Candidate


def _written_by(person: User) -> Iterator[NamedItem]:
    """Yield what somebody is the author of and is not over: what is handed in may come back to them."""
    rows = Proposal.objects.filter(author=person.pk, discarded=False).exclude(status__in=OVER)
    for one in rows.select_related("country").order_by("pk"):
        yield NamedItem(together(one), one)


def _may_write(candidate: Candidate, proposal: Proposal) -> Verdict:
    return policies.may_create_proposal(candidate.person, country=proposal.country)


def _move_proposal(*, by: User | None, row: Proposal, person: User, to: User | None) -> None:
    """Make somebody the author; nobody named: the first co-author who still works here, else nobody."""
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=row.pk, author=person.pk).first()
    if found is None:
        return
    give_to(found, to or _co_author(found))


def _co_author(proposal: Proposal) -> User | None:
    here = Membership.objects.of_staff_on(timezone.now().date()).values("user")
    beside = ProposalAuthor.objects.filter(proposal=proposal, user__in=here, user__is_active=True)
    row = beside.select_related("user").order_by("pk").first()
    return row.user if row else None


def _asked_of(person: User) -> Iterator[NamedItem]:
    rows = DeskQuestion.objects.unanswered().filter(specialist=person.pk)
    for one in rows.select_related("proposal").order_by("pk"):
        yield NamedItem(together(one.proposal, " · ", one.get_section_display()), one)


def _may_answer(candidate: Candidate, question: DeskQuestion) -> Verdict:
    if Proposal.objects.visible_to(candidate.person).filter(pk=question.proposal_id).exists():
        return ALLOWED
    return refused(_("This person does not see the proposal. Make them a co-author first."))


def _move_question(*, by: User | None, row: DeskQuestion, person: User, to: User | None) -> None:
    """Ask somebody else, or the desk that the specialist belonged to."""
    rows = DeskQuestion.objects.unanswered().select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=row.pk, specialist=person.pk).first()
    if found is not None:
        asked = {"specialist": to, "desk": ""} if to else {"specialist": None, "desk": _desk_of(person)}
        save_changes(found, asked)


def _desk_of(person: User) -> str:
    """Return the desk of the role that somebody held last."""
    rows = Membership.objects.filter(user=person).select_related("office")
    return desk_of(rows.order_by(F("ends_on").desc(nulls_first=True), "-pk"))


PROPOSALS = ByName("proposals", gettext_lazy("Proposals to write"), _written_by, _may_write, _move_proposal)
QUESTIONS = ByName(
    "desk-questions",
    gettext_lazy("Questions of the help desk to answer"),
    _asked_of,
    _may_answer,
    _move_question,
)
