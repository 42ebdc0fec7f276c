"""The pictures of items, small enough for a phone on 3G."""

from collections.abc import Mapping
from typing import Any

from django.core.cache import cache

from cms.api import SiteImage

# 640 px wide is sharp on a phone; a drawing stays a drawing.
SPEC = "max-640x480|format-webp|preserve-svg"
# What is pointed at must be seen whole and large; a picture of a phone is upright.
LARGE = "max-800x1000|format-webp|preserve-svg"
CACHED_S = 600


def picture_of(content_picture: Mapping[str, Any] | None, *, spec: str = SPEC) -> dict[str, Any] | None:
    """Give src, width, height and alt. None: no picture. Without `src`: it was deleted, and its words must do.

    Two queries at most, none while cached (10 minutes).
    """
    if not content_picture:
        return None
    key = f"assessments:picture:{content_picture['id']}:{'large' if spec == LARGE else ''}"
    found = cache.get(key)
    if found is None:
        image = SiteImage.objects.filter(pk=content_picture["id"]).first()
        found = {}
        if image:
            rendition = image.get_rendition(spec)
            found = {"src": rendition.url, "width": rendition.width, "height": rendition.height}
        cache.set(key, found, CACHED_S)
    return {**found, "alt": content_picture["alt"]}


def drawn_upon(pk: int) -> dict[str, Any] | None:
    """Give src of a picture as its author draws in it, and its own width and height. None: there is no such picture."""
    image = SiteImage.objects.filter(pk=pk).first()
    if image is None:
        return None
    return {"src": image.get_rendition(LARGE).url, "width": image.width, "height": image.height}
