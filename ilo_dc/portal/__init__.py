"""Portal: what spans apps, composed from their panels."""
