"""Reporters: one folder per kind of result, one module per format."""
