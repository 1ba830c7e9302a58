"""Approvals: what a funding partner signed enters the ledger once, with a minute that has a number."""
