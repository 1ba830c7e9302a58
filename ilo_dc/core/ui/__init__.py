"""How pages look and read: template tags, form fields, cells."""
