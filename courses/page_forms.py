"""The editor's form: a page with problems can be saved as a draft, but not published or handed to a moderator."""

from collections import defaultdict

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
            found = defaultdict(list)
            for problem in problems(self.instance):
                found[problem.where if problem.where in self.fields else None].append(problem.what)
            # The editor shows one message a field: an author should not learn of the second problem a day later.
            for field, sentences in found.items():
                self.add_error(field, " ".join(sentences))
        return cleaned

    def _with(self, cleaned):
        """The page as it would be saved: problems are those of what is on the screen."""
        for name in ("introduction", "need", "outcomes", "body"):
            if name in cleaned:
                setattr(self.instance, name, cleaned[name])
        return self.instance
