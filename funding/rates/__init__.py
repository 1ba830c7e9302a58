"""Exchange rates: the UN operational rates of exchange (UNORE), as dated facts."""
