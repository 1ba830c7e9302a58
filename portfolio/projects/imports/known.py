"""What the codes in a sheet of projects name, looked up once for the whole sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ilo_dc.core.models import Country, Office, Region
from portfolio.outcomes.models.country_outcome import CountryProgrammeOutcome
from portfolio.outcomes.models.global_product import GlobalProduct
from portfolio.projects.models.initiative import Initiative
from portfolio.projects.models.project import Project
from portfolio.projects.models.project_sheet import budget_code
from portfolio.projects.vocab import Marker, sectors
from portfolio.results.models.results_node import ResultsNode
from portfolio.results.vocab import NodeLevel, ResultsFrameworkKind

Rows = Mapping[str, list[Any]]


class Known:
    """Everything that a sheet of projects may name, by code in capitals; ten statements."""

    def __init__(self) -> None:
        nodes = ResultsNode.objects.select_related("framework")
        budget = nodes.filter(
            framework__kind=ResultsFrameworkKind.PROGRAMME_AND_BUDGET,
            level__in=(NodeLevel.OUTCOME, NodeLevel.OUTPUT),
        )
        targets = nodes.filter(framework__kind=ResultsFrameworkKind.SDG, level=NodeLevel.TARGET)
        countries = _by_code(Country.objects.select_related("region"), "pk")
        outcomes = CountryProgrammeOutcome.objects.select_related("country")
        self.offices = {row.code.upper(): row for row in Office.objects.all()}
        self.regions = {row.pk.upper(): row for row in Region.objects.all()}
        self.named: dict[str, Rows] = {
            "countries": countries,
            "outcomes": _by_code(outcomes, "code") | _by_code(GlobalProduct.objects.all(), "code"),
            "budget": _grouped((budget_code(node).upper(), node) for node in _in_force(budget)),
            "sectors": {code: [code] for code in sectors()},
            "targets": _grouped((node.code.upper(), node) for node in _in_force(targets)),
            "markers": {one.upper(): [one] for one in Marker.values},
            "initiatives": _by_code(Initiative.objects.all(), "code"),
            "sstc_countries": countries,
        }
        rows = list(Project.objects.values_list("pk", "code", "number"))
        self.numbers = {pk for pk, _code, _number in rows}
        self.by_code = {code: pk for pk, code, _number in rows if code}
        self.by_number = {number: pk for pk, _code, number in rows if number}

    def find(self, field: str, code: str) -> tuple[Any, str]:
        """Return what `code` names among the rows of a field, or None with what to say of it."""
        found = self.named[field].get(" ".join(code.split()).upper(), [])
        if len(found) == 1:
            return found[0], ""
        if found:
            return None, _("“%(code)s” names several. Tie it on the project’s page.") % {"code": code[:40]}
        return None, _("There is no “%(code)s” here.") % {"code": code[:40]}


def _by_code(rows: Any, name: str) -> dict[str, list[Any]]:
    return _grouped((str(getattr(row, name)).upper(), row) for row in rows)


def _grouped(pairs: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for code, row in pairs:
        found[code].append(row)
    return dict(found)


def _in_force(nodes: Any) -> list[ResultsNode]:
    """Return of the results with one code those in force, else the withdrawn ones: projects may name them."""
    rows = list(nodes.order_by("pk"))
    in_force = {(row.framework_id, row.code) for row in rows if not row.withdrawn}
    return [row for row in rows if not row.withdrawn or (row.framework_id, row.code) not in in_force]
