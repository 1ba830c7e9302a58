"""Portfolio: cooperation frameworks with their results, sub-outputs, analyses, groups and work plans."""
