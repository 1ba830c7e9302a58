"""Portfolio: country programmes with their plans; cooperation frameworks with results and sub-outputs."""
