"""`/agreements/<pk>/`: one agreement, composed from what each feature knows of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding.agreements import panels as pieces
from funding.approvals.panels import approvals_of
from funding.dues import panels as dues
from funding.ledger.panels import pool_of_agreement
from funding.models import Agreement
from ilo_dc.core.parameters import takes


@require_safe
@takes("show")
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one agreement: its money, approvals and pool, what belongs to it, its documents and its life.

    `show=changes` adds who changed what, which few ask for.
    """
    user = request.user
    found = get_object_or_404(Agreement.objects.visible_to(user).for_list(), pk=pk)
    life = pieces.life_of(user, found, with_changes=request.GET.get("show") == "changes")
    gates, documents = pieces.gates_of(user, found), pieces.documents_of(user, found)
    partners, children = pieces.partners_of(user, found), pieces.children_of(user, found)
    approvals, pool = approvals_of(user, found), pool_of_agreement(user, found)
    panels = (
        gates,
        pieces.money_of(found),
        approvals,
        pool,
        partners,
        children,
        dues.instalments_of(user, found),
        dues.reports_of(user, found),
        pieces.amendments_of(user, found),
        pieces.projects_of(user, found),
        documents,
        life,
    )
    parts = [
        ("#next", _("Next step"), gates is not None),
        ("#money", _("Money"), True),
        ("#approvals", _("Approvals"), approvals is not None),
        ("#ledger", _("In the ledger"), pool is not None),
        ("#partners", _("Partners"), partners is not None),
        ("#children", _("Agreements under it"), children is not None),
        ("#instalments", _("Instalments"), True),
        ("#reports", _("Reports"), True),
        ("#amendments", _("Amendments"), True),
        ("#projects", _("Projects"), True),
        ("#documents", _("Documents"), documents is not None),
        ("#life", _("Life of the agreement"), True),
        ("#changes", _("Who changed what"), life.may_see_changes),
    ]
    return render(
        request,
        "portal/agreements/agreement.html",
        {
            "agreement": found,
            "head": pieces.head_of(user, found, life),
            "parts": [(place, name) for place, name, is_there in parts if is_there],
            "panels": [panel for panel in panels if panel is not None],
        },
    )
