"""One program per contender: it takes a form, a file and a number of lines, and counts valid and invalid payloads."""
