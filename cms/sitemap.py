"""What search engines are told of."""

from functools import reduce
from operator import or_

from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

__all__ = ["PageSitemap"]


class PageSitemap(Sitemap):
    """Every published page anyone may see, in every language.

    Wagtail's own walks the site's root page only; the other languages have roots of their own.
    """

    def items(self):
        roots = self.get_wagtail_site().root_page.get_translations(inclusive=True)
        pages = reduce(or_, (Page.objects.descendant_of(root, inclusive=True) for root in roots))
        return pages.live().public().order_by("path").defer_streamfields().specific()
