"""What the database holds of items, quizzes, attempts, the scale and placements."""

from .attempts import Attempt, Response, State
from .items import Item, ItemVersion
from .placement import Occasion, PlacementResponse, PlacementSitting, PlacementStep
from .quizzes import Feedback, Quiz, QuizItem
from .scale import CalibrationRun, CutMethod, ItemParameter, ParameterModel, ScaleVersion

__all__ = [
    "Attempt",
    "CalibrationRun",
    "CutMethod",
    "Feedback",
    "Item",
    "ItemParameter",
    "ItemVersion",
    "Occasion",
    "ParameterModel",
    "PlacementResponse",
    "PlacementSitting",
    "PlacementStep",
    "Quiz",
    "QuizItem",
    "Response",
    "ScaleVersion",
    "State",
]
