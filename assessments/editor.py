"""The authors' forms: what is published must have no problems; a draft may."""

from wagtail.admin.forms.models import WagtailAdminModelForm

from .bank import quiz_problems
from .problems import sentence


class QuizForm(WagtailAdminModelForm):
    """Refuses to publish, or to submit for moderation, a quiz with problems."""

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
