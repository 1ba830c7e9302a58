"""Pages of country programmes: the registers and one programme with its plan and its life."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ilo_dc.core import history
from ilo_dc.core.measures import Question, figures
from ilo_dc.core.models import Document
from ilo_dc.core.pages.registers import RegisterPage
from ilo_dc.core.querysets import noun_of
from ilo_dc.core.standing import standing_of
from portfolio.actions.programmes import gates_before
from portfolio.measures.programmes import COUNTRY_PROGRAMMES as COUNTED
from portfolio.models import (
    CountryProgramme,
    OutcomeIndicator,
    Priority,
    ProgrammeOutcome,
    ProgrammeState,
)
from portfolio.pages.alignment_panels import alignment_of_programme
from portfolio.pages.outcome_updates import due_of, way_to_write
from portfolio.pages.programme_documents import documents_of
from portfolio.policies import programmes as policies
from portfolio.registers.programmes import COUNTRY_PROGRAMME_OUTCOMES, COUNTRY_PROGRAMMES
from portfolio.rules import programmes as rules
from portfolio.rules import stages as rules_of_stages
from portfolio.tables.programmes import BADGES, light, status_badge
from portfolio.vocab.programmes import ProgrammeStatus

if TYPE_CHECKING:
    from ilo_dc.core.pages.documents import Listed
    from ilo_dc.core.paging import Page
    from ilo_dc.core.registers import Listing
    from ilo_dc.core.standing import Viewer
    from portfolio.actions.update_notices import Due

CHANGES_SHOWN = 20


class ProgrammesPage(RegisterPage):
    """`/dwcps/`: country programmes with their status."""

    register = COUNTRY_PROGRAMMES
    template_name = "portfolio/programmes.html"
    lead = gettext_lazy(
        "Decent Work Country Programmes: what government, employers and workers of a country agreed with "
        "the ILO."
    )

    def context(self, listing: Listing, page: Page) -> dict[str, Any]:
        """Return what the template shows, with the number in force and the button of who may start one."""
        in_force = Question(as_of=listing.moment).narrowed(
            "status", ProgrammeStatus.RUNNING, ProgrammeStatus.EXTENDED
        )
        return {
            **super().context(listing, page),
            "in_force": figures(COUNTED, user=self.request.user, question=in_force).figure(),
            "may_start": policies.may_create_somewhere(self.request.user) is None,
        }


class ProgrammeOutcomesPage(RegisterPage):
    """`/dwcps/outcomes/`: country programme outcomes."""

    register = COUNTRY_PROGRAMME_OUTCOMES
    template_name = "portfolio/programme_outcomes.html"
    lead = gettext_lazy("Country programme outcomes (CPO). Category and progress are two different things.")


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one programme: period, status, what its next step lacks, its plan, its life."""
    found = CountryProgramme.objects.visible_to(request.user).for_detail().filter(slug=slug).first()
    if found is None:
        raise Http404
    may_edit = policies.may_edit_programme(request.user, found) is None
    is_staff = standing_of(request.user).is_staff
    due = due_of(request.user, found)
    documents = documents_of(request.user, found)
    return render(
        request,
        "portfolio/programme.html",
        {
            "programme": found,
            "region": found.country.region if found.country else found.region,
            "status": status_badge(found.status),
            "priorities": _plan_of(request.user, found, due),
            "due": sum(len(one) for one in due.values()),
            "stages": [ProgrammeStatus(stage).label for stage in _stages(found)],
            "stage": _stages(found).index(found.status) + 1,
            "may_edit": may_edit,
            "may_add": may_edit and rules.may_be_added_to(found.status),
            "may_remove": may_edit and rules.may_be_removed_from(found.status),
            "may_discard": policies.may_discard_programme(request.user, found) is None,
            "steps": _steps(request.user, found),
            "gates": _gates(found) if is_staff else None,
            "documents": documents,
            "may_document": policies.may_document_programme(request.user, found) is None,
            "life": _life(request.user, found, documents, is_staff=is_staff),
            "changes": _changes(found) if is_staff else [],
            "alignment": alignment_of_programme(request.user, found),
            "outcomes_url": f"{reverse('portfolio:programme-outcomes')}?programme={found.slug}",
            "plan_url": reverse("api:country-programmes-plan", args=[found.pk]),
            "csv": f"{reverse('api:country-programme-outcomes-list')}?programme={found.slug}&format=csv",
            "texts": f"{reverse('api:outcome-updates-list')}?programme={found.slug}&format=",
        },
    )


def _plan_of(user: Viewer, found: CountryProgramme, due: dict[int, list[Due]]) -> list[Priority]:
    """Return the priorities with all below them, each outcome and milestone with its light.

    An outcome says how many of its updates are `due`, and the period that `user` would write next.
    """
    outcomes = ProgrammeOutcome.objects.select_related("office").with_indicators().with_links(user)
    outcomes = outcomes.order_by("code", "pk")
    priorities = list(found.priorities.order_by("position").prefetch_related(Prefetch("outcomes", outcomes)))
    for priority in priorities:
        for outcome in priority.outcomes.all():
            outcome.light = light(outcome.progress)
            outcome.due = len(due.get(outcome.pk, []))
            outcome.next_period = way_to_write(user, found, due.get(outcome.pk, []))
            for indicator in outcome.indicators.all():
                for milestone in indicator.milestones.all():
                    milestone.light = light(milestone.status)
    return priorities


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


def _life(
    user: Viewer, found: CountryProgramme, documents: list[Listed], *, is_staff: bool
) -> dict[str, list[dict[str, Any]]]:
    """Return the stages that hold, the latest first, and apart what was recorded by mistake.

    Both as far as `user` sees them; reasons are for staff, and `documents` are those that the reader reads.
    """
    states = list(ProgrammeState.objects.visible_to(user).of(found).select_related("document__document"))
    holding = rules_of_stages.standing(states)
    may_correct = policies.may_correct_programme(user, found) is None
    readable = {one.document for one in documents}
    lines = []
    for number, state in enumerate(holding):
        line = {
            **_stage(state, is_staff=is_staff),
            "badge": _("Current") if state.is_current else "",
            "document": state.document if state.document and state.document.document in readable else None,
        }
        if may_correct:
            address = [found.slug, state.pk]
            line["correct_url"] = reverse("portfolio:programme-stage-correct", args=address)
            if state.is_current and number:
                line["take_back_url"] = reverse("portfolio:programme-stage-take-back", args=address)
        lines.append(line)
    mended = rules_of_stages.mistaken(states)
    return {
        "holding": lines[::-1],
        "mistaken": [_stage(state, is_staff=is_staff) for state in reversed(mended)],
    }


def _stage(state: ProgrammeState, *, is_staff: bool) -> dict[str, Any]:
    return {
        "at": state.effective_on,
        "title": state.get_status_display(),
        "text": state.reason if is_staff else "",
        "kind": BADGES[ProgrammeStatus(state.status)],
        "recorded_at": state.recorded_at,
        "superseded_at": state.superseded_at,
        "backdated": state.backdated,
    }


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
        noun_of(Document): Q(owner_noun=noun_of(found), owner_id=str(found.pk)),
    }
    narrowed = {noun: condition & by_people for noun, condition in about.items()}
    return history.events_before(None, limit=CHANGES_SHOWN, about=narrowed)
