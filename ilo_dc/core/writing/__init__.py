"""Writing through a door: forms for one action, API writes, sent twice and saved once."""
