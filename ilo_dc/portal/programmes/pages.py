"""`/dwcps/<slug>/`: one country programme, composed from what each app knows of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.parameters import takes
from ilo_dc.portal.programmes.panels import resources_of_programme
from portfolio.alignments.panels import alignment_of_programme
from portfolio.evaluations.panels import evaluations_of_programme
from portfolio.models import CountryProgramme
from portfolio.pages.panels import PlanPanel, ResultsPanel, first_due_of, plan_of, results_of
from portfolio.programmes.panels.programme_documents import documents_of
from portfolio.programmes.panels.programme_life import GatesPanel, LifePanel, gates_of, head_of, life_of
from portfolio.project_results.panels.plan import reported_by_projects

EDITING = "yes"


@require_safe
@takes("edit", "show")
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one programme: its results, alignment, documents and life; with `edit=yes` its plan to edit.

    `show=changes` adds who changed what, which few ask for.

    Raises:
        UnableToRead: `edit` is something else.
    """
    if request.GET.get("edit", "") not in {"", EDITING}:
        raise UnableToRead(_("A programme is read, or edited with “edit=yes”."), {"edit": [EDITING]})
    user = request.user
    found = get_object_or_404(CountryProgramme.objects.visible_to(user).for_detail(), slug=slug)
    head = head_of(user, found)
    may_change = head.may_edit or head.may_discard or bool(head.steps)
    editing = may_change and request.GET.get("edit") == EDITING
    gates = gates_of(user, found)
    life = life_of(user, found, with_changes=request.GET.get("show") == "changes")
    plan = plan_of(user, found) if editing else results_of(user, found)
    reported, evaluations = reported_by_projects(user, found), evaluations_of_programme(user, found)
    resources = resources_of_programme(user, found)
    added = {
        "#projects": reported is not None,
        "#resources": resources is not None,
        "#evaluations": evaluations is not None,
    }
    panels = (
        gates,
        plan,
        reported,
        resources,
        alignment_of_programme(user, found),
        evaluations,
        documents_of(user, found),
        life,
    )
    return render(
        request,
        "portal/programmes/programme.html",
        {
            "programme": found,
            "head": head,
            "may_change": may_change,
            "editing": editing,
            "plan": plan,
            "resources": resources,
            "first_due": first_due_of(plan),
            "parts": _parts(found, gates=gates, plan=plan, life=life, added=added),
            "panels": [panel for panel in panels if panel is not None],
        },
    )


def _parts(
    found: CountryProgramme,
    *,
    gates: GatesPanel | None,
    plan: ResultsPanel | PlanPanel,
    life: LifePanel,
    added: dict[str, bool],
) -> list[tuple[str, str]]:
    """Return the parts of the page in order: the place of each on it, and its name."""
    parts = [
        ("#next", _("Next step"), gates is not None),
        ("#results", _("Results"), True),
        ("#contributes", _("What it contributes to"), isinstance(plan, ResultsPanel) and plan.contributes),
        ("#projects", _("Reported by projects"), added["#projects"]),
        ("#resources", _("Resources"), added["#resources"]),
        ("#alignment", _("UN alignment"), True),
        ("#evaluations", _("Evaluations"), added["#evaluations"]),
        ("#documents", _("Documents"), True),
        ("#theory", _("Theory of change"), bool(found.theory_of_change)),
        ("#life", _("Life of the programme"), True),
        ("#changes", _("Who changed what"), life.may_see_changes),
    ]
    return [(place, name) for place, name, is_there in parts if is_there]
