"""The site around the courses: the only module of `cms` that other packages import."""

from .access import visible_page
from .blocks import RICH_TEXT, ContentStream
from .competences import competence_codes, digcomp_choices, load_competences
from .csv_text import csv_text
from .file_kinds import is_of_kind
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
    "csv_text",
    "digcomp_choices",
    "is_of_kind",
    "load_competences",
    "visible_page",
]
