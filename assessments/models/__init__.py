"""What the database holds of items, quizzes and attempts."""

from .attempts import Attempt, Response, State
from .items import Item, ItemVersion
from .quizzes import Feedback, Quiz, QuizItem

__all__ = ["Attempt", "Feedback", "Item", "ItemVersion", "Quiz", "QuizItem", "Response", "State"]
