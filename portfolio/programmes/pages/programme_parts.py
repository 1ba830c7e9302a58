"""Forms of what belongs to a country programme: priorities, outcomes, indicators, milestones."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.writing.forms import VersionForm
from ilo_dc.core.writing.pages import part_pages as pages
from ilo_dc.core.writing.pages.part_pages import DONE, PartForm, part_pages
from portfolio.outcomes.registers import CPOS, GLOBAL_PRODUCTS
from portfolio.programmes import policies
from portfolio.programmes.actions import programme_outcomes
from portfolio.programmes.actions import programme_parts as parts
from portfolio.programmes.forms import programmes as forms
from portfolio.programmes.models.country_programme import CountryProgramme, Priority
from portfolio.programmes.models.programme_outcome import Milestone, OutcomeIndicator, ProgrammeOutcome
from portfolio.programmes.panels.programme_pages import ProgrammePage
from portfolio.programmes.registers import COUNTRY_PROGRAMMES
from portfolio.programmes.tables import editing_of_place, page_of_place

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer

UNTIL_SIGNATURE = gettext_lazy("Until signature a part of the plan may be removed; the history keeps it.")
SAVED = DONE[1]


class ToProgramme(ProgrammePage, pages.PartPage):
    """Add to a programme, which the address names."""

    @property
    def owner(self) -> Any:
        """The programme."""
        return self.programme

    def back(self) -> str:
        """Return to the plan as it is edited."""
        return f"{super().back()}?edit=yes"


class OfProgramme(ProgrammePage, pages.PartPage):
    """A form about a part of a programme's plan, which the address names by number."""

    model: ClassVar[type[Any]]
    way: ClassVar[str]  # from the part to its programme

    @cached_property
    def row(self) -> Any:
        """The part that the address names."""
        return get_object_or_404(self.rows(self.way), **{f"{self.way}__isnull": False}, pk=self.kwargs["pk"])

    def rows(self, *homes: str) -> Any:
        """Return the parts that the person sees, each with what it may belong to."""
        rows = self.model._default_manager.visible_to(self.request.user)
        placed = [f"{way}__{name}" for way in homes for name in ("country__region", "region")]
        return rows.select_related(*placed, f"{self.way}__office")

    @property
    def owner(self) -> Any:
        """What a new part is added to."""
        return self.row

    def back(self) -> str:
        """Return to the plan as it is edited."""
        return f"{super().back()}?edit=yes"

    @cached_property
    def programme(self) -> CountryProgramme:
        """The programme of the part."""
        found: CountryProgramme = attrgetter(self.way.replace("__", "."))(self.row)
        return found

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the programme."""
        register = (reverse("portfolio:programmes"), COUNTRY_PROGRAMMES.label)
        return [register, (self.back(), self.programme.title)]


class OfPriority(OfProgramme):
    """A priority's pages."""

    model, way = Priority, "programme"


class OfPlace(OfProgramme):
    """A form about what belongs to the place of an outcome, in a programme or without one."""

    @cached_property
    def row(self) -> Any:
        """The part that the address names."""
        place = self.way.removesuffix("programme")
        rows = self.rows(self.way, f"{place}cpo").select_related(f"{place}product", f"{self.way}__office")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def place(self) -> ProgrammeOutcome:
        """The place that it belongs to, or that it is."""
        above = self.way.split("__")[:-1]
        found: ProgrammeOutcome = attrgetter(".".join(above))(self.row) if above else self.row
        return found

    def verdict(self, user: Viewer) -> Verdict:
        """Return whether `user` may change it."""
        return policies.may_edit_programme(user, self.place.home)

    def back(self) -> str:
        """Return to the plan as it is edited, or to the outcome or product that has no programme."""
        if self.place.programme is None:
            return page_of_place(self.place)
        return super().back()

    def trail(self) -> list[tuple[str, object]]:
        """Return the register and the programme, or the outcome or product that has none."""
        if self.place.product is not None:
            register = (reverse("portfolio:global-products"), GLOBAL_PRODUCTS.label)
            return [register, (self.back(), self.place.code)]
        if self.place.programme is None:
            return [(reverse("portfolio:cpos"), CPOS.label), (self.back(), self.place.code)]
        return super().trail()

    def subject(self) -> str:
        """Return the programme's title, or the outcome that has none."""
        return str(self.place) if self.place.programme is None else super().subject()


class OfOutcome(OfPlace):
    """An outcome's pages."""

    model, way = ProgrammeOutcome, "programme"

    def back(self) -> str:
        """Return to the outcome on the page."""
        return f"{super().back()}#{self.row.code}"


