"""Portfolio: results frameworks; cooperation frameworks with their results and sub-outputs."""
