"""The site around the courses: the only module of `cms` that other packages import."""

from .blocks import RICH_TEXT, ContentStream
from .competences import competence_codes, load_competences
from .models import (
    BasePage,
    Competence,
    HomePage,
    NewsIndexPage,
    NewsPage,
    SiteDocument,
    SiteImage,
    SiteSettings,
    StandardPage,
    StreamPage,
)

__all__ = [
    "RICH_TEXT",
    "BasePage",
    "Competence",
    "ContentStream",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "SiteDocument",
    "SiteImage",
    "SiteSettings",
    "StandardPage",
    "StreamPage",
    "competence_codes",
    "load_competences",
]
