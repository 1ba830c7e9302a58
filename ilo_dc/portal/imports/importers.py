"""Every kind of sheet that the portal reads, in the order of the page /imports/new/."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from funding.partnerships.imports import PARTNERSHIPS
from funding.revenue import imports as funding
from ilo_dc.core.errors import UnableToRead
from ilo_dc.core.imports.importer import Importer
from ilo_dc.core.imports.kinds import Kind, kind_of
from portfolio.frameworks.imports import FRAMEWORK_SUBOUTPUTS
from portfolio.projects.imports.projects import PROJECTS
from portfolio.results.imports.cross_walks import CROSS_WALKS
from portfolio.results.imports.results import RESULTS_FRAMEWORKS
from portfolio.workbooks.vocab import LISTS

IMPORTERS: dict[str, Importer[Any]] = {
    importer.code: importer
    # Frameworks before the cross-walks between them.
    for importer in (
        FRAMEWORK_SUBOUTPUTS,
        RESULTS_FRAMEWORKS,
        CROSS_WALKS,
        PROJECTS,
        *funding.IMPORTERS,
        PARTNERSHIPS,
    )
}


def importer_named(code: str) -> Importer[Any]:
    """Return the importer of that code.

    Raises:
        UnableToRead: there is none.
    """
    if code not in IMPORTERS:
        message = _("There is no kind of sheet “%(code)s”.") % {"code": code[:40]}
        raise UnableToRead(message, {"kind": [message]})
    return IMPORTERS[code]


def kinds_of_files() -> list[Kind]:
    """Return the kinds of files that somebody may have meant who sent one of the wrong kind."""
    advice = _("It is the workbook of a country programme or a project: upload it on its page.")
    return [Kind(advice, hidden_sheet=LISTS), *map(kind_of, IMPORTERS.values())]
