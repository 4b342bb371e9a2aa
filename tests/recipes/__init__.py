"""The recipes of docs/import.md, run as typed in an empty folder."""
