"""Pieces of pages that the portal composes."""
