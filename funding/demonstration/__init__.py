"""The invented money of a demonstration."""
