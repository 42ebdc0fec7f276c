"""What the database holds of items, quizzes and attempts."""

from .attempts import Attempt, Response, State
from .items import Item, ItemVersion
from .marking import Mark, MarkKind, Upload, Work
from .quizzes import Feedback, Quiz, QuizItem

__all__ = [
    "Attempt",
    "Feedback",
    "Item",
    "ItemVersion",
    "Mark",
    "MarkKind",
    "Quiz",
    "QuizItem",
    "Response",
    "State",
    "Upload",
    "Work",
]
