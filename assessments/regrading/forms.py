"""What is asked before answers are scored anew."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..bank.authoring import versions_to_choose
from ..models import Item, RegradePolicy

ERRORS = {
    "other_item": _("Choose versions of this question."),
    "same_version": _("A version cannot be scored by itself: take it out of the first list, or choose another below."),
    "not_scored_by_rule": _("This question gives no points by itself, so there is nothing to score anew."),
}


class RegradeForm(forms.Form):
    """Which answers, by which version, under which rule, and why."""

    versions = forms.MultipleChoiceField(
        label=_("Answers scored by"), widget=forms.CheckboxSelectMultiple, help_text=_("The versions with the mistake.")
    )
    to = forms.ChoiceField(label=_("Score them by"), widget=forms.RadioSelect)
    quiz = forms.ChoiceField(label=_("In which quiz"), required=False)
    policy = forms.ChoiceField(
        label=_("Who gets which score"),
        choices=RegradePolicy.choices,
        widget=forms.RadioSelect,
        initial=RegradePolicy.UP,
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept, and learners who ask for their data read it. No names here."),
    )

    def __init__(self, item: Item, quizzes, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = [(str(pk), words) for pk, words in versions_to_choose([item.pk]).get(str(item.pk), [])]
        self.fields["versions"].choices = offered
        self.fields["to"].choices = offered
        self.fields["quiz"].choices = [("", _("in every quiz")), *((str(quiz.pk), quiz.title) for quiz in quizzes)]
        if offered:
            self.fields["to"].initial = offered[0][0]
            self.fields["versions"].initial = [pk for pk, _words in offered[1:]]
