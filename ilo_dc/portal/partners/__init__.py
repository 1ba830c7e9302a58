"""Pages of funding partners."""
