"""By what the list of questions in the editor is filtered, and what it then shows."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from cms.api import digcomp_choices

from ..blocks import ItemStream
from ..models import Item
from .authoring import find_items, items_to_list

KIND_CHOICES = [(name, block.label) for name, block in ItemStream().child_blocks.items()]


class ItemFilterSet(WagtailFilterSet):
    # The column is free text so that a new kind needs no migration; authors pick from a list.
    kind = django_filters.ChoiceFilter(choices=KIND_CHOICES, label=_("Kind"))
    digcomp = django_filters.ChoiceFilter(
        choices=digcomp_choices, field_name="competence__digcomp", label=_("DigComp 3.0")
    )
    topic = django_filters.AllValuesFilter(label=_("Topic"))
    unused = django_filters.ChoiceFilter(
        choices=[("yes", _("in no quiz")), ("no", _("in a quiz"))], method="by_use", label=_("In the quiz")
    )

    class Meta:
        model = Item
        fields = ["kind", "level", "competence", "digcomp", "audience", "topic", "language", "unused"]

    def by_use(self, items, name, value):
        """Items in no quiz, or in any; a quiz being drafted counts."""
        return items.filter(uses=None) if value == "yes" else items.exclude(uses=None)


def listed_items(query):
    """The items that the list shows under this query string (its filters and search)."""
    filters = ItemFilterSet(query, queryset=items_to_list().order_by("pk"), request=None)
    return find_items(filters.qs, query.get("q", ""))
