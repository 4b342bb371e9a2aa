"""Holding `compat` to random pairs of schemas: nothing called compatible has a counterexample, no witness is wrong."""
