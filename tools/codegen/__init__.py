"""Files that are generated from the schemas: exports, types and JavaScript."""
