"""One framework, result, country programme outcome: composed from what each feature knows of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ilo_dc.core.facts.moments import at_one_moment
from ilo_dc.core.parameters import reads_its_address, takes
from ilo_dc.core.text_search import plain
from portfolio.alignments.panels import alignment_of_framework
from portfolio.frameworks.models.framework import CooperationFramework
from portfolio.frameworks.panels.framework_page import page_of
from portfolio.outcomes import policies as outcome_policies
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.outcomes.panels import history_of
from portfolio.outcomes.tables import published_badge
from portfolio.pages.panels import place_without_programme
from portfolio.programmes.panels.contributions import contributions_to
from portfolio.programmes.panels.outcome_places import changes_of_places, places_of
from portfolio.results.panels import result_of
from portfolio.updates.panels import who_writes


@require_safe
@at_one_moment
@reads_its_address
def framework(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one framework: its countries, figures, results with their sub-outputs, and its alignment."""
    found = CooperationFramework.objects.visible_to(request.user).for_list().filter(slug=slug).first()
    if found is None:
        raise Http404
    page = page_of(request.user, found, request.GET)
    alignment = alignment_of_framework(request.user, found, as_of=page["moment"])
    return render(request, "portfolio/frameworks/framework.html", {**page, "alignment": alignment})


@require_safe
@takes("show")
def result(request: HttpRequest, code: str, result: str) -> HttpResponse:
    """Show one result of a results framework, and the outcomes of programmes that contribute to it."""
    page = result_of(request.user, code, result)
    if page is None:
        raise Http404
    contributions = contributions_to(request.user, page["result"], request.GET)
    return render(request, "portfolio/results/result.html", {**page, "contributions": contributions})


@require_safe
def country_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one country programme outcome, its places in programmes, and for staff who changed what."""
    user = request.user
    found = CountryProgrammeOutcome.objects.visible_to(user).for_list().filter(pk=pk).first()
    if found is None:
        raise Http404
    return render(
        request,
        "portfolio/pages/country_outcome.html",
        {
            "outcome": found,
            "badge": published_badge(found),
            "places": places_of(user, found),
            "panel": place_without_programme(user, found),
            "who_writes": who_writes(user, found),
            "may_edit": outcome_policies.may_edit_outcome(user, found),
            "may_publish": outcome_policies.may_publish_outcome(user, found),
            "changes": history_of(user, found, places=changes_of_places(user, cpo=found)),
        },
    )


@require_safe
def global_product(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one global product, what is planned and reported of it, and for staff who changed what."""
    user = request.user
    found = get_object_or_404(GlobalProduct.objects.visible_to(user).for_list(), pk=pk)
    return render(
        request,
        "portfolio/pages/global_product.html",
        {
            "product": found,
            "countries": sorted(found.countries.all(), key=lambda country: plain(country.name)),
            "panel": place_without_programme(user, found),
            "may_edit": outcome_policies.may_write_products(user),
            "changes": history_of(user, found, places=changes_of_places(user, product=found)),
        },
    )
