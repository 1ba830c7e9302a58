"""Who leaves a role, and who goes on with what awaits them by name."""
