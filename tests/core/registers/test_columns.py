"""Columns: the label or a link on the page, the plain value in files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import django_tables2
import pytest
from django.urls import get_resolver
from django.utils.html import conditional_escape
from django.utils.translation import override

from ilo_dc.core.languages import written_in
from ilo_dc.core.models import Organisation
from ilo_dc.core.registers.columns import CodeColumn, LinkColumn, PageColumn, RegisterTable, exported
from tests.recipes import updates

DEMONSTRATION = (
    '<span class="demo" title="Demonstration data"><span aria-hidden="true">D</span>'
    '<span class="vh">Demonstration data</span></span>'
)


def in_french(row: Organisation) -> str:
    return written_in("fr", row.name_en)


class Organisations(RegisterTable):
    """Each kind of column."""

    kind = CodeColumn("Kind", default="")
    badge = CodeColumn("Kind", lambda code: f"[{code}]", accessor="kind", empty_values=())
    name = LinkColumn("Name", lambda row: f"/o/{row.slug}?a&b", text=in_french)
    bare = LinkColumn("Name", accessor="name_en", text=lambda row: row.name.upper(), marks=None)
    french = LinkColumn("Name", accessor="name_en", text=in_french, marks=None)
    country = PageColumn("Country", lambda row: f"in {row.country_id}", accessor="country_id", default="–")
    slug = exported("Address")


def organisation(**values: Any) -> Organisation:
    return Organisation(
        **{"slug": "a-b", "kind": "foundation", "name_en": "A <b>", "country_id": "KEN", **values}
    )


def shown(name: str, **values: Any) -> Any:
    return Organisations([organisation(**values)]).rows[0].get_cell(name)


def filed(**values: Any) -> dict[str, Any]:
    table = Organisations([])
    (line,) = table.file_cells([organisation(**values)])
    return dict(zip(table.base_columns, line, strict=True))


def test_a_code_is_worded_on_the_page_in_the_readers_language_and_stays_a_code_in_files():
    assert shown("kind") == "Foundation"
    with override("fr"):
        assert shown("kind") == "Fondation"
        assert filed()["kind"] == "foundation"


def test_a_code_may_be_written_by_its_badge_even_where_there_is_none():
    assert shown("badge") == "[foundation]"
    assert shown("badge", kind="") == "[]"
    assert (shown("kind", kind=""), filed(kind="")["kind"], filed(kind="")["badge"]) == ("", "", "")


def test_a_link_names_a_language_that_is_not_the_pages_says_what_is_invented_and_escapes():
    link = '<a href="/o/a-b?a&amp;b" lang="fr">A &lt;b&gt;</a> '
    assert shown("name") == link
    assert shown("name", demonstration=True) == link + DEMONSTRATION
    assert filed(demonstration=True)["name"] == "A <b>"
    with override("fr"):
        assert shown("name") == link.replace(' lang="fr"', "")


def test_a_name_stands_without_a_link_or_marks_where_none_are_asked_for():
    assert shown("bare", demonstration=True) == "A <B>"  # plain text, which the template escapes
    assert conditional_escape(shown("french")) == "<span lang=fr>A &lt;b&gt;</span>"
    assert (filed()["bare"], filed()["french"]) == ("A <b>", "A <b>")


def test_what_the_page_writes_of_a_record_leaves_the_files_value_alone():
    assert (shown("country"), filed()["country"]) == ("in KEN", "KEN")
    assert (shown("country", country_id=None), filed(country_id=None)["country"]) == ("–", None)


def test_what_is_only_exported_stands_in_files_alone():
    table = Organisations([organisation()])
    assert "slug" not in [column.name for column in table.columns]
    assert filed()["slug"] == "a-b"


# --- A register of the portal -----------------------------------------------------------------------


@pytest.fixture
def update(field_officer, regional_officer, countries):
    """An update of an outcome of Zimbabwe that the region accepted."""
    outcome = updates.outcome_of(field_officer, regional_officer, countries["ZWE"])
    return updates.accepted(field_officer, regional_officer, outcome)


def test_a_register_shows_words_and_links_and_exports_codes(client, update):
    page = client.get("/dwcps/updates/", headers={"accept-language": "fr"}).content.decode()
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    title = update.outcome.title
    assert f'<a href="/dwcps/updates/{update.pk}/" lang="en">{title}</a>' in body
    assert re.findall(r'data-th="(?:Pays|État|Progrès)[^"]*">(.*?)</td>', body) == [
        "<span lang=en>Zimbabwe</span>",  # as these rows have no other name
        '<span class="badge badge-ok">Acceptée</span>',
        '<span class="status status-ok">En bonne voie</span>',
    ]
    answer = client.get("/api/v1/outcome-updates/", {"format": "csv"}, headers={"accept-language": "fr"})
    (row,) = csv.DictReader(io.StringIO(answer.getvalue().decode()))
    assert [row[name] for name in ("country", "outcome", "state", "progress")] == [
        "ZWE",
        title,
        "accepted",
        "on_track",
    ]


def tables(kind: type[RegisterTable]) -> Iterator[type[RegisterTable]]:
    for one in kind.__subclasses__():
        yield one
        yield from tables(one)


def test_every_table_leaves_days_and_moments_to_be_written_as_pages_write_them():
    """The library's own columns of days know the formats of Django, not those of the reader's language."""
    assert get_resolver().url_patterns  # all tables are imported
    found = list(tables(RegisterTable))
    assert len(found) > 30
    own = (django_tables2.DateColumn, django_tables2.DateTimeColumn, django_tables2.TimeColumn)
    assert [
        (table.__name__, name)
        for table in found
        for name, column in table.base_columns.items()
        if isinstance(column, own)
    ] == []
