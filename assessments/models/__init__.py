"""What the database holds of items, quizzes and attempts."""

from .attempts import Attempt, Response, State
from .items import Item, ItemVersion
from .quizzes import Feedback, Quiz, QuizItem
from .regrades import LineState, Regrade, RegradeLine, RegradePolicy

__all__ = [
    "Attempt",
    "Feedback",
    "Item",
    "ItemVersion",
    "LineState",
    "Quiz",
    "QuizItem",
    "Regrade",
    "RegradeLine",
    "RegradePolicy",
    "Response",
    "State",
]
