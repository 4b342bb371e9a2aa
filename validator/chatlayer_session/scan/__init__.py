"""References to session fields in templates, bot exports and code, and what is wrong with them."""
