"""A funding partner's first view: its agreements, money, reports and projects."""
