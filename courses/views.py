"""What a learner does: enrol, finish a lesson, start a quiz, see their own learning."""

from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from assessments.api import (
    AttemptsUsedUp,
    CannotStart,
    NeedsPin,
    NothingToAnswer,
    NothingToAsk,
    cannot_start_sentence,
    device_of,
    owner_mark,
    paper_response,
    pin_response,
    session_for,
    start_attempt,
    start_placement,
)
from cms.api import visible_page
from people.api import current_person, ensure_person, mail_address

from .activities import course_of, lessons_of, quiz_key
from .catalogue import catalogue_page
from .learning import activity_place, my_learning, set_reminder
from .models import CoursePage, LessonPage
from .progress import UnknownActivity, enrol, open_enrolment, record_activity, withdraw
from .recommendations import checks_of, occasion_for, recommended
from .results import ActivityResult


@never_cache
@require_GET
def mine(request):
    """Anyone: their own courses, in progress and finished; a visitor is told how to begin."""
    person = current_person(request)
    context = {"courses": [], "questions": [], "outbox_owner": owner_mark(person.pk) if person else ""}
    if person:
        context.update(my_learning(person, language=get_language()))
        context["checks"] = checks_of(person, at=timezone.now())
        context["recommended"] = recommended(person, language=get_language(), at=timezone.now())
    return render(request, "courses/mine.html", {**context, "person": person, "section": "mine"})


@require_GET
def to_catalogue(request):
    """Anyone: the catalogue in the active language, wherever its editors have put it."""
    index = catalogue_page(get_language())
    return redirect(index.url if index else "/")


@require_POST
def start(request, course_id):
    """Anyone: enrol oneself (a visitor becomes a guest) and go on to the first unfinished lesson."""
    course = visible_page(request, CoursePage, course_id)
    enrolment = enrol(ensure_person(request, at=timezone.now()), course, at=timezone.now())
    lessons = list(lessons_of(course))
    here = next((one for one in lessons if one.translation_key == enrolment.last_lesson_key), None)
    target = here or (lessons[0] if lessons else course)
    return redirect(target.url)


@require_POST
def lesson_done(request, lesson_id):
    """Anyone: say that one has finished a lesson; enrols where needed. Leads to the next lesson or the course."""
    lesson = visible_page(request, LessonPage, lesson_id)
    course = course_of(lesson)
    at = timezone.now()
    enrolment = enrol(ensure_person(request, at=at), course, at=at)
    state = _record_read(enrolment, lesson, at)
    lessons = list(lessons_of(course))
    after = [one for one in lessons if one.path > lesson.path]
    if state is not None and state.complete:
        messages.success(
            request, _("Well done! You have completed the course “%(course)s”.") % {"course": course.title}
        )
        return redirect(course.url)
    if after:
        return redirect(after[0].url)
    messages.success(request, _("You have read the last lesson. Here is what is left."))
    return redirect(course.url)


def _record_read(enrolment, lesson, at):
    result = ActivityResult(source="lesson", ref=f"read-{lesson.translation_key.hex}", completed=True)
    try:
        return record_activity(enrolment, lesson.translation_key.hex, result, at=at)
    except UnknownActivity:  # read in a language whose original no longer has this lesson
        return None


@require_POST
def place(request, course_id):
    """Anyone: find out where one is before a course, after it, or 90 days later; whichever it is time for."""
    course = visible_page(request, CoursePage, course_id)
    at = timezone.now()
    person = ensure_person(request, at=at)
    occasion = occasion_for(person, course, at=at)
    context = course.translation_key.hex
    try:
        # Nothing due: it is a placement like any other.
        which = {"occasion": occasion, "context": context} if occasion else {}
        sitting = start_placement(person, get_language(), at=at, **which)
    except NothingToAsk:
        return redirect("assessments:placement")
    return redirect("assessments:placement_question", sitting.pk)


@require_POST
def start_quiz(request, lesson_id, block_id):
    """Anyone: start, or go on with, the quiz of a lesson; shows the paper in the same answer."""
    lesson = visible_page(request, LessonPage, lesson_id)
    # By the raw data: looking at every block would fetch the pictures of the whole lesson.
    places = (
        place for place, raw in enumerate(lesson.body.raw_data) if raw["id"] == block_id and raw["type"] == "quiz"
    )
    block = next((lesson.body[place] for place in places), None)
    if block is None or block.value["quiz"] is None:
        messages.warning(request, _("This quiz is no longer part of the lesson."))
        return redirect(lesson.url)
    at = timezone.now()
    person = ensure_person(request, at=at)
    enrolment = enrol(person, course_of(lesson), at=at)
    _record_read(enrolment, lesson, at)
    quiz = block.value["quiz"]
    try:
        session = session_for(request, quiz, person, at=at)
        attempt = start_attempt(
            quiz, person, context=quiz_key(lesson, block.id), at=at, session=session, device=device_of(request)
        )
    except NeedsPin as needed:
        return pin_response(request, quiz, needed)
    except AttemptsUsedUp:
        messages.warning(request, _("You have used all your attempts at this quiz."))
        return redirect(lesson.url)
    except CannotStart as reason:
        messages.warning(request, cannot_start_sentence(reason))
        return redirect(lesson.url)
    except NothingToAnswer:
        messages.warning(request, _("The questions of this quiz are being rewritten. Please come back later."))
        return redirect(lesson.url)
    return paper_response(request, attempt)


@require_GET
def after_quiz(request, key):
    """Anyone: where to go after a quiz: the course, where what is left can be seen."""
    place = activity_place(key, language=get_language())
    return redirect(place.url if place else "courses:mine")


@require_POST
def leave(request, course_id):
    """Anyone: leave a course of one's own. What was learnt stays counted."""
    course = get_object_or_404(CoursePage, pk=course_id)
    enrolment = open_enrolment(current_person(request), course)
    if enrolment is None:
        return HttpResponseBadRequest(_("You are not enrolled in this course."))
    if "confirmed" not in request.POST:
        return render(request, "courses/leave.html", {"course": course, "section": "mine"})
    withdraw(enrolment, at=timezone.now())
    messages.success(request, _("You have left the course “%(course)s”.") % {"course": course.title})
    return redirect("courses:mine")


@require_POST
def reminder(request, course_id):
    """Anyone: switch the reminder of one's own unfinished course on or off."""
    course = get_object_or_404(CoursePage, pk=course_id)
    enrolment = open_enrolment(current_person(request), course)
    if enrolment is None:
        return HttpResponseBadRequest(_("You are not enrolled in this course."))
    wants = request.POST.get("wanted") == "yes"
    if wants and mail_address(enrolment.person) is None:
        messages.warning(request, _("Add an e-mail address first: that is how we remind you."))
    elif set_reminder(enrolment, wants, at=timezone.now()):
        messages.success(request, _("We will remind you when you have not been here for a week."))
    else:
        messages.success(request, _("We will not remind you."))
    return redirect("courses:mine")
