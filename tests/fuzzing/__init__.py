"""Fuzzing by coverage: ``python -m tests.fuzzing`` feeds bytes to what reads payloads; what breaks it is kept."""
