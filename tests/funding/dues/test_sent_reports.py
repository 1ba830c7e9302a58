"""That a report was sent is recorded with its day, a note and the file; who sees the report reads them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from funding.agreements.actions.sent_reports import send_report
from funding.models import DonorReport
from ilo_dc.core.errors import Conflict, Refused, UnableToAct
from ilo_dc.core.models import Document
from tests.people import signed_in
from tests.recipes import agreements as cast
from tests.recipes import projects

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
DAY = date(2025, 4, 10)


@pytest.fixture
def report(manager: Any, germany: Any) -> Any:
    """A report that is due to Germany."""
    return cast.report(manager, cast.signed(manager, germany), due_on=date(2025, 3, 31))


def test_the_page_records_day_note_and_file_at_once(
    report: Any, pardev_officer: Any, german_donor: Any, swedish_donor: Any
) -> None:
    address = f"/agreements/reports/{report.pk}/sent/"
    client = signed_in(pardev_officer)
    assert client.get(address).status_code == 200
    sent = {
        "version": report.version,
        "sent_on": DAY.isoformat(),
        "note": "To the embassy",
        "file": SimpleUploadedFile("report.pdf", PDF),
    }
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.content.decode()[:500]
    now = DonorReport.objects.get()
    assert (now.sent_on, now.note) == (DAY, "To the embassy")
    document = Document.objects.of(now).get()
    page = signed_in(german_donor).get(f"/agreements/{report.agreement_id}/").content.decode()
    file = f"/agreements/reports/{report.pk}/documents/{document.pk}/"
    assert "To the embassy" in page
    assert "Sent late" in page
    assert file in page
    assert signed_in(german_donor).get(file).getvalue() == PDF
    assert signed_in(swedish_donor).get(file).status_code == 404
    api = f"/api/v1/donor-reports/{report.pk}/"
    assert signed_in(german_donor).get(api).json()["note"] == "To the embassy"
    assert len(signed_in(german_donor).get(f"{api}documents/").json()) == 1
    assert signed_in(german_donor).get(address).status_code == 403


def test_a_file_that_cannot_be_kept_leaves_all_as_it_was(report: Any, pardev_officer: Any) -> None:
    bad = SimpleUploadedFile("report.pdf", b"\x00\x01 nothing")
    with pytest.raises(UnableToAct):
        send_report(by=pardev_officer, report=report, lock_version=report.version, sent_on=DAY, file=bad)
    assert DonorReport.objects.get().sent_on is None


def test_who_may_not_who_is_late_and_what_lies_ahead_are_refused(
    report: Any, pardev_officer: Any, finance_officer: Any
) -> None:
    asked = {"report": report, "lock_version": report.version}
    with pytest.raises(Refused):
        send_report(by=finance_officer, sent_on=DAY, **asked)
    ahead = timezone.now().date() + timedelta(days=2)
    for day in (None, ahead):
        with pytest.raises(UnableToAct) as error:
            send_report(by=pardev_officer, sent_on=day, **asked)
        assert set(error.value.problems) == {"sent_on"}
    send_report(by=pardev_officer, sent_on=DAY, **asked)
    with pytest.raises(Conflict):
        send_report(by=pardev_officer, sent_on=DAY, note="Again", **asked)


def test_the_page_of_a_project_shows_the_reports_of_its_agreements_to_whom_their_pages_do(
    report: Any, people: Any, countries: Any
) -> None:
    manager, pardev_officer = people["manager"], people["pardev_officer"]
    german_donor, swedish_donor = people["german_donor"], people["swedish_donor"]
    project = projects.running(manager, countries["ZWE"])
    other = projects.running(manager, countries["ZWE"], code="ZWE/24/02/NOR", title="Another one")
    sent = cast.report(manager, report.agreement, kind="final", due_on=date(2030, 3, 31))
    attached = SimpleUploadedFile("report.pdf", PDF)
    send_report(
        by=manager, report=report, lock_version=report.version, sent_on=DAY, note="Of us", file=attached
    )

    def shown(person: Any, of: Any = project) -> str:
        page = signed_in(person).get(f"/projects/{of.pk}/").content.decode()
        return page.partition('id="donor-reports"')[2].partition("</section>")[0]

    assert shown(pardev_officer) == ""
    cast.funded(manager, report.agreement, project)
    document = Document.objects.of(DonorReport.objects.get(pk=report.pk)).get()
    for person in (pardev_officer, german_donor):
        found = shown(person)
        assert found.count("<tr>") == 3  # the head and two reports
        for text in ("Sent late", "Of us", f"/agreements/reports/{report.pk}/documents/{document.pk}/"):
            assert text in found
        assert f'href="/agreements/{sent.agreement_id}/#reports"' in found
        assert shown(person, other) == ""
    assert shown(swedish_donor) == ""
