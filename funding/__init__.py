"""Funding: funding partners and published revenue."""
