"""A framework that an officer describes joins the derived one; no figure changes, no import undoes it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from ilo_dc.core.errors import Conflict, Refused, UnableToAct
from ilo_dc.core.life.actions import Step
from ilo_dc.core.measures import Question, table
from ilo_dc.core.models import Change, Country
from portfolio.frameworks.actions import country_analyses as analyses
from portfolio.frameworks.actions import framework_results as results
from portfolio.frameworks.actions import frameworks as actions
from portfolio.frameworks.actions.framework_life import FRAMEWORK_LIFE
from portfolio.frameworks.actions.framework_results import FRAMEWORK_RESULTS, ResultData
from portfolio.frameworks.measures import frameworks as measures
from portfolio.models import (
    CommonCountryAnalysis,
    CooperationFramework,
    CountryAnalysisUpdate,
    FrameworkResult,
    FrameworkState,
    SubOutputState,
)
from tests.recipes.sub_output_sheets import SHIPPED, load, row

NOBODY = AnonymousUser()
TEXT = actions.FrameworkText(
    title="Framework of the tests 2022-2026",
    kind="unsdcf",
    starts_on=dt.date(2022, 7, 1),
    ends_on=dt.date(2027, 1, 1),
    signed_on=dt.date(2022, 6, 1),
    guidance="2019",
)


def values() -> dict:
    answer = table(measures.MEASURES, user=NOBODY, question=Question())
    return {measure.code: answer.value(answer.total, measure) for measure in measures.MEASURES}


def figures_of(slug: str) -> dict:
    answer = table(measures.MEASURES, user=NOBODY, question=Question().narrowed("framework", slug))
    return {measure.code: answer.value(answer.total, measure) for measure in measures.MEASURES}


def framework_of(*codes: str, by, **values) -> CooperationFramework:
    countries = list(Country.objects.filter(pk__in=codes))
    text = actions.FrameworkText(**{"title": "A framework", "kind": "unsdcf", **values})
    return actions.create_framework(by=by, countries=countries, text=text)


@pytest.fixture
def zimbabwe(coordinator, countries) -> CooperationFramework:
    """A framework of one country, not published."""
    return framework_of("ZWE", by=coordinator)


def test_describing_a_derived_framework_changes_no_figure(shipped, coordinator):
    before, own = values(), figures_of("ken")
    derived = CooperationFramework.objects.get(slug="ken")
    described = actions.describe_framework(
        by=coordinator, framework=derived, lock_version=derived.version, text=TEXT
    )
    assert described.pk == derived.pk
    assert (described.slug, described.source, described.derived) == ("ken", "uninfo", False)
    assert values() == before
    assert before["framework_required"] == 350226825
    assert figures_of("ken") == own
    assert described.described_as_demonstration
    assert not described.demonstration
    changes = Change.objects.count()
    load(SHIPPED)
    again = CooperationFramework.objects.get(slug="ken")
    assert (again.title, again.kind, again.starts_on, again.derived) == (
        TEXT.title,
        "unsdcf",
        TEXT.starts_on,
        False,
    )
    assert CooperationFramework.objects.count() == 90
    assert values() == before
    assert Change.objects.count() == changes


def test_new_sub_outputs_come_to_the_framework_that_receives_and_the_others_stay(
    places, coordinator, load_lines
):
    load_lines(row("1"), row("2"))
    first = CooperationFramework.objects.get(slug="ken")
    actions.describe_framework(by=coordinator, framework=first, lock_version=first.version, text=TEXT)
    second = framework_of("KEN", by=coordinator, starts_on=dt.date(2027, 1, 1), ends_on=dt.date(2032, 1, 1))
    assert (second.slug, second.receives) == ("ken-2027", False)
    load_lines(row("1"), row("2"), row("3"))
    assert SubOutputState.objects.current().filter(framework=first).count() == 3
    actions.receive_sub_outputs(
        by=coordinator, framework=second, lock_version=second.version, reason="The next framework began"
    )
    load_lines(row("1"), row("2", required="150"), row("3"), row("4"))
    held = dict(SubOutputState.objects.current().values_list("sub_output__source_id", "framework__slug"))
    assert held == {"1": "ken", "2": "ken", "3": "ken", "4": "ken-2027"}
    load_lines(row("4"))
    load_lines(row("1"), row("4"))
    held = dict(SubOutputState.objects.current().values_list("sub_output__source_id", "framework__slug"))
    assert held == {"1": "ken", "4": "ken-2027"}
    assert CooperationFramework.objects.filter(country_key="KEN", receives=True).count() == 1
    assert CooperationFramework.objects.get(slug="ken-2027").source == "uninfo"


def test_an_import_finds_the_framework_that_an_officer_recorded_first(places, coordinator, load_lines):
    recorded = framework_of("KEN", by=coordinator)
    load_lines(row("1"))
    assert CooperationFramework.objects.get() == recorded
    assert SubOutputState.objects.get().framework == recorded
    now = CooperationFramework.objects.get()
    assert (now.title, now.source, now.derived) == ("A framework", "uninfo", False)
    assert now in CooperationFramework.objects.visible_to(NOBODY)


def test_a_shared_framework_is_described_whole(places, coordinator, load_lines):
    load_lines(row("1", "KEN"), row("1", "NAM"))
    shared = CooperationFramework.objects.get()
    described = actions.describe_framework(by=coordinator, framework=shared, lock_version=1, text=TEXT)
    assert (described.country_key, described.is_shared) == ("KEN-NAM", True)
    load_lines(row("1", "KEN"), row("1", "NAM"))
    assert CooperationFramework.objects.get().title == TEXT.title


def test_frameworks_of_one_set_follow_each_other(countries, coordinator):
    framework_of("ZWE", by=coordinator, starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2025, 1, 1))
    following = framework_of(
        "ZWE", by=coordinator, starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2030, 1, 1)
    )
    assert following.slug == "zwe-2025"
    with pytest.raises(UnableToAct) as error:
        framework_of("ZWE", by=coordinator, starts_on=dt.date(2029, 1, 1), ends_on=dt.date(2031, 1, 1))
    assert "covers part of the period" in str(error.value.problems)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"kind": "unknown"}, "kind"),
        ({"kind": "something"}, "kind"),
        ({"starts_on": dt.date(2022, 1, 1), "ends_on": dt.date(2022, 1, 1)}, "ends_on"),
    ],
)
def test_what_does_not_hold_is_refused_on_its_field(countries, coordinator, values, field):
    with pytest.raises(UnableToAct) as error:
        framework_of("ZWE", by=coordinator, **values)
    assert field in error.value.problems
    assert not CooperationFramework.objects.exists()


def test_a_framework_has_a_country(countries, coordinator):
    with pytest.raises(UnableToAct) as error:
        framework_of(by=coordinator)
    assert "countries" in error.value.problems


def test_a_version_that_was_overtaken_is_a_conflict_with_both_texts(zimbabwe, coordinator):
    mine = actions.FrameworkText(title="Mine", kind="unsdcf")
    theirs = actions.FrameworkText(title="Theirs", kind="unsdcf")
    actions.describe_framework(by=coordinator, framework=zimbabwe, lock_version=1, text=theirs)
    with pytest.raises(Conflict) as error:
        actions.describe_framework(by=coordinator, framework=zimbabwe, lock_version=1, text=mine)
    assert (error.value.theirs["title"], error.value.yours["title"], error.value.version) == (
        "Theirs",
        "Mine",
        2,
    )
    assert CooperationFramework.objects.get().title == "Theirs"


def test_a_status_is_a_dated_fact_and_asks_for_its_dates(zimbabwe, coordinator):
    step = Step(status="signed", effective_on=dt.date(2022, 6, 1))
    with pytest.raises(UnableToAct) as error:
        FRAMEWORK_LIFE.record(by=coordinator, noun=zimbabwe, lock_version=1, step=step)
    assert error.value.problems["signed_on"] == ["Say when the framework was signed."]
    assert {"starts_on", "ends_on", "signed_on"} == set(error.value.problems)
    actions.describe_framework(by=coordinator, framework=zimbabwe, lock_version=1, text=TEXT)
    FRAMEWORK_LIFE.record(by=coordinator, noun=zimbabwe, lock_version=2, step=step)
    running = Step(status="running", effective_on=dt.date(2022, 7, 1))
    FRAMEWORK_LIFE.record(by=coordinator, noun=zimbabwe, lock_version=3, step=running)
    assert [state.status for state in FrameworkState.objects.order_by("recorded_at")] == [
        "signed",
        "running",
    ]
    assert FrameworkState.objects.current().get().status == "running"
    with pytest.raises(UnableToAct) as error:
        FRAMEWORK_LIFE.record(by=coordinator, noun=zimbabwe, lock_version=4, step=step)
    assert "status" in error.value.problems
    text = actions.FrameworkText(title="Without dates", kind="unsdcf")
    with pytest.raises(UnableToAct) as error:
        actions.describe_framework(by=coordinator, framework=zimbabwe, lock_version=4, text=text)
    assert {"starts_on", "ends_on", "signed_on"} == set(error.value.problems)


def test_the_region_publishes_takes_back_with_a_reason_and_removes(zimbabwe, field_officer, regional_officer):
    with pytest.raises(Refused):
        actions.publish_framework(by=field_officer, framework=zimbabwe, lock_version=1)
    actions.publish_framework(by=regional_officer, framework=zimbabwe, lock_version=1)
    assert zimbabwe in CooperationFramework.objects.visible_to(NOBODY)
    with pytest.raises(UnableToAct) as error:
        actions.withdraw_framework(by=regional_officer, framework=zimbabwe, lock_version=2, reason=" ")
    assert "reason" in error.value.problems
    actions.withdraw_framework(by=regional_officer, framework=zimbabwe, lock_version=2, reason="A mistake")
    assert zimbabwe not in CooperationFramework.objects.visible_to(NOBODY)
    with pytest.raises(UnableToAct, match="what was recorded of that is kept"):
        actions.remove_framework(by=regional_officer, framework=zimbabwe, lock_version=3)
    another = framework_of("ZWE", by=regional_officer, title="By mistake")
    receiving = actions.receive_sub_outputs(
        by=regional_officer, framework=zimbabwe, lock_version=3, reason="The first one"
    )
    assert receiving.receives
    actions.remove_framework(by=regional_officer, framework=another, lock_version=1)
    assert CooperationFramework.objects.get() == zimbabwe


def test_a_framework_that_nobody_described_is_not_published(places, load_lines, admin):
    from ilo_dc.core.people.actions.memberships import NewMembership, grant_membership

    load_lines(row("1"))
    grant = NewMembership("regional", "region", region=Country.objects.get(pk="KEN").region)
    grant_membership(by=admin, user=admin, grant=grant)
    derived = CooperationFramework.objects.get()
    with pytest.raises(UnableToAct, match="Describe it first"):
        actions.publish_framework(by=admin, framework=derived, lock_version=derived.version)
    with pytest.raises(UnableToAct, match="UN INFO names"):
        actions.remove_framework(by=admin, framework=derived, lock_version=derived.version)


def test_a_node_of_unknown_level_gets_its_level_and_an_import_finds_it_again(places, coordinator, load_lines):
    load_lines(row("1", outcome="Output 1.1: cut"), row("2", outcome="Output 1.2"))
    before = values()
    framework = CooperationFramework.objects.get()
    add = FRAMEWORK_RESULTS.add
    priority = add(by=coordinator, owner=framework, data=ResultData("priority", "People"))
    outcome = add(by=coordinator, owner=framework, data=ResultData("outcome", "Jobs", "1", priority))
    node = FrameworkResult.objects.get(source_text="Output 1.1: cut")
    node = results.set_result_level(
        by=coordinator,
        framework_result=node,
        lock_version=node.version,
        level="output",
        parent=outcome,
        reason="The document calls it an output",
    )
    node = FRAMEWORK_RESULTS.edit(
        by=coordinator,
        row=node,
        lock_version=node.version,
        data=ResultData("output", "Output 1.1: whole text", "1.1", outcome),
    )
    load_lines(row("1", outcome="Output 1.1: cut"), row("2", outcome="Output 1.2"))
    assert FrameworkResult.objects.count() == 4
    state = SubOutputState.objects.current().get(sub_output__source_id="1")
    assert (state.result_id, state.result.level) == (node.pk, "output")
    assert state.result.text == "Output 1.1: whole text"
    assert values() == before


def test_the_chain_keeps_its_order(zimbabwe, coordinator):
    add = FRAMEWORK_RESULTS.add
    priority = add(by=coordinator, owner=zimbabwe, data=ResultData("priority", "People"))
    for text in (
        ResultData("output", "An output below a priority", parent=priority),
        ResultData("priority", "A priority below another", parent=priority),
        ResultData("unknown", "Nothing known"),
    ):
        with pytest.raises(UnableToAct):
            add(by=coordinator, owner=zimbabwe, data=text)
    outcome = add(by=coordinator, owner=zimbabwe, data=ResultData("outcome", "Jobs", parent=priority))
    with pytest.raises(UnableToAct, match="stand below this one"):
        results.set_result_level(
            by=coordinator,
            framework_result=priority,
            lock_version=1,
            level="outcome",
            parent=None,
            reason="Try",
        )
    with pytest.raises(UnableToAct):
        FRAMEWORK_RESULTS.remove(by=coordinator, row=priority, lock_version=1)
    with pytest.raises(UnableToAct, match="need your attention") as error:
        results.set_result_level(
            by=coordinator,
            framework_result=outcome,
            lock_version=1,
            level="output",
            parent=outcome,
            reason="x",
        )
    assert "parent" in error.value.problems
    with pytest.raises(UnableToAct) as error:
        results.set_result_level(
            by=coordinator, framework_result=outcome, lock_version=1, level="output", parent=None, reason=""
        )
    assert "reason" in error.value.problems
    FRAMEWORK_RESULTS.remove(by=coordinator, row=outcome, lock_version=1)
    FRAMEWORK_RESULTS.remove(by=coordinator, row=priority, lock_version=1)
    assert not FrameworkResult.objects.exists()


def test_each_change_of_an_update_raises_the_version_of_its_analysis(countries, coordinator):
    said = [analyses.UpdateData(dt.date(2024, 5, day), f"CCA of {day} May") for day in (1, 2)]
    for data in said:
        analyses.add_analysis_update(by=coordinator, countries=[countries["ZWE"]], data=data)
    analysis = CommonCountryAnalysis.objects.get()
    first, second = CountryAnalysisUpdate.objects.select_related("analysis").order_by("updated_on")
    assert first.analysis.version == second.analysis.version == analysis.version  # as both were read
    edit = {"by": coordinator, "lock_version": 1}
    for update, data in zip((first, second), said, strict=True):
        analyses.edit_analysis_update(**edit, row=update, data=dataclasses.replace(data, summary="New"))
        version, analysis.version = analysis.version, CommonCountryAnalysis.objects.get().version
        assert analysis.version == version + 1
    first.refresh_from_db()
    analyses.remove_analysis_update(by=coordinator, row=first, lock_version=first.version)
    assert CommonCountryAnalysis.objects.get().version == analysis.version + 1
    analyses.remove_analysis_update(by=coordinator, row=second, lock_version=2)
    assert not CommonCountryAnalysis.objects.exists()
    with pytest.raises(Conflict):
        analyses.edit_analysis_update(**edit, row=second, data=said[1])
