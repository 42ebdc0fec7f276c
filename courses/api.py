"""Courses, enrolment, progress and completion: the only module of `courses` that other packages import."""

from .activities import lessons_of, problems, quiz_key, source_of, sync
from .catalogue import catalogue
from .help_desk import answer, ask
from .models import Activity, CourseIndexPage, CoursePage, Enrolment, HelpRequest, LessonPage, ResultLog
from .progress import (
    Progress,
    UnknownActivity,
    enrol,
    enrol_many,
    open_enrolment,
    progress,
    progress_of,
    record_activities,
    record_activity,
    withdraw,
)
from .reminders import send_reminders
from .results import ActivityResult

__all__ = [
    "Activity",
    "ActivityResult",
    "CourseIndexPage",
    "CoursePage",
    "Enrolment",
    "HelpRequest",
    "LessonPage",
    "Progress",
    "ResultLog",
    "UnknownActivity",
    "answer",
    "ask",
    "catalogue",
    "enrol",
    "enrol_many",
    "lessons_of",
    "open_enrolment",
    "problems",
    "progress",
    "progress_of",
    "quiz_key",
    "record_activities",
    "record_activity",
    "send_reminders",
    "source_of",
    "sync",
    "withdraw",
]
