"""What a scenario says: schema, distributions, duty and the reader of its files."""
