"""Pages of the lists of what belongs to frameworks, and the history of one framework."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from ilo_dc.core.errors import Verdict
from ilo_dc.core.history import events as history
from ilo_dc.core.registers.pages.guarded import Guarded
from ilo_dc.core.registers.pages.register import RegisterPage
from portfolio.frameworks import policies
from portfolio.frameworks.models.country_analysis import CountryAnalysisUpdate
from portfolio.frameworks.models.framework import CooperationFramework

SHOWN = 50


class PartRegisterPage(RegisterPage):
    """A list of one kind of part over all frameworks."""

    template_name = "portfolio/frameworks/framework_part_register.html"


class FrameworkHistory(Guarded, TemplateView):
    """Who changed what of one framework and of what belongs to it."""

    template_name = "portfolio/frameworks/framework_history.html"
    parameters = ("cursor",)

    @cached_property
    def framework(self) -> CooperationFramework:
        """The framework that the address names."""
        rows = CooperationFramework.objects.visible_to(self.request.user).with_countries()
        found: CooperationFramework = get_object_or_404(rows, slug=self.kwargs["slug"])
        return found

    def verdict(self, user: Any) -> Verdict:
        """Look for the framework first, so that a hidden one is missing."""
        self.framework  # noqa: B018  (raises Http404)
        return policies.may_read_history(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return one page of events."""
        position = history.unseal(self.request.GET.get("cursor", ""))
        found = history.events_before(position, limit=SHOWN + 1, about=self.about())
        events, more = found[:SHOWN], len(found) > SHOWN
        older = f"?cursor={history.seal(events[-1].position)}" if more else ""
        return super().get_context_data(framework=self.framework, events=events, older=older, **kwargs)

    def about(self) -> dict[str, Q]:
        """Return, for each noun that tells of the framework, the condition on its audit rows."""
        framework = self.framework
        of_it = Q(framework_id=framework.pk)
        updates = CountryAnalysisUpdate.objects.filter(analysis__country_key=framework.country_key)
        return {
            "portfolio.cooperationframework": Q(pgh_obj_id=framework.pk),
            "portfolio.frameworkresult": of_it,
            "portfolio.roadmapstage": of_it,
            "portfolio.resultsgroup": of_it,
            "portfolio.jointworkplan": of_it,
            "portfolio.countryanalysisupdate": Q(analysis_id__in=updates.values("analysis")),
            "portfolio.countryteammembership": Q(
                country_id__in=[country.pk for country in framework.countries.all()]
            ),
        }
