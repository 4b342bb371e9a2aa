"""A check of `compat` on random pairs of schemas, which looks for counterexamples and wrong witnesses."""
