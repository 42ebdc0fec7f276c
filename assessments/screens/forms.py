"""What a browser sends: one answer at once, or the whole paper as a plain form.

An item at place 3 of the paper has its own field `answer-3`, and `answer-3-KEY` for each place inside it.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from ..items import Shown, slot_key

# A whole paper of a hundred items is 10 kB; the longest essay (20,000 signs) is up to 180 as a form sends Vietnamese.
# Whoever sends more is not answering.
MAX_BODY = 512 * 1024
# Three digits: no paper is longer, and int() of a megabyte of digits is slow.
_FILES = re.compile(r"file-(\d{1,3})")
_NAME = re.compile(r"answer-(\d{1,3})(?:-(.+))?", re.DOTALL)

_LONGEST_WAS = 600

FieldLists = dict[str, list[str]]


def is_too_long(request: HttpRequest, *, with_files: bool = False) -> bool:
    """Whether more was sent than answers can be; `with_files`: files beside them, as many as one person may have."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if not with_files or request.content_type != "multipart/form-data":
        return length > MAX_BODY
    if length > MAX_BODY + settings.UPLOADS_PER_PERSON_MB * 1024 * 1024:
        return True
    files = (file for name in request.FILES for file in request.FILES.getlist(name))
    return length - sum(file.size or 0 for file in files) > MAX_BODY


def files_in(files: MultiValueDict) -> dict[int, list[UploadedFile]]:
    """Give the files a form sent, by place of the paper: those of place 3 are in `file-3`."""
    found = {name: _FILES.fullmatch(name) for name in files}
    return {int(match[1]): files.getlist(name) for name, match in found.items() if match}


def answers_in(post: QueryDict) -> dict[int, FieldLists]:
    """Give what was sent, by place of the paper, as item types read it."""
    answers: dict[int, FieldLists] = {}
    for name in post:
        found = _NAME.fullmatch(name)
        if found:
            answers.setdefault(int(found[1]), {})[found[2] or ""] = post.getlist(name)
    return answers


def changed_answers(post: QueryDict) -> dict[int, FieldLists]:
    """Give what was changed on the page, by position.

    `was-N` is what the page showed when it was made. A page left open in another tab shows old answers; what its
    reader did not touch must not undo what was answered elsewhere since.
    """
    sent, changed = answers_in(post), {}
    for name in post:
        number = name.removeprefix("was-")
        if number == name or not number.isdecimal() or len(number) > 3:
            continue
        fields = sent.get(int(number), {})
        if was(fields) != post[name]:
            changed[int(number)] = fields
    return changed


def filled(shown: Shown, response: Any) -> FieldLists:
    """Give the fields of a form that says this response; the other way round than an item type's `parse`."""
    if not response:
        return {}
    if shown.control == "order":
        return {key: [str(place)] for place, key in enumerate(response, start=1)}
    if shown.control == "points":
        return _slots(response)
    if shown.control == "places":
        return {key: _listed(value) for key, value in response.items()}
    if shown.control == "files":
        return {"": [f"{file['ref']} {file['name']}" for file in response]}
    return {"": _listed(response)}


def _slots(response: Any) -> FieldLists:
    """Points in the fields of a hotspot's slots, each “x,y”."""
    if isinstance(response, list):
        return {str(number): [f"{x},{y}"] for number, (x, y) in enumerate(response, start=1)}
    return {
        slot_key(marker, number): [f"{x},{y}"]
        for marker, points in response.items()
        for number, (x, y) in enumerate(points, start=1)
    }


def was(fields: Mapping[str, Sequence[str]]) -> str:
    """Write down fields so that equal answers are equal: without empty ones, lines ended alike, in one order."""
    said = {
        name: sorted(value.replace("\r\n", "\n") for value in values)
        for name, values in sorted(fields.items())
        if any(values)
    }
    told = json.dumps(said, ensure_ascii=False) if said else ""
    # A page must not carry an essay twice: a long answer is told by its digest.
    return told if len(told) <= _LONGEST_WAS else hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def _listed(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
