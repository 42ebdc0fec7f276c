"""Nothing with problems becomes public, whichever button, workflow or clock publishes it."""

import logging

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin.modal_workflow import render_modal_workflow

__all__ = ["CompletePage", "Incomplete", "IncompleteMiddleware"]

logger = logging.getLogger(__name__)
# What Wagtail's publish_scheduled writes into the page's history.
_BY_THE_CLOCK = "wagtail.publish.scheduled"


class Incomplete(Exception):
    """The page has problems, so it was not published; `problems` says which."""

    def __init__(self, page, problems):
        super().__init__(f"{page}: {' '.join(problem.what for problem in problems)}")
        self.page, self.problems = page, problems


class CompletePage:
    """A page that does not become public while it has `problems`.

    Wagtail publishes through this method: approval, many pages at once, the clock, code. The one exception is the
    button of the editor's form, and that form asks itself (page_forms).
    """

    def publish(self, revision, *args, log_action=True, **kwargs):
        """Publish the revision. Raises Incomplete, before anything is written, where it has problems.

        By the clock nobody is there to be told, and other pages wait behind this one: it stays a draft, the log says
        why, and the next run tries again, for an unpublished quiz may be published by then.
        """
        from .activities import problems

        found = problems(revision.as_object())
        if not found:
            return super().publish(revision, *args, log_action=log_action, **kwargs)
        if log_action != _BY_THE_CLOCK:
            raise Incomplete(self, found)
        logger.warning("Not published as scheduled: %s", Incomplete(self, found))
        return None


class IncompleteMiddleware:
    """Tells whoever tried to publish an incomplete page in the editor what is missing, and leads back to it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Incomplete):
            return None
        messages.error(request, str(exception))
        url = reverse("wagtailadmin_pages:edit", args=[exception.page.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # The window in which a moderator approves from the first page; it follows addresses in its own format only.
            return render_modal_workflow(request, None, None, {}, json_data={"step": "success", "redirect": url})
        return redirect(url)
