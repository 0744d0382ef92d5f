"""The question of sweep."""
