"""The overview counts as the API does, and each number leads to the rows that make it."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.usefixtures("published")

LINE = re.compile(
    r'<tr><th scope="row"><a href="(?P<rows>[^"]+)">(?P<name>[^<]+)</a></th>'
    r".*?>(?P<count>[\d,]+)</a></td></tr>"
)


def lines(client, title: str) -> dict[str, tuple[str, int]]:
    """Return {name: (address of the rows, count)} of the panel under `title`."""
    page = client.get("/").content.decode()
    panel = page[page.index(f"<h3>{title}") :]
    found = LINE.finditer(panel[: panel.index("</table>")])
    return {
        one["name"]: (one["rows"].replace("&amp;", "&"), int(one["count"].replace(",", ""))) for one in found
    }


@pytest.mark.parametrize(
    ("title", "question"),
    [
        (
            "Country programmes running or extended",
            "measure=country_programmes&by=region&status=running,extended",
        ),
        ("Alignment with UN frameworks", "measure=alignments&by=extent"),
    ],
)
def test_the_overview_counts_as_the_api_and_leads_to_the_rows(client, title, question):
    shown = lines(client, title)
    answer = client.get(f"/api/v1/figures/?{question}").json()
    assert shown
    assert {name: count for name, (_rows, count) in shown.items()} == {
        next(iter(row["labels"].values())): int(row["value"]) for row in answer["rows"]
    }
    for rows, count in shown.values():
        register = client.get(rows).content.decode()
        assert f"{count} rows" in register or f"of {count} rows" in register
