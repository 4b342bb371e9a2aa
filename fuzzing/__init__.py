"""Fuzzing by coverage: ``python -m fuzzing`` feeds bytes to the parts that read payloads; what breaks them is kept."""
