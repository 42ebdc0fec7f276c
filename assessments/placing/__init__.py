"""Where am I? Placement by a few questions."""
