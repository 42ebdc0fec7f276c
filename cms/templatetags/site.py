"""Tags of the public site; available in every template without a load."""

from decimal import Decimal
from functools import cache as once
from urllib.parse import urljoin

from django import template
from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from ..links import KEEP_S, links_around

register = template.Library()

_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@once
def _icon(name: str) -> str:
    return mark_safe(render_to_string(f"components/icons/{name}.svg").strip())  # noqa: S308 (our own file)


@register.simple_tag
def icon(name: str) -> str:
    """One of our own drawings, in the page itself: no request."""
    return _icon(name)


def _prefix() -> str:
    return "/" if get_language() == settings.LANGUAGE_CODE else f"/{get_language()}/"


@register.simple_tag
def home_url() -> str:
    """The first page in the active language."""
    return _prefix()


@register.simple_tag(takes_context=True)
def language_link(context) -> str:
    """A link to the same page in the other language; to its first page where there is no translation."""
    request, other = context.get("request"), "en" if get_language() == "vi" else "vi"
    page = context.get("page")
    url = f"/{other}/" if other != settings.LANGUAGE_CODE else "/"
    if page is not None and getattr(page, "translation_key", None):
        url = links_around(page).translations.get(other, url)
    elif request is not None:
        url = translate_url(request.get_full_path(), other)
    return format_html(
        '<a class="site-header__tool" href="{}" lang="{}" hreflang="{}">{}</a>', url, other, other, _NAMES[other]
    )


@register.inclusion_tag("components/page_crumbs.html")
def page_crumbs(page) -> dict:
    """The pages above this one, the root left out."""
    return {"ancestors": links_around(page).above}


@register.simple_tag
def alternates(page) -> str:
    """Links for search engines: this page in every language it is published in. Empty where there is one only."""
    others = links_around(page).translations
    if not others:
        return ""
    urls = {page.locale.language_code: page.full_url, **others}
    # Who speaks neither language is led to the Vietnamese page, where there is one.
    urls = {**urls, "x-default": urls.get(settings.LANGUAGE_CODE, page.full_url)}
    links = ((code, urljoin(page.full_url or "", url)) for code, url in sorted(urls.items()))
    return format_html_join("\n", '<link rel="alternate" hreflang="{}" href="{}">', links)


@register.simple_tag
def sharing_picture(page) -> str:
    """The address of the page's picture for who shares it; empty without one, or for a drawing, which none shows."""
    if getattr(page, "picture_id", None) is None:
        return ""
    # A picture's address never changes: asked for once a minute, not for every reader.
    key = f"cms.sharing.{page.picture_id}"
    address = cache.get(key)
    if address is None:
        image = page.picture
        address = "" if image.is_svg() else image.get_rendition("width-1200|format-jpeg").url
        cache.set(key, address, KEEP_S)
    return urljoin(page.full_url or "", address) if address else ""


@register.simple_tag
def picture(image, width: int, alt: str = "") -> str:
    """The picture at most `width` pixels wide, loaded when it comes near; a drawing (SVG) as it is."""
    rendition = image.get_rendition("original" if image.is_svg() else f"width-{width}|format-webp")
    return format_html(
        '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy" decoding="async">',
        rendition.url,
        alt,
        int(rendition.width),
        int(rendition.height),
    )


@register.simple_tag
def picture_url(image, width: int) -> str:
    """The address of the picture at most `width` pixels wide."""
    return image.get_rendition("original" if image.is_svg() else f"width-{width}|format-webp").url


@register.filter
def points(value) -> str:
    """A score in the language's own writing, with no zeros that say nothing: 1,5 and 12."""
    return number_format(Decimal(value).quantize(Decimal("0.01")).normalize() + 0)


@register.filter
def percent(share) -> str:
    """A share (0–1) as a whole percentage in the language's own writing; – for None."""
    if share is None:
        return "–"
    return f"{round(100 * float(share))}%"
