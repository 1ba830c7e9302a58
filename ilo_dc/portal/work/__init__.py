"""What awaits a person."""
