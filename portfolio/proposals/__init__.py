"""Proposals: from an idea to what a partner agreed to; co-authors, the help desk, the pipeline."""
