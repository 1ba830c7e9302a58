"""The invented funding of a demonstration."""
