"""UN INFO's public files of a country, as they are: JSON with all agencies' sub-outputs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ilo_dc.core.imports.described import Column
from ilo_dc.core.imports.importer import Sheet
from ilo_dc.core.imports.lines import Line
from ilo_dc.core.models import Country
from ilo_dc.core.reference.names import same_name
from ilo_dc.core.reference.shipped import read_shipped
from ilo_dc.core.sheets.cells import MAX_CELL, NO_TEXT, SheetError

if TYPE_CHECKING:
    from pathlib import Path

DATA = settings.BASE_DIR / "portfolio" / "data"
NOT_A_COUNTRY_FILE = gettext_lazy("This is not a country file of UN INFO: it has no list of projects.")
NAMES = ("name_en", "name_fr", "name_es", "name_ar", "name_zh", "name_ru")
MISSING = object()
BOM = b"\xef\xbb\xbf"


def is_country_file(path: Path) -> bool:
    """Return whether a file begins as JSON does: no sheet does."""
    with path.open("rb") as file:
        return file.read(1024).removeprefix(BOM).lstrip().startswith((b"{", b"["))


class CountryFile(Sheet):
    """UN INFO's public file of one country, which is JSON: {name, projects: [{id, agency, ...}], ...}.

    Its projects are the rows. It names the country by its name; `country` is whose it is where that name is
    not known here.
    """

    def __init__(self, path: Path, columns: tuple[Column, ...], country: str = "") -> None:
        super().__init__(path, columns)
        self.country, self.name = country, "projects"

    def __iter__(self) -> Iterator[Line]:
        try:
            content = self._content()
            projects, country = content["projects"], self._country(content)
        except SheetError as error:
            self.add(error.row, "", error.value, error.message)
            return
        for number, project in enumerate(projects, start=1):
            self.rows += 1
            if (line := self._line_of(project, number, country)) is not None:
                yield line

    def _content(self) -> dict[str, Any]:
        """Return the file; numbers stay the texts that they are written as.

        Raises:
            SheetError: it is no such file, or too large.
        """
        if self.path.stat().st_size > settings.UPLOAD_MB * 1024 * 1024:
            raise SheetError(_("The file is larger than %(size)s MB.") % {"size": settings.UPLOAD_MB})
        try:
            text = self.path.read_text("utf-8-sig")
            content = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
        except (ValueError, RecursionError) as error:
            message = _("The file is damaged: it is not complete JSON in UTF-8 (%(why)s).")
            raise SheetError(message % {"why": str(error)[:100]}) from error
        if not isinstance(content, dict) or not isinstance(content.get("projects"), list):
            raise SheetError(str(NOT_A_COUNTRY_FILE))
        if len(content["projects"]) > settings.SHEET_ROWS:
            raise SheetError(
                _("The sheet has more than %(rows)s rows. Split it.") % {"rows": settings.SHEET_ROWS}
            )
        if not content["projects"]:
            raise SheetError(_("The file has a list of projects and nothing in it."))
        return content

    def _country(self, content: Mapping[str, Any]) -> str:
        """Return the ISO3 of the country that the file names.

        Raises:
            SheetError: no country or area here has that name, and no single one was chosen.
        """
        written = content.get("name")
        name: str = written if _is_text(written) else ascii(written)
        country = _countries_by_name().get(same_name(name)) or self.country
        if not country:
            message = _("No country or area here has the name that the file gives. Choose it as the scope.")
            raise SheetError(message, value=name)
        return country

    def _line_of(self, project: Any, number: int, country: str) -> Line | None:
        """Return a project as a line, or None (with a problem) where it says no plain texts and numbers."""
        if not isinstance(project, dict):
            self.add(number, "", ascii(project), NOT_A_COUNTRY_FILE)
            return None
        cells = {"iso3": country, "country": ""}
        for name, required in ((one.name, one.required) for one in self.columns if one.name not in cells):
            value = project.get(name, MISSING if required else None)
            if value is MISSING:
                self.add(number, name, "", _("This column is missing."))
                return None
            text = "" if value is None else value
            if not _is_text(text):
                self.add(
                    number, name, ascii(text), _("This is neither a number nor a text that can be kept.")
                )
                return None
            cells[name] = text
        return Line(self, number, cells)


def _is_text(value: object) -> TypeGuard[str]:
    """Return whether a value is a text that the database can hold."""
    return isinstance(value, str) and len(value) <= MAX_CELL and not NO_TEXT.search(value)


def _countries_by_name() -> dict[str, str]:
    """Return the ISO3 of each country or area by its names in six languages and those that UN INFO uses."""
    found = {
        same_name(row["country"]): row["iso3"] for row in read_shipped("ilo-unsdcf-suboutputs", folder=DATA)
    }
    for iso3, *names in Country.objects.values_list("iso3", *NAMES):
        found |= {same_name(name): iso3 for name in names if name}
    return found
