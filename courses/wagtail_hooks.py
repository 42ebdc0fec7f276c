"""The editor: what may be deleted, and the way from a course to its report."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import PageListingButton
from wagtail.models import Page

from cms.api import HomePage

from .activities import has_learners, sync
from .catalogue import catalogue_page
from .models import CourseIndexPage, CoursePage, LessonPage


@hooks.register("before_delete_page")
def keep_courses_with_learners(request, page):
    """A course with enrolments, or a part of one, can only be unpublished: results point to it."""
    if _is_kept(page.specific):
        messages.error(request, _kept(page))
        return redirect("wagtailadmin_pages:unpublish", page.pk)
    return None


@hooks.register("before_bulk_action")
def keep_courses_with_learners_in_bulk(request, action_type, objects, action_class_instance):
    """The same for many pages at once: nothing is deleted, and each page that cannot be is named."""
    kept = [one for one in objects if action_type == "delete" and isinstance(one, Page) and _is_kept(one.specific)]
    for page in kept:
        messages.error(request, _kept(page))
    return redirect("wagtailadmin_explore", kept[0].get_parent().pk) if kept else None


def _is_kept(page) -> bool:
    return isinstance(page, (HomePage, CourseIndexPage, CoursePage, LessonPage)) and has_learners(page)


def _kept(page) -> str:
    text = _("People have learnt with “%(page)s”, so it cannot be deleted. Unpublish it instead.")
    return text % {"page": page.title}


@hooks.register("after_copy_page")
def track_a_copied_course(request, page, new_page):
    """A copy has activities of its own from the first moment, also where its lessons were published in copying."""
    copy = new_page.specific
    if isinstance(copy, CoursePage):
        sync(copy, at=timezone.now())


class WhereToStart(Component):
    """The first thing on the editor's first page: the way to the work."""

    order = 50
    template_name = "courses/where_to_start.html"

    def get_context_data(self, parent_context):
        return {"catalogue": catalogue_page(settings.LANGUAGE_CODE)}


@hooks.register("construct_homepage_panels")
def where_to_start(request, panels):
    panels.append(WhereToStart())


@hooks.register("register_page_listing_buttons")
def report_button(page, user, next_url=None):
    """The course's report, from the list of pages."""
    if isinstance(page.specific, CoursePage):
        yield PageListingButton(_("Report"), reverse("courses:report", args=[page.pk]), priority=60)


@hooks.register("register_admin_menu_item")
def inbox_item():
    return MenuItem(_("Questions from lessons"), reverse("courses:inbox"), icon_name="mail", order=850)


@hooks.register("register_admin_menu_item")
def reports_item():
    return MenuItem(_("Course reports"), reverse("courses:reports"), icon_name="doc-full-inverse", order=860)
