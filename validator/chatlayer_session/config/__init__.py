"""The configuration file: where it is, its content, and its mistakes."""
