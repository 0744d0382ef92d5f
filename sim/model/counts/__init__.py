"""What is counted of one field office's journeys."""
