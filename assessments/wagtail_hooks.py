"""The item bank and the quizzes in the editor's menu."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import DeleteView, IndexView, SnippetViewSet, SnippetViewSetGroup, UsageView

from .bank.authoring import find_items, items_to_list
from .bank.bulk_actions import ACTIONS
from .bank.editor import QuizForm
from .bank.filters import ItemFilterSet
from .bank.picture_views import picture
from .bank.usage import kept_items, let_go_of_versions
from .models import Item, Quiz


class ItemIndexView(IndexView):
    """Searches by words without diacritics; Wagtail's own search cannot be joined with every filter."""

    def search_queryset(self, queryset):
        return find_items(queryset, self.search_query) if self.is_searching else queryset


class _FindsItems:
    """The same search where a question is chosen for a quiz."""

    def filter_object_list(self, objects):
        return find_items(objects, self.request.GET.get("q", ""))


class ChooseItem(_FindsItems, ChooseView):
    pass


class ChooseItemResults(_FindsItems, ChooseResultsView):
    pass


class ItemChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ChooseItem
    choose_results_view_class = ChooseItemResults


class ItemDeleteView(DeleteView):
    """What may not be deleted never gets here (`keep_used_items`)."""

    def get_usage_url(self):
        return None

    def delete_action(self):
        with transaction.atomic():
            let_go_of_versions([self.object])
            super().delete_action()


class ItemUsageView(UsageView):
    """Wagtail's list of uses, with the way to our page that also says how each version fares."""

    @cached_property
    def columns(self):
        # Wagtail's third one names the database's fields, which says nothing to an author.
        return super().columns if self.describe_on_delete else super().columns[:2]

    @property
    def header_buttons(self):
        url = reverse("assessments:item", args=[self.object.pk])
        return [*super().header_buttons, HeaderButton(label=gettext("Use and versions"), url=url, icon_name="view")]


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
    index_view_class = ItemIndexView
    delete_view_class = ItemDeleteView
    usage_view_class = ItemUsageView
    chooser_viewset_class = ItemChooserViewSet

    def get_queryset(self, request):
        return items_to_list()


@hooks.register("register_snippet_listing_buttons")
def item_page_button(snippet, user, next_url=None):
    """From the list of questions to where each is used."""
    if isinstance(snippet, Item):
        yield Button(gettext("Use and versions"), reverse("assessments:item", args=[snippet.pk]), icon_name="view")


@hooks.register("before_delete_snippet")
def keep_used_items(request, instances):
    """A question in a quiz, or ever asked, stays: quizzes and results point to it."""
    kept = kept_items([one for one in instances if isinstance(one, Item)])
    for item in kept:
        said = gettext("“%(item)s” is in a quiz or has been asked, so it cannot be deleted. Unpublish it instead.")
        messages.error(request, said % {"item": item.title})
    return redirect("wagtailsnippets_assessments_item:list") if kept else None


@hooks.register("before_bulk_action")
def let_versions_go(request, action_type, objects, action):
    """Before many unused questions are deleted, in the same transaction, their versions nobody was asked."""
    if action_type == "delete" and objects and isinstance(objects[0], Item):
        let_go_of_versions(objects)


for _action in ACTIONS:
    hooks.register("register_bulk_action", _action)


@hooks.register("insert_global_admin_css")
def list_styles():
    return format_html('<link rel="stylesheet" href="{}">', static("editor/lists.css"))


@hooks.register("register_admin_menu_item")
def regrades_item():
    return MenuItem(_("Answers scored anew"), reverse("assessments:regrades"), icon_name="redirect", order=870)


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

    def get_submenu_items(self):
        ours = [
            MenuItem(_("Bring questions in"), reverse_lazy("assessments:imports"), icon_name="upload", order=90),
            MenuItem(_("Take questions out"), reverse_lazy("assessments:exports"), icon_name="download", order=91),
        ]
        return [*super().get_submenu_items(), *ours]


register_snippet(AssessmentsGroup)


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("assessments/picture/<int:pk>/", picture, name="assessments_picture")]
