"""Pages composed of what several features of the portfolio show."""
