"""Matching: to each prompt one target. Targets may serve several prompts, and some may serve none."""

from collections.abc import Mapping, Sequence
from typing import Any

from .authored import clean_common, clean_picture, clean_texts
from .contract import Content, Problem
from .placing import PlacingType, Spot


class Matching(PlacingType):
    kind = "matching"
    # Authors write each target beside its prompt.
    order_is_key = True

    def clean(self, content: Content) -> list[Problem]:
        prompts, targets = content.get("prompts", []), content.get("targets", [])
        problems = clean_common(content)
        if len(prompts) < 2 or len(targets) < 2:
            problems.append(Problem("too_few_pairs"))
        problems += clean_texts(prompts, empty="empty_prompt", same="same_prompt")
        problems += clean_texts(targets, empty="empty_target", same="same_target")
        for prompt in prompts:
            problems += clean_picture(prompt.get("picture"))
        return problems + self.clean_spots(content)

    def spots(self, content: Content) -> list[Spot]:
        return [
            Spot(prompt["key"], prompt.get("text", ""), prompt.get("target", ""), picture=prompt.get("picture"))
            for prompt in content.get("prompts", [])
        ]

    def things(self, content: Content) -> Sequence[Mapping[str, Any]]:
        targets: Sequence[Mapping[str, Any]] = content.get("targets", [])
        return targets
