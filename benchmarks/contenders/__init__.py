"""One program for each contender: takes a form, a file and a number of lines, and counts the valid and the invalid."""
