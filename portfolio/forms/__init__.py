"""Shapes of forms, one file a noun; what may be saved is decided by the actions."""
