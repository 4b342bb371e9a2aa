"""The differences between two schemas, by name: a walk through both at once.

Each rule compares one kind of keyword and says whom a difference can break. What it says is certain in one direction: a
party that no difference can break is safe, for a payload of the one schema then meets every keyword of the other. The
other direction is for proofs and witnesses.
"""
