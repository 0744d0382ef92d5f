"""The question of staffing."""
