"""The writers of funding, one file a noun."""
