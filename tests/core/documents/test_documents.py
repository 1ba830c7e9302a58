"""Documents: what is kept, who reads and changes them, and that they have no address of their own."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ilo_dc.core.documents.actions import UnableToAttach, UnableToWithdraw, attach_document, withdraw_document
from ilo_dc.core.documents.forms import AttachForm
from ilo_dc.core.errors import Refused
from ilo_dc.core.history.events import events_before
from ilo_dc.core.models import Document
from ilo_dc.core.people.policies import may_administer
from tests.people import signed_in

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND"


def packed(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in members.items():
            package.writestr(name.replace("__", "/").replace("_DOT_", "."), text)
    return buffer.getvalue()


DOCX = packed(word__document_DOT_xml="<w/>")
XLSX = packed(xl__workbook_DOT_xml="<x/>")
MACROS = packed(word__document_DOT_xml="<w/>", word__vbaProject_DOT_bin="x")
ODT = packed(mimetype="application/vnd.oasis.opendocument.text")


def file_of(content: bytes = PDF, name: str = "decision.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def policy(user, _owner):
    return may_administer(user)


@pytest.fixture(autouse=True)
def kept_files(settings, tmp_path):
    """Keep files of a test apart."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def attach(admin, germany):
    """Attach a file to Germany as Ada."""

    def do(content=PDF, name="decision.pdf", *, by=admin, owner=germany, title=""):
        return attach_document(by=by, owner=owner, file=file_of(content, name), policy=policy, title=title)

    return do


@pytest.mark.parametrize(
    ("content", "name", "media_type", "kept_as"),
    [
        (PDF, "Decision n° 4.PDF", "application/pdf", "Decision n° 4.PDF"),
        (PNG, "scan.png", "image/png", "scan.png"),
        (b"\xff\xd8\xff\xe0 \xff\xd9", "photo.jpeg", "image/jpeg", "photo.jpeg"),
        (DOCX, "minutes.docx", "wordprocessingml.document", "minutes.docx"),
        (XLSX, "budget.xlsx", "spreadsheetml.sheet", "budget.xlsx"),
        (ODT, "minutes.odt", "opendocument.text", "minutes.odt"),
        ("Compte rendu, réunion".encode(), "notes.txt", "text/plain", "notes.txt"),
        (PDF, "Report 2.1", "application/pdf", "Report 2.1.pdf"),
        (PDF, "../../etc/passwd", "application/pdf", "passwd.pdf"),
        (PDF, "C:\\temp\\decision.pdf", "application/pdf", "decision.pdf"),
    ],
)
def test_a_file_is_what_its_content_says(  # noqa: PLR0917  (fixtures)
    attach, content, name, media_type, kept_as
):
    document = attach(content, name)
    assert document.media_type.endswith(media_type)
    assert document.name == kept_as
    assert document.file.name.startswith("documents/")
    assert kept_as not in document.file.name
    assert document.demonstration


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\0\x03",
        b"\xd0\xcf\x11\xe0old",
        MACROS,
        packed(readme="x"),
        b"PK\x03\x04broken",
        b"\xe9t\xe9",
    ],
    ids=["empty", "program", "old-word", "macros", "zip", "broken-zip", "latin-1"],
)
def test_what_it_cannot_tell_is_refused(attach, content):
    with pytest.raises(UnableToAttach) as caught:
        attach(content, "decision.pdf")
    assert list(caught.value.problems) == ["file"]
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "holiday.exe", "PDF"),
        (b"<script>alert(1)</script>", "page.html", "Text"),
        (b"<p>No PDF</p>", "decision.pdf", "Text"),
        (PNG, "scan.JPG", "Picture"),
    ],
)
def test_a_name_that_says_something_else_than_the_content_is_refused(attach, content, name, kind):
    with pytest.raises(UnableToAttach) as caught:
        attach(content, name)
    assert f"“{name}” is {kind} by its content" in caught.value.problems["file"][0]
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7\n" + b"\0" * 5000, "header.pdf"),
        (PDF[:-6] + b"x" * 2000, "torn.pdf"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "header.png"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 70_000, "header.jpg"),
    ],
)
def test_a_file_that_breaks_off_is_refused(attach, content, name):
    with pytest.raises(UnableToAttach) as caught:
        attach(content, name)
    assert caught.value.problems["file"][0].startswith("This file breaks off")
    assert not Document.objects.exists()


def test_the_form_names_the_limit(settings):
    settings.UPLOAD_MB = 7
    assert str(AttachForm().fields["file"].help_text).endswith("At most 7 MB.")


def test_a_file_above_the_limit_is_refused(attach, settings):
    settings.UPLOAD_MB = 1
    with pytest.raises(UnableToAttach, match="at most 1 MB"):
        attach(PDF + b" " * 1024 * 1024)


def test_the_same_file_is_attached_once_to_one_owner(attach, germany, sweden, admin):
    first = attach()
    with pytest.raises(UnableToAttach, match="attached already"):
        attach(name="again.pdf")
    assert attach(owner=sweden).checksum == first.checksum
    withdraw_document(by=admin, owner=germany, document=first, policy=policy, reason="Wrong")
    assert attach(name="again.pdf").checksum == first.checksum


