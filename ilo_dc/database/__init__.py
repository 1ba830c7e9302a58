"""The connection to PostgreSQL: `base` is what Django calls a database engine."""
