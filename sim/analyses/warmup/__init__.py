"""The question of warmup."""
