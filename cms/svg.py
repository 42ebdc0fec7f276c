"""Which SVG drawings may be uploaded."""

import re
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import parse
from django.utils.translation import gettext as _

# A drawing needs none of these; each can run a script or fetch something when the file is opened by itself.
_FORBIDDEN = {"script", "foreignobject", "iframe", "embed", "object", "audio", "video", "handler", "animate", "set"}


# A style that loads something; url(#…) only points within the drawing.
_FETCHES = re.compile(r"@import|url\(\s*['\"]?(?!#)", re.IGNORECASE)


def svg_problem(file) -> str | None:
    """Why this SVG file is refused, in words for its author; None: it is a harmless drawing."""
    file.seek(0)
    if b"<?xml-stylesheet" in file.read():
        return _("The SVG file refers to something outside itself. Remove the link.")
    file.seek(0)
    try:
        tree = parse(file, forbid_dtd=True)
    except ParseError as problem:
        line = {"line": problem.position[0]}
        return _("This is not a readable SVG file (line %(line)s). Save it again as plain SVG.") % line
    except DefusedXmlException:
        return _("The SVG file has a document type declaration. Save it again as plain SVG.")
    finally:
        file.seek(0)
    return next((problem for element in tree.iter() for problem in _element_problems(element)), None)


def _element_problems(element):
    name = _local(element.tag)
    if name in _FORBIDDEN:
        yield _("The SVG file contains “%(name)s”, which a drawing does not need. Remove it.") % {"name": name}
    for attribute, value in element.attrib.items():
        if _local(attribute).startswith("on"):
            yield _("The SVG file contains a script (“%(name)s”). Remove it.") % {"name": _local(attribute)}
        if _FETCHES.search(value) or (_local(attribute) == "href" and not value.startswith("#")):
            yield _("The SVG file refers to something outside itself. Remove the link.")
    if name == "style" and _FETCHES.search(element.text or ""):
        yield _("The SVG file refers to something outside itself. Remove the link.")


def _local(name: str) -> str:
    """The name without its namespace."""
    return name.rsplit("}", 1)[-1].lower()
