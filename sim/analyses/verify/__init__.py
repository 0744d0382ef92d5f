"""The simulation against theory."""
