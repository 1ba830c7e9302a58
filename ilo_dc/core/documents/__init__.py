"""Documents: files that belong to a row and are seen with it."""
