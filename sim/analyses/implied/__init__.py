"""What a scenario implies and a county can check against its own figures."""
