"""Forms of approvals: field shape only. The rows of shares work without JavaScript."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.agreements.forms import AgreementFields, ProjectField
from funding.approvals.models.approval import Approval
from funding.approvals.rules import MOST_SHARES
from ilo_dc.core.text_search import best_first
from ilo_dc.core.ui.forms import AmountField, Section, field_of
from ilo_dc.core.ui.row_fields import RowField, RowInput, name_of
from ilo_dc.core.ui.texts import LinesField
from ilo_dc.core.writing.forms import VersionForm
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.projects.forms.project_links import OutcomeField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.forms import BoundField

EMPTY_ROWS = 3
ROW = re.compile(r"(?:outcome|share)_(\d{1,2})\Z")
ROWS = "rows"  # among the initial values: how many rows there are at least


class ProposalField(RowField):
    """A proposal, by its code or its title."""

    def __init__(self, queryset: Any, **options: Any) -> None:
        super().__init__(queryset, **{"find": _proposals_called, "codes": ("code",), **options})


def _proposals_called(rows: Any, text: str) -> Any:
    return best_first(rows.named(text), text, ("title",), ("code",)).order_by("rank", "pk")


class ShareRowsForm(forms.Form):
    """Rows of an outcome or product and its share; one without a name is passed over."""

    complete_residue = forms.BooleanField(
        label=gettext_lazy("Complete the residue"),
        required=False,
        help_text=gettext_lazy("What rounding left of 100 is added to the largest share: 33.33 three times."),
    )

    def __init__(self, *args: Any, outcomes: Any, near: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.near = near
        for number in range(self._row_count):
            words = {"number": number + 1}
            self.fields[f"outcome_{number}"] = OutcomeField(
                outcomes=outcomes,
                label=_("Outcome or product %(number)d") % words,
                required=False,
                widget=RowInput({"list": "outcome-names"}),
            )
            self.fields[f"share_{number}"] = AmountField(
                label=_("Share %(number)d, %%") % words, max_digits=5, required=False
            )
        halves = tuple(name for name in self.fields if name.startswith(("outcome_", "share_")))
        self.needed_later = (*getattr(type(self), "needed_later", ()), *halves)

    @property
    def _row_count(self) -> int:
        """How many rows there are: those that were sent or asked for, else those known and some more."""
        sent = [int(found[1]) for name in self.data if (found := ROW.match(name))]
        known = [
            int(found[1]) for name, value in self.initial.items() if value and (found := ROW.match(name))
        ]
        asked = self.initial.get(ROWS, 0)
        return min(
            max(max(sent, default=-1) + 1, max(known, default=-1) + 1 + EMPTY_ROWS, asked), MOST_SHARES
        )

    @property
    def takes_more_rows(self) -> bool:
        """Whether another row may be added."""
        return len(self.rows) < MOST_SHARES

    @cached_property
    def rows(self) -> list[tuple[BoundField, BoundField]]:
        """The rows: what a share is of, and how much."""
        return [(self[f"outcome_{number}"], self[f"share_{number}"]) for number in range(self._row_count)]

    @cached_property
    def names(self) -> list[Any]:
        """What the rows suggest."""
        return [name_of(row) for row in (*self.near, *GlobalProduct.objects.all())]

    def clean(self) -> dict[str, Any]:
        """Ask for both of a row, or none of them."""
        answers = super().clean() or self.cleaned_data
        for named, share in self.rows:
            chosen, typed = answers.get(named.name), answers.get(share.name)
            if chosen and typed is None and share.name not in self.errors:
                self.add_error(share.name, _("Give its share."))
            if typed is not None and not chosen and named.name not in self.errors:
                self.add_error(named.name, _("Say what has this share."))
        return answers

    @property
    def shares(self) -> tuple[tuple[Any, Decimal], ...]:
        """What was typed of the shares, as far as it could be read."""
        answers = self.cleaned_data
        pairs = [(answers.get(named.name), answers.get(share.name)) for named, share in self.rows]
        return tuple((named, share) for named, share in pairs if named and share is not None)


def _long_text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ApprovalFields(ShareRowsForm, AgreementFields):
    """An approval with the agreement that it approves."""

    sections = (
        Section(
            gettext_lazy("What was signed"),
            ("reference", "signed_on", "signed_total", "currency", "partner", "kind"),
        ),
        Section(gettext_lazy("What it is for"), ("proposal", "title", "starts_on", "ends_on", "project")),
    )
    terms = (
        Section(gettext_lazy("The amount"), ("psc_rate", "levy", "levy_reason", "agent_fee_rate")),
        Section(
            gettext_lazy("How it counts"),
            ("earmarking", "revenue_type", "reporting_partner", "country", "language", "reporting_terms"),
        ),
    )
    needed_later = (*AgreementFields.needed_later,)

    parent = None  # money under an umbrella is approved there
    proposal = field_of(
        Approval, "proposal", form_class=ProposalField, help_text=gettext_lazy("Its code or its title.")
    )
    project = field_of(Approval, "project", form_class=ProjectField)
    note = field_of(Approval, "note", widget=_long_text(2))

    def __init__(self, *args: Any, proposals: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposal"].queryset = proposals  # type: ignore[attr-defined]
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]
        self.fields["starts_on"].help_text = _("Empty: the day of the signature.")
        self.fields["ends_on"].help_text = _("Empty: after the duration of the proposal.")

    @cached_property
    def bound_sections(self) -> list[Section]:
        """The sections that are always filled in; the rows of shares and the terms stand apart."""
        return self._bound(self.sections)

    @cached_property
    def bound_terms(self) -> list[Section]:
        """The sections that are usually left as they are."""
        return self._bound(self.terms)

    @property
    def has_wrong_terms(self) -> bool:
        """Whether one of the terms has an error, so that they are shown."""
        return any(field.errors for section in self.bound_terms for field in section.bound)

    def _bound(self, sections: tuple[Section, ...]) -> list[Section]:
        form: Any = self
        return [Section(s.title, s.fields, s.hint, tuple(form[name] for name in s.fields)) for s in sections]


class ApprovalForm(VersionForm, ApprovalFields):
    """A draft that is edited with its agreement."""


class SignedApprovalFields(ShareRowsForm):
    """The approval of what was signed already: the agreement says the rest."""

    proposal = field_of(
        Approval, "proposal", form_class=ProposalField, help_text=gettext_lazy("Its code or its title.")
    )
    project = field_of(Approval, "project", form_class=ProjectField)
    note = field_of(Approval, "note", widget=_long_text(2))

    def __init__(self, *args: Any, proposals: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposal"].queryset = proposals  # type: ignore[attr-defined]
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]


class SignedApprovalForm(VersionForm, SignedApprovalFields):
    """A draft of the approval of what was signed already."""


class SignatureForm(VersionForm):
    """The second signature; the note belongs to what is sent back."""

    needed_later = ("reason",)

    reason = LinesField(
        label=gettext_lazy("Note to who recorded it"),
        max_length=500,
        required=False,
        rows=3,
        help_text=gettext_lazy("Needed to send it back: say what to change. Kept in the history."),
    )
