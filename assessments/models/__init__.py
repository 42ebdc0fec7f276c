"""What the database holds of items, quizzes and attempts."""

from .attempts import Attempt, Response, State
from .figures import Finding, IntegrityNote, QuizFigures
from .items import Item, ItemVersion
from .quizzes import Feedback, Quiz, QuizItem

__all__ = [
    "Attempt",
    "Feedback",
    "Finding",
    "IntegrityNote",
    "Item",
    "ItemVersion",
    "Quiz",
    "QuizFigures",
    "QuizItem",
    "Response",
    "State",
]
