"""Projects: their codes, the gates of their life, what they are tied to, and who sees what when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ilo_dc.core.errors import Refused, UnableToAct
from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.moments import settled_moment, write_moment
from ilo_dc.core.models import Organisation, User
from portfolio.models import CountryShare, Project, ProjectState
from portfolio.projects.actions import project_parts as parts
from portfolio.projects.actions import projects as actions
from portfolio.projects.actions.project_life import PROJECT_LIFE
from portfolio.projects.measures.projects import POLICY_OUTCOME
from tests.people import signed_in
from tests.recipes import alignments
from tests.recipes import project_results as reports
from tests.recipes import projects as cast
from tests.test_statements import MOST_OF_A_PAGE, MOST_OF_THE_SEARCH

THIRD = Decimal("33.33")
OF_ROUNDING = (
    "The shares sum to 99.99, not to 100. “Complete the residue” adds what rounding left to the largest."
)


@pytest.fixture
def three(countries: dict[str, Any]) -> list[Any]:
    return [countries[code] for code in ("ZWE", "NAM", "KHM")]


def problems_of(act: Any) -> dict[str, list[str]]:
    with pytest.raises(UnableToAct) as refused, transaction.atomic():
        act()
    return refused.value.problems


# --- Codes and texts -------------------------------------------------------------------------------------


def test_it_takes_codes_of_both_generations_once(manager: User, settings: Any) -> None:
    def register(**values: str) -> Project:
        return actions.register_project(by=manager, text=cast.text(**values))

    project = register(code="glo/20/01/nor", number="106542")
    assert (project.code, project.number) == ("GLO/20/01/NOR", "106542")
    register(), register()  # none of either is no code that two would share
    assert set(problems_of(lambda: register(code="GLO/20/01/NOR"))) == {"code"}
    assert set(problems_of(lambda: register(number="106542"))) == {"number"}
    assert set(problems_of(lambda: register(code="GLO-20-01", number="12"))) == {"code", "number"}
    settings.PORTAL_PROJECT_CODES = ("P[0-9]{3}",)
    edited = actions.edit_project(
        by=manager, project=project, lock_version=project.version, text=cast.text(code="GLO/20/01/NOR")
    )
    assert edited.code == "GLO/20/01/NOR"  # what was saved before may stay


def test_its_title_speaks_the_readers_language(manager: User, client: Client, countries: Any) -> None:
    project = cast.running(manager, countries["ZWE"], title_fr="Travail décent dans l’habillement")
    assert project.titles == {"en": project.title, "fr": "Travail décent dans l’habillement"}
    assert b"habillement" not in client.get(f"/projects/{project.pk}/").content
    assert "habillement" in client.get(f"/projects/{project.pk}/", headers={"accept-language": "fr"}).text
    found = client.get("/search/", {"search": "habillement"}).text
    assert f"/projects/{project.pk}/" in found
    text = cast.text(title_en="Twice in English")
    assert set(problems_of(lambda: actions.register_project(by=manager, text=text))) == {"title_en"}


# --- Its life --------------------------------------------------------------------------------------------


def test_it_runs_only_when_it_passed_its_gates(manager: User, countries: Any) -> None:
    bare = actions.ProjectText(title="Not ready", scope="country")
    project = actions.register_project(by=manager, text=bare)
    lacking = {
        "starts_on",
        "ends_on",
        "unit",
        "has_place",
        "screening",
        "pseah_focal_point",
        "feedback_channel",
    }
    assert set(problems_of(lambda: cast.moved(manager, project, "running"))) == lacking
    assert {gate.field for gate in PROJECT_LIFE.gates_before(project, "running")} == lacking
    ready = cast.moved(manager, cast.planned(manager, countries["ZWE"]), "running")
    assert ready.status == "running"
    text = cast.text(feedback_channel="")
    edit = {"by": manager, "project": ready, "lock_version": ready.version, "text": text}
    assert set(problems_of(lambda: actions.edit_project(**edit))) == {"feedback_channel"}


def test_it_is_closed_only_with_report_evaluation_and_balance(manager: User, countries: Any) -> None:
    project = cast.moved(manager, cast.running(manager, countries["ZWE"]), "completed")
    lacking = {"has_reports", "final_report_on", "evaluation", "balance_returned_on", "balance_note"}
    assert set(problems_of(lambda: cast.moved(manager, project, "closed"))) == lacking
    assert {gate.field for gate in PROJECT_LIFE.gates_before(project, "closed")} == lacking
    page = signed_in(manager).get(f"/projects/{project.pk}/").text
    assert "not handed in, needed to close the project" in page  # of those over a year old
    reports.rest_skipped(manager, project)
    said = {"final_report_on": date(2025, 3, 1), "balance_returned_on": date(2025, 4, 1)}
    said |= {"balance_note": "Nothing was left", "evaluation_note": "Below the threshold"}
    saved = actions.edit_project(
        by=manager, project=project, lock_version=project.version, text=cast.text(**said)
    )
    closed = cast.moved(manager, saved, "closed")
    assert closed.status == "closed"
    with pytest.raises(Refused):
        cast.tied(manager, closed)
    back = PROJECT_LIFE.take_back(
        by=manager,
        noun=closed,
        status=ProjectState.objects.current().get(project=closed),
        lock_version=closed.version,
        reason="Not yet",
    )
    assert back.status == "completed"
    assert cast.tied(manager, back, countries=((countries["NAM"], Decimal(100)),)).version > back.version


def test_its_status_and_kind_are_the_databases(manager: User, countries: Any) -> None:
    project = cast.planned(manager, countries["ZWE"])
    for column, value in (("status", "running"), ("kind", "joint_programme")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Project.objects.filter(pk=project.pk).update(**{column: value})


# --- What it is tied to ----------------------------------------------------------------------------------


def test_shares_that_rounding_cut_are_refused_or_completed_when_asked(
    manager: User, three: list[Any]
) -> None:
    project = actions.register_project(by=manager, text=cast.text(scope="multi_country"))
    shares = tuple((country, THIRD) for country in three)
    told = problems_of(lambda: cast.tied(manager, project, countries=shares))
    assert told == {"countries": [OF_ROUNDING]}
    tied = cast.tied(manager, project, countries=shares, complete_residue=True)
    found = CountryShare.objects.current().filter(project=tied)
    assert sorted(found.values_list("share", flat=True)) == [THIRD, THIRD, Decimal("33.34")]
    halves = ((three[0], Decimal(50)), (three[1], Decimal(49)))
    told = problems_of(lambda: cast.tied(manager, project, countries=halves, complete_residue=True))
    assert told == {"countries": ["The shares sum to 99, not to 100."]}


def test_the_page_and_the_api_say_the_same_of_shares(manager: User, three: list[Any]) -> None:
    project = cast.planned(manager, *three)
    client = signed_in(manager)
    address, page = f"/api/v1/projects/{project.pk}/links/", f"/projects/{project.pk}/links/"
    names = ["outcomes", "budget_results", "sectors", "sdg_targets"]
    names += ["markers", "initiatives", "sstc_countries"]
    countries = [{"country": one.pk, "share": "33.33"} for one in three]
    body = {"countries": countries, **{name: [] for name in names}}
    headers = {"If-Match": f'"{project.version}"'}
    refused = client.put(address, body, content_type="application/json", headers=headers)
    form = {"version": project.version, "targets": ""}
    for number, one in enumerate(three):
        form |= {f"countries_{number}": one.pk, f"share_countries_{number}": "33.33"}
    shown = client.post(page, form)
    assert (refused.status_code, shown.status_code) == (422, 422)
    assert refused.json()["errors"]["countries"] == shown.context["form"].errors["countries_0"]
    saved = client.put(
        address, {**body, "complete_residue": True}, content_type="application/json", headers=headers
    )
    assert [one["share"] for one in saved.json()["countries"]] == ["33.34", "33.33", "33.33"]


def test_the_form_says_all_that_stands_against_it_at_once(manager: User, three: list[Any]) -> None:
    """What cannot be read beside what does not fit, and a button that completes what rounding left."""
    project = cast.planned(manager, *three)
    client = signed_in(manager)
    page = f"/projects/{project.pk}/links/"
    form = {"version": project.version, "targets": "99.9", "sstc_countries": [three[0].pk]}
    for number, one in enumerate(three):
        form |= {f"countries_{number}": one.pk, f"share_countries_{number}": "33.33"}
    form |= {"sectors_0": "16020", "share_sectors_0": "60", "sectors_1": "16020", "share_sectors_1": "30"}
    form |= {"outcomes_0": "Nothing", "share_outcomes_0": "100"}
    shown = client.post(page, form)
    assert shown.context["form"].errors == {
        "targets": ["There is no SDG target 99.9."],
        "outcomes_0": ["Begin with the code of an outcome or product: KEN101, GLO155."],
        "countries_0": [OF_ROUNDING],
        "sectors_0": ["Name each once.", "The shares sum to 90, not to 100."],
        "sstc_countries": ["Mark the project as South–South cooperation, or leave these countries out."],
    }
    button = '<button class="btn btn-2" form="act" name="complete_residue" value="on">'
    assert button in shown.text
    assert button not in client.get(page).text
    mended = {name: value for name, value in form.items() if "sectors" not in name and "outcomes" not in name}
    mended = {**mended, "targets": "", "markers": ["sstc_provider"]}
    again = client.post(page, mended)
    assert again.context["form"].errors == {"countries_0": [OF_ROUNDING]}
    assert button in again.text
    assert client.post(page, {**mended, "complete_residue": "on"}).status_code == 302


def test_each_share_of_neither_an_outcome_nor_a_product_is_named(manager: User, three: list[Any]) -> None:
    project = cast.planned(manager, *three)
    names = ["countries", "budget_results", "sectors", "sdg_targets"]
    names += ["markers", "initiatives", "sstc_countries"]
    shares = [{"share": "50"}, {"outcome": None, "product": None, "share": "50"}]
    body = {"outcomes": shares, **{name: [] for name in names}}
    refused = signed_in(manager).put(
        f"/api/v1/projects/{project.pk}/links/",
        body,
        content_type="application/json",
        headers={"If-Match": f'"{project.version}"'},
    )
    message = "Name a country programme outcome or a global product."
    assert refused.status_code == 422
    assert refused.json()["errors"] == {"outcomes/0": [message], "outcomes/1": [message]}


def shares_past_the_actions(by: User, project: Project, shares: list[tuple[Any, Decimal]]) -> None:
    with transaction.atomic():
        with recording(by=by, reason="Past the actions"):
            for country, share in shares:
                CountryShare.objects.create(project=project, country=country, share=share, demonstration=True)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_refuses_shares_that_sum_to_less(manager: User, three: list[Any]) -> None:
    project = actions.register_project(by=manager, text=cast.text(scope="multi_country"))
    with pytest.raises(IntegrityError, match="exactly 100"):
        shares_past_the_actions(manager, project, [(country, THIRD) for country in three])
    shares_past_the_actions(manager, project, [(three[0], Decimal(60)), (three[1], Decimal(40))])


def test_it_is_tied_to_what_fits_its_scope_and_its_markers(manager: User, three: list[Any]) -> None:
    budget, goals = alignments.budget(), alignments.sdg()
    node, target = budget.nodes.get(code="1"), goals.nodes.get(code="8.5")
    project = cast.planned(manager, three[0])
    whole = Decimal(100)
    wrong = {
        "countries": {"countries": ((three[0], Decimal(50)), (three[1], Decimal(50)))},
        "budget": {"budget": ((target, whole),)},
        "targets": {"targets": (node,)},
        "sectors": {"sectors": (("99999", whole),)},
        "sstc_countries": {"sstc_countries": (three[2],)},
        "markers": {"markers": ("none",)},
    }
    for name, values in wrong.items():
        assert set(problems_of(lambda values=values: cast.tied(manager, project, **values))) == {name}
    tied = cast.tied(
        manager,
        project,
        countries=((three[0], whole),),
        budget=((node, whole),),
        targets=(target,),
        sectors=(("16020", whole),),
        markers=("ppp", "sstc_provider"),
        sstc_countries=(three[2],),
    )
    row = signed_in(manager).get(f"/api/v1/projects/{tied.pk}/").json()
    assert row["budget_results"] == [
        {"id": node.pk, "framework": budget.code, "code": "1", "share": "100.00"}
    ]
    assert (row["markers"], row["sdg_targets"], row["sstc_countries"]) == (
        ["ppp", "sstc_provider"],
        ["8.5"],
        ["KHM"],
    )
    same = cast.tied(
        manager,
        tied,
        countries=((three[0], whole),),
        budget=((node, whole),),
        targets=(target,),
        sectors=(("16020", whole),),
        markers=("sstc_provider", "ppp"),
        sstc_countries=(three[2],),
    )
    assert same.version == tied.version  # nothing differs


# --- Who takes part, and who sees ------------------------------------------------------------------------


def test_only_a_joint_programme_has_agencies_and_one_agent(
    manager: User, countries: Any, germany: Any, sweden: Any
) -> None:
    def add(project: Project, organisation: Any, role: str) -> Any:
        data = parts.ParticipantData(organisation, role)
        return parts.PARTICIPANTS.add(by=manager, owner=project, data=data)

    alone = cast.planned(manager, countries["ZWE"])
    assert set(problems_of(lambda: add(alone, germany, "agent"))) == {"role"}
    joint = cast.planned(manager, countries["ZWE"], kind="joint_programme", ilo_share=Decimal("42.50"))
    add(joint, germany, "agent")
    add(joint, germany, "agency")
    assert problems_of(lambda: add(joint, sweden, "agent"))


def test_a_donor_sees_what_it_takes_part_in_and_what_is_public(
    people: dict[str, User], countries: Any
) -> None:
    manager, german_donor, swedish_donor = (
        people[name] for name in ("manager", "german_donor", "swedish_donor")
    )
    germany = Organisation.objects.get(slug="germany")
    planned, public = cast.planned(manager, countries["ZWE"]), cast.running(manager, countries["NAM"])
    data = parts.ParticipantData(germany, "funding")
    parts.PARTICIPANTS.add(by=manager, owner=planned, data=data)
    seen = {
        who: {row["id"] for row in signed_in(who).get("/api/v1/projects/").json()["results"]}
        for who in (manager, german_donor, swedish_donor)
    }
    assert seen == {
        manager: {planned.pk, public.pk},
        german_donor: {planned.pk, public.pk},
        swedish_donor: {public.pk},
    }
    assert set(Project.objects.visible_to(AnonymousUser())) == {public}


# --- As of -----------------------------------------------------------------------------------------------


def test_a_list_of_the_past_shows_what_was_known_then(
    manager: User, three: list[Any], client: Client
) -> None:
    project = cast.running(manager, three[0], title="First title")
    before = write_moment(settled_moment())
    text = cast.text(title="Second title")
    now = Project.objects.get(pk=project.pk)
    now = actions.edit_project(by=manager, project=now, lock_version=now.version, text=text)
    halves = ((three[1], Decimal(50)), (three[2], Decimal(50)))
    tied = cast.tied(manager, now, scope="multi_country", countries=halves, markers=("hdp",))
    cast.moved(manager, tied, "completed")

    def ids(**asked: str) -> set[int]:
        answer = client.get("/api/v1/projects/", asked)
        return {row["id"] for row in answer.json()["results"]}

    (then,) = client.get("/api/v1/projects/", {"as_of": before}).json()["results"]
    (today,) = client.get("/api/v1/projects/").json()["results"]
    assert (then["title"], then["country"], then["markers"], then["status"]) == (
        "First title",
        "ZWE",
        [],
        "running",
    )
    assert (today["title"], today["country"], today["markers"]) == ("Second title", None, ["hdp"])
    assert ids(country="ZWE", as_of=before) == {project.pk} == ids(country="NAM", shared="true")
    assert ids(marker="hdp", as_of=before) == ids(country="ZWE") == ids(search="First") == set()
    assert ids(search="First", as_of=before) == {project.pk}
    figure = {"measure": "projects", "by": "status"}
    past = client.get("/api/v1/figures/", {**figure, "as_of": before}).json()
    assert [(row["status"], row["value"]) for row in past["rows"]] == [("running", 1)]


def test_a_project_tied_to_an_outcome_and_its_output_is_in_it_once(
    manager: User, countries: Any, client: Client
) -> None:
    budget = alignments.budget()
    nodes = {node.code: node for node in budget.nodes.all()}
    halves = tuple((nodes[code], Decimal(50)) for code in ("1", "1.1"))
    project = cast.running(manager, countries["ZWE"])
    cast.tied(manager, project, countries=((countries["ZWE"], Decimal(100)),), budget=halves)
    cast.running(manager, countries["NAM"])
    figure = {"measure": "projects", "by": "policy_outcome"}
    rows = client.get("/api/v1/figures/", figure).json()["rows"]
    name = f"{budget.code}/1"
    assert [(row["policy_outcome"], row["value"]) for row in rows] == [(name, 1), (None, 1)]
    listed = client.get("/api/v1/projects/", {"policy_outcome": name}).json()["results"]
    assert [row["id"] for row in listed] == [project.pk]
    assert POLICY_OUTCOME.offered is not None
    assert [code for code, _text in POLICY_OUTCOME.offered()] == [name, f"{budget.code}/2"]


# --- Many of them ----------------------------------------------------------------------------------------


MANY = [
    "/api/v1/projects/?limit=1000",
    f"/api/v1/projects/?limit=1000&on={timezone.now():%Y-%m-%d}",
    "/projects/?limit=100",
    "/projects/?limit=100&status=planned&country=ZWE&scope=country&kind=project",
    "/projects/?limit=100&search=project",
    "/search/?search=project",
    "/api/v1/projects/?format=csv",
    "/api/v1/projects/?format=csv&status=planned&search=project",
    "/api/v1/projects/?format=xlsx",
    "/api/v1/figures/?measure=projects&by=country,status",
    "/api/v1/figures/?measure=projects&by=marker",
]


def statements_of(client: Client, address: str) -> int:
    """Return how many statements an answer takes to its last byte, the second time it is asked for.

    Those of the transaction itself are not counted.
    """
    for _turn in range(2):
        with CaptureQueriesContext(connection) as statements:
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert answer.getvalue()
    own = ("BEGIN", "SAVEPOINT", "RELEASE", "SET TRANSACTION")
    return sum(not one["sql"].startswith(own) for one in statements)


def test_a_thousand_ask_as_few_statements_as_a_hundred(manager: User, countries: Any) -> None:
    """The register, its filters, search, exports and figures."""
    client, asked = signed_in(manager), []
    for more in (100, 900):
        cast.many_running(countries["ZWE"], more)
        asked.append({address: statements_of(client, address) for address in MANY})
    assert asked[0] == asked[1]
    assert asked[1].pop("/search/?search=project") <= MOST_OF_THE_SEARCH
    assert max(asked[1].values()) <= MOST_OF_A_PAGE
