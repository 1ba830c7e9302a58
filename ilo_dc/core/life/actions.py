"""The life of a noun: its next status, a correction of one, taking one back; none is ever overwritten.

A correction is a new fact; every figure as known before it stays what it was (DESIGN 3.0).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ilo_dc.core.errors import UnableToAct, Verdict, require
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.actions.facts import Plan, Revision, post
from ilo_dc.core.life.models import DatedStatus
from ilo_dc.core.life.reasons import is_own
from ilo_dc.core.life.rules import NOT_YET, Gate, Statuses, fits, in_effect
from ilo_dc.core.versions.actions import check_valid, history_context, locked
from ilo_dc.core.versions.models import Revised

if TYPE_CHECKING:
    from ilo_dc.core.people.grants import Viewer
    from ilo_dc.core.people.models.user import User

N = TypeVar("N", bound=Revised)
S = TypeVar("S", bound=DatedStatus)
Problems = dict[str, list[str]]


class UnableToRecordStatus(UnableToAct):
    """The status cannot be recorded now."""

    title = "Unable to record this status"


class UnableToCorrectStatus(UnableToAct):
    """What was recorded cannot be corrected like this."""

    title = "Unable to correct this status"


class Step:
    """A status to record, with effect from a day, and why; `values`: what else statuses of the noun say."""

    def __init__(self, status: str, effective_on: date, reason: str = "", **values: Any) -> None:
        self.status, self.effective_on, self.reason = status, effective_on, reason.strip()
        self.values: dict[str, Any] = {
            name: value.strip() if isinstance(value, str) else value for name, value in values.items()
        }


@dataclass(frozen=True)
class Place(Generic[S]):
    """Where a step belongs in a life: after `before`, in the place of `replaced` (None: at the end)."""

    before: Sequence[S]
    replaced: S | None = None
    after: Sequence[S] = ()

    @property
    def status_before(self) -> str:
        """The status that it follows."""
        return self.before[-1].status if self.before else NOT_YET


@dataclass(frozen=True)
class History:
    """The reasons that history and changes keep; `change` and `corrected` may name the `%(status)s`.

    `recorded`: why a noun got its next status; empty: each step says it itself.
    """

    change: str
    corrected: str
    recorded: str = ""


@dataclass(frozen=True)
class Notices:
    """Who is told, and what: by status where one is recorded, and of corrections."""

    tell: Callable[..., None]  # by, noun, text
    corrected: str
    recorded: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Messages:
    """What is said against a step; a noun may word it in its own way. `not_in_order` empty: not asked."""

    unable: str = gettext_noop("Some entries need your attention.")
    may_not_follow: str = gettext_noop("Next may come: %(names)s.")
    to_come: str = gettext_noop("This day is still to come. Give today or an earlier day.")
    not_in_order: str = ""
    between_days: str = gettext_noop("The status before took effect later, or the one after it earlier.")
    between: str = gettext_noop("This status does not fit between the one before and the one after it.")
    another_after: str = gettext_noop("Another status was recorded after this one. Take that one back first.")
    first: str = gettext_noop("There is no status before this one. Correct it instead.")
    why: str = gettext_noop("Say why.")


def no_problems(_noun: Any, _place: Place[Any], _step: Step) -> Problems:
    """Return nothing: the noun checks no more than its gates."""
    return {}


@dataclass(frozen=True)
class Life(Generic[N, S]):
    """The life of a noun, declared: statuses and gates, the facts that record them, who may, what follows.

    `known` gives what gates are told of a noun. `follow` lets what belongs to a noun follow a status that was
    recorded, in its transaction. `check` adds what else stands against a step; `keep` says why
    the present status is not taken back (empty: it may be). `repeats`: what the noun's own row repeats of a
    life with a new status at its end or within; the database lets a repeated `status` follow its fact, and
    raises the version then.
    """

    statuses: Statuses
    model: type[S]
    known: Callable[[N], Mapping[str, object]]
    demonstration: Callable[[N], bool]
    may_record: Callable[[Viewer, N, str], Verdict]
    may_correct: Callable[[Viewer, N], Verdict]
    history: History
    notices: Notices
    messages: Messages = field(default_factory=Messages)
    check: Callable[[N, Place[S], Step], Problems] = no_problems
    keep: Callable[[N, Place[S]], str] = lambda _noun, _place: ""
    repeats: Callable[[N, Sequence[S], S], Mapping[str, Any]] = lambda _noun, _statuses, _new: {}
    follow: Callable[[User, N, S], None] = lambda _by, _noun, _new: None

    @property
    def noun(self) -> str:
        """The name of the noun, as its statuses and the addresses of its paths call it."""
        return self.model.FACT_KEY[0]

    @property
    def _recorded(self) -> Any:
        return self.model._default_manager

    def begin(self, noun: N, step: Step, *following: Step) -> None:
        """Record the first status of a noun that is made, inside an open recording.

        `following`: those that it had come to before it was known here; what stands against them (see
        `problems_of_life`) was asked before.
        """
        post(Plan(created=[self._status(noun, step)]), edition=None, demonstration=self.demonstration(noun))
        for one in following:
            self._post(noun, self._status(noun, one))

    def problems_of_life(self, steps: Sequence[Step], values: Mapping[str, object]) -> dict[str, Problems]:
        """Return what stands against the steps of a noun that is not saved yet: problems by field, by status.

        `values` are what gates are told of it.
        """
        problems: dict[str, Problems] = {}
        for number, step in enumerate(steps):
            before = self.model(status=steps[number - 1].status, effective_on=steps[number - 1].effective_on)
            place: Place[S] = Place([before] if number else [])
            found = self._problems_of_words(place, step)
            if problem := self._misplaced(place, step):
                found["status"] = [problem]
            lacking = self.statuses.missing(step.status, values)
            found |= {gate.field: [_(gate.message)] for gate in lacking}
            if found:
                problems[step.status] = found
        return problems

    @transaction.atomic
    def record(self, *, by: User, noun: N, lock_version: int, step: Step) -> N:
        """Record the next status of `noun`, which was read as `lock_version`.

        Raises:
            Refused: as `may_record` says.
            Conflict: somebody changed it meanwhile.
            UnableToRecordStatus: not a next status, a day out of order, or a gate that is not passed.
            UnableToAct: the noun cannot be so; what its constraints found.
        """
        require(self.may_record(by, noun, step.status))
        compared = {"status": step.status} if hasattr(type(noun), "status") else {}
        now = locked(noun, lock_version=lock_version, values=compared)
        place = Place(self.in_effect(now))
        if problems := self._problems(now, place, step):
            raise UnableToRecordStatus(_(self.messages.unable), problems)
        reason = self.history.recorded or step.reason
        return self._save(by, now, place, self._status(now, step), reason=reason)

    @transaction.atomic
    def correct(self, *, by: User, noun: N, status: S, lock_version: int, step: Step) -> N:
        """Say what a recorded `status`, present or past, really was; `step.reason` says what was wrong.

        Raises:
            Refused: as `may_correct` says.
            Conflict: somebody changed the noun meanwhile.
            UnableToCorrectStatus: it holds no more, nothing differs, or it does not fit its neighbours.
            UnableToAct: the noun cannot be so; what its constraints found.
        """
        require(self.may_correct(by, noun))
        now = locked(noun, lock_version=lock_version)
        place = self._place_of(now, status)
        if problems := self._problems(now, place, step):
            raise UnableToCorrectStatus(_("Some entries need your attention."), problems)
        new = self._status(now, step, replaces=status, past=bool(place.after))
        return self._save(by, now, place, new, reason=step.reason)

    @transaction.atomic
    def take_back(self, *, by: User, noun: N, status: S, lock_version: int, reason: str) -> N:
        """Say that the present `status` never was: the one before it holds again.

        Raises:
            Refused: as `may_correct` says.
            Conflict: somebody changed the noun meanwhile.
            UnableToCorrectStatus: not the present status, the first one, no reason, or the noun keeps it.
            UnableToAct: the noun cannot be so; what its constraints found.
        """
        require(self.may_correct(by, noun))
        now = locked(noun, lock_version=lock_version)
        place, reason = self._place_of(now, status), reason.strip()
        if kept := self._why_kept(now, place):
            raise UnableToCorrectStatus(kept)
        if not reason:
            problems = {"reason": [_(self.messages.why)]}
            raise UnableToCorrectStatus(_("Some entries need your attention."), problems)
        *earlier, before = place.before
        new = before.again(**self._reason(reason), replaces=before, takes_back=status)
        return self._save(by, now, Place(earlier, before), new, reason=reason)

    def in_effect(self, noun: N) -> list[S]:
        """Return the statuses of `noun` that hold, in the order of its life."""
        statuses: list[S] = in_effect(self._recorded.of(noun))
        return statuses

    def gates_before(self, noun: N, status: str) -> list[Gate]:
        """Return what `noun` lacks for `status`; what the step itself will say is not asked."""
        return self._gates_before(status, self.known(noun))

    def within_reach(self, noun: N, *, now: str) -> list[str]:
        """Return the statuses that may follow `now`, the present one, and of which `noun` lacks nothing."""
        names = self.statuses.moves[now]
        known = self.known(noun) if names else {}
        return [name for name in names if not self._gates_before(name, known)]

    def barred(self, noun: N, status: str) -> list[str]:
        """Return why the step to `status` cannot be taken now, whatever it will say, in words."""
        step = Step(status, timezone.now().date())
        if misplaced := self._misplaced(Place(self.in_effect(noun)), step):
            return [misplaced]
        return [_(gate.message) for gate in self.gates_before(noun, status)]

    def uncorrectable(self, noun: N, status: S, *, take_back: bool = False) -> str:
        """Return why a recorded `status` is not corrected now, or not taken back; empty: it may be."""
        try:
            place = self._place_of(noun, status)
        except UnableToCorrectStatus as error:
            return error.message
        return self._why_kept(noun, place) if take_back else ""

    def _why_kept(self, noun: N, place: Place[S]) -> str:
        if place.after:
            return _(self.messages.another_after)
        return self.keep(noun, place) if place.before else _(self.messages.first)

    def _gates_before(self, status: str, known: Mapping[str, object]) -> list[Gate]:
        lacking = self.statuses.missing(status, known)
        return [gate for gate in lacking if gate.field not in self.model.field_names()]

    def _place_of(self, noun: N, status: S) -> Place[S]:
        life = self.in_effect(noun)
        index = next((number for number, one in enumerate(life) if one.pk == status.pk), None)
        if index is None:
            raise UnableToCorrectStatus(_("This was corrected already. Correct what holds now."))
        return Place(life[:index], life[index], life[index + 1 :])

    def _reason(self, reason: str) -> dict[str, str]:
        return {"reason": reason} if "reason" in self.model.field_names() else {}

    def _status(self, noun: N, step: Step, **references: Any) -> S:
        """Return the fact that a step is to be recorded as."""
        values = {
            name: value for name, value in step.values.items() if self.statuses.takes(step.status, name)
        }
        return self.model(
            **{self.noun: noun, "status": step.status, "effective_on": step.effective_on},
            **values,
            **self._reason(step.reason),
            **references,
        )

    # --- What stands against a step -------------------------------------------------------------------

    def _problems(self, noun: N, place: Place[S], step: Step) -> Problems:
        """Return what stands against a step, by the field that repairs it."""
        problems = self._problems_of_words(place, step)
        if problem := self._misplaced(place, step):
            problems["status"] = [problem]
        else:
            problems |= {gate.field: [_(gate.message)] for gate in self._lacking(noun, place, step)}
            problems |= self.check(noun, place, step)
        if problems or place.replaced is None:
            return problems
        is_same = self._status(noun, step).field_values == place.replaced.field_values
        return {"": [_("This is what is recorded. Change what was wrong.")]} if is_same else {}

    def _problems_of_words(self, place: Place[S], step: Step) -> Problems:
        """Return what is wrong with the reason and the day of a step."""
        problems: Problems = {}
        if not step.reason and (place.replaced or not self.history.recorded):
            why = gettext_noop("Say what was wrong; the history keeps it.")
            problems["reason"] = [_(why if place.replaced else self.messages.why)]
        after = place.before[-1].effective_on if place.before else None
        before = place.after[0].effective_on if place.after else None
        out_of_order = self.messages.between_days if place.replaced else self.messages.not_in_order
        if step.effective_on > timezone.now().date():
            problems["effective_on"] = [_(self.messages.to_come)]
        elif out_of_order and not fits(step.effective_on, after=after, before=before):
            problems["effective_on"] = [_(out_of_order)]
        return problems

    def _misplaced(self, place: Place[S], step: Step) -> str:
        """Return what is said where the status of a step does not fit its neighbours; empty: it does."""
        may_follow = self.statuses.may_follow
        if may_follow(place.status_before, step.status) and (
            not place.after or may_follow(step.status, place.after[0].status)
        ):
            return ""
        if place.replaced:
            return _(self.messages.between)
        column: Any = self.model._meta.get_field("status")
        labels = dict(column.flatchoices)
        following = [str(labels[name]) for name in self.statuses.moves[place.status_before]]
        words = {"now": labels.get(place.status_before, "–"), "names": ", ".join(following) or "–"}
        return _(self.messages.may_not_follow) % words

    def _lacking(self, noun: N, place: Place[S], step: Step) -> list[Gate]:
        """Return the gates that a step does not pass; a correction in place asks for its values only."""
        own = {name: step.values.get(name) for name in self.model.field_names()}
        gates = self.statuses.missing(step.status, {**self.known(noun), **own})
        moves = place.replaced is None or (not place.after and place.replaced.status != step.status)
        return gates if moves else [gate for gate in gates if gate.field in own]

    # --- Saving ---------------------------------------------------------------------------------------

    def _save(self, by: User, noun: N, place: Place[S], new: S, *, reason: str) -> N:
        """Record `new` at its place, let the locked `noun` follow its life, and tell who is to know.

        Raises:
            UnableToAct: the noun cannot be so, also when another transaction was faster.
        """
        repeated = self.repeats(noun, (*place.before, new, *place.after), new)
        differing = {name for name, value in repeated.items() if getattr(noun, name) != value}
        for name, value in repeated.items():
            setattr(noun, name, value)
        check_valid(noun)
        change = self.history.change if place.replaced is None else self.history.corrected
        text = self.notices.recorded.get(new.status) if place.replaced is None else self.notices.corrected
        try:
            with (
                transaction.atomic(),
                history_context(by, reason, typed=not self.history.recorded and not is_own(reason)),
                recording(by=by, reason=change % {"status": new.status}),
            ):
                self._post(noun, new, after=place.after)
                if differing == {"status"}:
                    noun.refresh_from_db()  # the database let it follow, and raised the version
                else:
                    noun.version += 1
                    noun.save()
        except IntegrityError:
            # Another noun came to such a status meanwhile: it is visible now, so the check names it.
            check_valid(noun)
            raise
        self.follow(by, noun, new)
        if text:
            self.notices.tell(by, noun, text=text)
        return noun

    def _post(self, noun: N, new: S, *, after: Sequence[S] = ()) -> None:
        """Supersede the present status by `new`; after the correction of a past one it is said again.

        So are those `after` it of the same day: of several of one day the one recorded last holds.
        """
        present: S | None = self._recorded.current().of(noun).first()
        demonstration = self.demonstration(noun)
        plan: Plan[S] = Plan(changed=[Revision(present, new)]) if present else Plan(created=[new])
        post(plan, edition=None, demonstration=demonstration)
        if not present or not new.past:
            return
        same_day = [one for one in after[:-1] if one.effective_on == new.effective_on]
        again = [one.again(replaces=one, past=True) for one in same_day]
        last = new
        for one in (*again, present.again(replaces=present)):
            post(Plan(changed=[Revision(last, one)]), edition=None, demonstration=demonstration)
            last = one
