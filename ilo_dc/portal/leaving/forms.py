"""Forms of leaving: field shape only; who may succeed, the actions say."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ilo_dc.core.accounts.querysets import colleagues
from ilo_dc.core.people.models.user import User
from ilo_dc.core.ui.forms import LastDayField
from ilo_dc.core.ui.row_fields import RowField
from ilo_dc.core.writing.forms import ReasonForm


class LeavingForm(ReasonForm):
    """Why somebody leaves, and who goes on with what awaits them by name."""

    successor = RowField(
        User.objects.none(),
        codes=("username",),
        label=_("Successor"),
        required=False,
        help_text=_("Who goes on with the open work. Empty: it waits for whoever holds the role."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the staff of today."""
        super().__init__(*args, **kwargs)
        people: Any = self.fields["successor"]
        people.queryset = colleagues()


class EndForm(LeavingForm):
    """The end of a role."""

    on = LastDayField(label=_("Last day with it"), required=False, help_text=_("Empty: it ends at once."))
