"""Constituents: tripartite parties, their participation and capacity. No noun is kept yet."""
