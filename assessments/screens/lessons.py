"""Which lesson teaches what an item asks: where to go after a wrong answer."""

from collections.abc import Iterable
from typing import NamedTuple

from wagtail.models import Page

from ..models import Item


class Lesson(NamedTuple):
    """A lesson as a link."""

    title: str
    url: str


def lessons_teaching(items: Iterable[int], *, language: str) -> dict[int, Lesson]:
    """Give, by item, the published lesson its author named; in this language, else in its own. Two queries at most.

    An item of which nobody said where it is taught, or whose lesson is no longer to be seen, is not in it.
    """
    named = dict(
        Item.objects.filter(pk__in=set(items)).exclude(lesson=None).values_list("pk", "lesson__translation_key")
    )
    if not named:
        return {}
    pages = Page.objects.live().public().filter(translation_key__in=set(named.values())).select_related("locale")
    # The one in the wanted language last, so that it stays.
    by_key = {
        page.translation_key: page for page in sorted(pages, key=lambda page: page.locale.language_code == language)
    }
    found = {item: by_key[key] for item, key in named.items() if key in by_key}
    return {item: Lesson(page.title, page.get_url() or "") for item, page in found.items()}
