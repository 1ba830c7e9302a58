"""One's own API keys, on the page and in the API: made after one confirms, shown once, listed, withdrawn."""

from __future__ import annotations

import csv
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from ilo_dc.core.accounts.actions.api_keys import issue_api_key, revoke_api_key
from ilo_dc.core.accounts.actions.sessions import end_all_sessions
from ilo_dc.core.accounts.forms import own_choices
from ilo_dc.core.accounts.scopes import known_scopes
from ilo_dc.core.accounts.tables import ApiKeyTable
from ilo_dc.core.models import ApiKey, IdempotencyKey
from tests.people import PASSWORD, confirmed, signed_in

API = "/api/v1/api-keys/"
NEW, OWN = "/work/api-keys/new/", "/work/api-keys/"
JSON = "application/json"


def _in(days):
    return timezone.now() + timedelta(days=days)


def _answers(**other):
    return {"label": "Dashboard", "expires_on": _in(30).date().isoformat(), "scopes": ["read"], **other}


def _body(**other):
    return {"label": "Dashboard", "expires_at": _in(30).isoformat(), "scopes": ["read"], **other}


def _bearer(text):
    return Client(headers={"Authorization": f"Bearer {text}"})


def test_the_page_asks_who_makes_a_key_to_confirm_and_goes_on_where_it_was(client, outsider):
    signed_in(outsider, client)
    asked = client.post(NEW, _answers(scopes=["read:countries", "write:alignments"]))
    assert asked["Location"] == f"/account/reauthenticate/?next={NEW.replace('/', '%2F')}"
    assert not ApiKey.objects.exists()
    shown = client.post(asked["Location"], {"password": PASSWORD, "next": NEW})
    text = re.search(r'value="(ilo_[^"]+)"', shown.content.decode())[1]
    assert shown["Cache-Control"] == "private, no-store"
    key = ApiKey.objects.get()
    assert (key.user, key.scopes) == (outsider, ["read:countries", "write:alignments"])
    listed = client.get(OWN).content.decode()
    assert text not in listed
    assert key.prefix in listed
    assert "Read and change only “alignments”" in listed
    assert _bearer(text).get("/api/v1/countries/").status_code == 200
    withdraw = reverse("core:revoke-own-api-key", args=[key.pk])
    assert withdraw in listed
    assert client.post(withdraw, {"reason": "Unused"})["Location"] == OWN
    assert _bearer(text).get("/api/v1/countries/").status_code == 401


def test_the_same_table_lists_keys_wherever_they_stand_and_says_what_a_reader_may_do(
    client, outsider, admin, auditor
):
    pages = {
        admin: [reverse("core:api-keys"), reverse("core:person", args=[outsider.pk])],
        auditor: [reverse("core:api-keys"), reverse("core:person", args=[outsider.pk])],
        outsider: [OWN],
    }
    assert "No key yet." in signed_in(outsider, client).get(OWN).content.decode()
    key, _text = issue_api_key(by=outsider, user=outsider, label="Nightly pull", expires_at=_in(1))
    ways = {admin: "core:revoke-api-key", outsider: "core:revoke-own-api-key"}
    for person, addresses in pages.items():
        signed_in(person, client)
        for address in addresses:
            answer = client.get(address)
            assert isinstance(answer.context["table"], ApiKeyTable)
            page = answer.content.decode()
            assert f"{key.prefix}" in page
            assert ("Withdraw<" in page) is (person in ways), address
            if person in ways:
                assert reverse(ways[person], args=[key.pk]) in page
    lines = client.get(API, {"format": "csv"}).getvalue().decode().splitlines()
    assert lines[0] == "label,person,prefix,scopes,created_at,expires_at,last_used_at,state"
    assert lines[1].startswith(f"Nightly pull,nemo,{key.prefix},read,")
    assert lines[1].endswith(",works")


