"""Results frameworks as data: P&B of a biennium, Strategic Plan, SDG; with cross-walks between them."""
