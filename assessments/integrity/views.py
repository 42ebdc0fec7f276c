"""The moderator's view of reasons to look at attempts again."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from people.api import authorise

from ..figures.question_report import quiz_of
from ..models import Finding, Quiz
from .reasons import add_note, find_reason, look, reasons

_PER_PAGE = 30


class NoteForm(forms.Form):
    """What a moderator found."""

    finding = forms.ChoiceField(label=gettext_lazy("What did you find?"), widget=forms.RadioSelect, choices=Finding)
    text = forms.CharField(
        label=gettext_lazy("Note (if you like)"),
        help_text=gettext_lazy("Who the note is about can read it. Write what you saw, not what you suspect."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@never_cache
@require_GET
def integrity(request, context):
    """Moderators and administrators: reasons to look at attempts, without names."""
    found = reasons(_quiz(request, context), at=timezone.now())
    page = Paginator(found.found, _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "assessments/integrity.html", {"reasons": found, "page": page, "context": context})


@never_cache
@require_http_methods(["GET", "POST"])
def integrity_look(request, context, attempt, other=None):
    """Moderators and administrators: whose attempts they are, which is written down; and a note on what was found."""
    at = timezone.now()
    quiz = _quiz(request, context)
    reason = find_reason(quiz, attempt, other, at=at)
    if reason is None:
        raise Http404
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_note(reason, form.cleaned_data["finding"], form.cleaned_data["text"], by=request.user, at=at)
        messages.success(request, _("The note is kept."))
        return redirect("assessments:integrity", context)
    page = {"reason": reason, "attempts": look(reason, by=request.user, at=at), "form": form, "context": context}
    return render(request, "assessments/integrity_look.html", {**page, "quiz": quiz})


def _quiz(request, context: str) -> Quiz:
    authorise(request.user, "see_integrity")
    quiz = quiz_of(context)
    if quiz is None:
        raise Http404
    return quiz
