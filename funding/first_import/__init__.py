"""The first historical import: what other systems recorded before the installation was opened."""
