"""How simulated people study: which courses, how far, how they answer. Pure: arrays in, arrays out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .truth import DAY_S, People

# Item difficulty in logits by the level its author gave it (Rasch: P(right) = 1 / (1 + e^(difficulty − ability))).
DIFFICULTY = {1: -1.8, 2: -0.8, 3: 0.4}
# What one has learnt between two attempts of the same quiz.
GAIN_BY_ATTEMPT = 0.5
MOST_ATTEMPTS = 3
SITS_QUIZ, TRIES_AGAIN = 0.93, 0.75

# Logit of reading lesson 1, 2, … having read those before; the last number holds for all further ones.
KEEPS_READING = (3.0, 1.3, 2.0, 2.4, 2.6)
KEEPS_BY_ABILITY = 0.45
# The lesson where a course loses more than others: (course, number from 1) → logit.
STUMBLING = {("thanh-toan-khong-tien-mat", 3): -1.1, ("dich-vu-cong-truc-tuyen", 4): -0.8}
SAME_SITTING = 0.55
DAYS_BETWEEN = 3.0

# Shares of people with one, two, three courses; the wait before the next one in days (mean).
HOW_MANY = (0.62, 0.27, 0.11)
NEXT_COURSE_DAYS = 40.0
# How wanted a course is, by age group; officers' courses by anyone of them. A course not named here: OTHER.
WANTED = {
    "dien-thoai-thong-minh": (0.15, 0.30, 0.90, 1.80),
    "dich-vu-cong-truc-tuyen": (1.00, 1.30, 0.90, 0.45),
    "thanh-toan-khong-tien-mat": (0.90, 1.10, 0.80, 0.35),
    "an-toan-tren-mang": (1.20, 1.00, 0.90, 0.80),
    "goi-1022": (0.40, 0.50, 0.60, 0.55),
    "quan-ly-van-ban": (1.00,) * 4,
    "thu-dien-tu-cong-vu": (0.85,) * 4,
    "bao-ve-du-lieu-ca-nhan": (0.75,) * 4,
}
OTHER = (0.50,) * 4
# An officer's wish for a resident's course, against a resident's own.
OFFICER_FOR_RESIDENTS = 0.08
# Shares who learn in a class, not on their own phone: under 60, from 60 on.
IN_PERSON = (0.06, 0.30)


@dataclass(frozen=True)
class QuizShape:
    """A quiz as far as simulating it needs: difficulty and points by item, and what each sample response earns."""

    difficulty: NDArray[np.float64]
    points: NDArray[np.float64]
    earns: tuple[NDArray[np.float64], ...]
    pass_mark: int


@dataclass(frozen=True)
class CourseShape:
    """A course: its lessons, then its quizzes."""

    slug: str
    for_officers: bool
    n_lessons: int
    quizzes: tuple[QuizShape, ...]


@dataclass
class Sitting:
    """One attempt number of one quiz: who took it, when, which sample response was given to each item."""

    rows: NDArray[np.int64]  # indices into the Study
    at_s: NDArray[np.int64]
    given: NDArray[np.int8]  # rows × items, index of the sample response
    score: NDArray[np.float64]
    passed: NDArray[np.bool_]


@dataclass
class Study:
    """Everyone's way through one course. Times are seconds as in People; −1: did not happen."""

    person: NDArray[np.int64]  # index into People
    enrolled_s: NDArray[np.int64]
    in_person: NDArray[np.bool_]
    read_s: NDArray[np.int64]  # rows × lessons
    sittings: list[list[Sitting]]  # by quiz, then by attempt


def draw_studies(people: People, courses: Sequence[CourseShape], *, rng: np.random.Generator) -> list[Study]:
    """Draw everyone's one to three courses; one Study per course, in the order given."""
    chosen = _draw_courses(people, courses, rng)
    waits = rng.exponential(NEXT_COURSE_DAYS * DAY_S, (len(people), len(HOW_MANY)))
    waits[:, 0] = 0
    enrolled = people.joined_s[:, None] + np.cumsum(waits, axis=1).astype(np.int64)
    in_person = rng.random(chosen.shape) < np.where(people.age >= 60, IN_PERSON[1], IN_PERSON[0])[:, None]
    studies = []
    for number, course in enumerate(courses):
        person, turn = np.nonzero(chosen == number)
        ability = people.ability[person]
        read_s = _draw_reading(course, ability, enrolled[person, turn], rng)
        sittings = [_draw_sittings(quiz, ability, read_s, rng) for quiz in course.quizzes]
        studies.append(Study(person, enrolled[person, turn], in_person[person, turn], read_s, sittings))
    return studies


