"""XML of a workbook's parts, as a stream of events: no tree, no entities, bounded in every direction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar
from xml.parsers import expat

from django.utils.translation import gettext as _

from ilo_dc.core.sheets.cells import SheetError

T_co = TypeVar("T_co", covariant=True)

DEEPEST = 64  # elements within elements; a sheet has some ten
MOST_NAMES = 4_000  # of elements and attributes
LONGEST_TOKEN = 512 * 1024  # one tag with its attributes; texts come in pieces


class Handler(Protocol[T_co]):
    """Takes a part's events and hands on what it made of them; names come without their prefix."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the begin of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, text: str) -> None:
        """Take a piece of text."""

    def taken(self) -> Iterable[T_co]:
        """Return what is complete since it was asked last."""


def damaged() -> SheetError:
    """Return the problem of a workbook that no parser understands."""
    return SheetError(_("The workbook is damaged. Open it in a spreadsheet and save it again as .xlsx."))


def read_events(chunks: Iterable[bytes], handler: Handler[T_co]) -> Iterator[T_co]:
    """Yield what `handler` makes of a part.

    Raises:
        SheetError: no well-formed XML, one with a document type (no spreadsheet writes one, and it is where
            entities explode), or a part that is no sheet's by its depth, names or tags.
    """
    names: dict[str, str] = {}
    # UTF-8 or UTF-16 by its own declaration, as a spreadsheet may write it.
    parser = expat.ParserCreate(intern=names)
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise damaged()
        handler.start(_local(name), attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(_local(name))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    fed, isfinal = 0, True
    try:
        for chunk in chunks:
            fed += len(chunk)
            parser.Parse(chunk)
            if len(names) > MOST_NAMES or fed - parser.CurrentByteIndex > LONGEST_TOKEN + len(chunk):
                raise damaged()
            yield from handler.taken()
        parser.Parse(b"", isfinal)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged() from error
    yield from handler.taken()


def _local(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


def _refuse_document_type(*_declared: object) -> None:
    raise damaged()
