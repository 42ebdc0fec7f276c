"""Work that people mark: the files learners send, the pieces that wait, the marks given."""

import secrets

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..items import settling
from .attempts import Attempt, Response
from .items import Item, ItemVersion


def private_storage() -> FileSystemStorage:
    """Where learners' files lie: outside of what any web server shows, readable by the site's user alone."""
    return FileSystemStorage(
        location=settings.PRIVATE_ROOT, base_url=None, file_permissions_mode=0o600, directory_permissions_mode=0o700
    )


def new_ref() -> str:
    """A name nobody guesses."""
    return secrets.token_hex(16)


def place_of(upload: "Upload", filename: str) -> str:
    """A place that says nothing of its sender, and no folder with a hundred thousand files."""
    return f"uploads/{upload.ref[:2]}/{upload.ref}"


class Upload(models.Model):
    """A file sent for one place of an attempt's paper. Whether it is part of the answer, the responses say."""

    PERSONAL = ("file", "name")

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="uploads")
    position = models.PositiveSmallIntegerField()
    ref = models.CharField(max_length=32, unique=True, default=new_ref)
    # As its sender called it, without what would harm a disk or a header.
    name = models.CharField(max_length=200)
    file = models.FileField(storage=private_storage, upload_to=place_of)
    # Of the file as kept, in bytes.
    size = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField()
    # When the file itself was deleted. None: it is there.
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["attempt", "position"], name="assessments_upload_place")]


class Work(models.Model):
    """An answer handed in that people mark: one place of one attempt."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="works")
    position = models.PositiveSmallIntegerField()
    # What was handed in, as given; later rows of the ledger at this place are marks.
    response = models.ForeignKey(Response, models.CASCADE, related_name="+")
    # Of the response's version: lists are by item, rules by version.
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField()
    # What the marks come to (items.settling). None: a marker, or someone who decides, is waited for.
    share = models.DecimalField(max_digits=8, decimal_places=7, null=True)
    # Two markers are too far apart; someone has to decide.
    differs = models.BooleanField(default=False)
    # How many marks are still wanted; 0: none.
    n_wanted = models.PositiveSmallIntegerField(default=1)
    # Whoever is marking it now; a claim that has run out is none.
    claimed_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    claimed_until = models.DateTimeField(null=True)
    # Its learner was erased: the words and files are gone, and nobody has to mark what is left.
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "position"], name="assessments_work_place")]
        indexes = [
            models.Index(fields=["item", "n_wanted", "handed_in_at"], name="assessments_work_waiting"),
            models.Index(fields=["differs"], condition=models.Q(differs=True), name="assessments_work_differs"),
        ]

    @property
    def number(self) -> int:
        """The place as people count."""
        return self.position + 1


class MarkKind(models.TextChoices):
    MARK = settling.MARK, _("marked")
    DECISION = settling.DECISION, _("decided")
    TAKEN_BACK = settling.TAKEN_BACK, _("taken back")


class Mark(models.Model):
    """What one person said of a piece of work at one moment. Added, never changed; items.settling says what counts."""

    PERSONAL = ("comment", "reason")

    work = models.ForeignKey(Work, models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=10, choices=MarkKind)
    # None: the marker's account is gone.
    marker = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    # A mark taken back begins the next.
    round = models.PositiveSmallIntegerField()
    # Criterion key → key of the level picked; empty where the item has no rubric.
    levels = models.JSONField(default=dict)
    # 0–1; 0 where a mark is taken back.
    share = models.DecimalField(max_digits=8, decimal_places=7)
    # For the learner.
    comment = models.TextField(blank=True, max_length=4000)
    # For colleagues: why an earlier mark was corrected, overruled or taken back.
    reason = models.TextField(blank=True, max_length=500)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["marker", "-id"], name="assessments_mark_mine")]
