"""What the editor asks of authors where Wagtail's own form would send them into an error."""

import re
from itertools import count

from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import CopyForm

# An address that was numbered once gets the next number, not a second one.
_NUMBER_AT_END = re.compile(r"-\d+$")


class PageCopyForm(CopyForm):
    """Asks how the copy shall be called, and offers a title and an address that are not the original's."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        siblings = self.page.get_parent().get_children().values_list("slug", flat=True)
        self.fields["new_title"].initial = _("%(title)s (copy)") % {"title": self.page.title}
        self.fields["new_slug"].initial = free_slug(self.page.slug, set(siblings))


def free_slug(slug: str, taken: set[str]) -> str:
    """Find the first numbered form of a page's address that none beside it has.

    >>> free_slug("gioi-thieu", {"gioi-thieu", "gioi-thieu-2"})
    'gioi-thieu-3'
    >>> free_slug("gioi-thieu-2", {"gioi-thieu", "gioi-thieu-2"})
    'gioi-thieu-3'
    """
    base = _NUMBER_AT_END.sub("", slug)
    return next(slug for slug in (f"{base}-{number}" for number in count(2)) if slug not in taken)
