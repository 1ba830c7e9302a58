"""Lives of nouns, lived one step at a time: what `tests/test_as_of.py` asks about afterwards."""
