"""A sheet on its way in: uploaded, checked, decided on, saved or put away; by pages and actions."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ilo_dc.core.errors import Refused
from ilo_dc.core.imports.actions.batches import UnableToImport
from ilo_dc.core.imports.actions.imports import (
    cancel_sheet,
    check_sheet,
    confirm_sheet,
    post_sheet,
    upload_sheet,
)
from ilo_dc.core.models import Change, ImportBatch, SourceEdition
from ilo_dc.core.runs.actions.runs import cancel_run
from ilo_dc.core.runs.actions.working import RunLost
from ilo_dc.portal import tasks  # noqa: F401  (the doors are known once imported)
from portfolio.frameworks.imports import FRAMEWORK_SUBOUTPUTS
from portfolio.models import SubOutputState
from tests.people import signed_in
from tests.recipes.sheet_files import assert_read_within_a_request, book_of, cell, kept_meters, mutated
from tests.recipes.sheet_files import row as sheet_row
from tests.recipes.sub_output_sheets import HEADER, SHIPPED, load, row, write_lines
from tests.recipes.uploads import OF_2024, file_of

pytestmark = pytest.mark.usefixtures("places", "kept_files")


@pytest.fixture
def operator_loads(tmp_path):
    """Import lines past the pages."""
    return lambda *lines: load(write_lines(tmp_path / "other.csv", *lines))


def test_a_name_that_is_cut_ends_with_an_ellipsis(operator_loads):
    names = {"20": "Short", "21": "a" * 199, "22": "b" * 200}
    rows = [row(number, name=name) for number, name in names.items()]
    shown = [one["row"] for one in operator_loads(*rows).summary["differences"]]
    assert len(shown) == 3
    assert [len(one) <= 200 and one.endswith("…") for one in shown] == [False, True, True]


def test_an_upload_is_checked_by_a_worker_and_then_waits(upload, work_off):
    batch = upload(row("1"))
    assert batch.state == "uploaded"
    (run,) = work_off()
    assert (run.state, run.result["errors"]) == ("done", 0)
    batch.refresh_from_db()
    assert batch.state == "ready"
    assert batch.plan["created"] == 1
    assert batch.plan["differences"][0]["row"] == "1 KEN: Sub-output 1"
    assert not SubOutputState.objects.exists()


def test_saving_makes_one_change_with_its_reason_edition_and_run(upload, work_off, pardev_officer):
    batch = upload(row("1"))
    work_off()
    confirm_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    (run,) = work_off()
    batch.refresh_from_db()
    assert batch.state == "posted"
    change = batch.change
    assert (change.reason, change.by, change.run) == ("New edition", pardev_officer, run)
    assert change.edition.checksum == batch.checksum
    assert change.edition.demonstration
    assert SubOutputState.objects.get().demonstration


def test_a_shipped_file_and_the_publishers_own_are_real_and_any_other_is_demonstration(upload):
    assert not upload(file=SimpleUploadedFile("mine.csv", SHIPPED.read_bytes())).demonstration
    published = b'{"name": "Bangladesh", "projects": [{"id": "1"}]}'
    assert not upload(file=SimpleUploadedFile("bgd.json", published)).demonstration
    assert upload(row("1")).demonstration


def test_a_sheet_with_errors_is_refused_whole(upload, work_off, pardev_officer):
    batch = upload(row("1"), row("2", required="x"))
    work_off()
    batch.refresh_from_db()
    assert batch.state == "refused"
    assert batch.problem_count == 1
    assert batch.problems == [
        {
            "sheet": "",
            "row": 3,
            "column": "required",
            "value": "x",
            "message": "This is not a number. Write figures only, for example 1234567.89.",
        }
    ]
    with pytest.raises(UnableToImport):
        confirm_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    assert not SubOutputState.objects.exists()


def test_a_sheet_that_says_nothing_new_makes_no_change(upload, work_off, pardev_officer, operator_loads):
    operator_loads(row("1"))
    batch = upload(row("1"))
    work_off()
    confirm_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    work_off()
    batch.refresh_from_db()
    assert (batch.state, batch.change) == ("posted", None)
    assert Change.objects.count() == SourceEdition.objects.count() == 1


def test_what_changed_meanwhile_is_shown_again_before_it_is_saved(
    upload, work_off, pardev_officer, operator_loads
):
    batch = upload(row("1", required="500"))
    work_off()
    confirm_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    operator_loads(row("1"), row("2"))
    work_off()
    batch.refresh_from_db()
    assert batch.state == "ready"
    assert (batch.plan["changed"], batch.plan["withdrawn"]) == (1, 1)
    assert "changed meanwhile" in batch.plan["notes"][0]
    assert SubOutputState.objects.current().count() == 2
    confirm_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    work_off()
    assert SubOutputState.objects.current().count() == 1


def test_saving_twice_saves_once(upload, work_off, pardev_officer):
    batch = upload(row("1"))
    work_off()
    confirm_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    for _time in range(2):
        post_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    assert Change.objects.count() == 1
    with pytest.raises(UnableToImport, match="not waiting"):
        confirm_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)


def test_a_sheet_that_was_put_away_is_not_saved(upload, work_off, pardev_officer):
    batch = upload(row("1"))
    work_off()
    cancel_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    with pytest.raises(UnableToImport):
        confirm_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    check_sheet(batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    batch.refresh_from_db()
    assert batch.state == "cancelled"


def test_a_sheet_whose_saving_was_stopped_can_be_put_away(upload, work_off, pardev_officer, manager):
    batch = upload(row("1"))
    work_off()
    batch = confirm_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    with pytest.raises(UnableToImport):
        cancel_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)
    cancel_run(by=manager, run=batch.run)
    cancel_sheet(by=pardev_officer, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\0\1\2" * 1000, "not text"),
        (b"\xd0\xcf\x11\xe0 old", "Excel"),
        (b"x" * (2 * 1024 * 1024), "at most 1 MB"),
    ],
)
def test_what_is_no_sheet_is_refused_at_the_door(upload, settings, content, word):
    settings.UPLOAD_MB = 1
    with pytest.raises(UnableToImport, match=word) as refused:
        upload(file=SimpleUploadedFile("noise.csv", content))
    assert refused.value.problems["file"]
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("name", ["finance_officer", "field_officer", "german_donor", "auditor", "outsider"])
def test_other_roles_upload_nothing(request, name):
    with pytest.raises(Refused):
        upload_sheet(
            by=request.getfixturevalue(name),
            importer=FRAMEWORK_SUBOUTPUTS,
            file=file_of(row("1")),
            source_date=None,
            reason="x",
            scope=OF_2024,
        )


@pytest.mark.parametrize("verb", [confirm_sheet, cancel_sheet, post_sheet])
def test_other_roles_decide_nothing(upload, work_off, outsider, verb):
    batch = upload(row("1"))
    work_off()
    with pytest.raises(Refused):
        verb(by=outsider, batch=batch, importer=FRAMEWORK_SUBOUTPUTS)


# --- Pages ----------------------------------------------------------------------------------------


@pytest.fixture
def petra(client, pardev_officer):
    """Petra's browser."""
    signed_in(pardev_officer, client)
    return client


