"""What the commands of all questions share."""
