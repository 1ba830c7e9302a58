"""Pure rules of funding partners."""

from __future__ import annotations

# The groups of the published shares: footnote 21 counts other intergovernmental organizations with the EC.
DISPLAY_GROUP_OF_SOURCE = {"EC": "EC_OIGO", "OIGO": "EC_OIGO"}


def display_group_of(source_category: str) -> str:
    """Return the group in which the papers publish a source category's share."""
    return DISPLAY_GROUP_OF_SOURCE.get(source_category, source_category)


def stands_for_many(column: str, note: str) -> bool:
    """Return whether a row of the partner table holds many partners: its column or its note says so.

    The row of the United Nations is 0 in the column and a "group row" in the note.
    """
    return column == "1" or note.startswith("group row")
