import unicodedata
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.items import item_type
from assessments.items.vietnamese import distance, match_strict, match_vietnamese, normalise, without_diacritics

HALF = Fraction(1, 2)
vietnamese = st.text(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵ ", min_size=1, max_size=20
).filter(lambda text: bool(text.strip()))


def rule(typed, key, **policy):
    match = match_vietnamese(typed, key, **policy)
    return match.rule if match else None


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (unicodedata.normalize("NFD", "Hà Nội"), "Hà Nội"),
        ("Hà Nội", unicodedata.normalize("NFD", "Hà Nội")),
        ("HÀ NỘI", "hà nội"),
        ("ĐƯỜNG", "đường"),
        ("  Hà   Nội\t", "Hà Nội"),
        ("Hà\u00a0Nội", "Hà Nội"),
        ("\u00d0ường", "Đường"),  # eth
        ("\u0189ường", "Đường"),  # African d
        ("\u00f0ường", "đường"),
        ("Hà\u200b Nội\ufeff", "Hà Nội"),
        ("Ｈà Ｎội", "Hà Nội"),
        ("Hà Nội.", "Hà Nội"),
        ("Hà Nội ?!", "Hà Nội"),
        ("Hà Nội", " Hà Nội "),
    ],
)
def test_what_only_a_keyboard_decides_is_the_same(typed, key):
    assert rule(typed, key) == "exact"


@pytest.mark.parametrize(
    ("one", "other"), [("hòa", "hoà"), ("thủy", "thuỷ"), ("khỏe", "khoẻ"), ("Tuý", "Túy"), ("hòa bình", "hoà bình")]
)
def test_both_habits_of_placing_a_tone_mark_are_right(one, other):
    assert rule(one, other) == "tone_placement"
    assert rule(other, one) == "tone_placement"


@pytest.mark.parametrize(
    ("typed", "key"),
    [("Ha Noi", "Hà Nội"), ("ma", "má"), ("mà", "má"), ("dường", "đường"), ("hòan", "hoán"), ("tam", "tâm")],
)
def test_tone_marks_and_letters_distinguish_words(typed, key):
    assert rule(typed, key) is None
    # A missing mark is no typing error.
    assert rule(typed, key, typos=2) is None


def test_missing_marks_earn_what_the_author_says():
    partial = match_vietnamese("Ha Noi", "Hà Nội", diacritics="partial", diacritics_share=HALF)

    assert (partial.rule, partial.share) == ("without_diacritics", HALF)
    assert match_vietnamese("Duong", "Đường", diacritics="ignore").share == 1
    assert match_vietnamese("Hà Nội", "Hà Nội", diacritics="partial").share == 1
    assert rule("Hải Nội", "Hà Nội", diacritics="ignore") is None


@pytest.mark.parametrize(
    ("typed", "edits"),
    [("mật khâủ", None), ("mật khuẩ", 1), ("mật kẩu", 1), ("mật khẩuu", 1), ("mặt khẩu", None), ("mtậ khuẩ", 2)],
)
def test_typing_errors_are_counted_on_letters_with_their_marks(typed, edits):
    match = match_vietnamese(typed, "mật khẩu", typos=2)

    assert (match and match.edits) == edits


def test_a_digit_is_no_typing_error():
    assert rule("năm 2025", "năm 2026", typos=2) is None
    assert rule("nămm 2026", "năm 2026", typos=1) == "typo"


def test_typing_errors_and_missing_marks_together_earn_what_missing_marks_earn():
    match = match_vietnamese("mat khuu", "mật khẩu", diacritics="partial", diacritics_share=HALF, typos=1)

    assert (match.rule, match.share) == ("typo_without_diacritics", HALF)


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [
        ("", "", 0),
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "abcd", 1),
        ("abc", "ab", 1),
        ("abc", "xbz", 2),
        ("ca", "abc", 3),
        ("abc", "xyz", 3),
    ],
)
def test_distance_is_the_restricted_damerau_levenshtein(one, other, errors):
    assert distance(one, other, 5) == errors
    assert distance(other, one, 5) == errors
    assert distance(one, other, 2) == min(errors, 3)


@given(vietnamese)
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(vietnamese, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_a_text_matches_itself_in_every_unicode_form(text, form):
    assert rule(unicodedata.normalize(form, text.upper()), text) in {"exact", "tone_placement"}


@given(vietnamese)
def test_without_its_marks_a_text_is_ascii(text):
    plain = without_diacritics(text)

    assert plain.isascii()
    assert rule(plain, text, diacritics="ignore") is not None


@given(vietnamese, vietnamese, st.sampled_from(["exact", "partial", "ignore"]), st.integers(0, 2))
def test_a_more_forgiving_policy_never_takes_anything_away(typed, key, diacritics, typos):
    if rule(typed, key) is not None:
        assert match_vietnamese(typed, key, diacritics=diacritics, typos=typos).share == 1


@pytest.mark.parametrize(
    ("typed", "pattern", "fits"),
    [
        ("  Ếch  ", "Ếch", True),
        ("ếch xanh", "Ếch*", False),
        ("Ếch xanh", "Ếch*", True),
        ("Ếch", "*ch*", True),
        ("5 * 3", r"5 \* *", True),
        ("5 x 3", r"5 \* *", False),
        ("aba", "ab*ba", False),
        ("abba", "ab*ba", True),
        ("mật khẩu mạnh và dài", "*khẩu*dài", True),
        ("dài mật khẩu", "*khẩu*dài", False),
        ("[a-z]", "[a-z]", True),
    ],
)
def test_strict_patterns_fit_as_in_moodle(typed, pattern, fits):
    assert (match_strict(typed, pattern, match_case=True) is not None) == fits


def test_a_pattern_full_of_asterisks_is_not_slow():
    assert match_strict("a" * 500, "*a" * 200 + "b") is None


SHORT = item_type("short_answer")


def test_an_exact_answer_goes_before_a_forgiving_match_of_an_earlier_one():
    answers = [{"text": "mật khẩu", "share": "1"}, {"text": "mat khau", "share": "0", "feedback": "Thiếu dấu."}]
    content = {"answers": answers, "diacritics": "ignore"}

    assert SHORT.score(content, "mat khau") == 0
    assert SHORT.feedback(content, "mat khau") == ["Thiếu dấu."]
    assert SHORT.score(content, "MẬT KHẨU") == 1


def test_the_rule_that_matched_can_be_told():
    content = {"answers": [{"text": "hoà bình"}], "diacritics": "partial", "typos": 1}

    assert [
        SHORT.typed(content, typed)[0].rule for typed in ("Hoà bình", "hòa bình", "hoa binh", "hoà bìnhh", "khác")
    ] == [
        "exact",
        "tone_placement",
        "without_diacritics",
        "typo",
        "",
    ]


def test_short_words_may_not_forgive_typing_errors():
    content = {"stem": "Con gì?", "answers": [{"text": "mèo"}], "typos": 1}

    assert [problem.code for problem in SHORT.clean(content)] == ["too_short_for_typos"]
