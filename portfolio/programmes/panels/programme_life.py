"""The life of a country programme as pieces of its page: status, next step, statuses, who changed what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ilo_dc.core.documents.querysets import noun_of
from ilo_dc.core.history import events as history
from ilo_dc.core.life.reasons import reason_in_words
from ilo_dc.core.life.rules import in_effect, mistaken
from ilo_dc.core.models import Document
from ilo_dc.core.people.grants import grants_of
from portfolio.programmes import policies
from portfolio.programmes.actions.programme_life import PROGRAMME_LIFE
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.models.programme_document import ProgrammeDocument
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.models.programme_state import ProgrammeState
from portfolio.programmes.panels.outcome_places import planned_of, removed_places
from portfolio.programmes.rules.programmes import STATUSES, closure_is_near
from portfolio.programmes.tables import BADGES, status_badge
from portfolio.programmes.vocab import ProgrammeStatus

if TYPE_CHECKING:
    from ilo_dc.core.models import Region
    from ilo_dc.core.people.grants import Viewer

CHANGES_SHOWN = 20


@dataclass(frozen=True)
class ProgrammeHead:
    """What heads a programme's page: its status, those of its life and the steps open to the reader."""

    status: str
    region: Region | None
    statuses: list[Any]
    place: int
    may_edit: bool
    may_discard: bool
    steps: list[dict[str, str]]


@dataclass(frozen=True)
class GatesPanel:
    """What the next step forward lacks, for staff."""

    label: Any
    lacking: list[dict[str, Any]]
    template: str = "portfolio/programmes/panels/gates_of_programme.html"


@dataclass(frozen=True)
class StatusLine:
    """A status of the life as it was recorded, and the ways to mend it: pairs of address and label."""

    recorded: ProgrammeState
    reason: str
    kind: str
    document: ProgrammeDocument | None
    ways: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class LifePanel:
    """The theory of change, the statuses so far and those recorded by mistake, for staff who changed what."""

    programme: CountryProgramme
    holding: list[StatusLine]
    mistaken: list[StatusLine]
    changes: list[history.Event]
    may_see_changes: bool
    template: str = "portfolio/programmes/panels/life_of_programme.html"


def head_of(user: Viewer, found: CountryProgramme) -> ProgrammeHead:
    """Return what heads the page of a programme that `user` sees."""
    return ProgrammeHead(
        status=status_badge(found.status),
        region=found.country.region if found.country else found.region,
        statuses=[ProgrammeStatus(status).label for status in _statuses(found)],
        place=_statuses(found).index(found.status) + 1,
        may_edit=bool(policies.may_edit_programme(user, found)),
        may_discard=bool(policies.may_discard_programme(user, found)),
        steps=_steps(user, found),
    )


def gates_of(user: Viewer, found: CountryProgramme) -> GatesPanel | None:
    """Return what the next step lacks; None: the reader is no staff, or no step forward is near.

    What a running programme lacks to be closed is told when its end comes near.
    """
    far = found.status in {ProgrammeStatus.RUNNING, ProgrammeStatus.EXTENDED} and not closure_is_near(
        found.day_after, today=timezone.now().date()
    )
    gates = _gates(found) if grants_of(user).is_staff and not far else None
    return GatesPanel(gates["label"], gates["lacking"]) if gates else None


def life_of(user: Viewer, found: CountryProgramme, *, with_changes: bool = False) -> LifePanel:
    """Return the life of a programme as `user` may see it; who changed what is for staff."""
    is_staff = grants_of(user).is_staff
    holding, wrong = _life(user, found, is_staff=is_staff)
    changes = _changes(found) if is_staff and with_changes else []
    return LifePanel(found, holding, wrong, changes, may_see_changes=is_staff)


def _statuses(found: CountryProgramme) -> list[str]:
    """Return the statuses of a life in order; an extension only where there is one."""
    extended = found.extended_until is not None
    return [status for status in STATUSES.names if extended or status != ProgrammeStatus.EXTENDED]


