"""Makes sheet.otf: `python make.py <NotoSansCJK-Regular.ttc>`, with fonttools from PyPI.

One weight of Noto Sans CJK, cut to what Korean, Chinese, Japanese and English are usually written
with: every Hangul syllable, and every character of the four national standards. Nothing that only
vertical text or a screen's hinting needs.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

# Its fifth part has the Chinese shapes of characters that the languages write differently.
CHINESE = "NotoSansCJKsc-Regular"
STANDARDS = ("latin-1", "euc_kr", "gb2312", "shift_jis")


def characters() -> set[int]:
    hangul = set(range(0xAC00, 0xD7A4)) | set(range(0x3131, 0x318F)) | set(range(0x1100, 0x1200))
    return hangul | {code for code in range(0x20, 0x10000) if any(has(s, code) for s in STANDARDS)}


def has(standard: str, code: int) -> bool:
    if 0xD800 <= code < 0xE000 or 0x7F <= code < 0xA0:
        return False
    try:
        chr(code).encode(standard)
        return True
    except UnicodeEncodeError:
        return False


def main(collection: str) -> None:
    faces = TTCollection(collection).fonts
    font = next(face for face in faces if face["name"].getDebugName(6) == CHINESE)
    options = subset.Options(
        hinting=False,
        layout_features=["ccmp", "kern", "ljmo", "vjmo", "tjmo"],
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        notdef_outline=True,
    )
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    subset.save_font(font, str(Path(__file__).with_name("sheet.otf")), options)


main(sys.argv[1])
