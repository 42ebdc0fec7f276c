"""The drawings of a question report as SVG text. Words come in written; no library, no inline style (CSP).

Each drawing is an image with a title and a description; the table beside it says the same in numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

# Letters of 14 stay readable when 400 units are shrunk to a phone.
WIDTH, HEIGHT = 400, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 34, 48
FLOOR, SPAN_X, SPAN_Y = HEIGHT - BOTTOM, WIDTH - LEFT - RIGHT, HEIGHT - BOTTOM - TOP
# Lines that a photocopy and a colour-blind reader tell apart; more answers than these begin again, with their number.
LINES = 6


@dataclass(frozen=True)
class Axes:
    """What stands at the two axes."""

    x: str
    y: str


@dataclass(frozen=True)
class Mark:
    """One question in the plot of all: percent right, percent it tells apart (−100–100), and whether to look at it."""

    number: int
    facility: float
    discrimination: float
    is_bad: bool


def score_bars(counts: Sequence[int], *, title: str, desc: str, axes: Axes) -> str:
    """Draw how many attempts earned which tenth of the points."""
    most = max(counts, default=0) or 1
    step = SPAN_X / max(len(counts), 1)
    parts = _open("scores", title, desc)
    for value in sorted({0, most // 2, most}):
        parts += _line_at(FLOOR - value / most * SPAN_Y, str(value))
    for place, count in enumerate(counts):
        height = count / most * SPAN_Y
        x, y = LEFT + place * step + 2, FLOOR - height
        parts.append(f'<rect class="bar" x="{x:.1f}" y="{y:.1f}" width="{step - 4:.1f}" height="{height:.1f}"/>')
    for percent in (0, 20, 40, 60, 80, 100):
        parts.append(_text(LEFT + percent / 100 * SPAN_X, FLOOR + 18, str(percent), "middle"))
    return _close(parts, axes)


def item_plot(marks: Sequence[Mark], *, title: str, desc: str, axes: Axes) -> str:
    """Draw each question by how easy it is and how well it tells strong from weak; those to look at bear a number."""
    lowest = -100 if any(mark.discrimination < -50 for mark in marks) else -50
    parts = _open("items", title, desc)

    def x(percent: float) -> float:
        return LEFT + percent / 100 * SPAN_X

    def y(percent: float) -> float:
        return FLOOR - (percent - lowest) / (100 - lowest) * SPAN_Y

    for value in range(lowest, 101, 50):
        parts += _line_at(y(value), str(value).replace("-", "−"))
    parts.append(f'<line class="mark" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(0):.1f}" y2="{y(0):.1f}"/>')
    for percent in (0, 20, 40, 60, 80, 100):
        parts.append(_text(x(percent), FLOOR + 18, str(percent), "middle"))
    for mark in sorted(marks, key=lambda one: one.is_bad):
        at_x, at_y = x(mark.facility), y(mark.discrimination)
        if mark.is_bad:
            parts.append(f'<rect class="bad" x="{at_x - 5:.1f}" y="{at_y - 5:.1f}" width="10" height="10"/>')
            beside = (at_x - 9, "end") if at_x > WIDTH - 50 else (at_x + 9, "start")
            parts.append(_text(beside[0], at_y + 5, str(mark.number), beside[1], "label"))
        else:
            parts.append(f'<circle class="dot" cx="{at_x:.1f}" cy="{at_y:.1f}" r="5"/>')
    return _close(parts, axes)


def option_lines(
    number: int, curves: Sequence[tuple[bool, Sequence[float | None]]], *, title: str, desc: str, axes: Axes
) -> str:
    """Draw who chooses each answer of a question, from the weakest fifth to the strongest.

    `curves` in the order of the answers: (whether it is right, percent of each fifth). Each line ends in the answer's
    number; the right ones are thick.
    """
    parts = _open(f"options-{number}", title, desc)
    for value in (0, 50, 100):
        parts += _line_at(FLOOR - value / 100 * SPAN_Y, str(value))
    fifths = max((len(curve) for _right, curve in curves), default=0)
    step = (SPAN_X - 30) / max(fifths - 1, 1)
    for fifth in range(fifths):
        parts.append(_text(LEFT + 8 + fifth * step, FLOOR + 18, str(fifth + 1), "middle"))
    ends = []
    for place, (is_right, curve) in enumerate(curves):
        points = [
            (LEFT + 8 + fifth * step, FLOOR - value / 100 * SPAN_Y)
            for fifth, value in enumerate(curve)
            if value is not None
        ]
        if points:
            look = f"option option--{'right' if is_right else place % LINES}"
            parts.append(f'<polyline class="{look}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>')
            ends.append((*points[-1], place + 1))
    return _close([*parts, *_numbers(ends)], axes)


def _numbers(ends: Sequence[tuple[float, float, int]]) -> list[str]:
    """Number the lines where they end; those that end together share one label."""
    labels: list[tuple[float, float, list[str]]] = []
    for x, y, number in sorted(ends, key=lambda end: (end[1], end[2])):
        if labels and y - labels[-1][1] < 12 and x == labels[-1][0]:
            labels[-1][2].append(str(number))
        else:
            labels.append((x, y, [str(number)]))
    return [
        _text(x + 6, y + 5, names[0], "start", "label")
        if len(names) == 1
        else _text(WIDTH - 2, y - 7, ", ".join(sorted(names)), "end", "label")
        for x, y, names in labels
    ]


def _open(name: str, title: str, desc: str) -> list[str]:
    return [
        f'<svg class="curve-chart question-chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(desc)}</desc>'
    ]


def _close(parts: list[str], axes: Axes) -> str:
    named = [_text(LEFT + SPAN_X / 2, HEIGHT - 8, axes.x, "middle"), _text(4, 13, axes.y, "start")]
    return "".join([*parts, *named, "</svg>"])


def _line_at(y: float, word: str) -> list[str]:
    return [
        f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>',
        _text(LEFT - 6, y + 5, word, "end"),
    ]


def _text(x: float, y: float, words: str, anchor: str, look: str = "") -> str:
    named = f' class="{look}"' if look else ""
    return f'<text{named} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
