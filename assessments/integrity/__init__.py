"""Reasons to look at an attempt; never a proof."""
