"""The page of a country programme, composed of its features' panels."""
