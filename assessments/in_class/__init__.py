"""Quizzes on paper and under supervision."""
