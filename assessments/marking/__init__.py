"""Written work, marked by people."""
