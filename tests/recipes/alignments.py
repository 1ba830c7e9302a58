"""Results to contribute to and to compare with, for tests: a P&B, an SDG target, UN frameworks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.models import Biennium
from portfolio.frameworks.actions.frameworks import post_publications
from portfolio.models import (
    CooperationFramework,
    FrameworkCountry,
    FrameworkResult,
    ResultsFramework,
    ResultsNode,
)


def un_framework(*iso3: str, results: int = 3, slug: str = "") -> CooperationFramework:
    """Return the framework of a set of countries with its results."""
    key = "-".join(sorted(iso3))
    framework = CooperationFramework.objects.create(country_key=key, slug=slug or key.lower())
    publish([framework])
    for code in iso3:
        FrameworkCountry.objects.create(framework=framework, country_id=code)
    for number in range(1, results + 1):
        FrameworkResult.objects.create(
            framework=framework, level="outcome", text=f"Outcome {number} of {key}: people have decent work"
        )
    return framework


def publish(frameworks: list[CooperationFramework]) -> None:
    """Publish frameworks as they stand, described or not."""
    with transaction.atomic(), recording(by=None, reason="Tests"):
        post_publications(frameworks, published=True, demonstration=False)
        for framework in frameworks:
            framework.published = True
            framework.save()


def results_of(framework: CooperationFramework) -> list[FrameworkResult]:
    """Return the results of a framework in order."""
    return list(framework.results.order_by("text"))


def budget(years: str = "2022-23") -> ResultsFramework:
    """Return a Programme and Budget with outcomes 1 and 2 and output 1.1."""
    first = int(years[:4])
    biennium = Biennium.objects.get_or_create(
        code=years, defaults={"starts_on": date(first, 1, 1), "ends_on": date(first + 2, 1, 1)}
    )[0]
    framework = ResultsFramework.objects.create(
        code=f"PB-{years}",
        kind="programme_and_budget",
        biennium=biennium,
        starts_on=date(first, 1, 1),
        ends_on=date(first + 1, 12, 31),
        title_en=f"Programme and Budget {years}",
        provenance="Tests",
    )
    one = node(framework, "1", "outcome", kind="policy")
    node(framework, "2", "outcome", kind="policy")
    node(framework, "1.1", "output", parent=one)
    return framework


def sdg() -> ResultsFramework:
    """Return the SDGs with goal 8 and targets 8.5 and 8.8."""
    framework = ResultsFramework.objects.create(
        code="SDG-2030",
        kind="sdg",
        starts_on=date(2016, 1, 1),
        ends_on=date(2030, 12, 31),
        title_en="Sustainable Development Goals",
        provenance="Tests",
    )
    goal = node(framework, "8", "goal")
    for code in ("8.5", "8.8"):
        node(framework, code, "target", parent=goal)
    return framework


def node(framework: ResultsFramework, code: str, level: str, **values: Any) -> ResultsNode:
    """Return a result of a results framework."""
    return ResultsNode.objects.create(
        framework=framework,
        code=code,
        level=level,
        order=code,
        text_en=f"Result {code} of {framework.code}",
        provenance="Tests",
        **values,
    )
