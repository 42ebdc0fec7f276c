"""Items, quizzes, attempts: the only module of `assessments` that other packages import."""

from .attempts import (
    AttemptClosed,
    AttemptsUsedUp,
    NothingToAnswer,
    attempts_left,
    attempts_of,
    best_attempt,
    respond,
    start_attempt,
    submit,
)
from .bank import freeze, new_item, problems
from .bulk import AttemptRow, record_attempts, sample_answers
from .cards import Card
from .items import Unreadable
from .models import Attempt, Item, Quiz, QuizItem
from .pages import paper_response
from .personal import export_attempts
from .preview import item_card, quiz_cards
from .question_report import question_report
from .reviews import Review, review
from .scoring import Outcome
from .signals import attempt_scored

__all__ = [
    "Attempt",
    "AttemptClosed",
    "AttemptRow",
    "AttemptsUsedUp",
    "Card",
    "Item",
    "NothingToAnswer",
    "Outcome",
    "Quiz",
    "QuizItem",
    "Review",
    "Unreadable",
    "attempt_scored",
    "attempts_left",
    "attempts_of",
    "best_attempt",
    "export_attempts",
    "freeze",
    "item_card",
    "new_item",
    "paper_response",
    "problems",
    "question_report",
    "quiz_cards",
    "record_attempts",
    "respond",
    "review",
    "sample_answers",
    "start_attempt",
    "submit",
]