def _draw_courses(people: People, courses: Sequence[CourseShape], rng: np.random.Generator) -> NDArray[np.int64]:
    """People × 3 course numbers, −1 where there is no further course. Without repetition (Gumbel's trick)."""
    wish = np.array([WANTED.get(course.slug, OTHER) for course in courses]).T[people.age_group]
    for_officers = np.array([course.for_officers for course in courses])
    officer = people.is_officer[:, None]
    wish = np.where(officer & ~for_officers, wish * OFFICER_FOR_RESIDENTS, wish)
    wish = np.where(~officer & for_officers, 0, wish)
    with np.errstate(divide="ignore"):
        keys = np.log(wish) + rng.gumbel(size=wish.shape)
    most = min(len(HOW_MANY), len(courses))
    chosen = np.full((len(people), len(HOW_MANY)), -1)
    chosen[:, :most] = np.argsort(-keys, axis=1, kind="stable")[:, :most]
    n_courses = 1 + np.searchsorted(np.cumsum(HOW_MANY)[:-1], rng.random(len(people)), side="right")
    available = np.isfinite(keys).sum(axis=1)
    chosen[np.arange(len(HOW_MANY)) >= np.minimum(n_courses, available)[:, None]] = -1
    return chosen


def keeps_reading(course: CourseShape, ability: NDArray[np.float64]) -> NDArray[np.float64]:
    """The planted chance of reading each lesson, having read those before: people × lessons."""
    base = [
        KEEPS_READING[min(number, len(KEEPS_READING) - 1)] + STUMBLING.get((course.slug, number + 1), 0.0)
        for number in range(course.n_lessons)
    ]
    return 1 / (1 + np.exp(-(np.array(base) + KEEPS_BY_ABILITY * ability[:, None])))


def _draw_reading(
    course: CourseShape, ability: NDArray[np.float64], enrolled_s: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    shape = (len(ability), course.n_lessons)
    reads = np.cumprod(rng.random(shape) < keeps_reading(course, ability), axis=1).astype(bool)
    minutes = rng.integers(4, 20, shape) * 60 + rng.integers(0, 60, shape)
    days = rng.geometric(1 / DAYS_BETWEEN, shape) * DAY_S + rng.normal(0, 5400, shape).astype(np.int64)
    gaps = np.where(rng.random(shape) < SAME_SITTING, minutes, days)
    gaps[:, 0] = minutes[:, 0]
    return np.where(reads, enrolled_s[:, None] + np.cumsum(gaps, axis=1), -1)


def _draw_sittings(
    quiz: QuizShape, ability: NDArray[np.float64], read_s: NDArray[np.int64], rng: np.random.Generator
) -> list[Sitting]:
    finished = read_s[:, -1] if read_s.shape[1] else np.zeros(len(ability), dtype=np.int64)
    rows = np.flatnonzero((finished >= 0) & (rng.random(len(ability)) < SITS_QUIZ))
    at_s = finished[rows] + rng.integers(600, 2400, len(rows))
    sittings = []
    for number in range(MOST_ATTEMPTS):
        given, score = _draw_responses(quiz, ability[rows] + GAIN_BY_ATTEMPT * number, rng)
        passed = score * 100 >= quiz.pass_mark * quiz.points.sum() - 1e-6
        sittings.append(Sitting(rows, at_s, given, score, passed))
        again = ~passed & (rng.random(len(rows)) < TRIES_AGAIN)
        wait = rng.geometric(0.5, len(rows)) * DAY_S - rng.integers(0, DAY_S * 4 // 5, len(rows))
        rows, at_s = rows[again], (at_s + wait)[again]
    return sittings


def _draw_responses(
    quiz: QuizShape, ability: NDArray[np.float64], rng: np.random.Generator
) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """The sample response given to each item, and the points of all together."""
    chance = 1 / (1 + np.exp(quiz.difficulty - ability[:, None]))
    right = rng.random(chance.shape) < chance
    luck = rng.random(chance.shape)
    given = np.zeros(chance.shape, dtype=np.int8)
    score = np.zeros(len(ability))
    for item, earns in enumerate(quiz.earns):
        best, others = np.flatnonzero(earns == 1), np.flatnonzero(earns < 1)
        wrong = others[(luck[:, item] * len(others)).astype(np.int64)]
        given[:, item] = np.where(right[:, item], best[0], wrong)
        score += quiz.points[item] * earns[given[:, item]]
    return given, np.round(score, 4)
