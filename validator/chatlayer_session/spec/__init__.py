"""The schema files and the fields that they declare."""
