"""Co-authors, declared, and the design help desk: ask, take a question back, answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, require
from ilo_dc.core.people.grants import grants_of, principal_of
from ilo_dc.core.versions.actions import field_values, history_context, locked, save_changes, save_valid
from ilo_dc.core.writing.part import Part, Words, remove_row
from portfolio.programmes.vocab import TextLanguage
from portfolio.proposals import policies
from portfolio.proposals.actions import proposal_notices as notices
from portfolio.proposals.models.desk_question import DeskQuestion
from portfolio.proposals.models.proposal import Proposal, ProposalAuthor

if TYPE_CHECKING:
    from ilo_dc.core.models import User


class UnableToNameAuthor(UnableToAct):
    """Somebody cannot be a co-author."""

    title = "Unable to name this co-author"


class UnableToAsk(UnableToAct):
    """The help desk cannot be asked like this."""

    title = "Unable to ask the help desk"


@dataclass(frozen=True)
class AuthorData:
    """Who writes with the author."""

    user: User


def _check_author(proposal: Proposal, data: AuthorData) -> None:
    if not grants_of(data.user).is_staff:
        raise UnableToNameAuthor(
            _("Some entries need your attention."), {"user": [_("Name somebody of the Office's staff.")]}
        )
    if data.user.pk == proposal.author_id:
        raise UnableToNameAuthor(
            _("Some entries need your attention."), {"user": [_("This person is the author already.")]}
        )


AUTHORS = Part(
    model=ProposalAuthor,
    data=AuthorData,
    owner="proposal",
    policy=policies.may_name_authors,
    check=_check_author,
    unable=UnableToNameAuthor,
    history=Words(
        added=gettext_noop("Co-author named"),
        changed=gettext_noop("Co-author changed"),
        removed=gettext_noop("Co-author removed"),
    ),
)


@transaction.atomic
def name_author(*, by: User, owner: Proposal, data: AuthorData) -> ProposalAuthor:
    """Let somebody write in a proposal, and tell them.

    Raises:
        Refused: none of its authors.
        UnableToNameAuthor: not of the staff, or the author.
    """
    named = AUTHORS.add(by=by, owner=owner, data=data)
    notices.tell_co_author(by, named)
    return named


@dataclass(frozen=True)
class QuestionText:
    """What is asked about a part of a proposal, of whom, and until when."""

    section: str
    question: str
    due_on: date
    language: str = TextLanguage.ENGLISH
    specialist: User | None = None
    desk: str = ""


@transaction.atomic
def ask_desk(*, by: User, proposal: Proposal, text: QuestionText) -> DeskQuestion:
    """Ask a specialist or a desk about a part of a proposal.

    Raises:
        Refused: none of its authors, or it is not being written.
        UnableToAsk: the day has passed, or the specialist does not see the proposal.
        UnableToAct: what the fields or constraints found.
    """
    require(policies.may_ask_desk(by, proposal))
    problems: dict[str, list[str]] = {}
    if text.due_on < timezone.now().date():
        problems["due_on"] = [_("Give today or a day to come.")]
    if text.specialist and not Proposal.objects.visible_to(text.specialist).filter(pk=proposal.pk).exists():
        problems["specialist"] = [_("This person does not see the proposal. Make them a co-author first.")]
    if problems:
        raise UnableToAsk(_("Some entries need your attention."), problems)
    question = DeskQuestion(
        proposal=proposal,
        asked_by=principal_of(by),
        asked_at=timezone.now(),
        demonstration=proposal.demonstration,
        **field_values(text),
    )
    with history_context(by, gettext_noop("Help desk asked")):
        save_valid(question)
    notices.tell_desk(by, question)
    return question


@transaction.atomic
def answer_question(*, by: User, question: DeskQuestion, lock_version: int, answer: str) -> DeskQuestion:
    """Answer a question; a later answer takes the place of the first, which the history keeps.

    Raises:
        Refused: neither the specialist nor of the desk.
        Conflict: somebody changed it meanwhile.
        UnableToAsk: the answer is empty.
    """
    require(policies.may_answer(by, question))
    now = locked(question, lock_version=lock_version, values={"answer": answer})
    if not answer.strip():
        raise UnableToAsk(_("Some entries need your attention."), {"answer": [_("Write the answer.")]})
    entered: dict[str, Any] = {"answer": answer.strip(), "answered_by": by, "answered_at": timezone.now()}
    with history_context(by, gettext_noop("Help desk answered")):
        saved = save_changes(now, entered)
    notices.tell_asker(by, saved)
    return saved


@transaction.atomic
def take_question_back(*, by: User, question: DeskQuestion, lock_version: int) -> None:
    """Take an unanswered question back; its history stays.

    Raises:
        Refused: none of the authors, or it was answered.
        Conflict: somebody changed it meanwhile.
    """
    require(policies.may_remove_question(by, question))
    remove_row(
        by,
        question,
        lock_version=lock_version,
        reason=gettext_noop("Question to the help desk taken back"),
        otherwise=UnableToAsk(_("Something else refers to this question.")),
    )