def send(client, file, **fields):
    return client.post(
        reverse("import-new"),
        {
            "importer": "framework_suboutputs",
            "file": file,
            "scope": "named",
            "finance_year": 2024,
            "reason": "New edition",
            **fields,
        },
    )


def test_the_page_takes_a_sheet_from_upload_to_the_change(petra, work_off):
    response = send(petra, file_of(row("1")))
    batch = ImportBatch.objects.get()
    page = reverse("import", args=[batch.pk])
    assert response.url == page
    waiting = petra.get(page).content.decode()
    assert 'http-equiv="refresh"' in waiting
    work_off()
    ready = petra.get(page).content.decode()
    assert 'http-equiv="refresh"' not in ready
    assert "1 KEN: Sub-output 1" in ready
    petra.post(reverse("portal:import-save", args=[batch.pk]))
    work_off()
    done = petra.get(page).content.decode()
    assert f"change {Change.objects.get().pk}" in done
    assert "sheet.csv" in petra.get(reverse("portal:imports")).content.decode()


def test_the_page_lists_every_error_with_its_place(petra, work_off):
    send(petra, file_of(row("1", iso3="ZZZ"), row("2", required="<b>x</b>")))
    work_off()
    page = petra.get(reverse("import", args=[ImportBatch.objects.get().pk])).content.decode()
    assert "2 errors" in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "ISO 3166" in page
    assert reverse("portal:import-save", args=[ImportBatch.objects.get().pk]) not in page


def test_a_refused_file_is_an_error_of_its_field(petra, settings):
    settings.UPLOAD_MB = 1
    response = send(petra, SimpleUploadedFile("large.csv", b"x" * (2 * 1024 * 1024)))
    assert response.status_code == 422
    assert "at most 1 MB" in response.content.decode()
    assert send(petra, SimpleUploadedFile("empty.csv", b"")).status_code == 422
    assert send(petra, file_of(row("1")), reason="").status_code == 422
    assert send(petra, file_of(row("1")), importer="none").status_code == 422
    assert not ImportBatch.objects.exists()


