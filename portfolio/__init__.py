"""Portfolio: country programmes and their updates, cooperation and results frameworks, alignments."""
