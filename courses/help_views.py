"""Asking for help from a lesson, and the inbox of those who answer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.api import visible_page
from people.api import authorise, current_person, may, reachable_areas

from . import help_desk
from .forms import HelpForm, ReplyForm
from .models import LessonPage

_PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, lesson_id):
    """Anyone: ask for help with a lesson, or report a mistake in it."""
    lesson = visible_page(request, LessonPage, lesson_id)
    form = HelpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        help_desk.ask(lesson, person=current_person(request), at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Thank you. Your message has reached the trainers."))
        return redirect(lesson.url)
    return render(request, "courses/ask.html", {"form": form, "lesson": lesson, "section": "courses"})


@never_cache
@require_safe
def inbox(request):
    """Trainers, moderators, administrators: all questions; facilitators: those of their communes."""
    authorise(request.user, "answer_help")
    is_open = request.GET.get("show") != "closed"
    questions = help_desk.questions_for(reachable_areas(request.user, "answer_help"), is_open=is_open)
    pages = Paginator(questions, _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/inbox.html", {"questions": pages, "is_open": is_open, "section": "mine"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, request_id):
    """As the inbox: read one question, answer it or close it without an answer."""
    question = help_desk.question(request_id)
    if question is None:
        raise Http404
    authorise(request.user, "answer_help", question)
    form = ReplyForm(request.POST if request.POST.get("action") == "answer" else None)
    if request.method == "POST":
        if request.POST.get("action") == "close":
            help_desk.close(question, at=timezone.now())
            messages.success(request, _("Closed."))
            return redirect("courses:inbox")
        if form.is_valid():
            if help_desk.answer(question, form.cleaned_data["text"], by=request.user, at=timezone.now()):
                messages.success(request, _("Your answer has been sent."))
            else:
                messages.warning(request, _("This question had already been answered or closed."))
            return redirect("courses:inbox")
    context = {"form": form, "question": question, "shows_contact": may(request.user, "see_contact", question)}
    return render(request, "courses/answer.html", {**context, "section": "mine"})
