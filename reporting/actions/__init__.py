"""The only writers of reporting."""
