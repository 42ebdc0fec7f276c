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
from .bank_calibration import calibrate_bank
from .bulk import AttemptRow, record_attempts, sample_answers
from .cards import Card
from .items import Unreadable
from .models import Attempt, Item, Quiz, QuizItem
from .pages import paper_response
from .placement import NothingToAsk, start_placement
from .placement_checks import checks_due
from .placement_results import placement_areas
from .preview import item_card, quiz_cards
from .question_report import question_report
from .reviews import Review, export_attempts, review
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
    "NothingToAsk",
    "Outcome",
    "Quiz",
    "QuizItem",
    "Review",
    "Unreadable",
    "attempt_scored",
    "attempts_left",
    "attempts_of",
    "best_attempt",
    "calibrate_bank",
    "checks_due",
    "export_attempts",
    "freeze",
    "item_card",
    "new_item",
    "paper_response",
    "placement_areas",
    "problems",
    "question_report",
    "quiz_cards",
    "record_attempts",
    "respond",
    "review",
    "sample_answers",
    "start_attempt",
    "start_placement",
    "submit",
]
