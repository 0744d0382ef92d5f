"""What happens to a booking: facts, custody, outcomes."""
