"""How an error is answered: as a page, as problem+json."""
