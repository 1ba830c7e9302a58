"""The administration: who reads and writes it, and what its forms do."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from ilo_dc.core.models import ApiKey, CountryStatus, Membership, Organisation, ReportingYear, Run, User
from ilo_dc.core.people.actions.users import edit_person
from ilo_dc.core.runs.actions import runs
from tests.people import PASSWORD, confirmed, signed_in

READABLE = (
    "admin-area",
    "people",
    "memberships",
    "api-keys",
    "countries",
    "regions",
    "currencies",
    "biennia",
    "offices",
    "reporting-years",
    "organisations",
    "runs",
    "history",
    "changes",
)
EVERYBODY = (
    "admin",
    "auditor",
    "manager",
    "pardev_officer",
    "field_officer",
    "regional_officer",
    "coordinator",
    "evaluator",
    "bureau_officer",
    "finance_officer",
    "german_donor",
    "swedish_donor",
    "constituent",
    "outsider",
)
STAFF = set(EVERYBODY) - {"german_donor", "swedish_donor", "constituent", "outsider"}
# Pages that more than administrators and auditors read.
ALSO = {
    "organisations": {"manager", "pardev_officer"},
    "reporting-years": STAFF,
    "runs": STAFF,
}


def _url(name, *args):
    return reverse(f"core:{name}", args=args)


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_page_opens_for_those_roles_alone(client, request, who):
    signed_in(request.getfixturevalue(who), client)
    for name in READABLE:
        allowed = who in {"admin", "auditor"} | ALSO.get(name, set())
        assert client.get(_url(name)).status_code == (200 if allowed else 403), name


@pytest.mark.parametrize("name", READABLE)
def test_a_stranger_is_asked_to_sign_in(client, installation, name):
    response = client.get(_url(name))
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


def _writable(person: User, countries) -> list[str]:
    membership = person.memberships.first()
    organisation = Organisation.objects.create(slug="x", kind="other", name_en="X")
    status = CountryStatus.objects.create(country=countries["ZWE"], kind="lldc", source="Test")
    year = ReportingYear.objects.get_or_create(year=2019)[0]
    run = Run.objects.create(task="tests.none", label="None")
    return [
        _url("invite"),
        *[
            _url(name, person.pk)
            for name in (
                "edit-person",
                "give-role",
                "reactivate-person",
                "remove-second-step",
                "resend-invitation",
                "issue-api-key",
            )
        ],
        reverse("deactivate-person", args=[person.pk]),
        reverse("end-role", args=[membership.pk]),
        _url("add-status", "ZWE"),
        _url("end-status", status.pk),
        _url("add-alias", organisation.pk),
        _url("add-code", organisation.pk),
        _url("place-organisation", organisation.pk),
        _url("merge-organisation", organisation.pk),
        _url("part-organisation", organisation.pk),
        _url("close-year", year.pk),
        _url("reopen-year", year.pk),
        _url("retry-run", run.pk),
        _url("cancel-run", run.pk),
    ]


def test_an_auditor_reads_every_page_and_writes_none(  # noqa: PLR0917  (fixtures)
    client, admin, auditor, coordinator, countries
):
    pages = _writable(coordinator, countries)
    signed_in(auditor, client)
    assert client.get(_url("person", coordinator.pk)).status_code == 200
    for page in pages:
        assert client.get(page).status_code == 403, page
        assert client.post(page, {"reason": "x"}).status_code == 403, page
    signed_in(admin, client)
    for page in pages:
        assert client.get(page).status_code == 200, page


def test_it_invites_a_person_and_shows_what_was_typed_again(client, admin, countries):
    signed_in(admin, client)
    answers = {
        "name": "Nia New",
        "email": "nia@example.org",
        "language": "fr",
        "role": "field",
        "scope": "global",
    }
    refused = client.post(_url("invite"), answers)
    assert refused.status_code == 422
    assert b"nia@example.org" in refused.content
    assert b"One office or One country or area" in refused.content
    done = client.post(_url("invite"), {**answers, "scope": "country", "country": "ZWE"}, follow=True)
    assert done.redirect_chain == [(_url("people"), 302)]
    assert b"Nia New was invited" in done.content
    assert Membership.objects.get(user__email="nia@example.org").country_id == "ZWE"


def test_it_finds_people_by_name_role_and_state(client, admin, people):
    signed_in(admin, client)
    found = client.get(_url("people"), {"search": "dieter"}).content
    assert b"Dieter Donor" in found
    assert b"Sanna Donor" not in found
    donors = client.get(_url("people"), {"role": "donor"}).content
    assert b"Sanna Donor" in donors
    assert b"Petra" not in donors


def test_the_list_of_people_costs_the_same_for_few_and_many(
    client, admin, people, django_assert_max_num_queries
):
    signed_in(admin, client)
    with django_assert_max_num_queries(14):
        assert client.get(_url("people"), {"search": "dieter"}).status_code == 200
    with django_assert_max_num_queries(14):
        assert client.get(_url("people")).status_code == 200


def test_it_gives_and_ends_a_role_and_keeps_a_person_out(client, admin, outsider):
    signed_in(admin, client)
    client.post(_url("give-role", outsider.pk), {"role": "auditor", "scope": "global"})
    membership = outsider.memberships.get()
    client.post(reverse("end-role", args=[membership.pk]), {"reason": "A mistake"})
    membership.refresh_from_db()
    assert membership.ends_on is not None
    refused = client.post(reverse("deactivate-person", args=[admin.pk]), {"reason": "Myself"})
    assert refused.status_code == 422
    assert b"You cannot deactivate yourself" in refused.content
    client.post(reverse("deactivate-person", args=[outsider.pk]), {"reason": "Left"})
    assert not User.objects.get(pk=outsider.pk).is_active


def test_it_shows_a_key_once_and_withdraws_it(client, admin, coordinator):
    confirmed(signed_in(admin, client))
    answers = {"label": "Nightly pull", "expires_on": "2999-01-01", "scopes": ["read"]}
    assert client.post(_url("issue-api-key", coordinator.pk), answers).status_code == 422
    from django.utils import timezone

    answers["expires_on"] = timezone.now().date().replace(month=12, day=31).isoformat()
    shown = client.post(_url("issue-api-key", coordinator.pk), answers)
    assert shown["Cache-Control"] == "private, no-store"
    text = re.search(rb'value="(ilo_[^"]+)"', shown.content)[1]
    assert text not in client.get(_url("person", coordinator.pk)).content
    key = ApiKey.objects.get()
    client.post(_url("revoke-api-key", key.pk), {"reason": "Lost"})
    assert ApiKey.objects.get().revoked_at is not None


def test_it_dates_the_statuses_of_a_country(client, admin, countries):
    signed_in(admin, client)
    answers = {"kind": "ldc", "starts_on": "1986-12-01", "source": "UN list"}
    client.post(_url("add-status", "KHM"), answers)
    again = client.post(_url("add-status", "KHM"), {**answers, "starts_on": "1991-12-31"})
    assert b"at that time already" in again.content
    status = CountryStatus.objects.get()
    too_early = client.post(_url("end-status", status.pk), {"on": "1980-01-01"})
    assert too_early.status_code == 422
    client.post(_url("end-status", status.pk), {"on": "2029-12-18"})  # the last day
    status.refresh_from_db()
    assert str(status.ends_on) == "2029-12-19"


def test_an_alias_names_one_organisation(client, admin, germany, sweden):
    signed_in(admin, client)
    answers = {"name": "Bundesrepublik Deutschland", "source": "A partner’s file"}
    assert client.post(_url("add-alias", germany.pk), answers).status_code == 302
    assert client.post(_url("add-alias", sweden.pk), answers).status_code == 422
    assert client.post(_url("add-code", germany.pk), {"scheme": "dac", "code": "5"}).status_code == 302
    assert b"Bundesrepublik" in client.get(_url("organisation", germany.pk)).content


def test_a_manager_reopens_a_year_with_a_reason_and_an_officer_does_not(client, manager, pardev_officer):
    year = ReportingYear.objects.get_or_create(year=2019)[0]
    signed_in(pardev_officer, client)
    assert client.post(_url("close-year", year.pk)).status_code == 403
    signed_in(manager, client)
    client.post(_url("close-year", year.pk))
    assert client.post(_url("reopen-year", year.pk), {"reason": ""}).status_code == 422
    client.post(_url("reopen-year", year.pk), {"reason": "A late agreement"})
    year.refresh_from_db()
    assert (year.state, year.reason) == ("reopened", "A late agreement")


def test_a_run_at_work_asks_again_by_itself_and_a_failed_one_starts_again(client, admin, coordinator):
    run = runs.request_run(by=admin, task="tests.none", label="Counting", parameters={})
    signed_in(coordinator, client)
    assert b'http-equiv="refresh"' in client.get(_url("run", run.pk)).content
    Run.objects.filter(pk=run.pk).update(state="failed", failure="Row 14 is wrong.")
    page = client.get(_url("run", run.pk)).content
    assert b'http-equiv="refresh"' not in page
    assert b"Row 14 is wrong." in page
    assert client.post(_url("retry-run", run.pk)).status_code == 403
    signed_in(admin, client)
    client.post(_url("retry-run", run.pk))
    assert Run.objects.get(pk=run.pk).state == "pending"


def test_the_history_says_who_what_and_why_and_can_be_narrowed(  # noqa: PLR0917  (fixtures)
    client, admin, auditor, outsider, german_donor
):
    from ilo_dc.core.people.actions.users import Particulars

    edit_person(by=admin, user=outsider, particulars=Particulars("Nemo Renamed", "nemo@example.org"))
    signed_in(auditor, client)
    page = client.get(_url("history"), {"noun": "core.user", "person": admin.username}).content.decode()
    assert "Nemo Renamed" in page
    assert "<del>Nemo Outsider</del>" in page
    assert "Particulars changed" in page
    assert "Ada Administrator" in page
    nothing = client.get(_url("history"), {"person": german_donor.name}).content.decode()
    assert "Nothing was changed" in nothing
    assert client.get(_url("history"), {"noun": "core.nothing"}).status_code == 200
    assert client.get(_url("history"), {"cursor": "forged"}).status_code == 400


def test_the_history_walks_through_every_event_once(admin, people):
    from ilo_dc.core.history import events as history

    seen, position = [], None
    while page := history.events_before(position, limit=7):
        seen += [event.position for event in page]
        position = page[-1].position
    assert len(seen) == len(set(seen))
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == sum(model._default_manager.count() for model in history.tracked().values())


def test_a_secret_enters_no_history(admin, coordinator):
    fields = {field.name for field in User.pgh_event_model._meta.fields}
    assert not fields & {"password", "last_login"}
    assert not {"digest"} & {field.name for field in ApiKey.pgh_event_model._meta.fields}
    assert User.objects.get(pk=coordinator.pk).check_password(PASSWORD)
