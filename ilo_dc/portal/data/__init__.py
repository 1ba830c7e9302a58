"""Definitions, downloads, the page that explains a measure, lines of tables of figures."""
