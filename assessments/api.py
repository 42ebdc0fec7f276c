"""Items, quizzes, attempts: the only module of `assessments` that other packages import."""

from .bank.authoring import freeze, new_item, problems
from .bank.preview import item_card, quiz_cards
from .figures.question_figures import build_all_figures, build_wanted_figures
from .figures.question_report import question_report
from .in_class.supervision import NeedsPin, session_for
from .in_class.supervision_pages import pin_response
from .items import Unreadable
from .models import Attempt, Item, Quiz, QuizItem
from .placing.checks import checks_due
from .placing.placement import NothingToAsk, start_placement
from .placing.results import placement_areas
from .scale.calibration import calibrate_bank
from .screens.cards import Card
from .screens.devices import device_of
from .screens.pages import owner_mark, paper_response
from .screens.reviews import Review, review
from .screens.timing_words import cannot_start_sentence
from .signals import attempt_scored
from .taking.attempts import (
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
from .taking.bulk import AttemptRow, record_attempts, sample_answers
from .taking.personal import export_attempts
from .taking.scoring import Outcome
from .taking.sweeper import close_overdue
from .taking.timing import CannotStart
from .transfer.import_jobs import forget_old_uploads, run_imports

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
    "device_of",
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
