"""File upload: something made elsewhere (a photo, a letter), marked by a person.

A response holds references to files, never files: whoever keeps them gives each a `ref` and checks what is inside.
Here a name's ending is checked, as a promise to the author, not as protection.
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from .authored import Asked, as_text, clean_common
from .contract import Content, Fields, Problem, Response, Shown, Unreadable
from .rubrics import clean_rubric

REF = re.compile(r"[A-Za-z0-9_-]{1,64}\Z", re.ASCII)
EXTENSION = re.compile(r"\.[a-z0-9]{1,10}\Z", re.ASCII)
LONGEST_NAME = 200
# Two endings of one kind: whoever allows the one allows the other.
SAME = {".jpeg": ".jpg", ".heif": ".heic"}
# Megabytes of one file: a photograph of a phone has 3 to 8.
USUAL_SIZE, LARGEST_SIZE = 10, 20


def ending_of(name: str) -> str:
    """Give a name's ending as rules are written: ".jpg" for “Ảnh.JPEG”; "" for none."""
    _, dot, ending = name.rpartition(".")
    found = f"{dot}{ending}".casefold() if dot else ""
    return SAME.get(found, found)


def allowed_endings(content: Content) -> set[str]:
    return {SAME.get(one, one) for one in content.get("extensions", ())}


def largest_bytes(content: Content) -> int:
    """Give how many bytes one file may have."""
    return int(content.get("max_mb") or USUAL_SIZE) * 1024 * 1024


class FileUpload(Asked):
    kind = "file_upload"
    control = "files"
    needs_marking = True

    def clean(self, content: Content) -> list[Problem]:
        problems = clean_common(content)
        extensions = content.get("extensions") or []
        if not extensions or not all(EXTENSION.match(str(extension)) for extension in extensions):
            problems.append(Problem("bad_extensions"))
        if not isinstance(content.get("max_files", 1), int) or not 1 <= content.get("max_files", 1) <= 10:
            problems.append(Problem("bad_max_files"))
        size = content.get("max_mb") or USUAL_SIZE
        if not isinstance(size, int) or not 1 <= size <= LARGEST_SIZE:
            problems.append(Problem("bad_max_mb", {"most": LARGEST_SIZE}))
        return problems + clean_rubric(content)

    def present(self, content: Content, order: Sequence[str]) -> Shown:
        limits = {
            "extensions": tuple(content.get("extensions", ())),
            "max_files": content.get("max_files", 1),
            "max_mb": content.get("max_mb") or USUAL_SIZE,
        }
        return Shown(self.kind, content.get("stem", ""), content.get("picture"), self.control, limits=limits)

    def parse(self, content: Content, fields: Fields) -> Response:
        """Read “ref name” from each value of the item's own field."""
        pairs = (value.partition(" ") for value in fields.get("", ()) if value)
        return self.accept(content, [{"ref": ref, "name": name} for ref, _, name in pairs])

    def accept(self, content: Content, response: Response) -> Response:
        if response is None:
            return []
        if not isinstance(response, list):
            raise Unreadable("wrong_shape")
        if len(response) > content.get("max_files", 1):
            raise Unreadable("too_many")
        files = [self.accept_file(content, file) for file in response]
        if len({file["ref"] for file in files}) < len(files):
            raise Unreadable("not_a_file")
        return files

    def accept_file(self, content: Content, file: Any) -> dict[str, str]:
        if not isinstance(file, Mapping) or set(file) != {"ref", "name"}:
            raise Unreadable("wrong_shape")
        ref, name = as_text(file["ref"], 64), as_text(file["name"], LONGEST_NAME)
        if not REF.match(ref) or ending_of(name) not in allowed_endings(content):
            raise Unreadable("not_a_file")
        return {"ref": ref, "name": name}

    def score(self, content: Content, response: Response) -> Fraction | None:
        return None if response else Fraction(0)

    def right_response(self, content: Content) -> Response:
        return None

    def summary(self, content: Content, response: Response) -> str:
        return "; ".join(file["name"] for file in response or ())

    def samples(self, content: Content) -> list[tuple[Response, Fraction | None]]:
        return [([], Fraction(0)), ([{"ref": "a1", "name": f"bài{content['extensions'][0]}"}], None)]
