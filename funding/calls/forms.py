"""Forms of funding calls and of bids: field shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funding.calls.models.bid import Bid
from funding.calls.models.funding_call import FundingCall
from ilo_dc.core.reference.row_fields import OfficeField, OrganisationField
from ilo_dc.core.text_search import best_first
from ilo_dc.core.ui.forms import field_of
from ilo_dc.core.ui.row_fields import RowField
from portfolio.proposals.models.proposal import Proposal


def _proposals_called(rows: Any, text: str) -> Any:
    return best_first(rows.named(text), text, ("title",), ("code",)).order_by("rank", "pk")


class CurrencyField(RowField):
    """A currency, by its code."""

    def __init__(self, queryset: Any, **options: Any) -> None:
        super().__init__(queryset, **{"codes": ("code",), **options})


class CallFields(forms.Form):
    """What is said of a funding call."""

    title = field_of(FundingCall, "title", widget=forms.Textarea(attrs={"rows": 2}))
    language = field_of(FundingCall, "language")
    round = field_of(FundingCall, "round")
    opens_on = field_of(FundingCall, "opens_on")
    closes_on = field_of(FundingCall, "closes_on")
    rules = field_of(FundingCall, "rules", widget=forms.Textarea(attrs={"rows": 5}))
    link = field_of(FundingCall, "link")
    lead_agency = field_of(FundingCall, "lead_agency", form_class=OrganisationField)


class NewCallFields(CallFields):
    """A new funding call, with whose it is, which never changes later."""

    partner = field_of(
        FundingCall, "partner", form_class=OrganisationField, help_text=_("Cannot be changed later.")
    )
    field_order = ("partner", *CallFields.base_fields)


class BidFields(forms.Form):
    """What is said of a bid; one without a proposal needs a title."""

    needed_later = ("title", "decided_on", "amount_won")

    proposal = RowField(
        Proposal.objects.none(),
        find=_proposals_called,
        label=_("Proposal"),
        required=False,
        help_text=_("Title or code, where the portal has it."),
    )
    title = field_of(Bid, "title")
    unit = field_of(Bid, "unit", form_class=OfficeField)
    currency = field_of(Bid, "currency", form_class=CurrencyField, help_text=_("Its code: EUR."))
    amount_asked = field_of(Bid, "amount_asked")
    staff_days = field_of(Bid, "staff_days")
    result = field_of(Bid, "result", help_text=_("Once it is decided."))
    decided_on = field_of(Bid, "decided_on")
    amount_won = field_of(Bid, "amount_won", help_text=_("Of a bid that was won."))

    def __init__(self, *args: Any, proposals: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposal"].queryset = proposals  # type: ignore[attr-defined]
