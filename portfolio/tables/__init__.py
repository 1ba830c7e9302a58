"""Columns of the portfolio's lists: page, CSV and XLSX. Those without room on a page are exported only."""
