"""Agreements with funding partners: what was signed, amended, is to be paid and reported on, and when."""
