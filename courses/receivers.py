"""News from below: a page was published, an attempt was scored, two persons became one."""

from django.db.models import Max
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import page_published, page_unpublished, post_page_move

from assessments.api import attempt_scored
from people.api import person_merging

from .activities import course_of, sync
from .models import Activity, CoursePage, Enrolment, HelpRequest, LessonPage
from .progress import UnknownActivity, enrol, latest_enrolment, progress, record_activity
from .regraded import quiz_ref
from .results import ActivityResult


@receiver([page_published, page_unpublished])
def on_page_changed(sender, instance, **kwargs) -> None:
    """A course's activities follow its published lessons."""
    if isinstance(instance, CoursePage):
        sync(instance, at=timezone.now())
    elif isinstance(instance, LessonPage):
        sync(course_of(instance), at=timezone.now())


@receiver(post_delete, sender=LessonPage)
def on_lesson_deleted(sender, instance, **kwargs) -> None:
    """A deleted lesson must not stay something to be done."""
    course = CoursePage.objects.filter(path=instance.path[: -instance.steplen]).first()
    if course is not None:  # else it is being deleted as well
        sync(course, at=timezone.now())


@receiver(post_page_move)
def on_page_moved(sender, instance, parent_page_before, parent_page_after, **kwargs) -> None:
    """Lessons put in another order, or into another course."""
    if isinstance(instance.specific, LessonPage):
        for parent in {parent_page_before.pk: parent_page_before, parent_page_after.pk: parent_page_after}.values():
            if isinstance(parent.specific, CoursePage):
                sync(parent.specific, at=timezone.now())


@receiver(attempt_scored)
def on_attempt_scored(sender, attempt, at, regrade=None, **kwargs) -> None:
    """A scored attempt becomes a result of the activity it was taken for; a regrade (its id) adds another.

    Being scored anew is nothing a learner did: it enrols nobody again, and whoever was away is still away. An attempt
    that waits to be marked completes nothing yet; the mark sends it again.
    """
    activity = Activity.objects.filter(key=attempt.context, retired_at=None).select_related("course").first()
    if activity is None:  # a quiz taken for itself, or one that has left its course since
        return
    if regrade is None:
        enrolment = enrol(attempt.person, activity.course, at=at)
    else:
        enrolment = latest_enrolment(attempt.person, activity.course)
        if enrolment is None:
            return
    result = ActivityResult(
        source="quiz",
        ref=quiz_ref(attempt, regrade) + (":waiting" if attempt.passed is None else ""),
        completed=attempt.passed is not None,
        passed=attempt.passed,
        score=attempt.score,
        max_score=attempt.max_score,
    )
    try:
        record_activity(enrolment, activity.key, result, at=at, by_learner=regrade is None)
    except UnknownActivity:  # it left its course this very moment: the attempt itself still counts
        return


@receiver(person_merging)
def on_person_merging(sender, keep, drop, **kwargs) -> None:
    """Everything the duplicate learnt moves to the person who stays; a double enrolment keeps both sets of results."""
    kept = {one.course_id: one for one in Enrolment.objects.filter(person=keep, withdrawn_at=None)}
    for enrolment in Enrolment.objects.filter(person=drop):
        twin = kept.get(enrolment.course_id) if enrolment.withdrawn_at is None else None
        if twin is None:
            enrolment.person = keep
            enrolment.area_id = enrolment.area_id or keep.commune_id
            enrolment.save(update_fields=["person", "area"])
        else:
            _join(twin, enrolment)
    HelpRequest.objects.filter(person=drop).update(person=keep)


def _join(twin: Enrolment, other: Enrolment) -> None:
    known = set(twin.results.values_list("source", "ref"))
    for result in other.results.all():
        if (result.source, result.ref) not in known:
            result.enrolment = twin
            result.save(update_fields=["enrolment"])
    moments = [one for one in (twin.completed_at, other.completed_at) if one]
    twin.completed_at = min(moments, default=None)
    twin.enrolled_at = min(twin.enrolled_at, other.enrolled_at)
    twin.last_activity_at = max(twin.last_activity_at, other.last_activity_at)
    twin.area_id = twin.area_id or other.area_id or twin.person.commune_id
    if twin.completed_at is None and progress(twin).complete:
        # Together they had done everything when the last of it was done.
        twin.completed_at = twin.results.aggregate(last=Max("at"))["last"]
    twin.save(update_fields=["area", "completed_at", "enrolled_at", "last_activity_at"])
    other.results.all().delete()
    other.delete()
