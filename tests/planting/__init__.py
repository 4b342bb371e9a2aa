"""Defects planted in a copy of the package, which the property tests must find."""
