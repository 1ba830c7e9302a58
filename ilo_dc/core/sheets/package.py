"""The ZIP package of a workbook: its parts, none unpacked beyond its limit, whatever the directory says."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from ilo_dc.core.sheets.cells import LimitError, SheetError
from ilo_dc.core.sheets.limits import MB, Limits, Meter

CHUNK = 64 * 1024
# The end of a package: a signature, 8 bytes of counts, then how long its directory is.
END, END_SIZE, LONGEST_COMMENT = b"PK\x05\x06", 22, 0xFFFF
LARGE_PACKAGE = b"PK\x06\x07"  # stands 20 bytes before the end where a package is of the 64-bit kind
LARGEST_DIRECTORY = MB
READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
# What a small part may be compressed to is no sign of anything.
SMALL_PART = MB
MARKUP = (".xml", ".rels", ".vml")


class Package:
    """The parts of a workbook.

    Raises:
        LimitError: a part, or their number, is beyond the limits.
        SheetError: no whole package, or one that is protected or packed in a way that no spreadsheet uses.
    """

    def __init__(self, file: BinaryIO, meter: Meter) -> None:
        self.meter = meter
        try:
            _refuse_directory(file)
            self.archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
            raise SheetError(_("The workbook is damaged: it is not a complete .xlsx file.")) from error
        self.parts = {info.filename.casefold(): info for info in self.archive.infolist()}
        if len(self.archive.infolist()) > meter.limits.parts:
            raise LimitError(_("The workbook has more than %(parts)s parts.") % {"parts": meter.limits.parts})
        if "xl/workbook.xml" not in self.parts and "_rels/.rels" not in self.parts:
            raise SheetError(_("This is a ZIP file, not an .xlsx workbook."))
        for info in self.archive.infolist():
            _refuse_part(info, meter.limits)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self.parts

    def unpacked(self) -> int:
        """Return how many bytes the sheets and texts of the workbook say they unpack to."""
        return sum(info.file_size for name, info in self.parts.items() if name.endswith(MARKUP))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a part piece by piece; what is unpacked is counted, whatever the directory says.

        Raises:
            LimitError: it unpacks to more than a part of its kind may.
            SheetError: it is missing or damaged.
        """
        info = self.parts.get(name.casefold())
        if info is None:
            raise SheetError(
                _("The workbook is damaged: its part “%(part)s” is missing.") % {"part": name[:80]}
            )
        most, taken = _most_bytes(info.filename, self.meter.limits), 0
        try:
            with self.archive.open(info) as part:
                while chunk := part.read(CHUNK):
                    taken += len(chunk)
                    if taken > most:
                        raise _too_large(info.filename, most)
                    if taken % MB < CHUNK:
                        self.meter.look()
                    yield chunk
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise SheetError(_("The workbook is damaged: it is not a complete .xlsx file.")) from error


def _refuse_directory(file: BinaryIO) -> None:
    """Refuse a package whose directory alone would fill the memory, before it is read."""
    size = file.seek(0, 2)
    file.seek(max(0, size - END_SIZE - LONGEST_COMMENT))
    tail = file.read()
    end = tail.rfind(END)
    if end < 0 or len(tail) < end + END_SIZE:
        raise zipfile.BadZipFile
    (length,) = struct.unpack("<L", tail[end + 12 : end + 16])
    file.seek(max(0, size - len(tail) + end - 20))
    if length > LARGEST_DIRECTORY or LARGE_PACKAGE in file.read(20):
        raise LimitError(_("The workbook has too many parts to be a sheet."))
    file.seek(0)


def _refuse_part(info: zipfile.ZipInfo, limits: Limits) -> None:
    """Refuse a part by what the directory says of it."""
    if info.flag_bits & ENCRYPTED:
        raise SheetError(_("The workbook is protected by a password. Save it without one."))
    if info.compress_type not in READABLE:
        raise SheetError(_("The workbook is damaged: it is not a complete .xlsx file."))
    most = _most_bytes(info.filename, limits)
    if info.filename.casefold().endswith(MARKUP) and info.file_size > most:
        raise _too_large(info.filename, most)
    if info.file_size > SMALL_PART and info.file_size > limits.ratio * max(info.compress_size, 1):
        raise _too_large(info.filename, limits.ratio * info.compress_size)


def _most_bytes(name: str, limits: Limits) -> int:
    """Return how many bytes a part may unpack to."""
    lower = name.casefold()
    if "sharedstrings" in lower:
        most = limits.strings_mb
    elif "/worksheets/" in lower and "/_rels/" not in lower:
        most = limits.sheet_mb
    else:
        most = limits.part_mb
    return int(most * MB)


def _too_large(name: str, most: int) -> LimitError:
    return LimitError(
        _(
            "The workbook unpacks to more than a sheet of this size can hold (its part “%(part)s” to more "
            "than %(size)s MB). Copy the cells that matter into a new workbook."
        )
        % {"part": name[:80], "size": f"{most / MB:.3g}"}
    )
