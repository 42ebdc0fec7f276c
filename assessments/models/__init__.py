"""What the database holds of items, quizzes and attempts."""

from .attempts import Attempt, Mode, Response, State
from .items import Item, ItemVersion
from .paper_forms import PaperForm
from .quizzes import Feedback, FeedbackWhen, Quiz, QuizItem

__all__ = [
    "Attempt",
    "Feedback",
    "FeedbackWhen",
    "Item",
    "ItemVersion",
    "Mode",
    "PaperForm",
    "Quiz",
    "QuizItem",
    "Response",
    "State",
]
