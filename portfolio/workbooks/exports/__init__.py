"""Writing workbooks to be edited offline."""
