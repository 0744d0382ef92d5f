"""The tests, by purpose."""
