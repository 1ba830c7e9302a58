"""The life of a country programme as pieces of its page: status, next step, stages, who changed what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core import history
from ilo_dc.core.standing import standing_of
from portfolio.actions.programmes import gates_before
from portfolio.models import CountryProgramme, OutcomeIndicator, ProgrammeOutcome, ProgrammeState
from portfolio.policies import programmes as policies
from portfolio.rules import programmes as rules
from portfolio.tables.programmes import BADGES, status_badge
from portfolio.vocab.programmes import ProgrammeStatus

if TYPE_CHECKING:
    from ilo_dc.core.models import Region
    from ilo_dc.core.standing import Viewer

CHANGES_SHOWN = 20


@dataclass(frozen=True)
class ProgrammeHead:
    """What heads a programme's page: its status, the stages of its life and the steps open to the reader."""

    status: str
    region: Region | None
    stages: list[Any]
    stage: int
    may_edit: bool
    steps: list[dict[str, str]]


@dataclass(frozen=True)
class GatesPanel:
    """What the next step forward lacks, for staff."""

    label: Any
    lacking: list[dict[str, Any]]
    template: str = "portfolio/panels/gates_of_programme.html"


@dataclass(frozen=True)
class LifePanel:
    """The theory of change, the stages so far, and for staff who changed what."""

    programme: CountryProgramme
    life: list[dict[str, Any]]
    changes: list[history.Event]
    template: str = "portfolio/panels/life_of_programme.html"


def head_of(user: Viewer, found: CountryProgramme) -> ProgrammeHead:
    """Return what heads the page of a programme that `user` sees."""
    return ProgrammeHead(
        status=status_badge(found.status),
        region=found.country.region if found.country else found.region,
        stages=[ProgrammeStatus(stage).label for stage in _stages(found)],
        stage=_stages(found).index(found.status) + 1,
        may_edit=policies.may_edit_programme(user, found) is None,
        steps=_steps(user, found),
    )


def gates_of(user: Viewer, found: CountryProgramme) -> GatesPanel | None:
    """Return what the next step lacks; None: the reader is no staff, or there is no step forward."""
    gates = _gates(found) if standing_of(user).is_staff else None
    return GatesPanel(gates["label"], gates["lacking"]) if gates else None


def life_of(user: Viewer, found: CountryProgramme) -> LifePanel:
    """Return the life of a programme as `user` may see it."""
    is_staff = standing_of(user).is_staff
    return LifePanel(found, _life(user, found, is_staff=is_staff), _changes(found) if is_staff else [])


def _stages(found: CountryProgramme) -> list[str]:
    """Return the stages of a life in order; an extension only where there is one."""
    extended = found.extended_until is not None
    return [stage for stage in rules.STAGES if extended or stage != ProgrammeStatus.EXTENDED]


def _steps(user: Viewer, found: CountryProgramme) -> list[dict[str, str]]:
    """Return the steps that `user` may record now: address and label."""
    return [
        {
            "label": str(ProgrammeStatus(to).label),
            "url": reverse("portfolio:programme-move", args=[found.slug, to]),
        }
        for to in rules.MOVES[found.status]
        if policies.may_move_programme(user, found, to) is None
    ]


def _gates(found: CountryProgramme) -> dict[str, Any] | None:
    """Return what the next step forward lacks; None at the end of the life."""
    following = next(iter(rules.MOVES[found.status]), None)
    if found.status in {ProgrammeStatus.RUNNING, ProgrammeStatus.EXTENDED}:
        following = ProgrammeStatus.CLOSED
    if following is None:
        return None
    lacking = gates_before(found, following)
    return {
        "label": ProgrammeStatus(following).label,
        "lacking": [{"message": _(gate.message), "source": _(gate.source)} for gate in lacking],
    }


def _life(user: Viewer, found: CountryProgramme, *, is_staff: bool) -> list[dict[str, Any]]:
    """Return the stages that `user` may see, the latest first; reasons are for staff."""
    states = ProgrammeState.objects.visible_to(user).history_of(found)
    return [
        {
            "at": state.effective_on,
            "title": state.get_status_display(),
            "text": state.reason if is_staff else "",
            "badge": _("Current") if state.is_current else "",
            "kind": BADGES[ProgrammeStatus(state.status)],
            "recorded_at": state.recorded_at,
            "backdated": state.backdated,
        }
        for state in states
    ]


def _changes(found: CountryProgramme) -> list[history.Event]:
    """Return what people changed last of the programme and of all that belongs or belonged to it."""
    by_people = Q(pgh_context__metadata__user__gt=0)
    outcomes = ProgrammeOutcome.objects.filter(programme=found).values("pk")
    indicators = OutcomeIndicator.objects.filter(outcome__programme=found).values("pk")
    about = {
        "portfolio.countryprogramme": Q(pgh_obj_id=found.pk),
        "portfolio.priority": Q(programme_id=found.pk),
        "portfolio.programmeoutcome": Q(programme_id=found.pk),
        "portfolio.budgetlink": Q(outcome_id__in=outcomes),
        "portfolio.targetlink": Q(outcome_id__in=outcomes),
        "portfolio.frameworklink": Q(outcome_id__in=outcomes),
        "portfolio.outcomeindicator": Q(outcome_id__in=outcomes),
        "portfolio.milestone": Q(indicator_id__in=indicators),
    }
    narrowed = {noun: condition & by_people for noun, condition in about.items()}
    return history.events_before(None, limit=CHANGES_SHOWN, about=narrowed)
