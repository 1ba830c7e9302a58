"""`/projects/<pk>/`: one project, composed from what each feature knows of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.dues.panels import reports_of_project
from ilo_dc.core.parameters import takes
from portfolio.evaluations.panels import evaluations_of_project
from portfolio.models import Project
from portfolio.project_results.panels import plan as results
from portfolio.project_results.panels.owed import owed_by
from portfolio.projects.panels import project_page as pieces
from portfolio.projects.panels.project_links import links_panel


@require_safe
@takes("show")
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one project: where it works, who takes part, its documents and its life.

    `show=changes` adds who changed what: five readings that few ask for.
    """
    user = request.user
    rows: Any = Project.objects.visible_to(user).for_detail().with_place().with_statuses().with_links()
    found = get_object_or_404(rows, pk=pk)
    life = pieces.life_of(user, found, with_changes=request.GET.get("show") == "changes")
    head = pieces.head_of(user, found, life)
    gates, documents = pieces.gates_of(user, found), pieces.documents_of(user, found)
    risks, evaluations = results.risks_of(user, found), evaluations_of_project(user, found)
    reports = results.reports_of(user, found)
    owed, donor_reports = owed_by(user, found, reports), reports_of_project(user, found)
    named = [share.outcome for share in found.outcome_shares if share.outcome is not None]
    panels = (
        owed,
        gates,
        results.plan_of(user, found, named=named),
        reports,
        donor_reports,
        links_panel(user, found),
        pieces.participants_of(user, found),
        pieces.safeguards_of(user, found),
        risks,
        evaluations,
        documents,
        life,
    )
    parts = [
        ("#owed", _("Still owed"), owed is not None),
        ("#next", _("Next step"), gates is not None),
        ("#description", _("What it does"), bool(found.description)),
        ("#plan", _("Plan against actual"), True),
        ("#reports", _("Progress reports"), True),
        ("#donor-reports", _("Reports to funding partners"), donor_reports is not None),
        ("#links", _("Where it works and what it contributes to"), True),
        ("#participants", _("Participants"), True),
        ("#safeguards", _("Safeguards and closure"), True),
        ("#risks", _("Risks"), risks is not None),
        ("#evaluations", _("Evaluations"), evaluations is not None),
        ("#documents", _("Documents"), documents is not None),
        ("#life", _("Life of the project"), True),
        ("#changes", _("Who changed what"), life.may_see_changes),
    ]
    return render(
        request,
        "portal/projects/project.html",
        {
            "project": found,
            "head": head,
            "parts": [(place, name) for place, name, is_there in parts if is_there],
            "panels": [panel for panel in panels if panel is not None],
        },
    )
