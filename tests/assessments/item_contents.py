"""Contents and responses of every item type, for tests that hold for all of them."""

from hypothesis import strategies as st

from assessments.items import KINDS

COMMON = {"stem": "Câu hỏi?", "picture": None, "explanation": ""}
PICTURE = {"id": 1, "alt": "Màn hình điện thoại"}
RULES = [
    "all_or_nothing",
    "absolute_position",
    "next_exclude_last",
    "next_include_last",
    "one_previous_and_next",
    "all_previous_and_next",
    "longest_ordered",
    "longest_contiguous",
    "relative_to_correct",
]
WORDS = ["mật khẩu", "đường dẫn", "tin nhắn", "hoà bình", "thủy triều", "đăng nhập", "trình duyệt"]
figures = st.decimals(-9999, 9999, places=2).map(str)


class PlainWords:
    """What an interface in one plain language adds when a question is read aloud."""

    def gap(self, number):
        return f"chỗ trống {number}"

    def choice(self, choice):
        return choice.text or {"true": "Đúng", "false": "Sai"}.get(choice.key, "")


def aloud(kind, content, order=()):
    """The lines of a question as they are read."""
    return KINDS[kind].listen(KINDS[kind].present(content, list(order)), PlainWords()).splitlines()


def rows(prefix, n, **more):
    return [{"key": f"{prefix}{place}", "text": f"{prefix} {place}", **more} for place in range(n)]


@st.composite
def choices(draw, *, single=False):
    n = draw(st.integers(2, 6))
    rights = (
        {draw(st.integers(0, n - 1))} if single else draw(st.sets(st.integers(0, n - 1), min_size=1, max_size=n - 1))
    )
    made = [{**row, "correct": place in rights, "feedback": f"lời {place}"} for place, row in enumerate(rows("k", n))]
    if draw(st.booleans()):
        right, wrong = f"{1 / len(rights):.7f}", draw(st.sampled_from(["-1", "-0.3333333", "0"]))
        made = [{**one, "share": right if one["correct"] else wrong} for one in made]
    return {**COMMON, "choices": made, "rule": draw(st.sampled_from(["partial", "all_or_nothing"]))}


@st.composite
def matching(draw):
    targets = rows("đích", draw(st.integers(2, 5)))
    pick = st.sampled_from([target["key"] for target in targets])
    prompts = [{**row, "target": draw(pick)} for row in rows("gợi", draw(st.integers(2, 5)))]
    return {**COMMON, "prompts": prompts, "targets": targets}


@st.composite
def ordering(draw):
    return {**COMMON, "elements": rows("bước", draw(st.integers(2, 6))), "rule": draw(st.sampled_from(RULES))}


@st.composite
def short_answer(draw):
    texts = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True))
    shares = ["1", *draw(st.lists(st.sampled_from(["1", "0.5", "-0.25"]), min_size=2, max_size=2))]
    answers = [
        {"text": text, "share": share, "feedback": f"lời {text}"} for text, share in zip(texts, shares, strict=False)
    ]
    return {
        **COMMON,
        "answers": answers,
        "policy": draw(st.sampled_from(["vietnamese", "strict"])),
        "diacritics": draw(st.sampled_from(["exact", "partial", "ignore"])),
        "typos": draw(st.sampled_from([0, 1, 2])),
    }


@st.composite
def numeric(draw):
    strict = draw(st.booleans())
    return {
        **COMMON,
        "answers": [
            {"value": draw(figures), "tolerance": "0.5", "share": "1", "feedback": "lời gần"},
            {"value": "*", "share": draw(st.sampled_from(["0", "-0.5"])), "feedback": "lời xa"},
        ],
        "units": [{"text": "m", "multiplier": "1"}, {"text": "cm", "multiplier": "100"}],
        "unit_rule": draw(st.sampled_from(["none", "optional", "required"])),
        "unit_side": draw(st.sampled_from(["after", "before"])),
        "unit_penalty_of": draw(st.sampled_from(["response", "question"])),
        "policy": "strict" if strict else "vietnamese",
    }


@st.composite
def cloze(draw):
    kinds = {"short_answer": short_answer(), "numeric": numeric(), "single_choice": choices(single=True)}
    kinds["multiple_choice"] = choices()
    picked = draw(st.lists(st.sampled_from(sorted(kinds)), min_size=1, max_size=3))
    parts = {
        f"p{place}": {**draw(kinds[kind]), "kind": kind, "points": draw(st.sampled_from(["1", "2", "0.5"]))}
        for place, kind in enumerate(picked)
    }
    return {**COMMON, "text": " và ".join(f"[[{key}]]" for key in parts), "parts": parts}


@st.composite
def gap_fill(draw):
    mode, n = draw(st.sampled_from(["type", "choose", "drag"])), draw(st.integers(1, 4))
    keys = [f"g{place}" for place in range(n)]
    words = rows("từ", n + 1)
    if mode == "type":
        gaps = [{"key": key, **draw(short_answer())} for key in keys]
    else:
        gaps = [{"key": key, "word": draw(st.sampled_from(words))["key"]} for key in keys]
    return {**COMMON, "text": " – ".join(f"[[{key}]]" for key in keys), "mode": mode, "gaps": gaps, "words": words}


