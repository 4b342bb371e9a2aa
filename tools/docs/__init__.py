"""Documentation that is generated or refreshed from real output."""
