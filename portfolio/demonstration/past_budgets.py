"""P&B outcomes of the biennia whose texts do not ship, as demonstration texts, and links of CPOs to them.

So each of the ten biennia from 2008-09 to 2026-27 has outcomes that invented country programme outcomes
contribute to. A Programme and Budget that is there already is left alone; importing one later by its code
(PB-2008-09) puts its words in place of these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from ilo_dc.core.models import Biennium
from portfolio.programmes.models.outcome_link import BudgetLink
from portfolio.programmes.models.programme_outcome import ProgrammeOutcome
from portfolio.results.models.results_framework import ResultsFramework
from portfolio.results.models.results_node import ResultsNode
from portfolio.results.rules import code_order
from portfolio.results.vocab import NodeLevel, OutcomeKind, ResultsFrameworkKind

FIRST, LAST = date(2008, 1, 1), date(2026, 1, 1)
PROVENANCE = "Demonstration data: invented by the portal; not the text of the Programme and Budget."
TITLES = {
    "en": "Programme and Budget {biennium} (demonstration texts)",
    "fr": "Programme et budget {biennium} (textes de démonstration)",
    "es": "Programa y Presupuesto {biennium} (textos de demostración)",
}
OUTCOMES: tuple[dict[str, str], ...] = (
    {
        "en": "Demonstration outcome: more women and men have productive employment and decent work",
        "fr": "Résultat de démonstration : plus de personnes ont un emploi productif et un travail décent",
        "es": "Resultado de demostración: más mujeres y hombres tienen empleo productivo y trabajo decente",
    },
    {
        "en": "Demonstration outcome: more people have access to better managed social security",
        "fr": "Résultat de démonstration : plus de personnes ont une sécurité sociale mieux gérée",
        "es": "Resultado de demostración: más personas acceden a una seguridad social mejor gestionada",
    },
    {
        "en": "Demonstration outcome: employers and workers have strong organizations",
        "fr": "Résultat de démonstration : employeurs et travailleurs ont des organisations fortes",
        "es": "Resultado de demostración: empleadores y trabajadores tienen organizaciones fuertes",
    },
    {
        "en": "Demonstration outcome: labour standards are ratified and applied",
        "fr": "Résultat de démonstration : les normes du travail sont ratifiées et appliquées",
        "es": "Resultado de demostración: se ratifican y aplican las normas del trabajo",
    },
)
WHOLE = Decimal(100)


def load_past_budgets() -> dict[str, int]:
    """Write the missing Programmes and Budgets, link invented outcomes to them; return how many of each."""
    missing = Biennium.objects.filter(starts_on__range=(FIRST, LAST)).exclude(
        results_frameworks__kind=ResultsFrameworkKind.PROGRAMME_AND_BUDGET
    )
    budgets = ResultsFramework.objects.bulk_create(_budget(one) for one in missing.order_by("starts_on"))
    nodes = ResultsNode.objects.bulk_create(node for one in budgets for node in _outcomes(one))
    links = BudgetLink.objects.bulk_create(_links(budgets, nodes))
    return {"P&B outcomes": len(nodes), "P&B links": len(links)}


def _budget(biennium: Biennium) -> ResultsFramework:
    return ResultsFramework(
        code=f"PB-{biennium.code}",
        kind=ResultsFrameworkKind.PROGRAMME_AND_BUDGET,
        biennium=biennium,
        starts_on=biennium.starts_on,
        ends_on=biennium.ends_on - timedelta(days=1),
        provenance=PROVENANCE,
        demonstration=True,
        **{f"title_{language}": text.format(biennium=biennium.code) for language, text in TITLES.items()},
    )


def _outcomes(budget: ResultsFramework) -> Iterator[ResultsNode]:
    for number, texts in enumerate(OUTCOMES, start=1):
        yield ResultsNode(
            framework=budget,
            level=NodeLevel.OUTCOME,
            code=str(number),
            order=code_order(str(number)),
            kind=OutcomeKind.POLICY,
            provenance=PROVENANCE,
            demonstration=True,
            **{f"text_{language}": text for language, text in texts.items()},
        )


def _links(budgets: Sequence[ResultsFramework], nodes: Sequence[ResultsNode]) -> Iterator[BudgetLink]:
    """Yield one link of each invented outcome to each of these budgets in which its programme ran."""
    by_budget = {one.pk: [node for node in nodes if node.framework_id == one.pk] for one in budgets}
    outcomes = ProgrammeOutcome.objects.filter(demonstration=True, programme__demonstration=True)
    began = outcomes.filter(programme__states__backdated=True, programme__states__superseded_at=None)
    for number, outcome in enumerate(began.select_related("programme").order_by("code", "pk")):
        starts_on, ends_on = outcome.programme.starts_on, outcome.programme.ends_on
        for budget in budgets:
            if starts_on and ends_on and starts_on <= budget.ends_on and budget.starts_on < ends_on:
                results = by_budget[budget.pk]
                yield BudgetLink(
                    outcome=outcome,
                    result=results[number % len(results)],
                    weight=WHOLE,
                    demonstration=True,
                )
