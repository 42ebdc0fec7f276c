"""Items, quizzes, attempts: the only module of `assessments` that other packages import."""

from .attempts import (
    AttemptClosed,
    AttemptsUsedUp,
    NothingToAnswer,
    TimeIsUp,
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
from .import_jobs import forget_old_uploads, run_imports
from .items import Unreadable
from .models import Attempt, Item, Quiz, QuizItem
from .pages import owner_mark, paper_response
from .personal import export_attempts
from .placement import NothingToAsk, start_placement
from .placement_checks import checks_due
from .placement_results import placement_areas
from .preview import item_card, quiz_cards
from .question_figures import build_all_figures, build_wanted_figures
from .question_report import question_report
from .reviews import Review, review
from .scoring import Outcome
from .signals import attempt_scored
from .supervision import NeedsPin, session_for
from .supervision_pages import pin_response
from .sweeper import close_overdue
from .timing import CannotStart
from .timing_words import cannot_start_sentence

__all__ = [
    "Attempt",
    "AttemptClosed",
    "AttemptRow",
    "AttemptsUsedUp",
    "CannotStart",
    "Card",
    "Item",
    "NeedsPin",
    "NothingToAnswer",
    "NothingToAsk",
    "Outcome",
    "Quiz",
    "QuizItem",
    "Review",
    "TimeIsUp",
    "Unreadable",
    "attempt_scored",
    "attempts_left",
    "attempts_of",
    "best_attempt",
    "build_all_figures",
    "build_wanted_figures",
    "calibrate_bank",
    "cannot_start_sentence",
    "checks_due",
    "close_overdue",
    "export_attempts",
    "forget_old_uploads",
    "freeze",
    "item_card",
    "new_item",
    "owner_mark",
    "paper_response",
    "pin_response",
    "placement_areas",
    "problems",
    "question_report",
    "quiz_cards",
    "record_attempts",
    "respond",
    "review",
    "run_imports",
    "sample_answers",
    "session_for",
    "start_attempt",
    "start_placement",
    "submit",
]
