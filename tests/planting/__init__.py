"""Defects planted in a copy of the package, to show that the property tests find them."""
