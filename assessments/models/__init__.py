"""What the database holds of items, quizzes, attempts, the scale and placements."""

from .accommodations import Accommodation
from .attempts import Attempt, Device, Mode, Response, State
from .cuts import CutJudgment, CutStudy
from .figures import Finding, IntegrityNote, QuizFigures
from .items import Item, ItemVersion
from .marking import Mark, MarkKind, Upload, Work
from .paper_forms import PaperForm
from .placement import Occasion, PlacementResponse, PlacementSitting, PlacementStep
from .question_imports import ImportedFile, ImportedQuestion, QuestionImport, Stage
from .quizzes import Feedback, FeedbackWhen, Quiz, QuizItem
from .regrades import LineState, Regrade, RegradeLine, RegradePolicy
from .scale import CalibrationRun, CutMethod, ItemParameter, ParameterModel, ScaleVersion
from .supervision import SupervisedSession

__all__ = [
    "Accommodation",
    "Attempt",
    "CalibrationRun",
    "CutJudgment",
    "CutMethod",
    "CutStudy",
    "Device",
    "Feedback",
    "FeedbackWhen",
    "Finding",
    "ImportedFile",
    "ImportedQuestion",
    "IntegrityNote",
    "Item",
    "ItemParameter",
    "ItemVersion",
    "LineState",
    "Mark",
    "MarkKind",
    "Mode",
    "Occasion",
    "PaperForm",
    "ParameterModel",
    "PlacementResponse",
    "PlacementSitting",
    "PlacementStep",
    "QuestionImport",
    "Quiz",
    "QuizFigures",
    "QuizItem",
    "Regrade",
    "RegradeLine",
    "RegradePolicy",
    "Response",
    "ScaleVersion",
    "Stage",
    "State",
    "SupervisedSession",
    "Upload",
    "Work",
]
