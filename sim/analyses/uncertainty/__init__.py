"""The question of uncertainty."""
