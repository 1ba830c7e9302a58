"""What people are told of proposals: submitted, decided (N1), corrected, asked of the help desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from ilo_dc.core.history.four_eyes import without_takers
from ilo_dc.core.languages import shortened, together
from ilo_dc.core.models import User
from ilo_dc.core.notices.actions import NAME_IN_A_NOTICE, Notice, notify
from ilo_dc.core.notices.vocab import NoticeKind
from portfolio.proposals.models.proposal import Proposal, ProposalAuthor
from portfolio.proposals.querysets.desks import people_of
from portfolio.proposals.querysets.proposals import WRITING
from portfolio.proposals.vocab import Desk, ProposalStatus

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portfolio.proposals.models.desk_question import DeskQuestion

SUBMITTED = gettext_noop("A proposal was submitted for appraisal: %(proposal)s.")
AGREED = gettext_noop("A partner agreed to a proposal: %(proposal)s.")
CORRECTED = gettext_noop("What was recorded of a proposal was corrected: %(proposal)s.")
ASKED = gettext_noop("The help desk is asked about a proposal until %(day)s: %(proposal)s.")
ANSWERED = gettext_noop("The help desk answered a question about a proposal: %(proposal)s.")
AUTHOR = gettext_noop("You are the author of a proposal now: %(proposal)s.")
NAMED = gettext_noop("You write with others in a proposal now: %(proposal)s.")


def authors_of(proposal: Proposal) -> QuerySet[User]:
    """Return the author and the co-authors of a proposal."""
    beside = ProposalAuthor.objects.filter(proposal=proposal.pk).values("user")
    return User.objects.filter(Q(pk=proposal.author_id) | Q(pk__in=beside)).order_by("pk")


def tell_of_proposal(by: User, proposal: Proposal, *, text: str) -> None:
    """Tell what became of a proposal: who may appraise of a submission, else its authors; never `by`."""
    is_new = text == SUBMITTED and proposal.status == ProposalStatus.SUBMITTED
    to = authors_of(proposal)
    if is_new:
        to = without_takers(people_of(Desk.PARTNERSHIPS), proposal.pk, *WRITING)
    tell(by, to, proposal, text)


def tell(
    by: User, to: QuerySet[User], proposal: Proposal, text: str, *, kind: NoticeKind = NoticeKind.N1
) -> None:
    """Tell people, but not `by`, something of a proposal."""
    notice = Notice(kind, text, address_of(proposal), {"proposal": name_of(proposal)})
    notify(by=by, to=to.exclude(pk=by.pk), notice=notice)


def tell_co_author(by: User, named: ProposalAuthor) -> None:
    """Tell somebody that they write in a proposal now."""
    tell(by, User.objects.filter(pk=named.user_id), named.proposal, NAMED)


def tell_author(by: User, proposal: Proposal) -> None:
    """Tell somebody that they are the author of a proposal now."""
    tell(by, User.objects.filter(pk__in=[proposal.author_id]), proposal, AUTHOR)


def tell_desk(by: User, question: DeskQuestion) -> None:
    """Tell whom a question asks."""
    values = {"proposal": name_of(question.proposal), "day": question.due_on.isoformat()}
    to = (
        User.objects.filter(pk=question.specialist_id) if question.specialist_id else people_of(question.desk)
    )
    url = reverse("portfolio:desk-answer", args=[question.pk])
    notify(by=by, to=to.exclude(pk=by.pk), notice=Notice(NoticeKind.N2, ASKED, url, values))


def tell_asker(by: User, question: DeskQuestion) -> None:
    """Tell who asked that there is an answer."""
    to = User.objects.filter(pk__in=[question.asked_by_id])
    tell(by, to, question.proposal, ANSWERED)


def name_of(proposal: Proposal) -> str:
    """Return a proposal as notices name it."""
    return shortened(together(proposal.code, " ", proposal.title), NAME_IN_A_NOTICE)


def address_of(proposal: Proposal) -> str:
    """Return the address of a proposal's page."""
    return reverse("proposal", args=[proposal.pk])
