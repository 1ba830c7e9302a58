"""What awaits a person in the portfolio, one file a noun."""
