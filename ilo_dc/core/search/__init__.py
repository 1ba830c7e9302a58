"""The shape in which every feature answers a search."""
