"""One scale for all questions: calibration, levels, cuts."""
