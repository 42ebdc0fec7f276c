"""The editor: what may be deleted, and the way from a course to its report."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import PageListingButton

from .activities import has_learners
from .models import CourseIndexPage, CoursePage, LessonPage


@hooks.register("before_delete_page")
def keep_courses_with_learners(request, page):
    """A course with enrolments, or a part of one, can only be unpublished: results point to it."""
    page = page.specific
    if isinstance(page, (CourseIndexPage, CoursePage, LessonPage)) and has_learners(page):
        messages.error(
            request,
            _("People have learnt with “%(page)s”, so it cannot be deleted. Unpublish it instead.")
            % {"page": page.title},
        )
        return redirect("wagtailadmin_pages:unpublish", page.pk)
    return None


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
