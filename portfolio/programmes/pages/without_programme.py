"""The form by which an outcome is reported on without a programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.languages import together
from ilo_dc.core.versions.actions import present_values
from ilo_dc.core.writing.pages.action_page import ActionPage
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.outcomes.registers import CPOS, GLOBAL_PRODUCTS
from portfolio.programmes import policies
from portfolio.programmes.actions import programme_outcomes as actions
from portfolio.programmes.forms.programmes import WithoutProgrammeForm
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.programmes.vocab import OutcomeCategory

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer

NONE_YET = 0  # the version of a place that is not made yet


class ReportWithoutProgramme(ActionPage):
    """Let an outcome be reported on without a programme, or change what is said of that."""

    form_class = WithoutProgrammeForm
    heading = gettext_lazy("Report without a programme")
    lead = gettext_lazy(
        "Where no programme plans the outcome. What is accepted of it is public, and counts, from the day on "
        "which its region published the outcome."
    )
    button = gettext_lazy("Save")

    @cached_property
    def cpo(self) -> CountryProgrammeOutcome | GlobalProduct:
        """The outcome that the address names."""
        rows = CountryProgrammeOutcome.objects.visible_to(self.request.user).for_list()
        found: CountryProgrammeOutcome = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    @cached_property
    def place(self) -> ProgrammeOutcome | None:
        """Its place without a programme; None: it has none yet."""
        rows = ProgrammeOutcome.objects.filter(cpo=self.cpo.pk, programme=None)
        found: ProgrammeOutcome | None = rows.select_related("cpo__country__region", "cpo__region").first()
        return found

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may write here."""
        return policies.may_edit_programme(user, self.cpo)

    def subject(self) -> str:
        """Return the outcome."""
        return together(self.cpo)

    def back(self) -> str:
        """Return to the outcome."""
        return reverse("portfolio:cpo", args=[self.cpo.pk])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the outcome."""
        return [(reverse("portfolio:cpos"), CPOS.label), (self.back(), self.cpo.code)]

    def get_initial(self) -> dict[str, Any]:
        """Return what is said now."""
        if self.place is None:
            return {"version": NONE_YET, "category": OutcomeCategory.PIPELINE}
        return {name: getattr(self.place, name) for name in WithoutProgrammeForm.base_fields}

    def act(self, answers: dict[str, Any]) -> str:
        """Make the place, or change it."""
        version = answers.pop("version")
        if self.place is None or version == NONE_YET:
            actions.report_without_programme(by=self.by, cpo=self.cpo, **answers)
            return _("The outcome is reported on without a programme.")
        text = actions.OutcomeText(**{**present_values(actions.OutcomeText, self.place), **answers})
        actions.edit_outcome(by=self.by, outcome=self.place, lock_version=version, text=text)
        return _("Saved.")


class ReportOnProduct(ReportWithoutProgramme):
    """Let a global product be reported on, or change what is said of that."""

    heading = gettext_lazy("Report on the global product")
    lead = gettext_lazy("What is accepted of it is public. No figure of countries counts it.")

    @cached_property
    def cpo(self) -> GlobalProduct:
        """The product that the address names."""
        rows = GlobalProduct.objects.visible_to(self.request.user).for_list()
        found: GlobalProduct = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    @cached_property
    def place(self) -> ProgrammeOutcome | None:
        """Its place; None: it has none yet."""
        found: ProgrammeOutcome | None = (
            ProgrammeOutcome.objects.filter(product=self.cpo).select_related("product").first()
        )
        return found

    def back(self) -> str:
        """Return to the product."""
        return reverse("portfolio:global-product", args=[self.cpo.pk])

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the product."""
        register = (reverse("portfolio:global-products"), GLOBAL_PRODUCTS.label)
        return [register, (self.back(), self.cpo.code)]
