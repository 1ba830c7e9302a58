"""Projects: their life, who takes part in them, where they work, what they contribute to."""
