"""The recipes of docs/how-to/import.md, run as typed in an empty folder."""
