"""The demonstration from 2008 on: each indicator of the papers has something to count, and 55 stays 55."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from ilo_dc.core.facts.moments import write_moment
from ilo_dc.core.models import Biennium
from portfolio.demonstration.past import MARK, load_demonstration_past
from portfolio.models import (
    Alignment,
    BudgetLink,
    CooperationFramework,
    FrameworkState,
    ProgrammeState,
    ResultsNode,
)
from tests.test_parity import answer_of

pytestmark = pytest.mark.usefixtures("published")

LAST_OF_2010 = {"on": "2010-12-31"}


def test_what_indicators_3_1_to_3_3_count_is_there_on_31_december_2010(client: Client) -> None:
    in_force = {**LAST_OF_2010, "status": "running,extended"}
    frameworks = answer_of(client, "cooperation_frameworks", ("framework",), **in_force)
    programmes = answer_of(client, "country_programmes", (), **in_force)
    aligned = answer_of(
        client, "alignments", ("framework",), **LAST_OF_2010, extent="full,partial,un_only,supported"
    )
    with_results = {line["framework"] for line in aligned["rows"]}
    assert programmes["total"] > 0
    assert {line["framework"] for line in frameworks["rows"]} & with_results
    assert {line["framework"] for line in frameworks["rows"]} - with_results


def test_states_differ_from_day_to_day_and_before_a_correction(client: Client) -> None:
    totals = {
        day: [
            answer_of(client, code, (), on=day)["total"] for code in ("alignments", "cooperation_frameworks")
        ]
        for day in ("2010-12-31", "2015-12-31", "2021-12-31")
    }
    assert 0 < totals["2010-12-31"][0] < totals["2015-12-31"][0] < totals["2021-12-31"][0]
    assert 0 < totals["2010-12-31"][1] < totals["2021-12-31"][1]
    corrected = Alignment.objects.filter(replaces__isnull=False).order_by("recorded_at").first()
    assert corrected is not None
    assert corrected.replaces is not None
    query = {"on": corrected.effective_on.isoformat(), "extent": "full"}
    before = write_moment(corrected.recorded_at - timedelta(days=1))
    known_before = answer_of(client, "alignments", (), **query, as_of=before)["total"]
    assert answer_of(client, "alignments", (), **query, as_of=write_moment(corrected.recorded_at))[
        "total"
    ] < (known_before)


def test_fifty_five_programmes_still_run_as_of_15_september_2022(client: Client) -> None:
    running = {"status": "running,extended"}
    assert answer_of(client, "country_programmes", (), **running, as_of="2022-09-15")["total"] == 55
    on_the_day = answer_of(client, "country_programmes", (), **running, on="2022-09-15")
    assert on_the_day["total"] == 55


def test_each_of_the_ten_biennia_has_outcomes_that_programmes_contribute_to() -> None:
    biennia = set(Biennium.objects.filter(starts_on__gte=date(2008, 1, 1)).values_list("code", flat=True))
    assert len(biennia) == 10
    nodes = ResultsNode.objects.filter(level="outcome", framework__biennium__isnull=False)
    assert set(nodes.values_list("framework__biennium", flat=True)) == biennia
    links = BudgetLink.objects.values_list("result__framework__biennium", flat=True)
    assert set(links) == biennia
    invented = nodes.filter(framework__biennium__starts_on__lt=date(2020, 1, 1))
    assert set(invented.values_list("demonstration", flat=True)) == {True}


def test_frameworks_are_undafs_then_unsdcfs_and_all_that_is_invented_says_so() -> None:
    frameworks = CooperationFramework.objects.filter(reference__startswith=MARK)
    assert {one.kind for one in frameworks.filter(starts_on__lt=date(2019, 1, 1))} == {"undaf"}
    assert {one.kind for one in frameworks.filter(starts_on__gte=date(2019, 1, 1))} == {"unsdcf"}
    assert all(one.demonstration and one.published and one.version == 1 for one in frameworks)
    for facts in (FrameworkState, Alignment, ProgrammeState):
        rows = facts.objects.filter(recorded_at__lt="2012-01-01T00:00Z")
        assert set(rows.values_list("demonstration", "backdated")) == {(True, True)}


def test_a_home_that_has_it_gets_nothing_twice() -> None:
    counts = [one.objects.count() for one in (CooperationFramework, Alignment, ProgrammeState, BudgetLink)]
    assert load_demonstration_past() == {"frameworks": 0}
    assert counts == [
        one.objects.count() for one in (CooperationFramework, Alignment, ProgrammeState, BudgetLink)
    ]
