"""The ledger: pools of money, what is posted to them, and the sums that are kept of it."""
