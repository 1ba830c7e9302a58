"""The catalogue of measures: what may be counted, and its answers as page, API and sheet."""
