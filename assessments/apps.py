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
    "deadline_at": _("Time to work until"),
    "accommodations": _("More time or attempts"),
    "factor": _("Time, as a factor"),
    "extra_minutes": _("Extra minutes"),
    "extra_attempts": _("Extra attempts"),
    "placements": _("“Where am I?”"),
    "occasion": _("Taken for"),
    "finished_at": _("Finished"),
    "level": _("Level"),
    "place_on_scale": _("Place on the scale"),
    "standard_error": _("May be off by"),
    "answers": _("Answers"),
    "area": _("Area of skill"),
    "right": _("Right"),
    "notes": _("Notes of a moderator"),
    "finding": _("What was found"),
    "at": _("When"),
    "text": _("Note"),
    "regrades": _("Scored anew"),
    "committed_at": _("When"),
    "old_score": _("Points before"),
    "new_score": _("Points now"),
    "reason": _("Why"),
    "waiting": _("Waiting for marking"),
    "files": _("Files sent"),
    "file": _("File"),
    "size": _("Size in bytes"),
    "uploaded_at": _("Sent at"),
    "marks": _("What markers said"),
    "marked_at": _("Marked"),
    "comment": _("Comment"),
}


class AssessmentsConfig(AppConfig):
    name = "assessments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models, and what uses them, can be imported only now.
        from django.db.models.signals import post_delete
        from wagtail.signals import published

        from people.api import person_merging, register_personal_data

        from . import receivers
        from .extra_time import accommodations
        from .models import Item, Upload
        from .taking import personal, uploads

        published.connect(receivers.on_published, sender=Item, dispatch_uid="assessments.freeze")
        person_merging.connect(receivers.move_attempts, dispatch_uid="assessments.move")
        person_merging.connect(accommodations.move_accommodations, dispatch_uid="assessments.accommodations")
        person_merging.connect(receivers.move_placements, dispatch_uid="assessments.move_placements")
        post_delete.connect(uploads.on_deleted, sender=Upload, dispatch_uid="assessments.file")
        register_personal_data("assessments", personal.export_assessments, personal.erase_assessments, words=WORDS)
