"""The bank into question files: items as they stand, published or not."""

from collections.abc import Callable, Iterable

from cms.api import SiteImage

from .bank import content_of
from .exchange import gift_writing, moodle_writing, sheet_writing
from .exchange.drafts import Draft, Refused
from .models import Item

WRITERS: dict[str, tuple[Callable[[list[Draft]], bytes], Callable[[list[Draft]], list[Refused]]]] = {
    "gift": (gift_writing.write, gift_writing.not_written),
    "moodle_xml": (moodle_writing.write, moodle_writing.not_written),
    "xlsx": (sheet_writing.write, sheet_writing.not_written),
}


def draft_of(item: Item) -> Draft:
    """Say an item as a draft, its picture with it. One query more where it has a picture."""
    kind, content = content_of(item)
    media = {}
    if content.get("picture"):
        image = SiteImage.objects.get(pk=content["picture"]["id"])
        name = image.file.name.rpartition("/")[2]
        with image.file.open("rb") as file:
            media[name] = file.read()
        content["picture"] = {"file": name, "alt": content["picture"]["alt"]}
    return Draft(kind, item.title, content, language=item.language, media=media)


def export(items: Iterable[Item], wanted: str) -> tuple[bytes, list[Refused]]:
    """Write items in a format of WRITERS; give the file, and what it cannot hold."""
    write, not_written = WRITERS[wanted]
    drafts = [draft_of(item) for item in items if item.content]
    return write(drafts), not_written(drafts)
