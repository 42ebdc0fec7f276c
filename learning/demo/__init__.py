"""Simulated people from known truths: “số liệu minh họa” (docs/demo.md)."""
