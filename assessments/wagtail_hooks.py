"""The item bank and the quizzes in the editor's menu."""

import django_filters
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .bank import items_to_list
from .blocks import ItemStream
from .editor import QuizForm
from .models import Item, Quiz
from .picture_views import picture

KIND_CHOICES = [(name, block.label) for name, block in ItemStream().child_blocks.items()]


class ItemFilterSet(WagtailFilterSet):
    # The column is free text so that a new kind needs no migration; authors pick from a list.
    kind = django_filters.ChoiceFilter(choices=KIND_CHOICES, label=_("kind"))

    class Meta:
        model = Item
        fields = ["level", "competence", "audience", "language"]


class ItemViewSet(SnippetViewSet):
    model = Item
    icon = "help"
    menu_label = _("Questions")
    menu_name = "items"
    list_display = ["stem", "title", "kind_name", "quiz_titles", "level", "competence", "audience", UpdatedAtColumn()]
    list_per_page = 50
    filterset_class = ItemFilterSet
    ordering = ["title"]
    copy_view_enabled = True

    def get_queryset(self, request):
        return items_to_list()


class QuizViewSet(SnippetViewSet):
    model = Quiz
    icon = "form"
    menu_label = _("Quizzes")
    menu_name = "quizzes"
    list_display = ["title", "pass_mark", "attempts_allowed", "language", UpdatedAtColumn()]
    list_filter = ["language"]
    list_per_page = 50
    ordering = ["title"]
    edit_handler = ObjectList(Quiz.panels, base_form_class=QuizForm)


class AssessmentsGroup(SnippetViewSetGroup):
    items = (ItemViewSet, QuizViewSet)
    menu_icon = "form"
    menu_label = _("Questions and quizzes")
    menu_name = "assessments"
    menu_order = 210


register_snippet(AssessmentsGroup)


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("assessments/picture/<int:pk>/", picture, name="assessments_picture")]
