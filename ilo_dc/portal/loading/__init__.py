"""Loading what ships, and the demonstration portfolio."""
