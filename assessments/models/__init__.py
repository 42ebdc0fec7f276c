"""What the database holds of items, quizzes and attempts."""

from .attempts import Attempt, Response, State
from .items import Item, ItemVersion
from .quizzes import Feedback, FeedbackWhen, Quiz, QuizItem

__all__ = ["Attempt", "Feedback", "FeedbackWhen", "Item", "ItemVersion", "Quiz", "QuizItem", "Response", "State"]
