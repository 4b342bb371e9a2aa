"""Generation of valid and broken payloads from the schema files, with any source of choices."""
