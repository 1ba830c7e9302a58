"""The form of what a project is tied to: rows of a name and a share, without JavaScript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.languages import together
from ilo_dc.core.models import Country
from ilo_dc.core.reference.row_fields import CountriesField, CountryField
from ilo_dc.core.ui.forms import AmountField, field_of
from ilo_dc.core.ui.row_fields import RowField, RowInput, name_of
from ilo_dc.core.writing.forms import VersionForm
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.projects.actions.project_links import Links
from portfolio.projects.models.initiative import Initiative
from portfolio.projects.models.project import Project
from portfolio.projects.vocab import Marker, sector_name, sectors
from portfolio.results.models.results_node import ResultsNode

if TYPE_CHECKING:
    from django.forms import BoundField

EMPTY_ROWS = 3
MOST_ROWS = 60
KINDS = ("countries", "outcomes", "budget", "sectors")
NAMED = ("targets", "markers", "initiatives", "sstc_countries")
CODE = re.compile(r"[0-9]{5}")


def row_name(kind: str, number: int) -> str:
    """Return the name of the field of a row; that of its share is `share_` before it."""
    return f"{kind}_{number}"


def budget_results() -> Any:
    """Return the outcomes and outputs of Programmes and Budgets, the latest first."""
    nodes = ResultsNode.objects.in_force().select_related("framework")
    ordered = nodes.policy_outcomes() | nodes.outputs()
    return ordered.order_by("-framework__starts_on", "framework", "order", "pk")


class BudgetField(RowField):
    """A result of a Programme and Budget, typed by its code or its text."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name of the result with its framework."""
        return together(name_of(obj), " · ", obj.framework.title)


class OutcomeField(forms.CharField):
    """A country programme outcome or a global product among those offered, typed by its code."""

    def __init__(self, *, outcomes: Any, **options: Any) -> None:
        super().__init__(**options)
        self.outcomes = outcomes

    def prepare_value(self, value: Any) -> Any:
        """Show the name of a row; leave what was typed as it was typed."""
        return value if isinstance(value, str) or value is None else name_of(value)

    def clean(self, value: Any) -> Any:
        """Return the outcome or the product; None: nothing was typed.

        Raises:
            ValidationError: no code or several outcomes stand at the beginning.
        """
        code = str(super().clean(value) or "").strip()[:6].upper()
        if not code:
            return None
        found = [*self.outcomes.filter(code=code)[:2], *GlobalProduct.objects.filter(code=code)]
        if len(found) != 1:
            raise forms.ValidationError(_("Begin with the code of an outcome or product: KEN101, GLO155."))
        return found[0]


class SectorField(forms.CharField):
    """A sector, typed by its code; what stands behind the code is passed over."""

    def prepare_value(self, value: Any) -> Any:
        """Show the name behind a code; leave what was typed as it was typed."""
        return f"{value} {sector_name(value)}" if value in sectors() else value

    def clean(self, value: Any) -> str:
        """Return the code.

        Raises:
            ValidationError: the text begins with no code of a sector.
        """
        text = str(super().clean(value) or "").strip()
        found = CODE.match(text)
        if text and (found is None or found[0] not in sectors()):
            raise forms.ValidationError(_("Begin with the five digits of a sector, or choose one."))
        return found[0] if found else ""


