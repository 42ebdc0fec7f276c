"""A long paper in several pages, where its author wants that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PaperPage:
    """One page of a paper: numbers from 1; `positions` are those of its items."""

    number: int
    n_pages: int
    positions: range

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.n_pages else None


def page_of(paper: Mapping[str, Any], wanted: str = "") -> PaperPage:
    """Give the page called `wanted`; for anything that is no page of this paper, the nearest there is."""
    n_items = len(paper["items"])
    size = paper["rules"].get("per_page") or max(n_items, 1)
    n_pages = max(-(-n_items // size), 1)
    number = min(max(int(wanted), 1), n_pages) if wanted.isdecimal() and len(wanted) < 4 else 1
    return PaperPage(number, n_pages, range((number - 1) * size, min(number * size, n_items)))


def query_at(paper: Mapping[str, Any], position: int, **more: str) -> str:
    """Give the query that leads to the page of this place; "" where there is but one page and nothing `more`."""
    size = paper["rules"].get("per_page")
    asked = [f"{name}={value}" for name, value in more.items()]
    if size:
        asked.append(f"page={position // size + 1}")
    return "?" + "&".join(asked) if asked else ""


def links_to(paper: Mapping[str, Any], positions: Sequence[int]) -> list[tuple[int, str]]:
    """Give (number, address within the paper) for each of these places."""
    return [(position + 1, f"{query_at(paper, position)}#question-{position + 1}") for position in positions]
