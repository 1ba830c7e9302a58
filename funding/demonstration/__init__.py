"""What the portal invents of money for a demonstration, each row marked."""
