"""`/search/`: one search over everything that the reader may see, composed from what each feature finds."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from funding.agreements import search as agreements
from funding.approvals import search as approvals
from funding.calls import search as calls
from funding.clearances import search as clearances
from funding.partners import search as funding
from funding.partnerships import search as partnerships
from ilo_dc.core.code_lists import search as code_lists
from ilo_dc.core.facts.moments import at_one_moment
from ilo_dc.core.parameters import takes
from ilo_dc.core.search.hits import Finder, explained
from ilo_dc.portal.search.lists import find_lists
from portfolio.alignments import search as alignments
from portfolio.evaluations import search as evaluations
from portfolio.frameworks import search as frameworks
from portfolio.outcomes import search as outcomes
from portfolio.programmes import search as programmes
from portfolio.projects import search as projects
from portfolio.proposals import search as proposals
from portfolio.results import search as results
from portfolio.updates import search as outcome_updates
from reporting.catalogue import search as reporting

# In the order of the page.
FINDERS: tuple[Finder, ...] = (
    find_lists,
    code_lists.find_countries,
    *funding.FINDERS,
    *agreements.FINDERS,
    *approvals.FINDERS,
    *partnerships.FINDERS,
    *calls.FINDERS,
    *programmes.FINDERS,
    *projects.FINDERS,
    *outcomes.FINDERS,
    *outcome_updates.FINDERS,
    *proposals.FINDERS,
    *clearances.FINDERS,
    *evaluations.FINDERS,
    *frameworks.FINDERS,
    *alignments.FINDERS,
    *results.FINDERS,
    *reporting.FINDERS,
    code_lists.find_organisations,
)
SHOWN = 8  # of each kind; the kind's own list has the rest


class SearchForm(forms.Form):
    """What is sought."""

    search = forms.CharField(
        label=_("Name, code or word"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"type": "search"}),
    )


@require_safe
@at_one_moment
@takes("search")
def search(request: HttpRequest) -> HttpResponse:
    """Show the best rows of each kind, grouped; each group leads to its list with the same search."""
    form = SearchForm(request.GET)
    text = form.cleaned_data["search"] if form.is_valid() else ""
    groups = explained((find(request.user, text, SHOWN) for find in FINDERS), text) if text else []
    context = {
        "form": form,
        "text": text,
        "groups": [group for group in groups if group.hits],
        "noindex": True,
    }
    return render(request, "portal/search/search.html", context, status=400 if form.errors else 200)
