"""That searches read folded texts which are stored, and that what is stored is what would be folded now."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.invisible import INVISIBLE
from ilo_dc.core.numbers import read_number
from ilo_dc.core.sheets.rules import without_invisible
from ilo_dc.core.text_search import PARTING, TAKEN_OUT, FoldedTexts, plain, stored_as, words_of
from portfolio.frameworks.models.sub_output import SubOutputState
from tests.people import signed_in
from tests.recipes.facts import record_sub_output, reference
from tests.registers import all_registers

FOLDED_BY_ROW = 'search_folded("'  # of a column: what was typed stands there as a text, and is folded once


def stored_texts() -> list[tuple[str, str]]:
    """Return the table and column of each text that is stored folded."""
    indexes = [(model, index) for model in apps.get_models() for index in model._meta.indexes]
    return [
        (model._meta.db_table, model._meta.get_field(name).column)
        for model, index in indexes
        if isinstance(index, FoldedTexts)
        for name in index.fields
    ]


def test_no_search_folds_the_texts_of_rows(admin, manager, client):
    signed_in(admin, client)
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/search/", {"search": "social protection"}).status_code == 200
    asked = {f"search {number}": query["sql"] for number, query in enumerate(captured)}
    for code, register in all_registers().items():
        if "search" in register.filterset.base_filters:
            seen = register.rows(admin)
            rows = seen if not seen.query.is_empty() else register.rows(manager)  # what is confidential
            rows = register.filterset({"search": "kenya"}, queryset=rows).qs
            asked[code] = str(rows.order_by().query)
    assert [door for door, sql in asked.items() if FOLDED_BY_ROW in sql] == []
    reading = {door for door, sql in asked.items() if '_folded"' in sql}
    assert len([door for door in reading if door.startswith("search ")]) >= 9
    assert {"countries", "organisations", "country-programmes", "outcome-updates"} <= reading
    assert {"framework-suboutputs", "framework-outcomes", "results", "alignments"} <= reading


def test_database_and_python_fold_the_same_signs(installation):
    signs = sorted({*INVISIBLE, *TAKEN_OUT, *PARTING})
    texts = [f"a{sign}b" for sign in signs]
    texts += ["Co\u00adte d’Ivoire – Abidjan…", "«Türkiye» (2024)", "O’Neill/Ö"]
    texts += ["肯尼亚：内罗毕", "Российская", "Королёв", "أوغندا", "한국", "Łódź", "Ærø"]
    order = "SELECT search_folded(one) FROM unnest(%s::text[]) WITH ORDINALITY AS texts(one, n) ORDER BY n"
    with connection.cursor() as cursor:
        cursor.execute(order, [texts])
        folded = [row[0] for row in cursor.fetchall()]
    pairs = zip(texts, folded, map(plain, texts), strict=True)
    assert [(ascii(text), one, other) for text, one, other in pairs if one != other] == []
    assert plain("a\u200bb") == plain("a\u00adb") == "ab"
    assert plain("a–b") == "a b"


def test_what_nobody_sees_is_one_list_for_cells_numbers_and_search():
    for sign in INVISIBLE:
        assert without_invisible(f"R{sign}01é") == "R01é", ascii(sign)
        assert read_number(f"1{sign}2", decimals=0) == 12, ascii(sign)
        assert words_of(f"ken{sign}ya") == ("kenya",), ascii(sign)


@pytest.mark.usefixtures("published")
def test_what_is_stored_is_the_folded_text():
    parts = [
        f'SELECT count(*) FROM "{table}"'
        f' WHERE search_folded("{column}") IS DISTINCT FROM "{stored_as(column)}"'
        for table, column in stored_texts()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        assert {count for (count,) in cursor.fetchall()} == {0}
    assert len(parts) > 40


def test_a_sub_output_is_found_by_its_stored_text_and_can_be_superseded_but_not_changed(installation):
    reference()
    with recording(by=None, reason="x"):
        record_sub_output("7", "KEN")
    found = SubOutputState.objects.filter(name__folded__contains="sub-OUTPUT 7")
    with recording(by=None, reason="y"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            found.update(name="Another")
        assert found.update(superseded_at=Now()) == 1
    assert found.get().superseded_at is not None