class ProjectLinksForm(VersionForm):
    """All that a project is tied to; a row without a name is passed over."""

    scope = field_of(Project, "scope", required=False)
    targets = forms.CharField(
        label=gettext_lazy("SDG targets"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Their codes, separated by commas: 8.5, 8.8, 1.3."),
    )
    markers = forms.MultipleChoiceField(
        label=gettext_lazy("Markers"),
        choices=Marker.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sstc_countries = CountriesField(
        label=gettext_lazy("Countries of South–South cooperation"), required=False
    )
    initiatives = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Initiatives"),
        queryset=Initiative.objects.order_by("name__folded"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    complete_residue = forms.BooleanField(
        label=gettext_lazy("Complete the residue"),
        required=False,
        help_text=gettext_lazy("What rounding left of 100 is added to the largest share: 33.33 three times."),
    )

    def __init__(self, *args: Any, outcomes: Any, near: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcomes, self.near = outcomes, near
        self.typed, self.unread = Links(), set[str]()
        for kind in KINDS:
            for number in range(self._row_count(kind)):
                self.fields[row_name(kind, number)] = self._field(kind, number)
                self.fields[row_name(f"share_{kind}", number)] = AmountField(
                    label=_("Share %(number)d, %%") % {"number": number + 1}, max_digits=5, required=False
                )
        # The half of a row alone says nothing.
        self.needed_later = tuple(name for name in self.fields if name.startswith((*KINDS, "share_")))

    def _field(self, kind: str, number: int) -> forms.Field:
        words = {"number": number + 1}
        options: dict[str, Any] = {"required": False, "widget": RowInput({"list": f"{kind}-names"})}
        if kind == "countries":
            return CountryField(label=_("Country or area %(number)d") % words, **options)
        if kind == "outcomes":
            label = _("Outcome or product %(number)d") % words
            return OutcomeField(outcomes=self.outcomes, label=label, **options)
        if kind == "budget":
            label = _("Result %(number)d") % words
            return BudgetField(budget_results(), codes=("code",), label=label, **options)
        return SectorField(label=_("Sector %(number)d") % words, **options)

    def _row_count(self, kind: str) -> int:
        """Return how many rows of a kind there are: those that were sent, else those known and some more."""
        pattern = re.compile(rf"{kind}_(\d{{1,3}})\Z")
        sent = [int(found[1]) for name in self.data if (found := pattern.match(name))]
        known = sum(1 for name in self.initial if pattern.match(name))
        return min(max(max(sent, default=-1) + 1, known + EMPTY_ROWS), MOST_ROWS)

    @cached_property
    def row_sets(self) -> dict[str, list[tuple[BoundField, BoundField]]]:
        """The rows of each kind: what it is, and its share."""
        return {
            kind: [
                (self[row_name(kind, number)], self[row_name(f"share_{kind}", number)])
                for number in range(self._row_count(kind))
            ]
            for kind in KINDS
        }

    @cached_property
    def names(self) -> dict[str, list[Any]]:
        """What each kind of row suggests."""
        countries = [name_of(row) for row in Country.objects.all()]
        field = BudgetField(budget_results(), codes=("code",))
        return {
            "countries": countries,
            "outcomes": [name_of(row) for row in (*self.near, *GlobalProduct.objects.all())],
            "budget": [field.label_from_instance(row) for row in budget_results()],
            "sectors": [
                together(code, " ", sector_name(code))
                for code, row in sectors().items()
                if row["status"] == "active"
            ],
        }

    def clean_targets(self) -> tuple[ResultsNode, ...]:
        """Return the targets that the codes name."""
        codes = [code for code in re.split(r"[,;\s]+", self.cleaned_data["targets"].lower()) if code]
        known = {row.code: row for row in ResultsNode.objects.in_force().sdg_targets().filter(code__in=codes)}
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise forms.ValidationError(
                _("There is no SDG target %(codes)s.") % {"codes": ", ".join(unknown)[:100]}
            )
        return tuple(known[code] for code in codes)

    def clean(self) -> dict[str, Any]:
        """Ask for both of a row, or none of them; keep what could be read, whatever is said of it later."""
        answers = super().clean() or self.cleaned_data
        for kind in KINDS:
            for named, share in self.row_sets[kind]:
                chosen, typed = answers.get(named.name), answers.get(share.name)
                if chosen and typed is None and share.name not in self.errors:
                    self.add_error(share.name, _("Give its share."))
                if typed is not None and not chosen and named.name not in self.errors:
                    self.add_error(named.name, _("Say what has this share."))
        self.unread = self._unread()
        self.typed = self._typed(answers)
        return answers

    def links(self) -> Links:
        """Return what was typed; of a kind that cannot be read, nothing."""
        return self.typed

    def _unread(self) -> set[str]:
        """Return the kinds of links of which something cannot be read."""
        rows = {
            kind
            for kind, pairs in self.row_sets.items()
            if any(field.name in self.errors for pair in pairs for field in pair)
        }
        return rows | {name for name in NAMED if name in self.errors}

    def _typed(self, answers: dict[str, Any]) -> Links:
        shares: dict[str, Any] = {
            kind: tuple(
                (answers[row.name], answers[share.name])
                for row, share in self.row_sets[kind]
                if kind not in self.unread and answers[row.name]
            )
            for kind in KINDS
        }
        named: dict[str, Any] = {name: tuple(answers.get(name) or ()) for name in NAMED}
        return Links(**shares, **named)

    @property
    def has_residue(self) -> bool:
        """Whether shares that were typed leave what rounding left, which can be completed."""
        return self.typed.completed() != self.typed


def initial_of(project: Any) -> dict[str, Any]:
    """Return what the form of a project `with_links` starts from."""
    values: dict[str, Any] = {
        "version": project.version,
        "scope": project.scope,
        "targets": ", ".join(link.result.code for link in project.sdg_targets),
        "markers": [link.marker for link in project.marker_links],
        "initiatives": [link.initiative_id for link in project.initiative_links],
        "sstc_countries": [link.country for link in project.sstc_links],
    }
    rows = {
        "countries": [(link.country, link.share) for link in project.country_shares],
        "outcomes": [(link.named, link.share) for link in project.outcome_shares],
        "budget": [(link.result, link.share) for link in project.budget_shares],
        "sectors": [(link.sector, link.share) for link in project.sector_shares],
    }
    for kind, found in rows.items():
        for number, (named, share) in enumerate(found):
            values[row_name(kind, number)] = named
            values[row_name(f"share_{kind}", number)] = share
    return values
