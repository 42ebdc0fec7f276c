"""The authors' forms: what is published must have no problems; a draft may."""

from wagtail.admin.forms.models import WagtailAdminModelForm

from .authoring import quiz_problems, versions_to_choose
from .problems import sentence


class QuizForm(WagtailAdminModelForm):
    """Offers each question's own versions; refuses to publish, or to submit for moderation, a quiz with problems."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = [(form, form["item"].value()) for form in self.formsets["quiz_items"].forms]
        offered = versions_to_choose(item for _form, item in chosen)
        for form, item in chosen:
            form.fields["version"].widget.offered = offered.get(str(item), ())

    def is_valid(self) -> bool:
        # The chosen items are known only after the formset was cleaned, which is after clean().
        if not super().is_valid():
            return False
        if self.is_deferred_validation:
            return True
        places = [form.instance for form in self.formsets["quiz_items"].ordered_forms]
        for problem in quiz_problems(self.instance, places):
            self.add_error(None, sentence(problem))
        return not self.errors
