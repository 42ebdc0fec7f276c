"""“I need help / something is wrong”: questions from lessons and their answers."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from .activities import course_of, source_of
from .models import HelpReply, HelpRequest, LessonPage

__all__ = ["answer", "ask", "close", "question", "questions_for"]


def ask(lesson: LessonPage, *, person, topic: str, text: str, contact: str, ref: str, at: datetime) -> HelpRequest:
    """Keep a question about a lesson. The same `ref` again (a double click) gives the first one back.

    `person` None: a visitor, who can only be answered through `contact`.
    """
    request, _created = HelpRequest.objects.get_or_create(
        ref=ref,
        defaults={
            "course": source_of(course_of(lesson)),
            "lesson_key": lesson.translation_key,
            "lesson_title": lesson.title,
            "person": person,
            "area_id": person.commune_id if person else None,
            "topic": topic,
            "text": text,
            "contact": contact,
            "asked_at": at,
        },
    )
    return request


def questions_for(areas, *, is_open: bool = True):
    """Questions from the areas with these ids (None: from everywhere), newest first. One query when read."""
    requests = HelpRequest.objects.select_related("course", "area", "person")
    if areas is not None:
        requests = requests.filter(area__in=areas)
    return requests.filter(Q(closed_at=None) if is_open else ~Q(closed_at=None))


def question(pk: int) -> HelpRequest | None:
    """One question with its course and area; None: there is none of this number. One query."""
    return HelpRequest.objects.select_related("course", "area").filter(pk=pk).first()


@transaction.atomic
def answer(request: HelpRequest, text: str, *, by, at: datetime) -> HelpReply | None:
    """Answer a question and close it. None: it was closed already (a double click), and nothing is sent."""
    if not close(request, at=at):
        return None
    return HelpReply.objects.create(request=request, by=by, text=text, at=at)


def close(request: HelpRequest, *, at: datetime) -> bool:
    """Close a question, answered or not; say whether it was open."""
    return bool(HelpRequest.objects.filter(pk=request.pk, closed_at=None).update(closed_at=at))
