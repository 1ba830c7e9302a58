"""Filters are saved and removed, and mailed weekly to whoever wants them."""
