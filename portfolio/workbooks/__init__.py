"""A country programme or a project as a workbook: taken offline, brought back."""
