"""The search for a payload that one schema accepts and another rejects."""
