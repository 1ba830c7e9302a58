from funding.rules.partners import DISPLAY_GROUP_OF_SOURCE, display_group_of, stands_for_many
from funding.rules.revenue import (
    COMPUTED_TOTAL,
    SUBTYPES,
    TYPE_OF_CATEGORY,
    TYPES,
    Key,
    gaps_of,
    previous_year,
    runs_of,
    summed,
    type_and_subtype,
)

__all__ = [
    "COMPUTED_TOTAL",
    "DISPLAY_GROUP_OF_SOURCE",
    "SUBTYPES",
    "TYPES",
    "TYPE_OF_CATEGORY",
    "Key",
    "display_group_of",
    "gaps_of",
    "previous_year",
    "runs_of",
    "stands_for_many",
    "summed",
    "type_and_subtype",
]
