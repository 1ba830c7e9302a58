"""What people are told, and letters."""
