"""Says nothing."""
value = 3
