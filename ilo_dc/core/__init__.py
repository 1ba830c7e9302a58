"""Core: people and organisations, countries, periods, facts and changes, measures, runs, errors."""
