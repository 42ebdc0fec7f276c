"""Vietnamese names as people type them. Pure."""

import re
import unicodedata
from functools import lru_cache

# Letters that look alike on keyboards but are other characters: Icelandic Ð and African Ɖ typed for Đ.
_LOOK_ALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})
# Grave, acute, tilde, hook above, dot below: the tones. Circumflex, breve and horn make other letters.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_PLAIN_DISTRICT = {"Thành phố": "TP", "Thị xã": "TX", "Huyện": "huyện", "Quận": "quận"}


def fold(text: str) -> str:
    """The text in lower case without accents, punctuation or doubled blanks; y is i.

    Two spellings that differ only in tone placement (hòa/hoà), in i/y (Quí/Quý) or in missing accents fold alike.

    >>> fold("Xã Tân Mỹ Chánh, TP. Mỹ Tho")
    'xa tan mi chanh tp mi tho'
    """
    return " ".join(filter(None, map(_fold_word, text.split())))


def fold_spelling(text: str) -> str:
    """Like `fold`, but with accents: a word's tone stands at its end, so that its placement does not matter.

    >>> fold_spelling("Hoà Quí") == fold_spelling("HÒA QUÝ") != fold_spelling("Hoa Quí")
    True
    """
    return " ".join(filter(None, map(_spell_word, text.split())))


def bare(name: str, kind: str) -> str:
    """An area's name without the word for its kind: “Xã Tân Hội”, “xã” → “Tân Hội”."""
    return name[len(kind) :].strip() if name.casefold().startswith(kind.casefold() + " ") else name


def short_district(name: str) -> str:
    """A district's name as addresses write it: “Thành phố Mỹ Tho” → “TP Mỹ Tho”.

    >>> short_district("Huyện Cái Bè")
    'huyện Cái Bè'
    """
    for kind, short in _PLAIN_DISTRICT.items():
        if name.startswith(kind + " "):
            return short + name[len(kind) :]
    return name


# The names of a whole country are made of a few thousand words.
@lru_cache(maxsize=8192)
def _fold_word(word: str) -> str:
    letters = unicodedata.normalize("NFD", _lower(word).replace("đ", "d"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", plain)).replace("y", "i")


@lru_cache(maxsize=8192)
def _spell_word(word: str) -> str:
    words = []
    for part in re.findall(r"[\w\u0300-\u036f]+", unicodedata.normalize("NFD", _lower(word))):
        letters = "".join(letter for letter in part if letter not in _TONES)
        words.append(letters.replace("y", "i") + "".join(letter for letter in part if letter in _TONES))
    return " ".join(words)


def _lower(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES).casefold()