@st.composite
def drag_onto_image(draw):
    drags = rows("nút", draw(st.integers(2, 4)))
    zones = [
        {"key": f"z{place}", "label": f"vùng {place}", "x": 10 * place, "y": 0, "width": 9, "height": 9}
        for place in range(draw(st.integers(1, 4)))
    ]
    zones = [{**zone, "drag": draw(st.sampled_from(drags))["key"]} for zone in zones]
    return {**COMMON, "picture": PICTURE, "drags": drags, "zones": zones}


SHAPES = [
    {"shape": "circle", "coords": [20, 20, 10]},
    {"shape": "rectangle", "coords": [60, 0, 90, 30]},
    {"shape": "polygon", "coords": [[0, 60], [30, 60], [15, 90]]},
]


@st.composite
def hotspot(draw):
    shapes = draw(st.lists(st.sampled_from(SHAPES), min_size=1, max_size=3, unique_by=lambda shape: shape["shape"]))
    areas = [{"key": f"v{place}", "label": f"ô {place}", **shape} for place, shape in enumerate(shapes)]
    content = {**COMMON, "picture": PICTURE, "mode": draw(st.sampled_from(["click", "markers"])), "areas": areas}
    if content["mode"] == "markers":
        content["markers"] = rows("cờ", 2)
        content["areas"] = [{**area, "marker": draw(st.sampled_from(["cờ0", "cờ1"]))} for area in areas]
    return content


RUBRIC = [
    {
        "key": "ý",
        "text": "Đủ ý",
        "levels": [{"key": "0", "text": "Chưa", "points": "0"}, {"key": "4", "text": "Đủ", "points": "4"}],
    },
    {
        "key": "lời",
        "text": "Rõ lời",
        "levels": [{"key": "0", "text": "Chưa", "points": "0"}, {"key": "2", "text": "Rõ", "points": "2"}],
    },
]

CONTENTS = {
    "single_choice": choices(single=True),
    "multiple_choice": choices(),
    "true_false": st.booleans().map(
        lambda answer: {**COMMON, "answer": answer, "feedback_true": "lời đúng", "feedback_false": "lời sai"}
    ),
    "matching": matching(),
    "ordering": ordering(),
    "short_answer": short_answer(),
    "numeric": numeric(),
    "cloze": cloze(),
    "gap_fill": gap_fill(),
    "drag_onto_image": drag_onto_image(),
    "hotspot": hotspot(),
    "essay": st.just({**COMMON, "min_words": 2, "max_words": 5, "rubric": RUBRIC}),
    "file_upload": st.just({**COMMON, "extensions": [".jpg", ".pdf"], "max_files": 2, "rubric": RUBRIC}),
    "likert": st.just({**COMMON, "scale": [{**row, "value": str(place)} for place, row in enumerate(rows("mức", 5))]}),
    "description": st.just(COMMON),
}

points = st.lists(st.integers(-5, 120), min_size=2, max_size=2)
typed = st.sampled_from(WORDS) | st.text(max_size=20) | figures | st.text("0123456789.,-+ e^x10mc", max_size=15)


def maps(keys, values):
    return st.dictionaries(st.sampled_from(keys), values, max_size=len(keys))


def some_of(keys):
    return st.lists(st.sampled_from(keys), unique=True)


def keys_of(content, name):
    return [row["key"] for row in content[name]]


def gap_words(content):
    return typed if content["mode"] == "type" else st.sampled_from(keys_of(content, "words"))


def hotspot_points(content):
    if content["mode"] == "click":
        return st.lists(points, max_size=len(content["areas"]))
    return maps(["cờ0", "cờ1"], st.lists(points, max_size=4))


def cloze_parts(content):
    parts = {key: responses(part["kind"], part) for key, part in content["parts"].items()}
    return st.fixed_dictionaries({}, optional=parts)


RESPONSES = {
    "single_choice": lambda content: st.lists(st.sampled_from(keys_of(content, "choices")), max_size=1),
    "multiple_choice": lambda content: some_of(keys_of(content, "choices")),
    "true_false": lambda content: st.sampled_from([[], ["true"], ["false"]]),
    "matching": lambda content: maps(keys_of(content, "prompts"), st.sampled_from(keys_of(content, "targets"))),
    "ordering": lambda content: st.just([]) | st.permutations(keys_of(content, "elements")).map(list),
    "short_answer": lambda content: typed,
    "numeric": lambda content: typed,
    "cloze": cloze_parts,
    "gap_fill": lambda content: maps(keys_of(content, "gaps"), gap_words(content)),
    "drag_onto_image": lambda content: maps(keys_of(content, "zones"), st.sampled_from(keys_of(content, "drags"))),
    "hotspot": hotspot_points,
    "essay": lambda content: typed,
    "file_upload": lambda content: st.sampled_from([[], [{"ref": "tep-1", "name": "Ảnh.JPG"}]]),
    "likert": lambda content: st.lists(st.sampled_from(keys_of(content, "scale")), max_size=1),
    "description": lambda content: st.none(),
}


def responses(kind, content):
    """Draw responses an item may get; most can be accepted."""
    return RESPONSES[kind](content)
