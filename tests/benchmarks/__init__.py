"""How fast the portal is, each figure as a ratio to its floor in the same run (`make bench`)."""
