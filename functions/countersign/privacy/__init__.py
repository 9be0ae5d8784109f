"""Personal data at rest: a key for each customer, what lies under it, and its destruction."""
