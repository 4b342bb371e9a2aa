"""Reading a session: the view that warns about unstable fields, and the record of what code reads."""
