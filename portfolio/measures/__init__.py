"""What may be counted in the portfolio, one file a kind of row."""
