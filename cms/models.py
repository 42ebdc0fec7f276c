"""The site around the courses: pages, images, documents, settings, and the list of competences."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.documents.models import AbstractDocument, Document
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Page
from wagtail.search import index

from places.api import fold

from .blocks import ContentStream, TaskCardStream
from .editor import PageCopyForm
from .file_kinds import refuse_disguise
from .svg import svg_problem

_NEWS_PER_PAGE = 12


class SiteImage(AbstractImage):
    """A picture; `description` is what it shows, for someone who cannot see it."""

    credit = models.CharField(_("drawn or photographed by"), max_length=120, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "credit")

    def clean(self):
        super().clean()
        if self.is_svg():
            problem = svg_problem(self.file)
            if problem:
                raise ValidationError({"file": problem})


class SiteRendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="cms_rendition_once"),
        ]


class SiteDocument(AbstractDocument):
    """A file to download, listen to or watch."""

    admin_form_fields = Document.admin_form_fields

    def clean(self):
        super().clean()
        if self.file and not self.file._committed:
            refuse_disguise(self.file)


class Competence(models.Model):
    """One of the 24 competences of Circular 02/2025/TT-BGDĐT; tags courses and items."""

    code = models.CharField(max_length=5, unique=True)
    area = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    # The competence of DigComp 3.0 it goes back to; empty: the three of artificial intelligence, which has none there.
    digcomp = models.CharField(max_length=5, blank=True, default="")
    digcomp_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class BasePage(Page):
    """What every page of ours has: an introduction, a picture for sharing, and search that forgives missing accents."""

    introduction = models.TextField(
        _("introduction"),
        blank=True,
        max_length=400,
        help_text=_("One or two sentences; shown on cards and in search."),
    )
    picture = models.ForeignKey(
        SiteImage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )

    # The template that shows this page as a card in a list; a page type brings its own.
    card_template = "cms/cards/page.html"

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("picture")]
    search_fields = [*Page.search_fields, index.SearchField("folded_text")]
    copy_form_class = PageCopyForm

    class Meta:
        abstract = True

    def body_text(self) -> str:
        """The text of the page's body, for the search index."""
        return ""

    def folded_text(self) -> str:
        """Everything findable on the page, without accents."""
        return fold(f"{self.title} {self.introduction} {self.body_text()}")


class StreamPage(BasePage):
    """A page with a free body."""

    body = StreamField(ContentStream(), blank=True, verbose_name=_("content"))

    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        abstract = True

    def body_text(self) -> str:
        return " ".join(str(part) for part in self._meta.get_field("body").get_searchable_content(self.body))


class HomePage(BasePage):
    """The first page: what do you want to do?"""

    tasks = StreamField(TaskCardStream(), blank=True, verbose_name=_("what people want to do"))

    class Meta:
        verbose_name = _("first page")

    template = "cms/pages/home_page.html"
    max_count_per_parent = 1
    parent_page_types = ["wagtailcore.Page"]
    content_panels = [*BasePage.content_panels, FieldPanel("tasks")]

    def get_context(self, request, *args, **kwargs):
        news = NewsPage.objects.live().descendant_of(self).order_by("-first_published_at")[:3]
        index = NewsIndexPage.objects.live().child_of(self).first()
        return {**super().get_context(request, *args, **kwargs), "news": news, "news_index": index}


class StandardPage(StreamPage):
    """About, privacy, help…"""

    class Meta:
        verbose_name = _("plain page")

    template = "cms/pages/standard_page.html"


class NewsIndexPage(BasePage):
    """All news, newest first."""

    class Meta:
        verbose_name = _("list of news")

    template = "cms/pages/news_index_page.html"
    subpage_types = ["cms.NewsPage"]
    max_count_per_parent = 1

    def get_context(self, request, *args, **kwargs):
        news = NewsPage.objects.child_of(self).live().order_by("-first_published_at")
        news = Paginator(news, _NEWS_PER_PAGE).get_page(request.GET.get("page"))
        return {**super().get_context(request, *args, **kwargs), "news": news}


class NewsPage(StreamPage):
    """One piece of news."""

    class Meta:
        verbose_name = _("piece of news")

    template = "cms/pages/news_page.html"
    parent_page_types = ["cms.NewsIndexPage"]
    subpage_types = []


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """What stands in the header and footer of every page."""

    name = models.CharField(_("name of the site"), max_length=60, default="Nhịp Cầu Số")
    hotline = models.CharField(_("hotline"), max_length=20, default="1022")
    owner = models.CharField(_("who runs the site"), max_length=120, blank=True)
    footer = models.TextField(_("footer"), blank=True, max_length=300)

    class Meta:
        verbose_name = _("header and footer")

    panels = [MultiFieldPanel([FieldPanel("name"), FieldPanel("hotline"), FieldPanel("owner"), FieldPanel("footer")])]
