"""What an outcome contributes to: weights of exactly 100, one form without JavaScript, one API path."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ilo_dc.core.errors import Conflict, Refused
from ilo_dc.core.models import Country, User
from ilo_dc.core.ui import long_tables
from portfolio.models import BudgetLink, FrameworkLink, ProgrammeOutcome, ResultsNode, TargetLink
from portfolio.programmes.actions.outcome_links import Links, UnableToLinkOutcome, link_outcome
from portfolio.programmes.panels import contributions
from portfolio.programmes.rules import outcome_links as rules
from tests.people import signed_in
from tests.recipes import alignments as cast
from tests.recipes import programmes as plans

HUNDRED = Decimal(100)


@pytest.fixture
def outcome(field_officer, countries) -> ProgrammeOutcome:
    """An outcome of a draft of Zimbabwe; a P&B of two biennia, the SDGs, two UN frameworks."""
    for years in ("2022-23", "2024-25"):
        cast.budget(years)
    cast.sdg()
    cast.un_framework("ZWE")
    cast.un_framework("KHM")
    return plans.draft(field_officer, countries["ZWE"]).outcomes.get()


def node(code: str, years: str = "2022-23") -> ResultsNode:
    return ResultsNode.objects.get(framework__code=f"PB-{years}", code=code)


def target(code: str) -> ResultsNode:
    return ResultsNode.objects.get(framework__code="SDG-2030", code=code)


def un_result(number: int, country: str = "zwe"):
    framework = cast.CooperationFramework.objects.get(slug=country)
    return cast.results_of(framework)[number - 1]


def link(by, outcome, lock_version=None, **values) -> ProgrammeOutcome:
    now = ProgrammeOutcome.objects.get(pk=outcome.pk)
    return link_outcome(by=by, outcome=now, lock_version=lock_version or now.version, links=Links(**values))


def weights(model, outcome) -> list[Decimal]:
    return [one.weight for one in model.objects.filter(outcome=outcome).order_by("pk")]


@pytest.mark.parametrize(
    ("shares", "wrong"),
    [
        ([], {}),
        ([("A", HUNDRED)], {}),
        ([("A", Decimal("33.33")), ("A", Decimal("33.33")), ("A", Decimal("33.34"))], {}),
        ([("A", Decimal("33.33"))] * 3, {"A": Decimal("99.99")}),
        ([("A", HUNDRED), ("B", Decimal(60))], {"B": Decimal(60)}),
    ],
)
def test_weights_of_each_framework_sum_to_exactly_a_hundred(shares, wrong):
    assert rules.unbalanced(shares) == wrong


def test_all_that_an_outcome_contributes_to_is_set_at_once(field_officer, outcome):
    saved = link(
        field_officer,
        outcome,
        budget=((node("1.1"), Decimal(60)), (node("2"), Decimal(40)), (node("1", "2024-25"), HUNDRED)),
        targets=(target("8.5"), target("8.8")),
        framework=((un_result(1), Decimal("12.5")), (un_result(2), Decimal("87.5"))),
    )
    assert saved.version == 2
    assert weights(BudgetLink, outcome) == [60, 40, 100]
    assert TargetLink.objects.filter(outcome=outcome).count() == 2
    assert weights(FrameworkLink, outcome) == [Decimal("12.5"), Decimal("87.5")]
    again = link(field_officer, outcome, budget=((node("1.1"), HUNDRED),))
    assert again.version == 3
    assert weights(BudgetLink, outcome) == [100]
    assert not TargetLink.objects.exists()
    assert link(field_officer, outcome, budget=((node("1.1"), HUNDRED),)).version == 3
    assert link(field_officer, outcome).version == 4
    assert not BudgetLink.objects.exists()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("budget", lambda: {"budget": ((node("1"), Decimal("99.99")),)}),
        ("budget", lambda: {"budget": ((node("1"), Decimal(60)), (node("1", "2024-25"), Decimal(40)))}),
        ("budget", lambda: {"budget": ((node("1"), Decimal(50)), (node("1"), Decimal(50)))}),
        ("budget", lambda: {"budget": ((node("1"), Decimal(0)), (node("2"), HUNDRED))}),
        ("budget", lambda: {"budget": ((node("1"), Decimal("33.333")), (node("2"), Decimal("66.667")))}),
        ("budget", lambda: {"budget": ((target("8.5"), HUNDRED),)}),
        ("targets", lambda: {"targets": (node("1"),)}),
        ("targets", lambda: {"targets": (target("8.5"), target("8.5"))}),
        ("framework", lambda: {"framework": ((un_result(1, "khm"), HUNDRED),)}),
        ("framework", lambda: {"framework": ((un_result(1), Decimal(10)),)}),
    ],
)
def test_it_refuses_links_that_do_not_add_up(field_officer, outcome, field, values):
    with pytest.raises(UnableToLinkOutcome) as refused:
        link(field_officer, outcome, **values())
    assert list(refused.value.problems) == [field]
    assert not BudgetLink.objects.exists()
    assert ProgrammeOutcome.objects.get().version == 1


def at_the_end_of_a_transaction(break_it) -> None:
    break_it(BudgetLink.objects)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    "break_it",
    [
        lambda links: links.filter(result__code="1").update(weight=Decimal("59.99")),
        lambda links: links.filter(result__code="1").delete(),
    ],
)
def test_the_database_itself_refuses_weights_that_miss_a_hundred(field_officer, outcome, break_it):
    link(field_officer, outcome, budget=((node("1"), Decimal(60)), (node("2"), Decimal(40))))
    with pytest.raises(IntegrityError, match="exactly 100"), transaction.atomic():
        at_the_end_of_a_transaction(break_it)
    assert weights(BudgetLink, outcome) == [60, 40]


def test_the_database_refuses_results_of_another_kind(outcome):
    with pytest.raises(IntegrityError, match="Programme and Budget"), transaction.atomic():
        BudgetLink.objects.create(outcome=outcome, result=target("8.5"), weight=HUNDRED)
    with pytest.raises(IntegrityError, match="targets"), transaction.atomic():
        TargetLink.objects.create(outcome=outcome, result=node("1"))


def test_only_officers_of_the_place_write_and_the_second_of_two_sees_it(people, outcome):
    for name, person in people.items():
        if name in {"field_officer", "regional_officer"}:
            link(person, outcome, targets=(target("8.5"),) if name == "field_officer" else ())
        else:
            with pytest.raises(Refused):
                link(person, outcome, targets=(target("8.8"),))
    with pytest.raises(Conflict):
        link(people["field_officer"], outcome, lock_version=1, targets=(target("8.8"),))


# --- The form -----------------------------------------------------------------------------------------


def named(result: ResultsNode) -> str:
    """Return the name of a result as the form suggests it."""
    return f"{result} · {result.framework.title}"


def form_of(outcome, **typed) -> dict[str, str]:
    version = ProgrammeOutcome.objects.get(pk=outcome.pk).version
    return {"version": str(version), "targets": "", **{name: str(value) for name, value in typed.items()}}


def test_the_form_saves_rows_without_javascript(client, field_officer, outcome):
    signed_in(field_officer, client)
    address = reverse("portfolio:outcome-links", args=[outcome.pk])
    page = client.get(address).content.decode()
    assert page.count('name="budget_') == 6
    assert "Result 1.1 of PB-2022-23" in page
    assert "Outcome 1 of KHM" not in page
    typed = form_of(
        outcome,
        targets="8.5; 8.8",
        budget_0=named(node("1.1")),
        budget_weight_0="60",
        budget_2=named(node("2")),
        budget_weight_2="40.00",
        framework_0=un_result(1).text,
        framework_weight_0="100",
    )
    answer = client.post(address, typed)
    assert (answer.status_code, answer["Location"]) == (302, "/dwcps/zwe-2024/?edit=yes#ZWE101")
    assert weights(BudgetLink, outcome) == [60, 40]
    shown = client.get("/dwcps/zwe-2024/").content.decode()
    for wanted in ("PB-2022-23: 1.1", "60%", "8.8</a>", "Outcome 1 of ZWE", "100%"):
        assert wanted in shown
    assert client.get(address).content.decode().count('name="budget_') == 10


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"budget_0": "1.1", "budget_weight_0": "60"}, "sum to 60, not to 100"),
        ({"budget_0": "1.1"}, "Give its weight"),
        ({"budget_weight_0": "100"}, "Choose the result of this weight"),
        ({"targets": "8.5, 99.9"}, "There is no SDG target 99.9"),
        ({"budget_0": "1.1", "budget_weight_0": "plenty"}, "This is not a number"),
    ],
)
def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(client, outcome, typed, told):
    signed_in(User.objects.get(username="chipo"), client)
    values = {name: named(node(value)) if name == "budget_0" else value for name, value in typed.items()}
    answer = client.post(reverse("portfolio:outcome-links", args=[outcome.pk]), form_of(outcome, **values))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert told in page
    if "budget_weight_0" in typed:
        assert f'value="{typed["budget_weight_0"]}"' in page
    assert not BudgetLink.objects.exists()


def test_the_form_says_at_once_what_is_wrong_with_each_kind(client, field_officer, outcome):
    """Of a kind of which something cannot be read, what is linked now stands; nothing is saved."""
    signed_in(field_officer, client)
    typed = form_of(
        outcome,
        targets="8.5, 99.9",
        budget_0=named(node("1.1")),
        budget_weight_0="60",
        framework_0=un_result(1).text,
        framework_weight_0="plenty",
    )
    answer = client.post(reverse("portfolio:outcome-links", args=[outcome.pk]), typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"targets", "budget_0", "framework_weight_0"}
    assert not BudgetLink.objects.exists()


def test_the_form_compares_what_somebody_linked_meanwhile(client, field_officer, regional_officer, outcome):
    signed_in(field_officer, client)
    typed = form_of(outcome, targets="8.8")
    link(regional_officer, outcome, targets=(target("8.5"),))
    answer = client.post(reverse("portfolio:outcome-links", args=[outcome.pk]), typed)
    assert answer.status_code == 412
    page = answer.content.decode()
    assert "Both versions" in page
    assert ">8.5</td>" in page
    assert ">8.8</td>" in page
    assert 'name="version" value="2"' in page


# --- The API ------------------------------------------------------------------------------------------


def api(outcome) -> str:
    return reverse("api:country-programme-outcomes-links", args=[outcome.pk])


def test_the_api_replaces_links_by_the_outcomes_version(client, field_officer, outcome):
    signed_in(field_officer, client)
    body = {
        "budget_results": [{"id": node("1.1").pk, "weight": "100.00"}],
        "sdg_targets": [target("8.5").pk],
        "framework_results": [{"id": un_result(1).pk, "weight": "100"}],
    }

    def put(body, **headers):
        return client.put(api(outcome), body, content_type="application/json", headers=headers)

    assert put(body).status_code == 428
    saved = put(body, if_match='"1"')
    assert (saved.status_code, saved["ETag"]) == (200, '"2"')
    assert put(body, if_match='"1"').status_code == 412
    told = client.get(f"/api/v1/country-programme-outcomes/{outcome.pk}/").json()
    assert [(one["framework"], one["code"], one["weight"]) for one in told["budget_results"]] == [
        ("PB-2022-23", "1.1", "100.00")
    ]
    assert [one["code"] for one in told["sdg_targets"]] == ["8.5"]
    assert told["framework_results"][0]["framework"] == "zwe"
    body["budget_results"][0]["weight"] = "70"
    refused = put(body, if_match='"2"')
    assert refused.status_code == 422
    assert "budget" in refused.json()["errors"]
    sheet = client.get("/api/v1/country-programme-outcomes/", {"format": "csv"})
    assert "PB-2022-23 1.1=100.00" in b"".join(sheet.streaming_content).decode()


def test_hidden_outcomes_are_missing(client, outsider, constituent, outcome):
    for person, status in ((None, 404), (outsider, 404), (constituent, 200)):
        client.logout()
        if person:
            signed_in(person, client)
        assert client.get(api(outcome)).status_code == status


def test_links_are_told_in_as_many_queries_for_ten_outcomes_as_for_one(
    client, field_officer, constituent, outcome
):
    signed_in(constituent, client)

    def queries() -> int:
        counts = []
        for path in ("/dwcps/zwe-2024/", "/api/v1/country-programme-outcomes/"):
            client.get(path)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
            counts.append(len(captured))
        return counts

    shares = {"budget": ((node("1"), HUNDRED),), "framework": ((un_result(1), HUNDRED),)}
    link(field_officer, outcome, **shares, targets=(target("8.5"),))
    few = queries()
    for number in range(2, 11):
        more = plans.programme_outcomes.add_outcome(
            by=field_officer,
            programme=outcome.programme,
            text=plans.programme_outcomes.OutcomeText(outcome.priority, f"ZWE{100 + number}", "More"),
        )
        link(field_officer, more, **shares, targets=(target("8.5"),))
    assert queries() == few


def test_the_page_of_a_result_lists_the_outcomes_that_contribute_to_it(
    client, outcome, field_officer, regional_officer
):
    link(field_officer, outcome, budget=((node("1.1"), HUNDRED),), targets=(target("8.5"),))
    listed = f'href="/dwcps/{outcome.programme.slug}/#{outcome.code}"'
    naming = ("PB-2022-23/1/", "PB-2022-23/1.1/", "SDG-2030/8/", "SDG-2030/8.5/")
    others = ("PB-2022-23/2/", "SDG-2030/8.8/", "PB-2024-25/1/")
    pages = {path: client.get(f"/results-frameworks/{path}").content.decode() for path in naming}
    assert not [path for path, page in pages.items() if listed in page]  # nobody sees a draft
    plans.brought_to(regional_officer, outcome.programme, "signed")
    pages = {path: client.get(f"/results-frameworks/{path}").content.decode() for path in (*naming, *others)}
    assert [path for path, page in pages.items() if listed in page] == list(naming)
    assert "100%" in pages["PB-2022-23/1/"]
    asked = {
        show: client.get("/results-frameworks/PB-2022-23/1/", {"show": show}) for show in ("all", "some")
    }
    assert [answer.status_code for answer in asked.values()] == [200, 400]
    assert listed in asked["all"].content.decode()
    answer = client.get(f"/api/v1/country-programme-outcomes/?programme={outcome.programme.slug}").json()
    assert {one["code"] for row in answer["results"] for one in row["budget_results"]} == {"1.1"}
    for reference, found in {
        "PB-2022-23/1": 1,
        "pb-2022-23/1.1": 1,
        "SDG-2030/8": 1,
        "SDG-2030/8.8": 0,
    }.items():
        answer = client.get("/api/v1/country-programme-outcomes/", {"contributes_to": reference}).json()
        assert [row["code"] for row in answer["results"]] == [outcome.code] * found, reference
    assert client.get("/api/v1/country-programme-outcomes/?contributes_to=8.5").status_code == 400


@pytest.mark.parametrize("language", ["fr", "es"])
def test_contributions_stand_by_the_name_of_the_country_and_more_than_fit_in_the_register(  # noqa: PLR0917
    client, outcome, field_officer, regional_officer, countries, language, monkeypatch
):
    Country.objects.filter(pk="NAM").update(name_fr="Égypte", name_es="Égypte")
    slugs = []
    for country in ("NAM", "ZWE"):
        one = outcome if country == "ZWE" else plans.draft(field_officer, countries["NAM"]).outcomes.get()
        link(field_officer, one, targets=(target("8.5"),))
        plans.brought_to(regional_officer, one.programme, "signed")
        slugs.append(one.programme.slug)

    def shown(path="/results-frameworks/SDG-2030/8/"):
        return client.get(path, headers={"Accept-Language": language}).content.decode()

    def listed(page):
        return re.findall(r'<th scope="row"><a href="/dwcps/([a-z0-9-]+)/#', page)

    assert listed(shown()) == slugs
    with CaptureQueriesContext(connection) as asked:
        shown()
    read = [one["sql"] for one in asked if 'FROM "portfolio_targetlink"' in one["sql"]]
    assert read
    assert all("COUNT(" in one or "LIMIT" in one for one in read)
    monkeypatch.setattr(contributions, "TOP", 1)
    monkeypatch.setattr(contributions, "MOST", 1)
    monkeypatch.setattr(long_tables, "TOP", 0)
    page = shown()
    assert listed(page) == slugs[:1]
    way = "/dwcps/outcomes/?contributes_to=SDG-2030%2F8"
    assert f'href="{way}"' in page
    assert all(f"/dwcps/{slug}/" in shown(way) for slug in slugs)


def test_the_page_of_the_programme_shows_results_of_un_frameworks_whole(client, field_officer, outcome):
    """Cut after a few words two of them looked alike."""
    texts = [f"Institutions of the labour market have the means they need to plan, {end}" for end in "ab"]
    results = [un_result(number) for number in (1, 2)]
    for result, text in zip(results, texts, strict=True):
        type(result).objects.filter(pk=result.pk).update(text=text, source_text="")
    link(field_officer, outcome, framework=[(result, Decimal(50)) for result in results])
    signed_in(field_officer, client)
    page = client.get(reverse("programme", args=[outcome.programme.slug])).content.decode()
    section = page[page.index('id="contributes"') :]
    assert [section[: section.index("</section>")].count(f">{text}<") for text in texts] == [1, 1]
