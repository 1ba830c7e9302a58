"""Partnerships that sources name, with who takes part in them; no money is counted here."""
