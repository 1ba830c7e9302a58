"""How dates and numbers are written, per language; `text` turns values into words."""
