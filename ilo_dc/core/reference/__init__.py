"""Countries, regions, organisations, offices, currencies, periods."""
