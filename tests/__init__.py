"""The tests, a package of its own so that no other of the name is taken for it."""