def test_every_door_says_why_a_key_no_longer_opens_the_api(client, outsider, admin):
    expected = {"works": "Works", "expired": "Expired", "withdrawn": "Withdrawn", "ended": "Ended"}
    ended, expired, withdrawn = (
        issue_api_key(by=outsider, user=outsider, label=name, expires_at=_in(1))[0]
        for name in ("ended", "expired", "withdrawn")
    )
    end_all_sessions(by=admin, user=outsider, reason="Lost")
    revoke_api_key(by=outsider, key=withdrawn, reason="Leaked")
    after = timezone.now()
    ApiKey.objects.filter(pk=expired.pk).update(created_at=after, expires_at=after)
    issue_api_key(by=outsider, user=outsider, label="works", expires_at=_in(1))
    ended.refresh_from_db()
    assert ended.revoked_at is None
    outsider.refresh_from_db()
    signed_in(outsider, client)
    rows = client.get(API).json()["results"]
    assert {row["label"]: row["state"] for row in rows} == {name: name for name in expected}
    assert {row["person"] for row in rows} == {"nemo"}
    file = csv.DictReader(client.get(API, {"format": "csv"}).getvalue().decode().splitlines())
    assert {row["label"]: row["state"] for row in file} == {name: name for name in expected}
    table = client.get(OWN).context["table"]
    marks = {row.record.label: str(row.get_cell("state")) for row in table.rows}
    assert all(f">{word}<" in marks[name] for name, word in expected.items())


def test_the_page_is_ones_own_and_another_key_is_as_a_missing_one(client, outsider, admin, manager):
    key, _text = issue_api_key(by=manager, user=manager, label="Of Mona", expires_at=_in(1))
    for person in (outsider, admin):
        signed_in(person, client)
        assert b"Of Mona" not in client.get(OWN).content
        assert client.get(reverse("core:revoke-own-api-key", args=[key.pk])).status_code == 404
    assert b"Of Mona" in client.get(reverse("core:api-keys")).content
    assert client.post(reverse("core:revoke-api-key", args=[key.pk]), {"reason": "Lost"}).status_code == 302
    assert Client().get(OWN)["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("API keys", "Make an API key")),
        ("fr", ("Clés d’API", "Créer une clé d’API")),
        ("es", ("Claves de API", "Crear una clave de API")),
    ],
)
def test_the_page_speaks_the_readers_language(client, outsider, language, words):
    signed_in(outsider, client)
    page = client.get(OWN, headers={"Accept-Language": language}).content.decode()
    assert f"<h1>{words[0]}</h1>" in page
    assert words[1] in page
    assert "write:alignments" in client.get(NEW, headers={"Accept-Language": language}).content.decode()


def test_the_form_names_what_each_scope_opens_in_every_language(client, outsider):
    signed_in(outsider, client)
    named = {}
    for language in ("en", "fr", "es"):
        with override(language):
            groups = [group for _kind, group in own_choices() if isinstance(group, list)]
            named[language] = {scope: name for group in groups for scope, name in group}
    assert set(named["en"]) == {scope for scope in known_scopes() if ":" in scope}
    bare = {scope for scope, name in named["en"].items() if name == scope.partition(":")[2]}
    assert bare == set()
    assert named["en"]["read:cpos"] == "Country programme outcomes across programmes"
    assert named["fr"]["write:alignments"] == "Alignement sur les cadres des Nations Unies"
    page = client.get(NEW).content.decode()
    assert page.count('class="choice-group"') == 2


def test_pages_say_what_a_key_may_do_in_words(client, outsider):
    confirmed(signed_in(outsider, client))
    french = {"Accept-Language": "fr"}
    made = client.post(NEW, _answers(scopes=["read:countries", "write:alignments"]), headers=french)
    page = (client.get(made.url, headers=french) if made.status_code == 302 else made).content.decode()
    assert "Peut faire\u202f: Lire seulement «\u202fcountries\u202f»" in page
    for text in (page, client.get(OWN, headers=french).content.decode()):
        assert "Lire et modifier seulement «\u202falignments\u202f»" in text
        assert "<code>read" not in text