def _steps(user: Viewer, found: CountryProgramme) -> list[dict[str, str]]:
    """Return the steps that `user` may record now: address and label; none of which something is missing."""
    may = [to for to in STATUSES.moves[found.status] if policies.may_move_programme(user, found, to)]
    within_reach = PROGRAMME_LIFE.within_reach(found, now=found.status) if may else []
    return [
        {
            "label": str(ProgrammeStatus(to).label),
            "url": reverse("portfolio:programme-move", args=[found.slug, to]),
        }
        for to in may
        if to in within_reach
    ]


def _gates(found: CountryProgramme) -> dict[str, Any] | None:
    """Return what the next step forward lacks; None at the end of the life."""
    following = next(iter(STATUSES.moves[found.status]), None)
    if found.status in {ProgrammeStatus.RUNNING, ProgrammeStatus.EXTENDED}:
        following = ProgrammeStatus.CLOSED
    if following is None:
        return None
    lacking = PROGRAMME_LIFE.gates_before(found, following)
    return {
        "label": ProgrammeStatus(following).label,
        "lacking": [{"message": _(gate.message), "source": _(gate.source)} for gate in lacking],
    }


def _life(
    user: Viewer, found: CountryProgramme, *, is_staff: bool
) -> tuple[list[StatusLine], list[StatusLine]]:
    """Return the statuses that hold, the latest first, and apart those that were recorded by mistake.

    Both as far as `user` sees them; reasons are for staff.
    """
    seen = ProgrammeState.objects.visible_to(user).of(found)
    statuses = list(seen.select_related("change", "document__document"))
    readable = ProgrammeDocument.objects.visible_to(user).filter(programme=found)
    documents = set(readable.values_list("pk", flat=True)) if any(one.document_id for one in statuses) else ()
    may_correct = policies.may_correct_programme(user, found)
    holding = [
        _line(
            recorded,
            is_staff=is_staff,
            document=recorded.document if recorded.document_id in documents else None,
            ways=_ways(found, recorded, is_first=not number) if may_correct else (),
        )
        for number, recorded in enumerate(in_effect(statuses))
    ]
    wrong = [_line(recorded, is_staff=is_staff) for recorded in reversed(mistaken(statuses))]
    return holding[::-1], wrong


def _line(
    recorded: ProgrammeState,
    *,
    is_staff: bool,
    document: ProgrammeDocument | None = None,
    ways: tuple[tuple[str, Any], ...] = (),
) -> StatusLine:
    reason = reason_in_words(recorded, recorded.reason) if is_staff else ""
    return StatusLine(recorded, reason, BADGES[ProgrammeStatus(recorded.status)], document, ways)


def _ways(
    found: CountryProgramme, recorded: ProgrammeState, *, is_first: bool
) -> tuple[tuple[str, Any], ...]:
    """Return the ways to mend a status: address and label."""
    address = [found.slug, recorded.pk]
    correct = reverse("portfolio:programme-status-correct", args=address), _("Correct")
    if is_first or not recorded.is_current:
        return (correct,)
    return correct, (reverse("portfolio:programme-status-take-back", args=address), _("Take it back"))


def _changes(found: CountryProgramme) -> list[history.Event]:
    """Return what people changed last of the programme and of all that belongs or belonged to it."""
    by_people = Q(pgh_context__metadata__user__gt=0)
    outcomes = ProgrammeOutcome.objects.filter(programme=found)
    about = {
        "portfolio.countryprogramme": Q(pgh_obj_id=found.pk),
        "portfolio.priority": Q(programme_id=found.pk),
        "portfolio.programmeoutcome": Q(programme_id=found.pk),
        **planned_of(outcomes, removed_places(programme=found)),
        noun_of(Document): Q(owner_noun=noun_of(found), owner_id=str(found.pk)),
    }
    narrowed = {noun: condition & by_people for noun, condition in about.items()}
    return history.events_before(None, limit=CHANGES_SHOWN, about=narrowed)
