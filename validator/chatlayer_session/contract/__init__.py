"""Consumer contracts: what a service reads of a session, and whether the schemas guarantee what it assumes."""
