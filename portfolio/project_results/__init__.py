"""Results of projects: the plan with its indicators, risks and extensions, and the reports on them."""
