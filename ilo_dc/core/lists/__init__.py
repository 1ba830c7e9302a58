"""The registers of core's own nouns: filters, columns and orders, one file a noun."""
