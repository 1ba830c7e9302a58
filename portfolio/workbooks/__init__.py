"""A country programme as a workbook: taken offline, brought back."""
