"""Vietnamese names as people type them."""

import re
import unicodedata

# Letters that look alike on keyboards but are other characters: Icelandic Ð and African Ɖ typed for Đ.
_LOOK_ALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})


def fold(text: str) -> str:
    """The text in lower case without accents, punctuation or doubled blanks; y is i.

    Two spellings that differ only in tone placement (hòa/hoà), in i/y (Quí/Quý) or in missing accents fold alike.

    >>> fold("Xã Tân Mỹ Chánh, TP. Mỹ Tho")
    'xa tan mi chanh tp mi tho'
    """
    text = unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES).casefold().replace("đ", "d")
    letters = unicodedata.normalize("NFD", text)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", plain)).replace("y", "i")
