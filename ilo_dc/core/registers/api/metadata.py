"""What OPTIONS answers: the name of a path and its formats. What may be sent stands in the schema."""

from __future__ import annotations

from typing import Any

from rest_framework.metadata import SimpleMetadata


class PathMetadata(SimpleMetadata):
    """Name, description and formats, the same whatever the path is about and whoever asks."""

    def determine_actions(self, request: Any, view: Any) -> dict[str, Any]:
        """Return no shapes of writes: they are those of the schema, and looking rows up is for writes."""
        return {}
