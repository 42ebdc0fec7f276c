"""What a browser sends: one answer at once, or the whole paper as a plain form."""

from django.http import HttpRequest, QueryDict

# A whole paper of a hundred items is 10 kB; whoever sends more is not answering.
MAX_BODY = 64 * 1024


def is_too_long(request: HttpRequest) -> bool:
    return int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY


def fields_of(post: QueryDict, position: int) -> dict[str, list[str]]:
    """Give what was sent for one place of the paper, as item types read it."""
    return {"": post.getlist(f"answer-{position}")}


def changed_answers(post: QueryDict) -> dict[int, dict[str, list[str]]]:
    """Give what was changed on the page, by position.

    `was-N` is what the page showed when it was made. A page left open in another tab shows old answers; what its
    reader did not touch must not undo what was answered elsewhere since.
    """
    changed = {}
    for name in post:
        number = name.removeprefix("was-")
        # Three digits: no paper is longer, and int() of a megabyte of digits is slow.
        if number == name or not number.isdecimal() or len(number) > 3:
            continue
        fields = fields_of(post, int(number))
        if sorted(fields[""]) != sorted(post[name].split()):
            changed[int(number)] = fields
    return changed
