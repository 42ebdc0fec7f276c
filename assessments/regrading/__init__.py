"""Attempts scored anew after a correction."""
