"""Benchmarks of the validator and of other ways to the same answer: ``python -m benchmarks``."""
