"""Tells an Indonesian sentence from any other text."""

import re

# So common that hardly a sentence goes without one, and spelt like no English word.
COMMON = re.compile(
    "yang|dan|untuk|tidak|anda|dengan|atau|dari|pada|ini|itu|adalah|belum|sudah|akan|harus|bisa|dapat|oleh|"
    "kepada|setelah|sebelum|isi|lagi"
)


def is_indonesian(text: str) -> bool:
    """Whether a sentence holds a common word. A hyphenated name such as `belum-terbit` is no sentence."""
    words = re.findall(r"(?<![\w/-])[^\W\d_]+(?![\w/-]|\.\w)", text.lower())
    return len(words) > 1 and any(COMMON.fullmatch(word) for word in words)
