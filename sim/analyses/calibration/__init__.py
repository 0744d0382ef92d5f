"""The question of calibration."""
