"""What every template may use as `platform` (allauth already calls something else `site`)."""

from types import SimpleNamespace

from django.core.cache import cache
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from wagtail.models import Page

from people.api import demo_present

from .models import SiteSettings, StandardPage

# A changed footer shows after a minute; no page pays a query for it in between.
_KEEP_S = 60


def site(request) -> dict:
    """Name, hotline, owner, footer, menu and footer links (pages “shown in menus”) in the active language.

    Queries: none while cached.
    """
    return {"platform": SimpleLazyObject(lambda: _site(request))}


def _site(request) -> SimpleNamespace:
    key = f"cms.site.{get_language()}"
    facts = cache.get(key)
    if facts is None:
        settings = SiteSettings.for_request(request) or SiteSettings()
        pages = Page.objects.live().filter(locale__language_code=get_language(), show_in_menus=True).order_by("path")
        standard = set(StandardPage.objects.values_list("pk", flat=True))
        links = [(page.pk in standard, {"title": page.title, "url": page.url}) for page in pages]
        facts = {
            "name": settings.name,
            "hotline": settings.hotline,
            "owner": settings.owner,
            "footer": settings.footer,
            "menu": [link for is_standard, link in links if not is_standard],
            "footer_links": [link for is_standard, link in links if is_standard],
        }
        cache.set(key, facts, _KEEP_S)
    return SimpleNamespace(**facts, uses_demo=demo_present())
