"""The item bank: what authors write, and the versions of it."""
