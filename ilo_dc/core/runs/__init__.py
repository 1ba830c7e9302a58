"""Background work: asked for in a transaction, never lost."""
