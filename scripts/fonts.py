#!/usr/bin/python3
"""Cuts the two faces of our documents out of Debian's Noto CJK fonts. Run once; its output is committed.

    apt-get install --no-install-recommends fonts-noto-cjk python3-fonttools unicode-data
    scripts/fonts.py

Kept are GB 2312, the 8,105 characters of the table of general standard characters (通用规范汉字表, Unihan kTGH), Latin-1 and the signs below.
Left out are OpenType features and vertical metrics: the documents set text in rows, one glyph a character. The Kangxi radicals are left out with
purpose: where a radical and a character share a glyph (⽼ and 老), a reader of the PDF could be given the wrong one.
"""
import bz2
import os

from fontTools import subset
from fontTools.ttLib import TTFont

SIGNS = "—…‘’“”·•℃№※‰′″←↑→↓√×÷≤≥≠≈∞±①②③④⑤⑥⑦⑧⑨⑩○●□■△▲✓〇㎡²³–−〔〕【】《》〈〉「」『』～￥€"
FACES = [("NotoSerifCJK-Regular.ttc", "song.otf"), ("NotoSansCJK-Bold.ttc", "hei.otf")]
SIMPLIFIED = 2  # place of the face for mainland China in Debian's collections

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src/Renewal/Web/Documents/Data")


def characters():
    wanted = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) | {ord(c) for c in SIGNS}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                wanted |= {ord(c) for c in bytes([high, low]).decode("gb2312")}
            except UnicodeDecodeError:
                pass
    with bz2.open("/usr/share/unicode/Unihan_OtherMappings.txt.bz2", "rt", encoding="utf-8") as unihan:
        for line in unihan:
            fields = line.split("\t")
            if len(fields) > 2 and fields[1] == "kTGH":
                wanted.add(int(fields[0][2:], 16))
    return wanted


for source, target in FACES:
    font = TTFont("/usr/share/fonts/opentype/noto/" + source, fontNumber=SIMPLIFIED)
    wanted = characters()
    missing = sorted(chr(c) for c in wanted - set(font.getBestCmap()))
    assert not missing, f"{source} lacks {missing}"
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True  # what is missing shows as a box
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "GSUB", "GPOS", "GDEF"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    font.save(os.path.join(FOLDER, target))
    print(target, len(wanted), "characters", os.path.getsize(os.path.join(FOLDER, target)), "bytes")
