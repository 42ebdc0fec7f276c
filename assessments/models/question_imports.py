"""Question files that someone brought: what was found in them, before and after it went into the bank."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils.translation import gettext_lazy as _

from .items import Item


def private_files() -> FileSystemStorage:
    """Where uploads wait: outside of what the web server shows, readable by the site's own user only."""
    return FileSystemStorage(
        location=settings.VAR / "imports",
        base_url=None,
        file_permissions_mode=0o600,
        directory_permissions_mode=0o700,
    )


class Stage(models.TextChoices):
    """Where an import stands; derived from what happened to it."""

    READING = "reading", _("being read")
    READY = "ready", _("to be looked at")
    ADDING = "adding", _("being added")
    ADDED = "added", _("added")
    UNDOING = "undoing", _("being taken back")
    UNDONE = "undone", _("taken back")
    FORGOTTEN = "forgotten", _("thrown away")
    STOPPED = "stopped", _("stopped")


class QuestionImport(models.Model):
    """One upload of question files. Each step is a moment that is set once, and only ever by `question_imports`."""

    by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    add_asked_at = models.DateTimeField(null=True)
    add_asked_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    # {"publish": bool, "fields": {level, language, audience, topic, competence_id}}; only what was set for all.
    wish = models.JSONField(default=dict)
    added_at = models.DateTimeField(null=True)
    undo_asked_at = models.DateTimeField(null=True)
    undo_asked_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    # Thrown away before it was added, by hand or after a week.
    forgotten_at = models.DateTimeField(null=True)
    # Who is at work on it, since when nothing was heard, how often it was begun. Empty: nobody.
    claim = models.CharField(max_length=32, blank=True)
    beat_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0)
    # Why the work stopped: a code (question_imports.STOPPED); empty: it did not.
    stopped = models.CharField(max_length=20, blank=True)
    # Kept here, as the questions themselves go.
    n_found = models.PositiveIntegerField(default=0)
    n_refused = models.PositiveIntegerField(default=0)
    n_added = models.PositiveIntegerField(default=0)
    n_taken_back = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-uploaded_at", "-id"]

    @property
    def stage(self) -> Stage:
        """Where it stands. No query."""
        ended = [(self.undone_at, Stage.UNDONE), (self.forgotten_at, Stage.FORGOTTEN)]
        for moment, stage in ended:
            if moment:
                return stage
        if self.stopped:
            return Stage.STOPPED
        steps = [(self.undo_asked_at, Stage.UNDOING), (self.added_at, Stage.ADDED), (self.add_asked_at, Stage.ADDING)]
        return next((stage for moment, stage in steps if moment), Stage.READY if self.read_at else Stage.READING)

    @property
    def is_working(self) -> bool:
        return self.stage in {Stage.READING, Stage.ADDING, Stage.UNDOING}


class ImportedFile(models.Model):
    """One file of an upload."""

    question_import = models.ForeignKey(QuestionImport, models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    filename = models.CharField(max_length=200)
    # Its place among the private files; empty once it is removed.
    stored = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField()
    # As found out while reading; empty: not read yet, or unknown.
    format = models.CharField(max_length=20, blank=True)
    # What of the file as a whole was not kept: [[where, reason]].
    dropped = models.JSONField(default=list)

    class Meta:
        ordering = ["question_import", "position"]


class ImportedQuestion(models.Model):
    """One question found in a file: as read, or why it was refused."""

    question_import = models.ForeignKey(QuestionImport, models.CASCADE, related_name="questions")
    file = models.ForeignKey(ImportedFile, models.CASCADE, related_name="questions")
    position = models.PositiveIntegerField()
    # Line, row or number in the file.
    place = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=120, blank=True)
    # {content, category, language, media: {its name: private file}}; empty once added.
    draft = models.JSONField(default=dict)
    # Why it cannot be imported: a reason (exchange.drafts); None: it can.
    refused = models.JSONField(null=True)
    # What of it is not kept: [reason].
    dropped = models.JSONField(default=list)
    # Names what it asks (`twins`): equal questions have equal digests.
    digest = models.CharField(max_length=32, blank=True)
    # The item of the bank that asks the same, as of reading.
    twin = models.ForeignKey(Item, models.SET_NULL, null=True, related_name="+")
    # The same question stands further up in this import.
    is_again = models.BooleanField(default=False)
    chosen = models.BooleanField(default=False)
    # What became of it. None and `added`: the item was deleted since.
    added = models.BooleanField(default=False)
    item = models.ForeignKey(Item, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["question_import", "position"]
        constraints = [
            models.UniqueConstraint(fields=["question_import", "position"], name="assessments_imported_once"),
        ]
