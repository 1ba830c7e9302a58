"""What a search over everything finds in the portfolio, one file a noun."""
