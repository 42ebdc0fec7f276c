from .pages import CourseIndexPage, CoursePage, LessonPage
from .records import Activity, Enrolment, HelpReply, HelpRequest, ResultLog

__all__ = [
    "Activity",
    "CourseIndexPage",
    "CoursePage",
    "Enrolment",
    "HelpReply",
    "HelpRequest",
    "LessonPage",
    "ResultLog",
]
