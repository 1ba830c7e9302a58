"""Every kind of sheet that the portal reads, in the order of the page /imports/new/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from funding.first_import.imports.kinds import FIRST_IMPORT
from funding.partnerships.imports import PARTNERSHIPS
from funding.rates.imports.rates import EXCHANGE_RATES
from funding.revenue import imports as revenue
from ilo_dc.core.errors import ALLOWED, UnableToRead, Verdict
from ilo_dc.core.imports.importer import Importer
from ilo_dc.core.imports.kinds import Kind, kind_of
from ilo_dc.core.models import ImportBatch
from ilo_dc.core.people import policies
from portfolio.frameworks.imports import FRAMEWORK_SUBOUTPUTS
from portfolio.projects.imports.projects import PROJECTS
from portfolio.proposals.imports.proposals import PROPOSALS
from portfolio.results.imports.cross_walks import CROSS_WALKS
from portfolio.results.imports.results import RESULTS_FRAMEWORKS
from portfolio.workbooks.vocab import LISTS

if TYPE_CHECKING:
    from ilo_dc.core.imports.querysets import ImportBatchQuerySet
    from ilo_dc.core.people.grants import Viewer

# Frameworks before the cross-walks between them.
IN_ORDER: tuple[Importer[Any], ...] = (
    FRAMEWORK_SUBOUTPUTS,
    RESULTS_FRAMEWORKS,
    CROSS_WALKS,
    PROJECTS,
    PROPOSALS,
    *revenue.IMPORTERS,
    EXCHANGE_RATES,
    PARTNERSHIPS,
    *FIRST_IMPORT,
)
IMPORTERS: dict[str, Importer[Any]] = {importer.code: importer for importer in IN_ORDER}


def importer_named(code: str) -> Importer[Any]:
    """Return the importer of that code.

    Raises:
        UnableToRead: there is none.
    """
    if code not in IMPORTERS:
        message = _("There is no kind of sheet “%(code)s”.") % {"code": code[:40]}
        raise UnableToRead(message, {"kind": [message]})
    return IMPORTERS[code]


def may_load(user: Viewer) -> Verdict:
    """Return whether `user` may load a kind of sheet; which ones, each importer's own policy says."""
    verdict = policies.may_import(user)
    return verdict if verdict or not any(one.policy(user) for one in IMPORTERS.values()) else ALLOWED


def imports_seen_by(user: Viewer) -> ImportBatchQuerySet:
    """Return the sheets that `user` sees: their own, and of others those whose rows they may read."""
    hidden = [code for code, importer in IMPORTERS.items() if not importer.may_see(user)]
    rows: ImportBatchQuerySet = ImportBatch.objects.visible_to(user)
    return rows.filter(~Q(importer__in=hidden) | Q(uploaded_by=user.pk))


def kinds_of_files() -> list[Kind]:
    """Return the kinds of files that somebody may have meant who sent one of the wrong kind."""
    advice = _("It is the workbook of a country programme or a project: upload it on its page.")
    return [Kind(advice, hidden_sheet=LISTS), *map(kind_of, IMPORTERS.values())]
