"""Schemas as a comparison sees them: in one common form, with their constraints, and as open and closed views."""
