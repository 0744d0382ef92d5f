"""What a comparison tells of many jails together."""
