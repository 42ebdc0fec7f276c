"""Bulk actions in the list of questions: a form, what it says, and who may."""

from django import forms
from django.contrib import messages
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from cms.api import Competence

from ..models import Item, Quiz
from .bulk_items import MOST, Done, add_items_to_quiz, publish_items, tag_items, unpublish_items
from .filters import listed_items

# A form's “leave as it is”; an empty choice is a choice.
LEAVE = "-"


class ItemBulkAction(SnippetBulkAction):
    """Something done to the chosen items; subclasses say what by `do`."""

    models = (Item,)
    template_name = "assessments/bulk_items.html"
    needs = "assessments.change_item"
    button = gettext_lazy("Do it")

    def check_perm(self, item) -> bool:
        """Whether this user may do it to this item: the right, and no lock."""
        lock = item.get_lock()
        return self.request.user.has_perm(self.needs) and not (lock and lock.for_user(self.request.user))

    def get_all_objects_in_listing_query(self, parent_id):
        # Wagtail takes every item there is, whatever the list was filtered by.
        return listed_items(self.request.GET).values_list("pk", flat=True)

    def get_context_data(self, **kwargs):
        shown = {"title": self.display_name, "button": self.button, "most": MOST}
        return {**super().get_context_data(**kwargs), **shown}

    def prepare_action(self, objects, objects_without_access):
        if len(objects) > MOST:
            self.cleaned_form.add_error(None, _("Choose at most %(number)s questions at once.") % {"number": MOST})
            return self.form_invalid(self.cleaned_form)
        return None

    @classmethod
    def execute_action(cls, objects, self=None, **kwargs):
        done = self.do(objects, self.cleaned_form.cleaned_data)
        for item, why in done.refused:
            said = {"item": item.title, "why": why}
            messages.error(self.request, _("“%(item)s” was left as it is: %(why)s") % said)
        return done.n, 0

    def do(self, items: list[Item], said: dict) -> Done:
        raise NotImplementedError

    def get_success_message(self, num_parent_objects, num_child_objects):
        return ngettext("%(n)s question changed.", "%(n)s questions changed.", num_parent_objects) % {
            "n": num_parent_objects
        }

    @property
    def may_publish(self) -> bool:
        return self.request.user.has_perm("assessments.publish_item")


class PublishItems(ItemBulkAction):
    display_name = gettext_lazy("Publish")
    action_type = "publish_items"
    aria_label = gettext_lazy("Publish the chosen questions")
    needs = "assessments.publish_item"
    action_priority = 10

    def do(self, items, said):
        return publish_items(items, user=self.request.user)


class UnpublishItems(ItemBulkAction):
    display_name = gettext_lazy("Unpublish")
    action_type = "unpublish_items"
    aria_label = gettext_lazy("Unpublish the chosen questions")
    needs = "assessments.publish_item"
    action_priority = 11

    def do(self, items, said):
        return unpublish_items(items, user=self.request.user)


class TagForm(forms.Form):
    """What to set; everything is left as it is unless chosen."""

    level = forms.ChoiceField(label=Item._meta.get_field("level").verbose_name, required=False)
    competence = forms.ChoiceField(label=Item._meta.get_field("competence").verbose_name, required=False)
    audience = forms.ChoiceField(label=Item._meta.get_field("audience").verbose_name, required=False)
    topic = forms.CharField(
        label=Item._meta.get_field("topic").verbose_name,
        required=False,
        max_length=60,
        help_text=gettext_lazy("Left empty, each question keeps its own."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        leave = [(LEAVE, _("leave as it is"))]
        for name in ("level", "competence", "audience"):
            # Else the empty choice, which is a choice, would be the one that stands there at first.
            self.initial.setdefault(name, LEAVE)
        for field in self.fields.values():
            field.label = capfirst(field.label)
        self.fields["level"].choices = leave + Item._meta.get_field("level").choices
        self.fields["audience"].choices = leave + Item._meta.get_field("audience").choices
        self.competences = {str(one.pk): one for one in Competence.objects.all()}
        named = [(pk, str(one)) for pk, one in self.competences.items()]
        self.fields["competence"].choices = [*leave, ("", _("no competence")), *named]

    def values(self) -> dict:
        """The fields to set, by name."""
        said = self.cleaned_data
        values = {name: said[name] for name in ("level", "audience") if said[name] != LEAVE and name in self.data}
        if "level" in values:
            values["level"] = int(values["level"]) if values["level"] else 1
        if said["competence"] != LEAVE and "competence" in self.data:
            values["competence"] = self.competences.get(said["competence"])
        if said["topic"]:
            values["topic"] = said["topic"]
        return values


class TagItems(ItemBulkAction):
    display_name = gettext_lazy("Set details")
    action_type = "tag_items"
    aria_label = gettext_lazy("Set details of the chosen questions: difficulty, competence, audience, topic")
    action_priority = 12
    form_class = TagForm

    def do(self, items, said):
        values = self.cleaned_form.values()
        return tag_items(items, values, user=self.request.user, may_publish=self.may_publish) if values else Done()


class QuizChoiceForm(forms.Form):
    quiz = forms.ModelChoiceField(Quiz.objects.none(), label=gettext_lazy("Quiz"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["quiz"].queryset = Quiz.objects.order_by("title")


class AddToQuiz(ItemBulkAction):
    display_name = gettext_lazy("Add to a quiz")
    action_type = "add_items_to_quiz"
    aria_label = gettext_lazy("Add to a quiz: the chosen questions")
    needs = "assessments.change_quiz"
    action_priority = 13
    form_class = QuizChoiceForm

    def check_perm(self, item) -> bool:
        # A locked question may be asked; it is the quiz that changes.
        return self.request.user.has_perm(self.needs)

    def do(self, items, said):
        lock = said["quiz"].get_lock()
        if lock and lock.for_user(self.request.user):
            return Done(refused=[(item, _("the quiz is locked.")) for item in items])
        return add_items_to_quiz(items, said["quiz"], user=self.request.user)

    def get_success_message(self, num_parent_objects, num_child_objects):
        said = {"n": num_parent_objects, "quiz": self.cleaned_form.cleaned_data["quiz"].title}
        return (
            ngettext(
                "%(n)s question was added to the draft of “%(quiz)s”. Publish the quiz when it is ready.",
                "%(n)s questions were added to the draft of “%(quiz)s”. Publish the quiz when it is ready.",
                num_parent_objects,
            )
            % said
        )


ACTIONS = (PublishItems, UnpublishItems, TagItems, AddToQuiz)