def test_putting_a_sheet_away_saves_nothing(petra, work_off):
    send(petra, file_of(row("1")))
    work_off()
    batch = ImportBatch.objects.get()
    petra.post(reverse("portal:import-cancel", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == "cancelled"
    assert not SubOutputState.objects.exists()


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_an_empty_sheet_with_the_columns_can_be_had(petra, extension):
    response = petra.get(reverse("portal:import-template", args=["framework_suboutputs", extension]))
    assert response.status_code == 200
    if extension == "csv":
        assert b"".join(response.streaming_content).decode().strip() == f"{HEADER},finance_year"
        for headers in ({"accept": "text/html"}, {"accept": "*/*", "sec-fetch-mode": "navigate"}):
            saved = petra.get(response.request["PATH_INFO"], headers=headers)
            assert saved.getvalue().decode().startswith(f"\ufeff{HEADER}")


@pytest.mark.parametrize("name", ["german_donor", "evaluator", "outsider"])
def test_the_pages_refuse_other_roles(client, request, upload, name):
    batch = upload(row("1"))
    signed_in(request.getfixturevalue(name), client)
    assert client.get(reverse("portal:imports")).status_code == 403
    assert client.get(reverse("import-new")).status_code == 403
    assert send(client, file_of(row("2"))).status_code == 403
    for page in ("import", "portal:import-progress"):
        assert client.get(reverse(page, args=[batch.pk])).status_code == 404
    for verb in ("portal:import-save", "portal:import-cancel"):
        assert client.post(reverse(verb, args=[batch.pk])).status_code == 404
    assert ImportBatch.objects.count() == 1


def test_finance_loads_sheets_of_money_and_no_other(client, finance_officer, upload):
    batch = upload(row("1"))
    signed_in(finance_officer, client)
    form = client.get(reverse("import-new"))
    assert form.status_code == 200
    assert "framework_suboutputs" not in form.text
    assert send(client, file_of(row("2"))).status_code in (403, 422)
    assert client.get(reverse("import", args=[batch.pk])).status_code == 404
    assert client.post(reverse("portal:import-save", args=[batch.pk])).status_code == 404
    assert ImportBatch.objects.count() == 1


def test_who_loads_other_sheets_is_offered_none_of_published_data(client, field_officer, upload):
    batch = upload(row("1"))
    signed_in(field_officer, client)
    assert client.get(reverse("portal:imports")).context["page"].rows == []
    form = client.get(reverse("import-new")).context["form"]
    assert [code for code, _label in form.fields["importer"].choices] == ["proposals"]
    assert send(client, file_of(row("2"))).status_code == 422
    template = reverse("portal:import-template", args=["framework_suboutputs", "csv"])
    assert client.get(template).status_code == 403
    assert client.get(reverse("import", args=[batch.pk])).status_code == 404
    assert ImportBatch.objects.count() == 1


def test_an_auditor_reads_and_decides_nothing(client, auditor, upload, work_off):
    batch = upload(row("1"))
    work_off()
    signed_in(auditor, client)
    page = client.get(reverse("import", args=[batch.pk]))
    assert page.status_code == 200
    assert reverse("portal:import-save", args=[batch.pk]) not in page.content.decode()
    assert client.post(reverse("portal:import-save", args=[batch.pk])).status_code == 403


def test_nobody_is_asked_to_sign_in(client):
    for page in ("portal:imports", "import-new"):
        assert client.get(reverse(page)).status_code == 302


# --- Read by a worker ---------------------------------------------------------------------------------------


def test_no_request_reads_a_sheet(pardev_officer, work_off, monkeypatch):
    from ilo_dc.core.sheets.reading import SheetFile

    def refuse(_file) -> None:
        pytest.fail("a request reads the sheet")

    reads = SheetFile.__iter__
    monkeypatch.setattr(SheetFile, "__iter__", refuse)
    petra = signed_in(pardev_officer)
    answers = {"importer": FRAMEWORK_SUBOUTPUTS.code, "finance_year": 2024, "reason": "New edition"}
    answers["file"] = file_of(row("1"))
    assert petra.post(reverse("import-new"), answers).status_code == 302
    batch = ImportBatch.objects.get()
    assert petra.get(reverse("import", args=[batch.pk])).status_code == 200
    monkeypatch.setattr(SheetFile, "__iter__", reads)
    work_off()
    monkeypatch.setattr(SheetFile, "__iter__", refuse)
    assert petra.get(reverse("import", args=[batch.pk])).status_code == 200
    petra.post(reverse("portal:import-save", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == "posting"


def test_a_sheet_that_is_put_away_is_read_no_more(upload, work_off, pardev_officer):
    batch = upload(row("1"))
    petra = signed_in(pardev_officer)
    page = petra.get(reverse("import", args=[batch.pk])).content.decode()
    assert reverse("portal:import-cancel", args=[batch.pk]) in page
    petra.post(reverse("portal:import-cancel", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, batch.run.state) == ("cancelled", "cancelled")
    assert work_off() == []


def test_reading_tells_how_far_it_is_and_ends_when_it_is_told_to(upload, monkeypatch):
    monkeypatch.setattr("ilo_dc.core.sheets.limits.TELL_EVERY", 0)
    batch = upload(*(row(str(number)) for number in range(1_200)))
    steps = []

    def progress(step: str) -> None:
        steps.append(step)
        if "500" in step:
            raise RunLost

    with pytest.raises(RunLost):
        check_sheet(batch=batch, importer=FRAMEWORK_SUBOUTPUTS, progress=progress)
    assert steps == ["Reading the file", "Reading the file: 500 rows so far"]


def test_errors_are_shown_by_kind_and_sent_whole(upload, work_off, pardev_officer):
    batch = upload(*(row(str(number), required="x", spent="") for number in range(300)))
    work_off()
    batch.refresh_from_db()
    first, second = batch.plan["problem_groups"]
    assert {first["column"], second["column"]} == {"required", "spent"}
    assert (first["count"], first["rows"]) == (300, [2, 3, 4, 5, 6])
    petra = signed_in(pardev_officer)
    page = petra.get(reverse("import", args=[batch.pk])).content.decode()
    assert "2, 3, 4, 5, 6" in page
    for extension in ("csv", "xlsx"):
        address = reverse("import-problems", args=[batch.pk, extension])
        assert address in page
        assert petra.get(address).status_code == 200
    sent = petra.get(reverse("import-problems", args=[batch.pk, "csv"]))
    lines = b"".join(sent.streaming_content).decode().splitlines()
    assert (len(lines), lines[0]) == (601, "sheet,row,column,value,message")


def test_what_a_worker_says_is_in_the_language_of_who_asked(upload, work_off, pardev_officer):
    pardev_officer.language = "fr"
    pardev_officer.save()
    batch = upload(row("1", required="x"))
    work_off()
    batch.refresh_from_db()
    assert batch.problems[0]["message"].startswith("Ce n’est pas un nombre.")


@pytest.mark.parametrize("many", [15, pytest.param(300, marks=pytest.mark.race)])
def test_no_mutated_sheet_breaks_a_page_or_is_saved_unconfirmed(pardev_officer, work_off, many, monkeypatch):
    petra, meters = signed_in(pardev_officer), kept_meters(monkeypatch)
    lines = [HEADER, *(row(str(number), name="Côte d’Ivoire") for number in range(1, 30))]
    text = "\n".join(lines).encode()
    book = book_of("".join(sheet_row(*map(cell, line.split(","))) for line in lines))
    for seed in range(many):
        content = mutated(seed, (text, book)[seed % 2])
        file = SimpleUploadedFile("sheet", content)
        answers = {"importer": FRAMEWORK_SUBOUTPUTS.code, "finance_year": 2024, "reason": "New"}
        answers["file"] = file
        meters.clear()
        answer = petra.post(reverse("import-new"), answers)
        assert_read_within_a_request(meters)
        assert answer.status_code in {302, 422}, seed
        if answer.status_code == 302:
            (run,) = work_off()
            assert (run.state, run.failure) == ("done", ""), seed
            assert petra.get(answer["Location"]).status_code == 200, seed
    assert set(ImportBatch.objects.values_list("state", flat=True)) <= {"ready", "refused"}
    assert not Change.objects.exists()
    assert not SubOutputState.objects.exists()


def test_the_preview_states_what_is_added_and_taken_away_in_the_readers_figures(
    upload, work_off, pardev_officer, operator_loads
):
    operator_loads(row("1"), row("2", required="12345"))
    batch = upload(row("1", required="1500.5"))
    work_off()
    client = signed_in(pardev_officer)
    for language, before, after, withdrawn in (
        ("en", "US$ 12,445.00", "US$ 1,500.50", "US$ 12,345.00"),
        ("es", "12\u202f445,00", "1\u202f500,50", "12\u202f345,00"),
    ):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        page = client.get(f"/imports/{batch.pk}/").content.decode().replace("\u00a0", " ")
        figures = page.partition('id="amounts"')[2].partition("</dl>")[0]
        assert before in figures
        assert after in figures
        (line,) = [line for line in page.splitlines() if "Sub-output 2" in line]
        assert withdrawn in line
        assert "The first of each kind are shown." not in page
        assert ".5000" not in page
