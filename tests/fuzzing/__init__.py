"""Fuzzing guided by coverage: ``python -m tests.fuzzing`` feeds bytes to the parts that read payloads."""
