"""What the codes in a sheet of proposals name, looked up once for the whole sheet."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ilo_dc.core.models import Country, Office, Region
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.proposals.models.proposal import Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ilo_dc.core.people.grants import Viewer


class Known:
    """Everything that a sheet of proposals may name, by code in capitals, as `user` sees it."""

    def __init__(self, user: Viewer) -> None:
        outcomes = CountryProgrammeOutcome.objects.visible_to(user)
        products = GlobalProduct.objects.visible_to(user)
        self.named: dict[str, dict[str, list[Any]]] = {
            "country": _by_code((row.pk, row) for row in Country.objects.select_related("region")),
            "region": _by_code((row.pk, row) for row in Region.objects.all()),
            "office": _by_code((row.code, row) for row in Office.objects.all()),
            "need_outcome": _by_code((row.code, row) for row in outcomes),
            "need_product": _by_code((row.code, row) for row in products),
        }
        # What a recorded proposal names is meant by its code, whatever else in another region has it.
        rows = Proposal.objects.visible_to(user).values_list("code", "pk", "need_outcome_id")
        self.proposals = {code: pk for code, pk, _outcome in rows}
        self.outcomes = {code: outcome for code, _pk, outcome in rows}

    def find(self, column: str, code: str, *, of: str) -> tuple[Any, str]:
        """Return what `code` names in a column of the proposal `of`, or None with what to say of it."""
        found = self.named[column].get(code.upper(), [])
        if len(found) > 1 and column == "need_outcome":
            found = [row for row in found if row.pk == self.outcomes.get(of)] or found
        if len(found) == 1:
            return found[0], ""
        if found:
            words = {"code": code[:40]}
            return None, _("“%(code)s” names several. Choose it on the proposal’s page.") % words
        return None, _("There is no “%(code)s” here.") % {"code": code[:40]}


def _by_code(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for code, row in pairs:
        found[str(code).upper()].append(row)
    return dict(found)
