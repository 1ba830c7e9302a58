"""Portfolio: country programmes; results frameworks; cooperation frameworks with results and sub-outputs."""