def test_who_the_owners_policy_refuses_neither_attaches_nor_withdraws(attach, auditor, germany):
    document = attach()
    with pytest.raises(Refused):
        attach(PNG, by=auditor)
    with pytest.raises(Refused):
        withdraw_document(by=auditor, owner=germany, document=document, policy=policy, reason="x")
    assert Document.objects.current().count() == 1


def test_withdrawing_needs_a_reason_and_keeps_the_file(attach, admin, germany):
    document = attach()
    for reason in ("", "  "):
        with pytest.raises(UnableToWithdraw):
            withdraw_document(by=admin, owner=germany, document=document, policy=policy, reason=reason)
    withdraw_document(by=admin, owner=germany, document=document, policy=policy, reason="Wrong version")
    document.refresh_from_db()
    assert document.file.storage.exists(document.file.name)
    latest = events_before(None, limit=1, noun="core.document")[0]
    assert (latest.who, latest.why) == (str(admin), "Wrong version")
    with pytest.raises(UnableToWithdraw, match="already"):
        withdraw_document(by=admin, owner=germany, document=document, policy=policy, reason="x")


# --- Pages ----------------------------------------------------------------------------------------


def url(name, *args):
    return reverse(f"core:{name}", args=args)


def test_it_is_attached_and_served_under_its_owner(client, admin, auditor, germany):
    signed_in(admin, client)
    answer = client.post(
        url("attach-to-organisation", germany.pk), {"file": file_of(), "title": "Décision"}, follow=True
    )
    assert "“Décision” was attached." in answer.content.decode()
    document = Document.objects.get()
    signed_in(auditor, client)
    page = client.get(url("organisation", germany.pk)).content.decode()
    address = url("organisation-document", germany.pk, document.pk)
    assert address in page
    assert url("withdraw-organisation-document", germany.pk, document.pk) not in page
    served = client.get(address)
    assert b"".join(served.streaming_content) == PDF
    assert served["Content-Type"] == "application/pdf"
    assert served["Content-Disposition"] == 'attachment; filename="decision.pdf"'
    assert served["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in served["Cache-Control"]
    assert client.get(address, headers={"If-None-Match": served["ETag"]}).status_code == 304


def test_another_owners_and_a_withdrawn_document_are_the_same_404(  # noqa: PLR0917  (fixtures)
    client, attach, admin, germany, sweden
):
    document = attach()
    signed_in(admin, client)
    assert client.get(url("organisation-document", sweden.pk, document.pk)).status_code == 404
    assert (
        client.post(
            url("withdraw-organisation-document", sweden.pk, document.pk), {"reason": "x"}
        ).status_code
        == 404
    )
    withdraw = url("withdraw-organisation-document", germany.pk, document.pk)
    assert client.get(withdraw).status_code == 200
    assert client.post(withdraw, {"reason": "Wrong"}).status_code == 302
    assert client.get(url("organisation-document", germany.pk, document.pk)).status_code == 404
    assert client.get(url("organisation-document", germany.pk, 999)).status_code == 404


@pytest.mark.parametrize("who", ["pardev_officer", "german_donor", "outsider"])
def test_who_may_not_see_the_owner_reads_no_document(  # noqa: PLR0917  (fixtures)
    client, attach, request, germany, who
):
    document = attach()
    signed_in(request.getfixturevalue(who), client)
    assert client.get(url("organisation-document", germany.pk, document.pk)).status_code == 403
    assert client.get(url("attach-to-organisation", germany.pk)).status_code == 403
    client.logout()
    assert client.get(url("organisation-document", germany.pk, document.pk)).status_code == 302


def test_no_address_serves_the_folder(client, attach, admin):
    document = attach()
    signed_in(admin, client)
    for path in (f"/files/{document.file.name}", f"/media/{document.file.name}", f"/{document.file.name}"):
        assert client.get(path).status_code == 404


def test_a_document_whose_file_was_taken_away_is_missing(client, attach, admin, germany):
    document = attach()
    signed_in(admin, client)
    page = url("organisation-document", germany.pk, document.pk)
    assert client.get(page).status_code == 200
    document.file.storage.delete(document.file.name)
    assert client.get(page).status_code == 404


def test_a_refused_file_is_told_on_the_form(client, admin, germany):
    signed_in(admin, client)
    answer = client.post(
        url("attach-to-organisation", germany.pk), {"file": file_of(b"MZ\0"), "title": "Program"}
    )
    assert answer.status_code == 422
    assert "What counts is the content" in answer.content.decode()
    assert 'value="Program"' in answer.content.decode()


def test_a_list_of_documents_takes_one_query(client, attach, admin, germany):
    signed_in(admin, client)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url("organisation", germany.pk))
        return len(captured)

    attach(b"first", "1.txt")
    queries()  # what a process looks up once
    few = queries()
    for number in range(12):
        attach(f"text {number}".encode(), f"{number}.txt")
    assert queries() == few
