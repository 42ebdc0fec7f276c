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
from .bank import freeze, item_problems, problems
from .bulk import AttemptRow, record_attempts, sample_answers
from .cards import Card
from .items import Problem, Unreadable
from .models import Attempt, Item, Quiz, QuizItem
from .pages import paper_response
from .preview import item_card, quiz_cards
from .problems import sentence
from .reviews import Review, export_attempts, item_report, review
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
    "Problem",
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
    "item_problems",
    "item_report",
    "paper_response",
    "problems",
    "quiz_cards",
    "record_attempts",
    "respond",
    "review",
    "sample_answers",
    "sentence",
    "start_attempt",
    "submit",
]
