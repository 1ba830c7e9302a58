"""Code lists of the portfolio, each with its source."""
