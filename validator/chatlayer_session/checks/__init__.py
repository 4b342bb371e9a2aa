"""Checks of payloads: the schema engines, and rules that a schema cannot express, such as size and expiry."""
