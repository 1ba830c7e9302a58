"""Reports made of accepted updates: programme review, donor report part, UN INFO export."""
