"""What a page says of a sheet: sums and differences in figures, its scope, what a page can put right."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.imports.scope import Scope
from ilo_dc.core.imports.vocab import ScopeKind
from ilo_dc.core.languages import joined, together
from ilo_dc.core.models import ImportBatch
from ilo_dc.formats.text import amount, exact
from ilo_dc.portal.imports.forms import ScopeForm
from ilo_dc.portal.imports.importers import IMPORTERS

NAMED = 12


def sums_shown(batch: ImportBatch) -> list[dict[str, Any]]:
    """Return what a plan does to the sums of each place and year, by name, in figures."""
    kept = batch.plan.get("sums", [])
    importer = IMPORTERS.get(batch.importer)
    sums = importer.sums if importer and kept else None
    names = sums.named({one["place"] for one in kept}) if sums else {}
    return [
        {
            **one,
            "place": names.get(one["place"], one["place"]),
            "amounts": [
                in_figures({**amount, "currency": one["currency"]}, "before", "after")
                for amount in one["amounts"]
            ],
        }
        for one in kept
    ]


def worded(difference: dict[str, Any]) -> dict[str, Any]:
    """Return a row of the plan with its numbers as the reader's language writes them."""
    fields = [
        in_figures(one, *(("old", "new") if one.get("number") else ()))
        for one in difference.get("fields", ())
    ]
    amounts = [in_figures(one, "value") for one in difference.get("amounts", ())]
    return {**difference, "fields": fields, "amounts": amounts}


def in_figures(kept: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return what a plan keeps, with the amounts of these names as the reader's language writes them."""
    currency = kept.get("currency", "")
    write = partial(amount, currency=currency, decimals=2) if currency else exact
    figures = {name: write(Decimal(kept[name])) if kept[name] else "" for name in names}
    return {**kept, "field": _(kept["field"]), **figures}


def remedies_of(batch: ImportBatch) -> list[tuple[str, list[tuple[str, Any]]]]:
    """Return the cells that a page of the portal can put right, each once, with addresses and labels."""
    importer = IMPORTERS.get(batch.importer)
    found: dict[str, list[tuple[str, Any]]] = {}
    for remedy in importer.remedies if importer else ():
        cells = [one["value"] for one in batch.problems if one["column"] == remedy.column and one["value"]]
        for cell in list(dict.fromkeys(cells))[:NAMED]:
            query = f"?{urlencode({remedy.parameter: cell})}" if remedy.parameter else ""
            found.setdefault(cell, []).append((f"{reverse(remedy.page)}{query}", remedy.label))
    return list(found.items())


def scope_shown(batch: ImportBatch) -> dict[str, Any]:
    """Return in words what a sheet speaks of, and in figures what of it was left out."""
    scope = Scope.from_json(batch.scope)
    importer = IMPORTERS.get(batch.importer)
    names = list(batch.plan.get("names", scope.names))
    words = importer.names_of_scope(names[:NAMED]) if importer else {}
    shown = joined(", ", (words.get(name, name) for name in names[:NAMED]))
    return {
        "kind": scope.kind.label,
        "by": importer.scoped_by.label if importer and importer.scoped_by else "",
        "names": "" if scope.is_whole else together(shown, " …" if len(names) > NAMED else ""),
        "finance_year": scope.finance_year,
        "valid_rows": scope.valid_rows,
        "left_out": batch.plan.get("left_out", 0),
    }


def could_only_add(batch: ImportBatch) -> bool:
    """Return whether a checked sheet withdraws rows, and could add and change alone instead."""
    importer = IMPORTERS.get(batch.importer)
    by = importer.scoped_by if importer else None
    return bool(by and ScopeKind.ADD in by.kinds and batch.plan.get("withdrawn"))


def scope_form_of(batch: ImportBatch) -> ScopeForm | None:
    """Return the form by which a checked sheet is checked again for another scope; None: it has but one."""
    importer = IMPORTERS.get(batch.importer)
    if importer is None or not (importer.scoped_by or importer.by_rows):
        return None
    scope = Scope.from_json(batch.scope)
    if importer.scoped_by is None:
        return _rows_form(scope)
    names = scope.names if scope.kind == ScopeKind.CHOSEN else batch.plan.get("names", ())
    initial = {"scope": scope.kind, "names": ", ".join(names), "finance_year": scope.finance_year}
    form = ScopeForm(initial=initial)
    form.fields["names"].label = str(importer.scoped_by.label)
    if not importer.asks_finance_year:
        del form.fields["finance_year"]
    if not importer.by_rows:
        del form.fields["valid_rows"]
    return form


def _rows_form(scope: Scope) -> ScopeForm:
    """Return the form of a sheet without scopes: whether its rows with errors are left out."""
    form = ScopeForm(initial={"valid_rows": scope.valid_rows})
    for name in ("scope", "names", "finance_year"):
        del form.fields[name]
    return form
