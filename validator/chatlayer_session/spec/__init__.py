"""The schema files, and what they say."""
