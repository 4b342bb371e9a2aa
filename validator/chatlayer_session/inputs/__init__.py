"""Where payloads come from: files, folders, globs, standard input."""
