"""Portfolio: cooperation frameworks with their results and sub-outputs."""
