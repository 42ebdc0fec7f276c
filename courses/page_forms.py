"""The editor's form: a page with problems can be saved as a draft, but not published or handed to a moderator."""

from wagtail.admin.forms import WagtailAdminPageForm

__all__ = ["CompletePageForm"]

_NEEDS_COMPLETE = {"action-publish", "action-submit", "action-restart-workflow"}


class CompletePageForm(WagtailAdminPageForm):
    def clean(self):
        from .activities import problems

        cleaned = super().clean()
        approves = self.data.get("workflow-action-name") == "approve" and "action-workflow-action" in self.data
        if not self.errors and (approves or _NEEDS_COMPLETE & set(self.data)):
            self.instance = self._with(cleaned)
            for problem in problems(self.instance):
                self.add_error(problem.where if problem.where in self.fields else None, problem.what)
        return cleaned

    def _with(self, cleaned):
        """The page as it would be saved: problems are those of what is on the screen."""
        for name in ("introduction", "need", "outcomes", "body"):
            if name in cleaned:
                setattr(self.instance, name, cleaned[name])
        return self.instance
