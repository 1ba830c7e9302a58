"""Two people at the same moment, through the doors: one is served, the other is told, nothing is lost.

Each race is run with connections of its own; no answer is a 500 and the numbers of changes have no gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.models import Change, Country, ImportBatch, Region, User
from ilo_dc.core.people.actions.memberships import NewMembership, give
from ilo_dc.core.people.vocab import Role, ScopeKind
from portfolio.frameworks.actions.framework_results import FRAMEWORK_RESULTS, ResultData
from portfolio.models import (
    Alignment,
    CooperationFramework,
    CountryProgramme,
    FrameworkResult,
    FrameworkState,
    OutcomeUpdate,
    ProgrammeOutcome,
    ProgrammeState,
)
from tests.people import signed_in
from tests.portfolio.programmes.test_races import at_once
from tests.recipes import frameworks as framework_cast
from tests.recipes import programmes as plans
from tests.recipes import updates
from tests.recipes import workbooks as books

pytestmark = [pytest.mark.usefixtures("committing", "whole_log"), pytest.mark.race]
TODAY = timezone.now().date().isoformat()
TURNS = range(2)
TYPED = {"language": "fr", "narrative": "Mine", "progress": "on_track", "workers": "on"}


@pytest.fixture
def whole_log(committing) -> Iterator[None]:
    """Afterwards the changes are numbered without a gap, each later than the one before."""
    yield
    changes = list(Change.objects.order_by("pk").values_list("pk", "recorded_at"))
    assert [number for number, _at in changes] == list(range(1, len(changes) + 1))
    times = [at for _number, at in changes]
    assert times == sorted(set(times))


@pytest.fixture
def people(committing) -> dict[str, User]:
    """A field officer and two regional officers, in a database of the test's own."""
    found_installation(mode="demonstration")
    africa = Region.objects.get_or_create(code="africa", defaults={"name_en": "Africa"})[0]
    place = {"iso2": "ZW", "name_en": "Zimbabwe", "region": africa}
    zimbabwe = Country.objects.get_or_create(iso3="ZWE", defaults=place)[0]
    found = {}
    for name, grant in (
        ("chipo", NewMembership(Role.FIELD, ScopeKind.COUNTRY, country=zimbabwe)),
        ("rashid", NewMembership(Role.REGIONAL, ScopeKind.REGION, region=africa)),
        ("ruth", NewMembership(Role.REGIONAL, ScopeKind.REGION, region=africa)),
    ):
        user = User.objects.create(username=name, email=f"{name}@example.org", demonstration=True)
        with transaction.atomic():
            give(None, user, grant, reason="test")
        found[name] = user
    return found


@pytest.fixture
def zimbabwe(people) -> Country:
    """Where it happens."""
    return Country.objects.get(iso3="ZWE")


@pytest.fixture
def outcome(people, zimbabwe) -> ProgrammeOutcome:
    """The outcome of a running programme."""
    return updates.outcome_of(people["chipo"], people["rashid"], zimbabwe)


def client_of(user: User) -> Client:
    """Return a client that shows a failure as the answer a person would get."""
    return signed_in(user, Client(raise_request_exception=False))


def ask(client: Client, method: str, path: str, body: Any = None, *, version: int | None = None) -> Any:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return lambda: getattr(client, method)(path, body or {}, content_type="application/json", headers=headers)


