"""The way of an attempt: begun, answered, scored, closed."""
