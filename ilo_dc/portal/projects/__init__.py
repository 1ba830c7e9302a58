"""The page of a project, composed of its features' panels."""
