"""What single and multiple choice share."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from .authored import Asked, clean_common, clean_shares, clean_texts, in_order, number
from .contract import Content, Fields, Problem, Response, Shown, Unreadable


class ChoiceType(Asked):
    """Pick from a list of answers."""

    control = "radio"
    shuffles = True

    def clean(self, content: Content) -> list[Problem]:
        problems = clean_common(content)
        choices = content.get("choices", [])
        if len(choices) < 2:
            problems.append(Problem("too_few_choices"))
        problems += clean_texts(choices, empty="empty_choice", same="same_choice")
        problems += clean_shares(choices)
        if choices and not any(choice.get("correct") for choice in choices):
            problems.append(Problem("no_right_choice"))
        return problems

    def options(self, content: Content) -> Sequence[Mapping[str, Any]]:
        """List what there is to pick."""
        choices: Sequence[Mapping[str, Any]] = content["choices"]
        return choices

    def choice_keys(self, content: Content) -> list[str]:
        return [choice["key"] for choice in self.options(content)]

    def present(self, content: Content, order: Sequence[str]) -> Shown:
        return Shown(
            kind=self.kind,
            stem=content.get("stem", ""),
            picture=content.get("picture"),
            control=self.control,
            choices=tuple(in_order(self.options(content), order)),
        )

    def parse(self, content: Content, fields: Fields) -> Response:
        return self.accept(content, [value for value in fields.get("", ()) if value])

    def accept(self, content: Content, response: Response) -> Response:
        if response is None:
            return []
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

    def shares(self, content: Content) -> dict[str, Fraction]:
        """Give what each choice earns: its share, else everything where it is right."""
        return {
            choice["key"]: number(choice.get("share"), "1" if choice.get("correct") else "0")
            for choice in content["choices"]
        }

    def right_response(self, content: Content) -> Response:
        return [choice["key"] for choice in content["choices"] if choice.get("correct")]

    def summary(self, content: Content, response: Response) -> str:
        return "; ".join(choice["text"] for choice in self.options(content) if choice["key"] in response)

    def feedback(self, content: Content, response: Response) -> list[str]:
        return [
            choice["feedback"]
            for choice in self.options(content)
            if choice["key"] in response and choice.get("feedback")
        ]
