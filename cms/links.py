"""What stands around a page: the pages above it, and the same page in other languages."""

from dataclasses import dataclass

from django.core.cache import cache

__all__ = ["KEEP_S", "Links", "links_around"]

# What a page needs to be linked to; the other forty columns stay where they are.
_FOR_LINK = ("title", "url_path", "path", "depth", "locale_id")
# As the menu: a new title above shows after a minute, and no page pays two queries for it in between.
KEEP_S = 60


@dataclass(frozen=True)
class Links:
    """Titles and addresses around one page."""

    # From the top down, the first page left out: {"title", "url"}.
    above: list[dict[str, str]]
    # Language code to the address of the published translation.
    translations: dict[str, str]


def links_around(page) -> Links:
    """The links around a page, up to a minute old. Two queries, none while kept."""
    key = f"cms.links.{page.path}.{page.translation_key}"
    links = cache.get(key)
    if links is None:
        links = _read(page)
        cache.set(key, links, KEEP_S)
    return links


def _read(page) -> Links:
    # A page that was never saved has no place in the tree yet.
    above = page.get_ancestors().filter(depth__gt=2).live().only(*_FOR_LINK) if page.depth else []
    others = page.get_translations().live().select_related("locale").only(*_FOR_LINK, "locale__language_code")
    return Links(
        above=[{"title": one.title, "url": one.url} for one in above],
        translations={one.locale.language_code: one.url for one in others},
    )
