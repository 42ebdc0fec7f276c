"""The profile of areas as SVG text: a bar from where to where, never a point alone. No inline style (CSP)."""

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from .results import DRAWN, AreaLine

# The drawing's own units: as wide as a phone's text, so that letters stay the size they are given.
WIDTH, ROW, TOP, BAR = 340, 60, 30, 18


def profile_chart(areas: Sequence[AreaLine], cuts: Sequence[float], *, title: str) -> str:
    """Draw each area's range over the bands, numbered from 1: their names do not fit. The table says it in words."""
    height = TOP + ROW * len(areas) + 6
    edges = [0.0, *(_x(cut) for cut in cuts), float(WIDTH)]
    parts = [
        f'<svg class="profile" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="profile-title">'
        f'<title id="profile-title">{escape(title)}</title>'
    ]
    for band, (left, right) in enumerate(pairwise(edges)):
        parts.append(
            f'<rect class="profile__band profile__band--{band}" fill="#eef7f4" x="{left:.1f}" y="0" '
            f'width="{right - left:.1f}" height="{height}"/>'
            f'<text class="profile__level" x="{(left + right) / 2:.1f}" y="19" text-anchor="middle">'
            f"{band + 1}</text>"
        )
    for row, line in enumerate(areas):
        y = TOP + ROW * row
        left, right = _x(line.low), _x(line.high)
        parts.append(
            f'<text class="profile__area" x="4" y="{y + 20}">{escape(line.name)}</text>'
            f'<rect class="profile__bar" fill="#11806f" x="{left:.1f}" y="{y + 28}" width="{max(right - left, 4):.1f}" '
            f'height="{BAR}" rx="9"/>'
            f'<circle class="profile__middle" fill="#fff" cx="{_x(line.middle):.1f}" cy="{y + 28 + BAR / 2}" r="5"/>'
        )
    return "".join([*parts, "</svg>"])


def _x(theta: float) -> float:
    return min(max((theta + DRAWN) / (2 * DRAWN), 0.0), 1.0) * WIDTH
