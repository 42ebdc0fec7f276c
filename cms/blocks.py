"""The parts a page is made of. Each shows itself in the editor as the learner will see it."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

# What plain writing needs; pasted fonts, colours and scripts have no way in.
RICH_TEXT = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class PictureBlock(blocks.StructBlock):
    """A picture with the words that stand in for it."""

    image = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(
        label=_("what the picture shows"),
        max_length=250,
        help_text=_("For people who cannot see it: say what matters in the picture."),
    )
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "cms/blocks/picture.html"


class StepBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("what to do"), rows=2, max_length=400)
    image = ImageChooserBlock(label=_("picture"), required=False)
    alt = blocks.CharBlock(label=_("what the picture shows"), required=False, max_length=250)


class StepsBlock(blocks.StructBlock):
    """Numbered steps, each with its picture of the screen."""

    title = blocks.CharBlock(label=_("title"), max_length=120)
    steps = blocks.ListBlock(StepBlock(label=_("step")), label=_("steps"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "cms/blocks/steps.html"


class AudioBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    file = DocumentChooserBlock(label=_("sound file (MP3)"))
    transcript = blocks.TextBlock(label=_("the spoken words"), help_text=_("For people who cannot hear it."))

    class Meta:
        icon = "volume-up"
        label = _("Sound")
        template = "cms/blocks/audio.html"


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    file = DocumentChooserBlock(label=_("video file (MP4 or WebM)"))
    captions = DocumentChooserBlock(label=_("captions (WebVTT)"))
    poster = ImageChooserBlock(label=_("first picture"), required=False)
    transcript = blocks.TextBlock(label=_("transcript"), help_text=_("What is said and shown, as text."))

    class Meta:
        icon = "media"
        label = _("Video")
        template = "cms/blocks/video.html"


class DownloadBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    file = DocumentChooserBlock(label=_("file"))

    class Meta:
        icon = "download"
        label = _("File to download")
        template = "cms/blocks/download.html"


class CalloutBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(
        label=_("kind"),
        choices=[("tip", _("Tip")), ("warning", _("Warning")), ("info", _("Good to know"))],
        default="tip",
    )
    title = blocks.CharBlock(label=_("title"), max_length=120)
    text = blocks.RichTextBlock(label=_("text"), features=RICH_TEXT)

    class Meta:
        icon = "warning"
        label = _("Call-out")
        template = "cms/blocks/callout.html"


class SectionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    text = blocks.RichTextBlock(label=_("text"), features=RICH_TEXT)


class AccordionBlock(blocks.StructBlock):
    sections = blocks.ListBlock(SectionBlock(label=_("section")), label=_("sections"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Sections that open")
        template = "cms/blocks/accordion.html"


class ContentStream(blocks.StreamBlock):
    """What any page may contain."""

    text = blocks.RichTextBlock(label=_("Text"), icon="pilcrow", features=RICH_TEXT, template="cms/blocks/text.html")
    picture = PictureBlock()
    steps = StepsBlock()
    callout = CalloutBlock()
    accordion = AccordionBlock()
    audio = AudioBlock()
    video = VideoBlock()
    download = DownloadBlock()


class TaskCardBlock(blocks.StructBlock):
    """One thing people want to do, and the page that shows how."""

    want = blocks.CharBlock(label=_("what people want to do"), max_length=60)
    icon = blocks.ChoiceBlock(
        label=_("picture"),
        choices=[
            ("phone", _("telephone")),
            ("form", _("form")),
            ("money", _("money")),
            ("shield", _("shield")),
            ("headset", _("headset")),
            ("office", _("office")),
            ("mail", _("letter")),
            ("lock", _("lock")),
            ("chart", _("chart")),
            ("book", _("book")),
        ],
    )
    page = blocks.PageChooserBlock(label=_("page"))

    class Meta:
        icon = "pick"
        label = _("Task")


class TaskCardStream(blocks.StreamBlock):
    task = TaskCardBlock()
