"""A comparison of schemas that other projects published, with the cost of each, and a check of each witness."""
