"""Measures the validator against other ways to the same answer: ``python -m benchmarks``."""
