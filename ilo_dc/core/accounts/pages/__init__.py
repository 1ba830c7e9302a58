"""Pages about one's own account: its language, its API keys."""