def test_an_administrator_issues_no_key_that_changes_something(client, admin, coordinator):
    confirmed(signed_in(admin, client))
    page = reverse("core:issue-api-key", args=[coordinator.pk])
    assert b"write" not in re.search(rb"<fieldset.*?</fieldset>", client.get(page).content, re.S)[0]
    assert client.post(page, _answers(scopes=["write"])).status_code == 422
    assert not ApiKey.objects.exists()


def test_the_api_makes_a_key_of_ones_own_after_one_confirms_and_shows_it_once(client, outsider):
    signed_in(outsider, client)
    refused = client.post(API, _body(), JSON)
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"
    assert "http://testserver/account/reauthenticate/" in refused.json()["detail"]
    confirmed(client)
    once = {"Idempotency-Key": "dashboard"}
    body = _body(scopes=["read:countries", "read:regions"])
    first, again = (client.post(API, body, JSON, headers=once) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    text = first.json()["key"]
    assert again.json() == {**first.json(), "key": None}
    assert text not in IdempotencyKey.objects.get().body
    key = ApiKey.objects.get()
    assert first["Location"] == f"{API}{key.pk}/"
    assert _bearer(text).get("/api/v1/countries/").status_code == 200
    assert _bearer(text).get("/api/v1/projects/").status_code == 403
    assert _bearer(text).get(API).status_code == 403
    one = client.get(f"{API}{key.pk}/").json()
    assert (one["prefix"], one["scopes"], one["person"]) == (text[:12], body["scopes"], "nemo")
    assert one["last_used_at"] is not None
    assert text not in str(one)


def test_the_api_says_which_field_is_wrong(client, outsider):
    confirmed(signed_in(outsider, client))
    for field, value, status in (
        ("scopes", ["read:nothing"], 400),
        ("scopes", [], 400),
        ("expires_at", _in(400).isoformat(), 422),
        ("label", "", 400),
    ):
        answer = client.post(API, _body(**{field: value}), JSON)
        assert answer.status_code == status, field
        assert {name.partition("/")[0] for name in answer.json()["errors"]} == {field}


def test_the_api_lists_ones_own_keys_and_all_for_who_administers(outsider, manager, auditor, admin):
    rows = [
        issue_api_key(by=one, user=one, label="x", expires_at=_in(1))[0].pk for one in (outsider, manager)
    ]

    def listed(person):
        return [row["id"] for row in signed_in(person, Client()).get(API).json()["results"]]

    assert (listed(outsider), listed(manager)) == (rows[:1], rows[1:])
    assert listed(admin) == listed(auditor) == rows[::-1]
    assert Client().get(API).status_code == 401
    foreign = f"{API}{rows[0]}/withdraw/"
    assert signed_in(manager, Client()).post(foreign, {"reason": "x"}, JSON).status_code == 404
    assert signed_in(auditor, Client()).post(foreign, {"reason": "x"}, JSON).status_code == 403
    answer = signed_in(admin, Client()).post(foreign, {"reason": "Lost"}, JSON)
    assert answer.status_code == 200
    assert answer.json()["withdrawn_at"] is not None
    again = signed_in(outsider, Client()).post(foreign, {"reason": "Lost"}, JSON)
    assert (again.status_code, again["Content-Type"]) == (422, "application/problem+json")


def test_no_key_makes_a_key_but_one_that_writes_keys_withdraws_them(outsider):
    row, text = issue_api_key(by=outsider, user=outsider, label="x", expires_at=_in(1), scopes=["write"])
    refused = _bearer(text).post(API, _body(scopes=["write"]), JSON)
    assert (refused.status_code, ApiKey.objects.count()) == (403, 1)
    assert _bearer(text).post(f"{API}{row.pk}/withdraw/", {"reason": "Leaked"}, JSON).status_code == 200
    assert _bearer(text).get(API).status_code == 401
