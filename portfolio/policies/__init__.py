"""Who may do what in the portfolio. Each function returns None when allowed, else the reason why not."""
