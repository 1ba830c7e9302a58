"""Sent twice, saved once: by API, by form, and by two senders at the same time."""

from __future__ import annotations

import json
import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import include, path, reverse
from django.utils import timezone
from rest_framework.response import Response

from ilo_dc.core import tasks
from ilo_dc.core.errors import UnableToAct, UnableToRead
from ilo_dc.core.models import IdempotencyKey, ImportBatch, Organisation, OrganisationAlias, User
from ilo_dc.core.reference.actions.code_lists import add_organisation_alias
from ilo_dc.core.writing.actions import KEPT, Answer, UnableToRepeat, save_once
from ilo_dc.core.writing.api.views import WritingView
from portfolio.frameworks.imports import FRAMEWORK_SUBOUTPUTS
from tests.people import confirmed, signed_in
from tests.recipes.sub_output_sheets import row
from tests.recipes.uploads import file_of


class AliasDoor(WritingView):
    """A door for tests: adds an alias by the action that the administration calls."""

    def create(self, request: Any, pk: int) -> Response:
        alias = add_organisation_alias(
            by=request.user, organisation=Organisation.objects.get(pk=pk), **request.data
        )
        body = {"number": alias.pk, "name": alias.name}
        return Response(body, status=201, headers={"Location": f"/aliases/{alias.pk}/"})


urlpatterns = [
    path("door/<int:pk>/", AliasDoor.as_view()),
    path("", include("ilo_dc.urls")),
]
ALIAS = {"name": "Deutschland", "source": "A letter"}


@pytest.fixture
def post(client, admin, germany, settings):
    """Post JSON to the door as Ada."""
    settings.ROOT_URLCONF = __name__
    signed_in(admin, client)

    def do(body=ALIAS, key="k-1", pk=germany.pk):
        headers = {"Idempotency-Key": key} if key else {}
        return client.post(f"/door/{pk}/", json.dumps(body), "application/json", headers=headers)

    return do


def test_a_repeated_post_saves_once_and_answers_the_same(post):
    first, again = post(), post()
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first["Location"] == again["Location"]
    assert OrganisationAlias.objects.count() == 1


def test_another_key_saves_again_and_no_key_is_no_promise(post):
    assert post().status_code == 201
    assert post(key="k-2").status_code == 422  # the alias exists: the action itself refuses
    assert post({**ALIAS, "name": "Allemagne"}, key="k-2").status_code == 201
    assert post({**ALIAS, "name": "Alemania"}, key="").status_code == 201
    assert IdempotencyKey.objects.count() == 2


@pytest.mark.parametrize("what", ["body", "address"])
def test_the_same_key_for_something_else_is_refused(post, sweden, what):
    post()
    other = post({**ALIAS, "name": "Other"}) if what == "body" else post(pk=sweden.pk)
    assert other.status_code == 422
    assert other["Content-Type"] == "application/problem+json"
    assert "sent before with other content" in other.json()["detail"]
    assert OrganisationAlias.objects.count() == 1


def test_what_failed_may_be_repaired_under_the_same_key(post):
    assert post({"name": "", "source": "A letter"}).status_code == 422
    assert not IdempotencyKey.objects.exists()
    assert post().status_code == 201


@pytest.mark.parametrize("key", ["two words", "ü", "x" * 201])
def test_a_key_that_is_none_is_a_bad_request(admin, key):
    with pytest.raises(UnableToRead):
        save_once(by=admin, key=key, asked="0", do=Answer)


def test_a_key_belongs_to_one_person(admin, auditor):
    save_once(by=admin, key="k", asked="a", do=lambda: Answer("Ada’s"))
    answer, is_repeated = save_once(by=auditor, key="k", asked="b", do=lambda: Answer("Anton’s"))
    assert (answer.body, is_repeated) == ("Anton’s", False)
    with pytest.raises(UnableToRepeat):
        save_once(by=auditor, key="k", asked="a", do=Answer)


def test_keys_expire_and_are_swept(admin):
    save_once(by=admin, key="old", asked="a", do=lambda: Answer(1))
    save_once(by=admin, key="older", asked="a", do=lambda: Answer(1))
    past = timezone.now() - timedelta(seconds=1)
    IdempotencyKey.objects.update(expires_at=past)
    answer, is_repeated = save_once(by=admin, key="old", asked="b", do=lambda: Answer(2))
    assert (answer.body, is_repeated) == (2, False)
    assert tasks.sweep_idempotency_keys() == 1
    kept = IdempotencyKey.objects.get()
    assert kept.key == "old"
    assert kept.expires_at - kept.created_at == KEPT


def test_an_api_key_still_cannot_write(client, post, admin):
    from ilo_dc.core.accounts.actions.api_keys import issue_api_key

    _key, text = issue_api_key(by=admin, user=admin, label="x", expires_at=timezone.now() + timedelta(days=3))
    headers = {"Authorization": f"Bearer {text}", "Idempotency-Key": "k"}
    assert Client().post("/door/1/", "{}", "application/json", headers=headers).status_code == 403


# --- Pages ----------------------------------------------------------------------------------------


