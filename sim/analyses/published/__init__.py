"""The question of published."""
