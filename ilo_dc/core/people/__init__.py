"""People, their memberships, what these grant, and who may do what."""
