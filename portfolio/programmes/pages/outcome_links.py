"""The form of what a country programme outcome contributes to."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.errors import Conflict
from ilo_dc.core.ui.forms import Compared
from ilo_dc.core.writing.pages.rehearsal import add_problems_of_others
from ilo_dc.formats import text
from portfolio.frameworks.models.framework import FrameworkResult
from portfolio.programmes.actions.outcome_links import Links, UnableToLinkOutcome, link_outcome
from portfolio.programmes.forms.outcome_links import OutcomeLinksForm, initial_of
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.pages.programme_parts import OfOutcome
from portfolio.results.models.results_node import ResultsNode

# The row that shows what is wrong with all rows of a kind.
FIRST = {"budget": "budget_0", "framework": "framework_0"}


class LinkOutcome(OfOutcome):
    """Say what an outcome contributes to: P&B results, SDG targets, results of UN frameworks."""

    template_name = "portfolio/programmes/outcome_links.html"
    form_class = OutcomeLinksForm
    heading = gettext_lazy("What the outcome contributes to")
    lead = gettext_lazy("The weights within one framework sum to exactly 100; targets have none.")
    button = gettext_lazy("Save")

    def subject(self) -> str:
        """Return the outcome."""
        return str(self.row)

    @cached_property
    def linked(self) -> Any:
        """The outcome with its present links."""
        return ProgrammeOutcome.objects.with_links(self.by).get(pk=self.row.pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the results of Programmes and Budgets, and of the country's frameworks."""
        nodes = (
            ResultsNode.objects.in_force()
            .select_related("framework")
            .order_by("-framework__starts_on", "framework", "order", "pk")
        )
        budget = nodes.policy_outcomes() | nodes.outputs()
        results = FrameworkResult.objects.visible_to(self.by).select_related("framework")
        results = results.filter(framework__memberships__country=self.place.home.country_id).order_by(
            "framework", "text", "pk"
        )
        linked = {
            "budget": [link.result for link in self.linked.budget],
            "framework": [link.result for link in self.linked.framework],
        }
        return {
            **super().get_form_kwargs(),
            "budget": _joined(budget, linked["budget"]),
            "framework": _joined(results.prefetch_related("framework__countries"), linked["framework"]),
        }

    def get_initial(self) -> dict[str, Any]:
        """Return what is linked now."""
        return initial_of(self.linked)

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        values = {"lock_version": answers["version"], "links": answers["links"]}
        try:
            link_outcome(by=self.by, outcome=self.row, **values)
        except UnableToLinkOutcome as error:
            named = {FIRST.get(name, name): texts for name, texts in error.problems.items()}
            raise UnableToLinkOutcome(error.message, named) from error
        return _("Saved.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; where a row cannot be read, say with it all that stands against the others."""
        form = self.get_form()
        if form.is_valid():
            return self.form_valid(form)
        if "version" not in form.errors:
            answers = {"version": form.cleaned_data["version"], "links": form.links(self.present)}
            add_problems_of_others(form, lambda: self.act(answers))
        return self.form_invalid(form)

    @property
    def present(self) -> Links:
        """What is linked now."""
        return Links(
            tuple((link.result, link.weight) for link in self.linked.budget),
            tuple(link.result for link in self.linked.targets),
            tuple((link.result, link.weight) for link in self.linked.framework),
        )

    def answers_of(self, form: Any) -> dict[str, Any]:
        """Hand the action what the rows say."""
        form.cleaned_data["links"] = form.links()
        return super().answers_of(form)

    def conflicting(self, form: django_forms.Form, error: Conflict) -> HttpResponse:
        """Compare what is linked now with what was typed."""
        response = super().conflicting(form, error)
        links: Links = form.cleaned_data["links"]
        self.conflict = tuple(_compared(self.present, links))
        response.context_data["conflict"] = self.conflict  # type: ignore[attr-defined]
        return response


def _joined(rows: Any, linked: list[Any]) -> list[Any]:
    """Return the rows that are offered, with those held already that are offered no more."""
    offered = list(rows)
    known = {row.pk for row in offered}
    return [*offered, *(row for row in linked if row.pk not in known)]


def _compared(saved: Links, typed: Links) -> list[Compared]:
    """Return the kinds of links that differ, in words."""
    words = [
        (_("Programme and Budget"), _shares(saved.budget), _shares(typed.budget)),
        (_("SDG targets"), _codes(saved.targets), _codes(typed.targets)),
        (_("Results of UN frameworks"), _shares(saved.framework), _shares(typed.framework)),
    ]
    return [Compared(label, theirs, yours) for label, theirs, yours in words if theirs != yours]


def _shares(shares: Any) -> str:
    return (
        "\n".join(
            f"{row}: {text.exact_of_hundred(weight)}"
            for row, weight in sorted(shares, key=lambda one: one[0].pk)
        )
        or text.DASH
    )


def _codes(targets: Any) -> str:
    return ", ".join(sorted(row.code for row in targets)) or text.DASH
