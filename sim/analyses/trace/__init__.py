"""Single bookings: one life as the model lives it, found by what happened, told in words, and beside another."""
