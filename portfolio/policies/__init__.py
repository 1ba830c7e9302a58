"""Who may do what in the portfolio. Each function returns a verdict with the reason when it says no."""
