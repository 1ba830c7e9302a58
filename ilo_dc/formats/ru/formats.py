"""Russian: 12 ноября 2026, 1 234,5. Awaits review with the translation."""

DATE_FORMAT = "j E Y"
DATETIME_FORMAT = "j E Y H:i"
TIME_FORMAT = "H:i"

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\u202f"
NUMBER_GROUPING = 3
