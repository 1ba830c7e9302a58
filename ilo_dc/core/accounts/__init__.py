"""Coming in: sign-in, invitations, API keys, limits of callers."""
