"""Funding partners: the profile of each organisation that funds development cooperation."""
