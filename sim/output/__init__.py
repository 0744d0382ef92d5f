"""What people get: the results folder, tables on screen, pictures."""
