"""Whether a schema can take the place of another: which change breaks whom, each break shown by a payload."""
