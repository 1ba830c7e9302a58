"""UN cooperation frameworks: results chain, sub-outputs, country teams, common country analyses."""
