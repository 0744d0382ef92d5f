"""What an agreement changes at one jail, what that costs, which hours of duty do most, and what it hangs on."""
