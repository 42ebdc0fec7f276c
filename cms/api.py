"""The site around the courses: the only module of `cms` that other packages import."""

from .blocks import RICH_TEXT, ContentStream
from .models import BasePage, Competence, SiteDocument, SiteImage, SiteSettings, StreamPage

__all__ = [
    "RICH_TEXT",
    "BasePage",
    "Competence",
    "ContentStream",
    "SiteDocument",
    "SiteImage",
    "SiteSettings",
    "StreamPage",
]
