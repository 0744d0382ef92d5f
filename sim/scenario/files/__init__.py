"""Files read: text in, a scenario out, errors with file and line."""
