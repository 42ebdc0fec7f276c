from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

WORDS = {
    "assessments": _("Quizzes"),
    "attempts": _("Attempts"),
    "quiz": _("Quiz"),
    "number": _("Attempt"),
    "started_at": _("Begun"),
    "submitted_at": _("Handed in"),
    "score": _("Points"),
    "max_score": _("Points possible"),
    "passed": _("Passed"),
    "responses": _("Answers"),
    "question": _("Question"),
    "response": _("Answer"),
    "given_at": _("Answered"),
    "share": _("Share of the points"),
    "regrades": _("Scored anew"),
    "committed_at": _("When"),
    "old_score": _("Points before"),
    "new_score": _("Points now"),
    "reason": _("Why"),
}


class AssessmentsConfig(AppConfig):
    name = "assessments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models, and what uses them, can be imported only now.
        from wagtail.signals import published

        from people.api import person_merging, register_personal_data

        from . import receivers, reviews
        from .models import Item

        published.connect(receivers.on_published, sender=Item, dispatch_uid="assessments.freeze")
        person_merging.connect(receivers.move_attempts, dispatch_uid="assessments.move")
        register_personal_data("assessments", reviews.export_attempts, lambda person: None, words=WORDS)
