"""What the database holds of items, quizzes, attempts and imports."""

from .attempts import Attempt, Response, State
from .items import Item, ItemVersion
from .question_imports import ImportedFile, ImportedQuestion, QuestionImport, Stage
from .quizzes import Feedback, Quiz, QuizItem

__all__ = [
    "Attempt",
    "Feedback",
    "ImportedFile",
    "ImportedQuestion",
    "Item",
    "ItemVersion",
    "QuestionImport",
    "Quiz",
    "QuizItem",
    "Response",
    "Stage",
    "State",
]
