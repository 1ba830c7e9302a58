"""What fell due by agreements, instalments of funding partners and reports to them, and what became of it."""
