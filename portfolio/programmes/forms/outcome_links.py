"""The form of what an outcome contributes to: rows of a result and a weight, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.ui.forms import AmountField
from ilo_dc.core.ui.row_fields import RowInput, called, chosen, name_of
from ilo_dc.core.writing.forms import VersionForm
from portfolio.frameworks.models.framework import FrameworkResult
from portfolio.programmes.actions.outcome_links import Links
from portfolio.results.models.results_node import ResultsNode

if TYPE_CHECKING:
    from django.forms import BoundField

EMPTY_ROWS = 3
MOST_ROWS = 50
KINDS = ("budget", "framework")
ORDER = ("budget", "targets", "framework")  # of the parts of `Links`


def _row_name(kind: str, number: int) -> str:
    return f"{kind}_{number}"


def _name(row: Any, framework: str) -> str:
    return f"{name_of(row)} · {framework}"


class ResultField(forms.Field):
    """A result among those offered, typed by its code or its text; `names` are their names by row."""

    def __init__(self, *, rows: Sequence[Any], names: Mapping[int, str], **options: Any) -> None:
        super().__init__(**options)
        self.rows, self.names = rows, names

    def prepare_value(self, value: Any) -> Any:
        """Show the name of a result; leave what was typed as it was typed."""
        return self.names.get(value, value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Return the result that a text names.

        Raises:
            ValidationError: none is called so, or several are.
        """
        if not (text := str(value or "").strip()):
            return None
        found = called(text, self.rows, name=self._name, codes=("code",))
        return chosen(text, found, name=self._name)

    def _name(self, row: Any) -> str:
        return self.names[row.pk]


class OutcomeLinksForm(VersionForm):
    """All that an outcome contributes to; a row without a result is passed over."""

    targets = forms.CharField(
        label=gettext_lazy("SDG targets"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Their codes, separated by commas: 8.5, 8.8, 1.3."),
    )

    def __init__(
        self, *args: Any, budget: Sequence[ResultsNode], framework: Sequence[FrameworkResult], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rows: dict[str, Sequence[Any]] = {"budget": budget, "framework": framework}
        self.names = {
            "budget": {row.pk: _name(row, row.framework.title) for row in budget},
            "framework": {row.pk: _name(row, row.framework.written_name()) for row in framework},
        }
        for kind in KINDS:
            for number in range(self._row_count(kind)):
                words = {"number": number + 1}
                self.fields[_row_name(kind, number)] = ResultField(
                    label=_("Result %(number)d") % words,
                    rows=rows[kind],
                    names=self.names[kind],
                    widget=RowInput({"list": f"{kind}-results"}),
                    required=False,
                )
                self.fields[_row_name(f"{kind}_weight", number)] = AmountField(
                    label=_("Weight %(number)d, %%") % words, max_digits=5, required=False
                )

    def _row_count(self, kind: str) -> int:
        """Return how many rows of a kind there are: those that were sent, else those known and some more."""
        pattern = re.compile(rf"{kind}_(\d{{1,3}})\Z")
        sent = [int(found[1]) for name in self.data if (found := pattern.match(name))]
        known = sum(1 for name in self.initial if pattern.match(name))
        return min(max(max(sent, default=-1) + 1, known + EMPTY_ROWS), MOST_ROWS)

    @cached_property
    def row_sets(self) -> dict[str, list[tuple[BoundField, BoundField]]]:
        """The rows of each kind: result and weight."""
        return {
            kind: [
                (self[_row_name(kind, number)], self[_row_name(f"{kind}_weight", number)])
                for number in range(self._row_count(kind))
            ]
            for kind in KINDS
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
        """Ask for both of a row, or none of them."""
        answers = super().clean() or self.cleaned_data
        for kind in KINDS:
            for result, weight in self.row_sets[kind]:
                chosen, typed = answers.get(result.name), answers.get(weight.name)
                if chosen and typed is None and weight.name not in self.errors:
                    self.add_error(weight.name, _("Give its weight."))
                if typed is not None and not chosen and result.name not in self.errors:
                    self.add_error(result.name, _("Choose the result of this weight."))
        return answers

    @property
    def unread(self) -> set[str]:
        """The kinds of links of which something could not be read."""
        rows = {kind: [field.name for row in self.row_sets[kind] for field in row] for kind in KINDS}
        rows["targets"] = ["targets"]
        return {kind for kind, names in rows.items() if not self.errors.keys().isdisjoint(names)}

    def links(self, present: Links | None = None) -> Links:
        """Return what was typed, once it is valid; `present` stands for the kinds that could not be read."""
        unread = self.unread if present is not None else set()
        return Links(*(getattr(present, kind) if kind in unread else self._typed(kind) for kind in ORDER))

    def _typed(self, kind: str) -> Any:
        if kind == "targets":
            return self.cleaned_data["targets"]
        return tuple(
            (self.cleaned_data[result.name], self.cleaned_data[weight.name])
            for result, weight in self.row_sets[kind]
            if self.cleaned_data[result.name]
        )


def initial_of(outcome: Any) -> dict[str, Any]:
    """Return what the form of an outcome `with_links` starts from."""
    values: dict[str, Any] = {
        "version": outcome.version,
        "targets": ", ".join(link.result.code for link in outcome.targets),
    }
    for kind, links in (("budget", outcome.budget), ("framework", outcome.framework)):
        for number, link in enumerate(links):
            values[_row_name(kind, number)] = link.result_id
            values[_row_name(f"{kind}_weight", number)] = link.weight
    return values
