"""Country programme outcomes (CPOs) and global products: what projects, money and gaps name."""
