"""Reading workbooks back in."""
