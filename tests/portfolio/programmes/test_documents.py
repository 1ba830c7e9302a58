"""Documents of country programmes and evidence of updates: attached, listed, served, withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ilo_dc.core.errors import Refused, UnableToAct
from portfolio.models import CountryProgramme, ProgrammeDocument, ProgrammeState
from portfolio.programmes.actions.programme_documents import UnableToDocument, attach_programme_document
from tests.people import signed_in
from tests.recipes import programmes as plans
from tests.recipes import updates

API = "/api/v1/country-programmes/"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"

pytestmark = pytest.mark.usefixtures("kept_files")


@pytest.fixture
def programme(field_officer, countries):
    """A draft of Zimbabwe."""
    return plans.draft(field_officer, countries["ZWE"])


def file_of(text: str = "", name: str = "dwcp.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + text.encode(), content_type="application/pdf")


def attach(by: Any, programme: Any, kind: str = "signed", **values: Any) -> ProgrammeDocument:
    values = {"file": file_of(kind), "title": kind.title(), **values}
    return attach_programme_document(by=by, programme=programme, kind=kind, **values)


def test_a_document_has_a_kind_a_date_and_its_owner(programme, field_officer):
    row = attach(field_officer, programme, dated_on=date(2024, 1, 5))
    assert (row.kind, row.document.owner_noun, row.demonstration) == (
        "signed",
        "portfolio.countryprogramme",
        True,
    )
    for values, field in (
        ({"kind": "poem"}, "kind"),
        ({"dated_on": date(2100, 1, 1)}, "dated_on"),
        ({"file": file_of(name="x.pdf")}, None),
    ):
        if field:
            with pytest.raises(UnableToDocument) as refused:
                attach(field_officer, programme, **values)
            assert list(refused.value.problems) == [field]
    with pytest.raises(UnableToAct) as refused:
        attach(field_officer, programme, "minutes", file=file_of("signed"))
    assert list(refused.value.problems) == ["file"]
    assert ProgrammeDocument.objects.count() == 1


def test_only_who_edits_the_programme_attaches(programme, manager):
    with pytest.raises(Refused):
        attach(manager, programme)
    with pytest.raises(Refused):
        attach(manager, programme, "poem")


def test_the_database_keeps_a_document_with_its_programme(programme, field_officer, countries):
    row = attach(field_officer, programme)
    other = plans.draft(field_officer, countries["NAM"])
    with pytest.raises(IntegrityError, match="attached to it"), transaction.atomic():
        ProgrammeDocument.objects.filter(pk=row.pk).update(programme=other)


def test_minutes_are_for_staff_and_the_countrys_constituents(people, programme):
    writer = people["field_officer"]
    signed, minutes = attach(writer, programme), attach(writer, programme, "minutes")
    plans.brought_to(people["regional_officer"], programme, "signed")
    for who, user in {**people, "stranger": None}.items():
        client = signed_in(user)
        inside = who not in {"stranger", "german_donor", "swedish_donor", "outsider"}
        for row, wanted in ((signed, 200), (minutes, 200 if inside else 404)):
            page = client.get(f"/dwcps/{programme.slug}/documents/{row.document_id}/")
            api = client.get(f"{API}{programme.pk}/documents/{row.document_id}/file/")
            assert (page.status_code, api.status_code) == (wanted, wanted), (who, row.kind)
        listed = client.get(f"{API}{programme.pk}/documents/").json()
        assert [one["kind"] for one in listed] == (["minutes", "signed"] if inside else ["signed"]), who
        shown = client.get(f"/dwcps/{programme.slug}/").content.decode()
        assert ("Minutes of a meeting" in shown) is inside
        staff = inside and who != "constituent"
        assert ("Chipo Field" in shown) is staff, who


def test_a_drafts_documents_are_hidden_with_it(programme, field_officer, outsider, constituent):
    row = attach(field_officer, programme)
    path = f"{API}{programme.pk}/documents/"
    for client in (Client(), signed_in(outsider)):
        assert client.get(path).status_code == 404
        assert client.get(f"{path}{row.document_id}/file/").status_code == 404
        assert client.get(f"/dwcps/{programme.slug}/documents/{row.document_id}/").status_code == 404
    served = signed_in(constituent).get(f"{path}{row.document_id}/file/")
    assert b"".join(served.streaming_content) == PDF + b"signed"
    assert "attachment" in served["Content-Disposition"]
    assert served["X-Content-Type-Options"] == "nosniff"


def test_it_is_attached_listed_and_withdrawn_through_the_pages(programme, field_officer):
    client, page = signed_in(field_officer), f"/dwcps/{programme.slug}/documents/"
    nameless = client.post(f"{page}attach/", {"file": file_of(), "kind": ""})
    assert nameless.status_code == 422
    values = {"file": file_of(), "kind": "review", "title": "Review 2026", "dated_on": "2026-02-01"}
    assert client.post(f"{page}attach/", values).status_code == 302
    row = ProgrammeDocument.objects.get()
    shown = client.get(f"/dwcps/{programme.slug}/").content.decode()
    for text in ("Review 2026", "Review report", "Chipo Field", f"{page}{row.document_id}/withdraw/"):
        assert text in shown
    assert client.post(f"{page}{row.document_id}/withdraw/", {"reason": ""}).status_code == 422
    assert client.post(f"{page}{row.document_id}/withdraw/", {"reason": "Wrong file"}).status_code == 302
    assert client.get(f"{page}{row.document_id}/").status_code == 404
    after = client.get(f"/dwcps/{programme.slug}/", {"show": "changes"}).content.decode()
    listed, _section, changes = after.partition('id="changes"')
    assert "Review 2026" not in listed
    assert "Wrong file" in changes


def test_it_is_attached_and_withdrawn_through_the_api(programme, field_officer):
    client, path = signed_in(field_officer), f"{API}{programme.pk}/documents/"
    values = {"kind": "signed", "title": "DWCP", "dated_on": "2024-01-05"}
    key = {"Idempotency-Key": "one-document"}
    made = client.post(path, {**values, "file": file_of()}, headers=key)
    assert made.status_code == 201, made.content
    body = made.json()
    assert {name: body[name] for name in values} == values
    assert (body["media_type"], body["size"]) == ("application/pdf", len(PDF))
    again = client.post(path, {**values, "file": file_of()}, headers=key)
    assert (again.status_code, again.json()) == (201, body)
    assert client.get(path).json() == [body]
    assert b"".join(client.get(body["file"]).streaming_content) == PDF
    refused = client.post(path, {**values, "file": file_of()})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["file"])
    assert refused["Content-Type"] == "application/problem+json"
    withdrawn = client.post(
        f"{path}{body['id']}/withdraw/", {"reason": "Wrong"}, content_type="application/json"
    )
    assert withdrawn.status_code == 204
    assert client.get(path).json() == []
    assert client.get(body["file"]).status_code == 404


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "signed"}, "file"),
        ({"file": b"", "kind": "signed"}, "file"),
        ({"file": b"MZ\x90\x00", "kind": "signed"}, "file"),
        ({"file": PDF, "kind": "poem"}, "kind"),
        ({"file": PDF}, "kind"),
        ({"file": PDF, "kind": "signed", "colour": "red"}, "colour"),
        ({"file": PDF, "kind": "signed", "dated_on": "soon"}, "dated_on"),
    ],
)
def test_the_api_names_what_is_wrong_with_a_file(programme, field_officer, values, field):
    sent = dict(values)
    if "file" in sent:
        sent["file"] = SimpleUploadedFile("x.pdf", sent["file"])
    answer = signed_in(field_officer).post(f"{API}{programme.pk}/documents/", sent)
    assert answer.status_code in {400, 422}
    assert list(answer.json()["errors"]) == [field]
    assert answer["Content-Type"] == "application/problem+json"
    assert not ProgrammeDocument.objects.exists()


def test_page_and_api_let_the_same_people_attach_and_withdraw(people, programme):
    row = attach(people["field_officer"], programme)
    for who, user in people.items():
        if who in {"field_officer", "regional_officer"}:
            continue
        client = signed_in(user)
        wanted = 403 if CountryProgramme.objects.visible_to(user).exists() else 404
        page, api = f"/dwcps/{programme.slug}/documents/", f"{API}{programme.pk}/documents/"
        answers = [
            client.get(f"{page}attach/"),
            client.get(f"{page}{row.document_id}/withdraw/"),
            client.post(api, {"file": file_of("other"), "kind": "other"}),
            client.post(
                f"{api}{row.document_id}/withdraw/", {"reason": "No"}, content_type="application/json"
            ),
        ]
        assert [one.status_code for one in answers] == [wanted] * 4, who
    assert ProgrammeDocument.objects.current().count() == 1


def test_a_step_names_the_document_that_says_so(programme, field_officer, regional_officer, countries):
    row = attach(field_officer, programme)
    other = attach(field_officer, plans.draft(field_officer, countries["NAM"]))
    now = plans.moved(regional_officer, programme, "consultation")
    client = signed_in(regional_officer)
    step = {
        "status": "signed",
        "effective_on": ProgrammeState.objects.current().get(programme=now).effective_on.isoformat(),
        "reason": "Signed by the three parties",
    }
    send = {
        "path": f"{API}{now.pk}/statuses/",
        "content_type": "application/json",
        "headers": {"If-Match": f'"{now.version}"'},
    }
    foreign = client.post(data={**step, "document": other.document_id}, **send)
    assert (foreign.status_code, list(foreign.json()["errors"])) == (400, ["document"])
    made = client.post(data={**step, "document": row.document_id}, **send)
    assert (made.status_code, made.json()["document"]) == (201, row.document_id)
    shown = Client().get(f"/dwcps/{programme.slug}/").content.decode()
    assert shown.count(f'href="/dwcps/{programme.slug}/documents/{row.document_id}/"') == 2
    offered = client.get(f"/dwcps/{programme.slug}/move/running/").context["form"]["document"]
    assert [str(label) for _key, label in offered.field.choices][1:] == ["Signed programme document: Signed"]


def test_a_page_asks_as_often_for_ten_documents_as_for_two(programme, field_officer):
    client, path = signed_in(field_officer), f"{API}{programme.pk}/documents/"

    def asked() -> list[int]:
        counts = []
        for address in (path, f"/dwcps/{programme.slug}/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    for number in range(2):
        attach(field_officer, programme, "other", file=file_of(str(number)))
    asked()
    few = asked()
    for number in range(2, 10):
        attach(field_officer, programme, "other", file=file_of(str(number)))
    assert asked() == few


# --- Evidence of updates -----------------------------------------------------------------------------


def test_evidence_goes_through_the_api_as_through_the_page(people, countries):
    field, region = people["field_officer"], people["regional_officer"]
    outcome = updates.outcome_of(field, region, countries["ZWE"])
    update = updates.draft(field, outcome)
    path = f"/api/v1/outcome-updates/{update.pk}/documents/"
    client = signed_in(field)
    made = client.post(path, {"file": file_of(), "title": "Rapport"})
    assert (made.status_code, made.json()["title"]) == (201, "Rapport")
    assert client.get(path).json() == [made.json()]
    assert signed_in(people["auditor"]).get(made.json()["file"]).status_code == 200
    assert signed_in(people["auditor"]).post(path, {"file": file_of("x")}).status_code == 403
    for hidden in (Client(), signed_in(people["outsider"]), signed_in(people["constituent"])):
        assert hidden.get(path).status_code == 404
        assert hidden.get(made.json()["file"]).status_code == 404
    spare = client.post(path, {"file": file_of("spare")}).json()
    gone = client.post(f"{path}{spare['id']}/withdraw/", {"reason": "Twice"}, content_type="application/json")
    assert gone.status_code == 204
    updates.actions.submit_update(by=field, update=update, lock_version=update.version)
    update.refresh_from_db()
    updates.actions.accept_update(by=region, update=update, lock_version=update.version)
    assert Client().get(made.json()["file"]).status_code == 200
    late = client.post(path, {"file": file_of("late")})
    assert late.status_code == 403
