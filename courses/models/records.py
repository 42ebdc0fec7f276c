"""What learners did. Results are added, never changed; progress is derived from them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ActivityKind(models.TextChoices):
    LESSON = "lesson", _("lesson")
    QUIZ = "quiz", _("quiz")


class Activity(models.Model):
    """One trackable thing of a published course; outlives edits, translations and removal from its lesson."""

    # A lesson's translation_key, or translation_key + block id: the same in every language.
    key = models.CharField(max_length=80, unique=True)
    course = models.ForeignKey("courses.CoursePage", models.CASCADE, related_name="activities")
    lesson_key = models.UUIDField(help_text="translation_key of the lesson it stands in")
    kind = models.CharField(max_length=10, choices=ActivityKind)
    title = models.CharField(max_length=255)
    required = models.BooleanField(default=True)
    position = models.PositiveIntegerField()
    # No longer in the course: past results stay, new ones are refused.
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["course", "retired_at"], name="courses_activity_course")]

    def __str__(self) -> str:
        return self.title


class Mode(models.TextChoices):
    ONLINE = "online", _("online")
    IN_PERSON = "in_person", _("in person")


class Enrolment(models.Model):
    """A person takes a course. The course is the source-language page, whatever language is read."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="enrolments")
    course = models.ForeignKey("courses.CoursePage", models.PROTECT, related_name="enrolments")
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.ONLINE)
    # Where the person lived when enrolling; the figures of that commune count this. None: a guest who has not said.
    area = models.ForeignKey("places.Area", models.PROTECT, null=True, blank=True, related_name="+")
    enrolled_at = models.DateTimeField()
    # The moment the completion rule first held; a later change of the course does not take it back.
    completed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    last_activity_at = models.DateTimeField()
    # The lesson to continue with (translation_key). None: the first.
    last_lesson_key = models.UUIDField(null=True, blank=True)
    wants_reminder = models.BooleanField(default=False)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Pressing “Start” twice must not make two enrolments.
            models.UniqueConstraint(
                fields=["person", "course"], condition=Q(withdrawn_at=None), name="courses_enrolment_one_open"
            ),
        ]
        indexes = [
            models.Index(fields=["course", "completed_at"], name="courses_enrolment_course"),
            models.Index(fields=["enrolled_at"], name="courses_enrolment_at"),
        ]


class ResultLog(models.Model):
    """One report from one source that a person did something in an activity. Added, never changed."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="results")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    # lesson, quiz, class: who reports.
    source = models.CharField(max_length=12)
    # The reporter's own name for this report; its second arrival changes nothing.
    ref = models.CharField(max_length=80)
    completed = models.BooleanField()
    # None: this kind of activity is not passed or failed, or it is not decided yet.
    passed = models.BooleanField(null=True)
    score = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    max_score = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "source", "ref"], name="courses_result_once"),
        ]
        indexes = [models.Index(fields=["at"], name="courses_result_at")]


class HelpRequest(models.Model):
    """A learner needs help with a lesson, or reports a mistake in it."""

    PERSONAL = ("text", "contact", "person")

    class Topic(models.TextChoices):
        HELP = "help", _("I need help")
        MISTAKE = "mistake", _("Something is wrong here")

    course = models.ForeignKey("courses.CoursePage", models.CASCADE, related_name="help_requests")
    lesson_key = models.UUIDField()
    lesson_title = models.CharField(max_length=255)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="help_requests")
    area = models.ForeignKey("places.Area", models.PROTECT, null=True, blank=True, related_name="+")
    topic = models.CharField(max_length=10, choices=Topic)
    text = models.TextField(max_length=1000)
    contact = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    # A double click sends the same form twice; the second arrival changes nothing.
    ref = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ["-asked_at"]


class HelpReply(models.Model):
    """An answer to a request for help; the learner reads it under “My learning”."""

    PERSONAL = ("text",)

    request = models.ForeignKey(HelpRequest, models.CASCADE, related_name="replies")
    by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    text = models.TextField(max_length=2000)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
