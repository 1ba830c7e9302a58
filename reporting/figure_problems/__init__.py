"""What readers report of figures that look wrong, and what the office that owns them answers."""