def once_in(response) -> str:
    return re.search(r'name="once" value="([^"]+)"', response.content.decode())[1]


def test_a_form_sent_again_by_reload_saves_once(client, admin, germany):
    signed_in(admin, client)
    page = reverse("core:add-alias", args=[germany.pk])
    answers = {**ALIAS, "once": once_in(client.get(page))}
    first, again = client.post(page, answers), client.post(page, answers, follow=True)
    assert first["Location"] == again.redirect_chain[0][0] == reverse("core:organisation", args=[germany.pk])
    assert "saved already; sending it again changed nothing" in again.content.decode()
    assert OrganisationAlias.objects.count() == 1


def test_a_form_sent_again_with_other_content_keeps_what_was_typed(client, admin, germany):
    signed_in(admin, client)
    page = reverse("core:add-alias", args=[germany.pk])
    answers = {**ALIAS, "once": once_in(client.get(page))}
    client.post(page, answers)
    changed = client.post(page, {**answers, "name": "Allemagne"})
    assert changed.status_code == 422
    assert 'value="Allemagne"' in changed.content.decode()
    assert client.post(page, {**answers, "name": "Allemagne", "once": once_in(changed)}).status_code == 302
    assert OrganisationAlias.objects.count() == 2


def test_each_form_has_a_key_of_its_own(client, admin, germany):
    signed_in(admin, client)
    page = reverse("core:add-alias", args=[germany.pk])
    assert once_in(client.get(page)) != once_in(client.get(page))


def test_a_key_of_a_rest_client_is_issued_once_and_kept_nowhere(client, admin):
    confirmed(signed_in(admin, client))
    page = reverse("core:issue-api-key", args=[admin.pk])
    day = (timezone.now() + timedelta(days=30)).date().isoformat()
    key = once_in(client.get(page))
    answers = {"label": "Nightly", "expires_on": day, "scopes": ["read"], "once": key}
    first, again = client.post(page, answers), client.post(page, answers)
    text = re.search(r"ilo_[\w-]{20,}", first.content.decode())[0]
    assert (first.status_code, again.status_code) == (200, 302)
    assert admin.api_keys.count() == 1
    assert text not in IdempotencyKey.objects.get().body


@pytest.mark.usefixtures("places", "kept_files")
def test_a_sheet_uploaded_again_is_one_import(client, pardev_officer):
    signed_in(pardev_officer, client)
    page = reverse("import-new")
    answers = {"importer": FRAMEWORK_SUBOUTPUTS.code, "reason": "New", "finance_year": 2024}
    answers["once"] = once_in(client.get(page))
    first = client.post(page, {**answers, "file": file_of(row("1"))})
    again = client.post(page, {**answers, "file": file_of(row("1"))})
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]
    assert ImportBatch.objects.count() == 1
    other = client.post(page, {**answers, "file": file_of(row("2"))})
    assert other.status_code == 422
    assert ImportBatch.objects.count() == 1


# --- Two at once ----------------------------------------------------------------------------------


@pytest.mark.race
def test_two_posts_at_once_save_once_and_answer_the_same(committing, settings):
    from ilo_dc.core.installation.actions import found_installation
    from ilo_dc.core.people.actions.users import Particulars, found_administrator

    settings.ROOT_URLCONF = __name__
    found_installation(mode="demonstration")
    admin = found_administrator(particulars=Particulars("Ada", "ada@example.org", username="ada"))
    User.objects.filter(pk=admin.pk).update(password="")
    partner = Organisation.objects.create(slug="x", kind="other", name_en="X")
    barrier, answers = threading.Barrier(4), []

    def send() -> None:
        try:
            client = signed_in(User.objects.get(pk=admin.pk))
            barrier.wait(10)
            answers.append(
                client.post(
                    f"/door/{partner.pk}/",
                    json.dumps(ALIAS),
                    "application/json",
                    headers={"Idempotency-Key": "same"},
                )
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.content for answer in answers}) == 1
    assert OrganisationAlias.objects.count() == IdempotencyKey.objects.count() == 1


@pytest.mark.race
def test_the_second_saves_when_the_first_fails(committing):
    from ilo_dc.core.installation.actions import found_installation
    from ilo_dc.core.people.actions.users import Particulars, found_administrator

    found_installation(mode="demonstration")
    admin = found_administrator(particulars=Particulars("Ada", "ada@example.org", username="ada"))
    inside, fail, seen = threading.Event(), threading.Event(), []

    def failing() -> Answer:
        inside.set()
        fail.wait(10)
        raise UnableToAct("no")

    def first() -> None:
        try:
            with pytest.raises(UnableToAct):
                save_once(by=admin, key="k", asked="a", do=failing)
        finally:
            connection.close()

    def second() -> None:
        try:
            seen.append(save_once(by=admin, key="k", asked="a", do=lambda: Answer("second")))
        finally:
            connection.close()

    one = threading.Thread(target=first)
    one.start()
    assert inside.wait(10)
    two = threading.Thread(target=second)
    two.start()
    two.join(0.5)
    assert seen == []  # it waits for the first
    fail.set()
    one.join(10)
    two.join(10)
    assert seen == [(Answer("second"), False)]
