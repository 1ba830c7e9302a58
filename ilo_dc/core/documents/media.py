"""What an uploaded file is, told by its content and never by its name."""

from __future__ import annotations

import codecs
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.core.files.base import File

EXTENSION = re.compile(r"\.[a-z][a-z0-9]{0,4}")  # as “.pdf”; what follows the dot in “Report 2.1” is none
MAX_MEMBERS = 10_000  # a document has some hundred parts; more is a bomb
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


@dataclass(frozen=True)
class MediaType:
    """A kind of file that the portal keeps: its type, its extensions (the first is its own), its words."""

    code: str
    extensions: tuple[str, ...]
    label: str | Promise


PDF = MediaType("application/pdf", (".pdf",), "PDF")
PNG = MediaType("image/png", (".png",), _("Picture"))
JPEG = MediaType("image/jpeg", (".jpg", ".jpeg"), _("Picture"))
TEXT = MediaType("text/plain", (".txt", ".csv", ".tsv", ".md"), _("Text"))
WORD = MediaType(f"{OFFICE}wordprocessingml.document", (".docx",), "Word")
EXCEL = MediaType(f"{OFFICE}spreadsheetml.sheet", (".xlsx",), "Excel")
POWERPOINT = MediaType(f"{OFFICE}presentationml.presentation", (".pptx",), "PowerPoint")
ODT = MediaType(f"{OPEN_DOCUMENT}text", (".odt",), "OpenDocument")
ODS = MediaType(f"{OPEN_DOCUMENT}spreadsheet", (".ods",), "OpenDocument")
ODP = MediaType(f"{OPEN_DOCUMENT}presentation", (".odp",), "OpenDocument")

MEDIA_TYPES = {kind.code: kind for kind in (PDF, PNG, JPEG, TEXT, WORD, EXCEL, POWERPOINT, ODT, ODS, ODP)}
# How files of a kind end: the mark, and how far from the end it stands at the most.
ENDS = {PDF.code: (b"%%EOF", 1024), PNG.code: (b"IEND", 1024), JPEG.code: (b"\xff\xd9", 65_536)}
SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
OFFICE_PARTS = {
    "word/document.xml": WORD,
    "xl/workbook.xml": EXCEL,
    "ppt/presentation.xml": POWERPOINT,
}


def media_type_of(file: File[bytes]) -> MediaType | None:
    """Return what `file` is by its content; None for anything that the portal does not keep.

    Text is UTF-8 from end to end. A document with macros is none of the kinds.
    """
    file.seek(0)
    head = file.read(16)
    try:
        for signature, kind in SIGNATURES:
            if head.startswith(signature):
                return kind
        if head.startswith(b"PK\x03\x04"):
            return _packed(file)
        return TEXT if head and _is_text(file) else None
    finally:
        file.seek(0)


def breaks_off(kind: MediaType, file: File[bytes]) -> bool:
    """Return whether a file begins as its kind does and does not end so: a header alone is no document."""
    if kind.code not in ENDS:
        return False  # the index of a package stands at its end, and text may end anywhere
    mark, within = ENDS[kind.code]
    file.seek(max(0, file.size - within))
    try:
        return mark not in file.read(within)
    finally:
        file.seek(0)


def lies(kind: MediaType, name: str) -> bool:
    """Return whether a name ends as if the file were something else than its content is."""
    suffix = PurePath(name).suffix.lower()
    return EXTENSION.fullmatch(suffix) is not None and suffix not in kind.extensions


def name_as(kind: MediaType, name: str) -> str:
    """Return a file's name with an extension that fits its content; one that has none is given it."""
    name = PurePath(name.replace("\\", "/")).name
    fits = PurePath(name).suffix.lower() in kind.extensions
    return name[-300:] if fits else f"{name[-290:]}{kind.extensions[0]}"


def _packed(file: File[bytes]) -> MediaType | None:
    try:
        with zipfile.ZipFile(file) as package:
            members = package.namelist()
            if len(members) > MAX_MEMBERS or any(name.endswith("vbaProject.bin") for name in members):
                return None
            for part, kind in OFFICE_PARTS.items():
                if part in members:
                    return kind
            if "mimetype" in members and package.getinfo("mimetype").file_size < 200:
                kind_of = package.read("mimetype").decode("ascii", "replace").strip()
                return MEDIA_TYPES.get(kind_of) if kind_of.startswith(OPEN_DOCUMENT) else None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return None
    return None


def _is_text(file: File[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in file.chunks():
            if "\0" in decoder.decode(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
