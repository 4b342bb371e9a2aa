"""Payloads made from the schema files: valid ones, and ones that break a rule, from whatever source of choices."""
