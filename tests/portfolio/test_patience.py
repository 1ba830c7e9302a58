"""Who writes while somebody else holds a lock is told so in time, at every door; nothing is saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from ilo_dc.core.errors import Busy
from ilo_dc.core.facts.actions import changes
from ilo_dc.core.facts.moments import CHANGE_LOCK
from ilo_dc.core.models import Change, Run
from ilo_dc.core.runs.actions import runs, working
from ilo_dc.core.runs.queue import breaker
from portfolio.models import CountryProgramme
from tests.database import nothing_stays
from tests.portfolio import permissions as table
from tests.portfolio.knocks import Knock, api_knocks, files_in, page_knocks
from tests.portfolio.test_permissions import typed
from tests.portfolio.test_writes import send

WRITERS = (table.REGION, table.FIELD, table.MANAGER, table.PARDEV)


@contextmanager
def held(statement: str, *values: object) -> Iterator[None]:
    """Let somebody else hold what a statement locks; a writer who waits without end fails after seconds."""
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold", "pool"):
        parameters.pop(name, None)
    with psycopg.connect(**parameters) as other:
        other.execute(statement, values)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def doors(world: Any) -> Iterator[tuple[str, str, str, Knock]]:
    """Yield each door that takes a writing: kind, name, method, the way through it, and who may."""
    for (name, method), knock in api_knocks(world).items():
        who = table.API[name].writes.get(method, table.NO_ONE) if name in table.API else table.NO_ONE
        if one := next((one for one in WRITERS if one in who), ""):
            yield one, name, method, knock
    knocks = page_knocks(world)
    for name, page in table.PAGES.items():
        if one := next((one for one in WRITERS if one in (page.sends or table.NO_ONE)), ""):
            yield one, name, "", knocks[name]


def knock_at(client: Any, name: str, method: str, knock: Knock) -> Any:
    """Send what a door takes: a page's form with all that it holds."""
    if method:
        tag = {"If_Match": f'"{knock.version}"'} if knock.version is not None else {}
        return send(client, method, name, knock, **tag)
    client.cookies.pop("messages", None)
    address = knock.address(name)
    whole = typed(client, address) if table.PAGES[name].opens else {}
    return client.post(address, {**whole, **files_in(knock.values)})


def test_every_door_that_records_says_in_time_that_others_are_recording(world, callers, monkeypatch):
    """Which of them record is found by asking: a change is there afterwards."""
    monkeypatch.setattr(changes, "PATIENCE", timedelta(milliseconds=20))
    begun, recorded, wrong = Change.objects.count(), {"api": 0, "page": 0}, []
    for who, name, method, knock in doors(world):
        with held("SELECT pg_advisory_xact_lock(%s)", CHANGE_LOCK), nothing_stays():
            told = knock_at(callers[who], name, method, knock)
            saved = Change.objects.count() - begun
        with nothing_stays():
            answer = knock_at(callers[who], name, method, knock)
            records = Change.objects.count() > begun
        if not records:
            fine = told.status_code == answer.status_code
        else:
            recorded["api" if method else "page"] += 1
            fine = told.status_code == 503 and bool(told["Retry-After"]) and answer.status_code < 400
            fine = fine and "being saved" in told.content.decode()
        if saved or not fine:
            wrong.append((who, method, name, told.status_code, answer.status_code, saved))
    assert wrong == []
    assert min(recorded.values()) >= 8, recorded


@pytest.fixture
def locked(world, monkeypatch) -> CountryProgramme:
    """A programme that a job works on for long; the session waits as those of the web server do."""
    programme = CountryProgramme.objects.get(pk=world.programme.pk)
    with held("SELECT 1 FROM portfolio_countryprogramme WHERE id = %s FOR UPDATE", programme.pk):
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '20ms'")
        yield programme


def test_who_edits_a_row_that_somebody_works_on_is_told_so_in_time(locked, callers):
    client = callers[table.REGION]
    api = reverse("api:country-programmes-detail", args=[locked.pk])
    page = reverse("portfolio:programme-edit", args=[locked.slug])
    headers = {"If-Match": f'"{locked.version}"'}
    with nothing_stays():
        sent = client.patch(api, {"title": "Other"}, content_type="application/json", headers=headers)
    assert (sent.status_code, sent["Content-Type"]) == (503, "application/problem+json")
    assert sent["Retry-After"]
    assert "Somebody else is saving this" in sent.json()["detail"]
    form = {**typed(client, page), "title": "Other"}
    with nothing_stays():
        sent = client.post(page, form)
    assert sent.status_code == 503
    assert sent["Retry-After"]
    assert "Somebody else is saving this" in sent.content.decode()


@pytest.mark.parametrize("harm", [Busy("Not now."), OperationalError()])
def test_work_that_meets_a_lock_waits_again(db, harm):
    if isinstance(harm, OperationalError):
        harm.__cause__ = psycopg.errors.LockNotAvailable()

    def work(_work: working.Work) -> None:
        with transaction.atomic():
            raise harm

    breaker.failed()  # no worker is told of it
    run = runs.request_run(by=None, task="core.none", label="Locked", parameters={})
    working.perform(run.pk, work)
    run = Run.objects.get(pk=run.pk)
    assert (run.state, run.failure, run.attempts) == ("pending", "", 1)
