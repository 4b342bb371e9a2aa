"""What others test with: a pytest plugin, assertions and example payloads."""
