"""Pages that are written by code."""
