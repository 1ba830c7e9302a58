"""The page of a proposal, composed of its features' panels."""
