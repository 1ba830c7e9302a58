"""Who changed what and why; what was changed since."""
