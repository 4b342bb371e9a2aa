"""Exports of the schemas: the files that other tools import, generated from the released files."""
