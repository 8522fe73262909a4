"""Gives an OpenType font with PostScript outlines TrueType ones: python3 to_truetype.py FONT.otf FONT.ttf"""

import sys
from pathlib import Path

from fontTools.ttLib import TTFont, newTable
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen

source, target = map(Path, sys.argv[1:])
font = TTFont(source)
outlines = font.getGlyphSet()
font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
font["glyf"].glyphs = {}
font["glyf"].glyphOrder = font.getGlyphOrder()
for glyph in font.getGlyphOrder():
    pen = TTGlyphPen(outlines)
    outlines[glyph].draw(Cu2QuPen(pen, max_err=0.5, reverse_direction=True))
    font["glyf"][glyph] = pen.glyph()
    bounds = font["glyf"][glyph]
    bounds.recalcBounds(font["glyf"])
    font["hmtx"][glyph] = (font["hmtx"][glyph][0], getattr(bounds, "xMin", 0))
del font["CFF "]
maxp = font["maxp"]
maxp.tableVersion = 0x00010000
for key in ("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
            "maxStackElements", "maxSizeOfInstructions", "maxComponentElements"):
    setattr(maxp, key, 1 if key == "maxZones" else 0)
font["post"].formatType = 3.0
font["post"].glyphOrder = None
font.sfntVersion = "\000\001\000\000"
for record in font["name"].names:
    if record.nameID in (4, 6):
        record.string = target.stem
font.save(target)
