"""Lists, pages and API of the reference data."""
