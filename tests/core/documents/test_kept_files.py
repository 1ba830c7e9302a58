"""Files are kept whole or not at all, and none stays that no row names."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from ilo_dc.core.documents import storage
from ilo_dc.core.documents.orphans import sweep_orphan_files
from ilo_dc.core.models import Document, ImportBatch
from tests.people import signed_in
from tests.portfolio import permissions as table
from tests.portfolio.knocks import api_knocks, files_in, page_knocks


def kept(root: Path) -> set[str]:
    return {str(file.relative_to(root)) for file in root.rglob("*") if file.is_file()}


def test_a_file_is_kept_under_its_name_and_readable_by_its_owner_alone(kept_files, settings):
    first, second = (default_storage.save("a/one.txt", ContentFile(text)) for text in (b"first", b"second"))
    assert first == "a/one.txt" != second
    assert default_storage.open(first).read() == b"first"
    assert default_storage.open(second).read() == b"second"
    assert kept(Path(settings.MEDIA_ROOT)) == {first, second}
    assert Path(default_storage.path(first)).stat().st_mode & 0o077 == 0


@pytest.fixture(params=[(errno.ENOSPC, False), (errno.EROFS, True)], ids=["full", "read-only"])
def refuse_files(request, monkeypatch):
    """A disk that refuses from when it is told, before the first byte or after some."""
    number, at_once = request.param

    def do() -> None:
        refusal = OSError(number, os.strerror(number))

        class Refusing:
            def __init__(self, handle: int, _mode: str) -> None:
                self.file = open(handle, "wb", buffering=0)  # noqa: SIM115

            def __enter__(self):
                return self

            def __exit__(self, *_error):
                self.file.close()

            def write(self, chunk: bytes) -> None:
                self.file.write(chunk[:3])
                raise refusal

        def refuse(*_given, **_named):
            raise refusal

        if at_once:
            monkeypatch.setattr(storage.tempfile, "mkstemp", refuse)
        else:
            monkeypatch.setattr(storage.os, "fdopen", Refusing)

    return do


def doors(world):
    """Yield every door that takes a file: its name, its address, what is sent and who may send it."""
    for name, knock in page_knocks(world).items():
        if "file" in knock.values and name in table.PAGES and table.PAGES[name].sends:
            yield f"page {name}", knock.address(name), knock, sender(table.PAGES[name].sends)
    for (name, method), knock in api_knocks(world).items():
        senders = table.API[name].writes.get("POST") if name in table.API else None
        if method == "POST" and "file" in knock.values and senders:
            yield f"api {name}", knock.address(f"api:{name}"), knock, sender(senders)


def sender(people):
    return min(people - {table.STRANGER, table.API_KEY})


def test_every_door_that_takes_a_file_answers_503_and_keeps_nothing(everybody, world, settings, refuse_files):
    root = Path(settings.MEDIA_ROOT)
    before = kept(root), Document.objects.count(), ImportBatch.objects.count()
    sent = [
        (
            name,
            address,
            files_in(knock.values),
            signed_in(everybody[who], Client(raise_request_exception=False)),
        )
        for name, address, knock, who in doors(world)
    ]
    refuse_files()
    answers = {name: client.post(address, values) for name, address, values, client in sent}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 503)
    assert len(answers) >= 4
    assert all("cannot keep files" in answer.content.decode() for answer in answers.values())
    assert all(
        answer["Content-Type"] == "application/problem+json"
        for name, answer in answers.items()
        if name.startswith("api")
    )
    assert (kept(root), Document.objects.count(), ImportBatch.objects.count()) == before


def test_files_that_no_row_names_are_swept_when_they_are_old(upload, places, kept_files, settings):
    root = Path(settings.MEDIA_ROOT)
    named = upload("KEN,,1,ILO,1.1,Name,,2023-07-01,2027-12-31,Output 1,,100,40,10").file.name
    for orphan in ("documents/2026/01/lost.pdf", f"imports/{storage.UNFINISHED}x", "young.pdf"):
        (root / orphan).parent.mkdir(parents=True, exist_ok=True)
        (root / orphan).write_text("nobody's")
    long_ago = time.time() - 2 * 86400
    for file in kept(root) - {"young.pdf"}:
        os.utime(root / file, (long_ago, long_ago))
    assert sweep_orphan_files() == 2
    assert kept(root) == {named, "young.pdf"}
    assert sweep_orphan_files() == 0
