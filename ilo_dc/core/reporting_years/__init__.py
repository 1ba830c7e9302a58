"""Reporting years: closed and reopened with a reason; what counts in a closed one is marked as late."""
