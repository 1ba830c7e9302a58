"""Pages of countries, composed of what each app knows."""
