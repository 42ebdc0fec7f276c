"""What single and multiple choice share."""

from collections.abc import Sequence

from .contract import Choice, Content, Fields, Problem, Response, Shown, Unreadable


def clean_common(content: Content) -> list[Problem]:
    """Check what every item has: a question, and words for its picture."""
    problems = []
    if not str(content.get("stem", "")).strip():
        problems.append(Problem("no_stem"))
    picture = content.get("picture")
    if picture and not str(picture.get("alt", "")).strip():
        problems.append(Problem("picture_without_alt"))
    return problems


class ChoiceType:
    """Pick from a list of answers."""

    kind = ""
    control = "radio"
    shuffles = True

    def clean(self, content: Content) -> list[Problem]:
        problems = clean_common(content)
        choices = content.get("choices", [])
        if len(choices) < 2:
            problems.append(Problem("too_few_choices"))
        seen: dict[str, int] = {}
        for number, choice in enumerate(choices, 1):
            text = " ".join(str(choice.get("text", "")).split()).casefold()
            if not text:
                problems.append(Problem("empty_choice", {"number": number}))
            elif text in seen:
                problems.append(Problem("same_choice", {"number": number, "other": seen[text]}))
            seen.setdefault(text, number)
        if choices and not any(choice.get("correct") for choice in choices):
            problems.append(Problem("no_right_choice"))
        return problems

    def choice_keys(self, content: Content) -> list[str]:
        return [choice["key"] for choice in content["choices"]]

    def present(self, content: Content, order: Sequence[str]) -> Shown:
        places = {key: place for place, key in enumerate(order)}
        choices = sorted(content["choices"], key=lambda choice: places.get(choice["key"], len(places)))
        return Shown(
            kind=self.kind,
            stem=content["stem"],
            picture=content.get("picture"),
            control=self.control,
            choices=tuple(Choice(choice["key"], choice["text"]) for choice in choices),
        )

    def parse(self, content: Content, fields: Fields) -> Response:
        return self.accept(content, [value for value in fields.get("", ()) if value])

    def accept(self, content: Content, response: Response) -> Response:
        if not isinstance(response, list) or not all(isinstance(key, str) for key in response):
            raise Unreadable("wrong_shape")
        keys = self.choice_keys(content)
        # Counted before anything is compared: a megabyte of values is turned away at once.
        if len(response) > len(keys):
            raise Unreadable("too_many")
        chosen = set(response)
        if not chosen <= set(keys):
            raise Unreadable("not_a_choice")
        if self.control == "radio" and len(chosen) > 1:
            raise Unreadable("too_many")
        return [key for key in keys if key in chosen]

    def right_response(self, content: Content) -> Response:
        return [choice["key"] for choice in content["choices"] if choice["correct"]]

    def summary(self, content: Content, response: Response) -> str:
        return "; ".join(choice["text"] for choice in content["choices"] if choice["key"] in response)

    def feedback(self, content: Content, response: Response) -> list[str]:
        return [
            choice["feedback"] for choice in content["choices"] if choice["key"] in response and choice.get("feedback")
        ]
