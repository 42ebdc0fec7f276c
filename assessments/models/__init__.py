"""What the database holds of items, quizzes and attempts."""

from .accommodations import Accommodation
from .attempts import Attempt, Response, State
from .items import Item, ItemVersion
from .quizzes import Feedback, Quiz, QuizItem

__all__ = ["Accommodation", "Attempt", "Feedback", "Item", "ItemVersion", "Quiz", "QuizItem", "Response", "State"]
