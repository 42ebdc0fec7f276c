"""Form controls of the authors' forms."""

from collections.abc import Sequence

from django.forms import Select
from django.utils.translation import gettext_lazy as _


class VersionSelect(Select):
    """Offers the versions of one question only: a list of all in the bank would be a page of its own.

    Whoever has the form says which ones are `offered` (value, words); until then, only to follow the newest.
    """

    offered: Sequence[tuple[int, str]] = ()

    def optgroups(self, name, value, attrs=None):
        self.choices = [("", _("always the newest version")), *self.offered]
        return super().optgroups(name, value, attrs)
