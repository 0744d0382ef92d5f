"""The question of comparison."""