def statuses(answers: list[Any]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def update_path(update: OutcomeUpdate, step: str = "") -> str:
    return f"/api/v1/outcome-updates/{update.pk}/{step}"


# --- Outcome updates ------------------------------------------------------------------------------------


@pytest.mark.parametrize("_turn", TURNS)
def test_of_two_submissions_one_is_taken(people, outcome, _turn):
    update = updates.draft(people["chipo"], outcome)
    one, other = client_of(people["chipo"]), client_of(people["chipo"])
    answers = at_once(*(ask(who, "post", update_path(update, "submit/"), version=1) for who in (one, other)))
    assert statuses(answers) == [200, 412]
    update.refresh_from_db()
    assert (update.state, update.version) == ("submitted", 2)


@pytest.mark.parametrize("_turn", TURNS)
def test_the_same_form_sent_twice_at_once_is_one_update(people, outcome, _turn):
    path = f"/dwcps/outcomes/{outcome.pk}/updates/2026-H1/"
    sent = {**TYPED, "workers_on": "2026-05-20", "do": "submit", "once": "one-sending"}
    pair = [client_of(people["chipo"]) for _one in range(2)]
    answers = at_once(*(lambda who=who: who.post(path, sent) for who in pair))
    assert statuses(answers) == [302, 302]
    assert len({answer["Location"] for answer in answers}) == 1
    assert OutcomeUpdate.objects.get().version == 2


@pytest.mark.parametrize("_turn", TURNS)
def test_two_who_begin_the_update_of_one_period_begin_one(people, outcome, _turn):
    path = f"/dwcps/outcomes/{outcome.pk}/updates/2026-H1/"
    pair = [client_of(people["chipo"]) for _one in range(2)]
    answers = at_once(
        *(
            lambda who=who, key=key: who.post(path, {**TYPED, "do": "draft", "workers": "", "once": key})
            for key, who in zip("ab", pair, strict=True)
        )
    )
    assert statuses(answers) == [302, 422]
    told = next(answer for answer in answers if answer.status_code == 422).content.decode()
    assert "has an update for this period already" in told
    assert "Mine" in told
    assert OutcomeUpdate.objects.count() == 1


@pytest.mark.parametrize("door", ["page", "api"])
def test_of_accepted_and_returned_one_holds(people, outcome, door):
    update = updates.submitted(people["chipo"], outcome)
    rashid, ruth = client_of(people["rashid"]), client_of(people["ruth"])
    version = update.version
    if door == "api":
        acts = [
            ask(rashid, "post", update_path(update, "accept/"), version=version),
            ask(ruth, "post", update_path(update, "return/"), {"note": "Who?"}, version=version),
        ]
    else:
        page = f"/dwcps/updates/{update.pk}/review/"
        acts = [
            lambda: rashid.post(page, {"do": "accept", "version": version, "once": "a"}),
            lambda: ruth.post(page, {"do": "return", "note": "Who?", "version": version, "once": "b"}),
        ]
    answers = at_once(*acts)
    assert statuses(answers) == ([200, 412] if door == "api" else [302, 412])
    update.refresh_from_db()
    won = "accepted" if answers[0].status_code in {200, 302} else "returned"
    assert (update.state, update.version) == (won, version + 1)


@pytest.mark.parametrize("_turn", TURNS)
def test_of_an_edit_and_a_submission_one_holds_and_nothing_typed_is_lost(people, outcome, _turn):
    update = updates.draft(people["chipo"], outcome)
    number = outcome.indicators.get().pk
    typed = {
        **TYPED,
        "workers_on": "2026-05-20",
        f"value_{number}": "12",
        f"words_{number}": "dans deux régions",
    }
    form = {**typed, "do": "draft", "version": "1", "once": "a"}
    writer, other = client_of(people["chipo"]), client_of(people["chipo"])
    edited, submitted = at_once(
        lambda: writer.post(f"/dwcps/updates/{update.pk}/edit/", form),
        ask(other, "post", update_path(update, "submit/"), version=1),
    )
    assert (edited.status_code, submitted.status_code) in {(302, 412), (412, 200)}
    update.refresh_from_db()
    if edited.status_code == 412:
        assert "Mine" in edited.content.decode()
        assert updates.ACHIEVED in edited.content.decode()
        assert (update.state, update.narrative) == ("submitted", updates.ACHIEVED)
    else:
        assert (update.state, update.narrative) == ("draft", "Mine")


# --- Alignment ------------------------------------------------------------------------------------------


@pytest.fixture
def framework(people, zimbabwe) -> CooperationFramework:
    """The UN framework of Zimbabwe with one of each part, its outcome first."""
    return framework_cast.make_whole(people["rashid"], zimbabwe).framework


@pytest.fixture
def result(framework) -> FrameworkResult:
    """Its outcome."""
    return framework.results.get()


def cell_of(programme: CountryProgramme, result: FrameworkResult, extent: str) -> dict[str, Any]:
    return {"programme": programme.slug, "priority": 1, "result": result.pk, "extent": extent}


@pytest.mark.parametrize("_turn", TURNS)
def test_of_two_who_fill_one_cell_one_is_told(people, zimbabwe, result, _turn):
    programme = plans.draft(people["chipo"], zimbabwe)
    chipo, rashid = client_of(people["chipo"]), client_of(people["rashid"])
    name = f"p{programme.priorities.get().pk}-r{result.pk}"
    page = f"/dwcps/{programme.slug}/alignment/"
    by_api, by_page = at_once(
        ask(chipo, "post", "/api/v1/alignments/", cell_of(programme, result, "full")),
        lambda: rashid.post(page, {f"{name}-extent": "none", "effective_on": TODAY, "once": "a"}),
    )
    assert (by_api.status_code, by_page.status_code) in {(201, 412), (412, 302)}
    fact = Alignment.objects.get()
    assert fact.extent == ("full" if by_api.status_code == 201 else "none")
    if by_page.status_code == 412:
        text = by_page.content.decode()
        assert ">Full</td>" in text
        assert ">None</td>" in text
    else:
        assert by_api.json()["theirs"][name]["extent"] == "none"


@pytest.mark.parametrize("_turn", TURNS)
def test_of_two_who_change_one_cell_one_is_told(people, zimbabwe, result, _turn):
    programme = plans.draft(people["chipo"], zimbabwe)
    chipo, rashid = client_of(people["chipo"]), client_of(people["rashid"])
    made = ask(chipo, "post", "/api/v1/alignments/", cell_of(programme, result, "full"))().json()
    fact = Alignment.objects.get().pk
    answers = at_once(
        ask(chipo, "put", made["url"], {"extent": "none"}, version=fact),
        ask(rashid, "delete", made["url"], version=fact),
    )
    assert statuses(answers) in ([200, 412], [204, 412])
    assert Alignment.objects.current().count() == (1 if answers[0].status_code == 200 else 0)


@pytest.mark.parametrize("_turn", TURNS)
def test_a_result_is_removed_or_aligned_not_both(people, zimbabwe, framework, _turn):
    programme = plans.draft(people["chipo"], zimbabwe)
    spare = FRAMEWORK_RESULTS.add(by=people["rashid"], owner=framework, data=ResultData("outcome", "Spare"))
    chipo, rashid = client_of(people["chipo"]), client_of(people["rashid"])
    page = f"/frameworks/{framework.slug}/results/{spare.pk}/remove/"
    removed, aligned = at_once(
        lambda: rashid.post(page, {"version": 1, "once": "a"}),
        ask(chipo, "post", "/api/v1/alignments/", cell_of(programme, spare, "full")),
    )
    stands = FrameworkResult.objects.filter(pk=spare.pk).exists()
    assert stands == (removed.status_code != 302)
    assert Alignment.objects.exists() == stands == (aligned.status_code == 201)
    assert removed.status_code in {302, 409, 412, 422}
    assert aligned.status_code in {201, 400, 409, 412, 422}


# --- Statuses, descriptions, sheets ---------------------------------------------------------------------


@pytest.mark.parametrize("_turn", TURNS)
def test_of_two_overlapping_programmes_signed_at_once_one_is_refused_in_words(people, zimbabwe, _turn):
    pair = [
        plans.moved(people["chipo"], plans.draft(people["chipo"], zimbabwe), "consultation")
        for _one in range(2)
    ]
    step = {"status": "signed", "effective_on": TODAY, "reason": "Signed"}
    api = ask(
        client_of(people["rashid"]),
        "post",
        f"/api/v1/country-programmes/{pair[0].pk}/statuses/",
        step,
        version=pair[0].version,
    )
    ruth, form = client_of(people["ruth"]), {**step, "version": pair[1].version, "once": "a"}
    by_api, by_page = at_once(api, lambda: ruth.post(f"/dwcps/{pair[1].slug}/move/signed/", form))
    assert (by_api.status_code, by_page.status_code) in {(201, 422), (422, 302)}
    refused = by_page if by_page.status_code == 422 else by_api
    assert "covers part of the period" in refused.content.decode()
    assert CountryProgramme.objects.filter(status="signed").count() == 1
    assert ProgrammeState.objects.current().filter(status="signed").count() == 1


@pytest.mark.parametrize("_turn", range(3))
def test_a_description_and_a_status_of_one_framework_do_not_stop_each_other(people, framework, _turn):
    rashid, ruth = client_of(people["rashid"]), client_of(people["ruth"])
    address = f"/api/v1/cooperation-frameworks/{framework.pk}/"
    answers = at_once(
        ask(rashid, "patch", address, {"title": "New"}, version=1),
        ask(ruth, "post", f"{address}statuses/", {"status": "preparation", "effective_on": TODAY}, version=1),
    )
    assert statuses(answers) in ([200, 412], [201, 412])
    assert FrameworkState.objects.count() == (1 if answers[1].status_code == 201 else 0)


@pytest.mark.parametrize("_turn", TURNS)
def test_a_saved_workbook_and_an_edit_on_the_page_overwrite_nothing(
    people, zimbabwe, settings, tmp_path, _turn
):
    settings.MEDIA_ROOT = tmp_path / "files"
    programme = books.large(people["chipo"], zimbabwe, outcomes=2)
    outcome = programme.outcomes.get(code="ZWE102")
    chipo, rashid = client_of(people["chipo"]), client_of(people["rashid"])
    book = books.download(chipo, programme)
    book.write(2, "Title", "From the workbook", row=3)
    batch = books.uploaded(chipo, programme, book)
    preview = reverse("portfolio:programme-sheet-preview", args=[programme.slug, batch.pk])
    form = {
        "priority": outcome.priority_id,
        "code": outcome.code,
        "title": "From the page",
        "category": outcome.category,
        "version": 1,
        "once": "b",
    }
    saved, edited = at_once(
        lambda: chipo.post(preview, {"rows": "all", "once": "a"}),
        lambda: rashid.post(f"/dwcps/outcomes/{outcome.pk}/edit/", form),
    )
    outcome.refresh_from_db()
    state = ImportBatch.objects.get(pk=batch.pk).state
    assert (saved.status_code, edited.status_code) in {(302, 302), (302, 412)}
    if edited.status_code == 412:
        assert (outcome.title, outcome.version, state) == ("From the workbook", 2, "posted")
        assert "From the workbook" in edited.content.decode()
        assert "From the page" in edited.content.decode()
    else:
        assert (outcome.title, outcome.version) == ("From the page", 2)
        assert state != "posted"
        shown = chipo.get(preview).content.decode()
        assert "From the workbook" in shown
        assert "From the page" in shown


@pytest.mark.parametrize("_turn", TURNS)
def test_two_frameworks_of_one_period_recorded_at_once_are_one(people, zimbabwe, _turn):
    values = {**framework_cast.DESCRIPTION, "countries": ["ZWE"]}
    pair = [client_of(people[name]) for name in ("rashid", "ruth")]
    answers = at_once(*(ask(who, "post", "/api/v1/cooperation-frameworks/", values) for who in pair))
    assert statuses(answers) == [201, 422]
    assert CooperationFramework.objects.count() == 1


@pytest.mark.parametrize("_turn", TURNS)
def test_a_part_is_edited_or_removed_not_both(people, framework, zimbabwe, _turn):
    stage = framework.roadmap_stages.get()
    page = f"/frameworks/{framework.slug}/roadmap/{stage.pk}/"
    rashid, ruth = client_of(people["rashid"]), client_of(people["ruth"])
    form = {"position": 1, "name": "Mine", "version": 1, "once": "a"}
    edited, removed = at_once(
        lambda: rashid.post(page, form), lambda: ruth.post(f"{page}remove/", {"version": 1, "once": "b"})
    )
    assert (edited.status_code, removed.status_code) in {(302, 412), (412, 302), (404, 302)}
