"""Resource gaps: page and API path."""
