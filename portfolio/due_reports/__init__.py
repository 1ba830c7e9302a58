"""What fell due: outcome updates and progress reports by the schedule, and whether they came in time."""