class OfPlannedOutcome(OfProgramme):
    """Pages of an outcome as a programme plans it; without one `cpo-place` says the same."""

    model, way = ProgrammeOutcome, "programme"

    def back(self) -> str:
        """Return to the outcome on its programme's page."""
        return f"{super().back()}#{self.row.code}"


class OfIndicator(OfPlace):
    """An indicator's pages."""

    model, way = OutcomeIndicator, "outcome__programme"


class OfMilestone(OfPlace):
    """A milestone's pages."""

    model, way = Milestone, "indicator__outcome__programme"

    def back(self) -> str:
        """Return to the milestones of its outcome, as they are edited."""
        return editing_of_place(self.place)


class ToOutcome(OfOutcome):
    """Add to an outcome."""

    def subject(self) -> str:
        """Return the outcome."""
        return str(self.row)


class ToIndicator(OfIndicator):
    """Add to an indicator."""

    def subject(self) -> str:
        """Return the indicator."""
        return str(self.row)


PRIORITY = PartForm(
    part=parts.PRIORITIES,
    form=forms.PriorityFields,
    headings=(
        gettext_lazy("Add a priority"),
        gettext_lazy("Edit the priority"),
        gettext_lazy("Remove the priority"),
    ),
    messages=(gettext_lazy("The priority was added."), SAVED, gettext_lazy("The priority was removed.")),
    add_button=gettext_lazy("Add the priority"),
    lead=UNTIL_SIGNATURE,
)
INDICATOR = PartForm(
    part=parts.INDICATORS,
    form=forms.IndicatorFields,
    headings=(
        gettext_lazy("Add an indicator"),
        gettext_lazy("Edit the indicator"),
        gettext_lazy("Remove the indicator"),
    ),
    messages=(gettext_lazy("The indicator was added."), SAVED, gettext_lazy("The indicator was removed.")),
    add_button=gettext_lazy("Add the indicator"),
    lead=UNTIL_SIGNATURE,
)
MILESTONE = PartForm(
    part=parts.MILESTONES,
    form=forms.MilestoneFields,
    headings=(
        gettext_lazy("Add a milestone"),
        gettext_lazy("Edit the milestone"),
        gettext_lazy("Remove the milestone"),
    ),
    messages=(gettext_lazy("The milestone was added."), SAVED, gettext_lazy("The milestone was removed.")),
    add_button=gettext_lazy("Add the milestone"),
    lead=UNTIL_SIGNATURE,
    own=("status",),
    add=parts.add_milestone,
    edit=parts.edit_milestone,
)


class EditOutcome(OfPlannedOutcome):
    """Change an outcome as it was read."""

    form_class = forms.OutcomeForm
    heading = gettext_lazy("Edit the outcome")
    button = gettext_lazy("Save")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the programme's priorities."""
        return {**super().get_form_kwargs(), "programme": self.programme}

    def get_initial(self) -> dict[str, Any]:
        """Return what is said now."""
        return {name: getattr(self.row, name) for name in self.form_class.base_fields}

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        lock_version, text = answers.pop("version"), programme_outcomes.OutcomeText(**answers)
        programme_outcomes.edit_outcome(by=self.by, outcome=self.row, lock_version=lock_version, text=text)
        return _("Saved.")


class RemoveOutcome(OfOutcome):
    """Remove an outcome of a programme that is not yet signed, or its place without one."""

    form_class = VersionForm
    heading = gettext_lazy("Remove the outcome")
    button = gettext_lazy("Remove it")
    kind = "btn-bad"
    lead = UNTIL_SIGNATURE

    def subject(self) -> str:
        """Return what will be removed."""
        return str(self.row)

    def get_initial(self) -> dict[str, Any]:
        """Return the version that is read."""
        return {"version": self.row.version}

    def act(self, answers: dict[str, Any]) -> str:
        """Remove."""
        lock_version = answers["version"]
        programme_outcomes.remove_outcome(by=self.by, outcome=self.row, lock_version=lock_version)
        return _("The outcome was removed.")


urlpatterns = [
    *part_pages(
        "priorities",
        PRIORITY,
        (ToProgramme, OfPriority),
        noun="priority",
        add="<slug:slug>/priorities/new/",
    ),
    *part_pages(
        "indicators",
        INDICATOR,
        (ToOutcome, OfIndicator),
        noun="indicator",
        add="outcomes/<int:pk>/indicators/new/",
    ),
    *part_pages(
        "milestones",
        MILESTONE,
        (ToIndicator, OfMilestone),
        noun="milestone",
        add="indicators/<int:pk>/milestones/new/",
    ),
]
