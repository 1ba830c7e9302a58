"""Calls of funds and partners for proposals, and what the Office bids in them; for its staff alone."""
