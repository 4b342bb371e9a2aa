"""The site: the documentation, the reference of the fields, and the playground."""
