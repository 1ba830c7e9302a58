"""The life of a noun: gates, dated statuses, corrections."""
