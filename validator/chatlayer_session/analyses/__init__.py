"""Analyses over many payloads, beside validation: sizes, fields, versions, baseline."""
