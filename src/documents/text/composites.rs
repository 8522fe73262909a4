//! Composite glyphs for letters with marks, made of glyphs that the font has.
//!
//! A shaper positions marks by offsets. Programs that read a page take an offset glyph for the start of another word, say it
//! twice, or lose it. So the document's copy of a TrueType font gets one more glyph for each letter with marks that the
//! document shows: a composite of the glyphs that the shaper chose, at its offsets, with one code and one text. Only the
//! embedded copies of fonts change, and their existing glyphs stay as they are.

use read_fonts::tables::glyf::CompositeGlyphFlags as Flags;
use read_fonts::types::Tag;
use read_fonts::{FontRef, ReadError, TableProvider};
use write_fonts::FontBuilder;

/// A glyph of a composite and its offset, in font units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    pub gid: u16,
    pub x: i16,
    pub y: i16,
}

/// A glyph to be added to a font program.
pub struct Composite {
    /// In font units.
    pub advance: u16,
    /// Glyphs of the font program that gets the composite.
    pub parts: Vec<Part>,
}

/// The glyph tables of a font program, unpacked.
struct Tables {
    outlines: Vec<u8>,
    /// The start of each glyph's outlines, and at last the end of all.
    offsets: Vec<u32>,
    /// Advance and left side bearing of each glyph.
    metrics: Vec<(u16, i16)>,
}

/// `program`, which has TrueType outlines, with one more glyph for each of `composites`, after its own glyphs.
///
/// # Errors
/// A program that cannot be read, or has no TrueType outlines, or would have more than 65,535 glyphs.
pub fn add(program: &[u8], composites: &[Composite]) -> Result<Vec<u8>, ReadError> {
    let font = FontRef::new(program)?;
    let mut tables = Tables::of(&font)?;
    for composite in composites {
        tables.add(composite)?;
    }
    tables.written_to(&font, composites)
}

/// The number of glyphs in a font program, which is also the number of the first composite.
///
/// # Errors
/// A program that cannot be read.
pub fn count(program: &[u8]) -> Result<u16, ReadError> {
    Ok(FontRef::new(program)?.maxp()?.num_glyphs())
}

impl Tables {
    fn of(font: &FontRef<'_>) -> Result<Self, ReadError> {
        let glyphs = font.maxp()?.num_glyphs();
        let (loca, metrics) = (font.loca(None)?, font.hmtx()?);
        let offsets = (0..=usize::from(glyphs)).map(|at| loca.get_raw(at).ok_or(ReadError::OutOfBounds));
        let metric = |gid: u16| {
            let gid = read_fonts::types::GlyphId::from(gid);
            (metrics.advance(gid).unwrap_or_default(), metrics.side_bearing(gid).unwrap_or_default())
        };
        let offsets = offsets.collect::<Result<Vec<u32>, _>>()?;
        let mut outlines = font.glyf()?.offset_data().as_bytes().to_vec();
        outlines.truncate(offsets[usize::from(glyphs)] as usize);
        Ok(Self { outlines, offsets, metrics: (0..glyphs).map(metric).collect() })
    }

    /// Left, bottom, right and top of a glyph; `None` for a glyph without outlines.
    fn bounds(&self, gid: u16) -> Option<[i16; 4]> {
        let (from, to) = (*self.offsets.get(usize::from(gid))?, *self.offsets.get(usize::from(gid) + 1)?);
        let outlines = self.outlines.get(from as usize..to as usize)?;
        let at = |i: usize| outlines.get(i..i + 2).map(|b| i16::from_be_bytes([b[0], b[1]]));
        Some([at(2)?, at(4)?, at(6)?, at(8)?])
    }

    /// OpenType 1.9, "glyf": the header of a glyph, then a composite glyph description for each part.
    fn add(&mut self, composite: &Composite) -> Result<(), ReadError> {
        let seen: Vec<(Part, [i16; 4])> =
            composite.parts.iter().filter_map(|&part| Some((part, self.bounds(part.gid)?))).collect();
        let moved = |(part, [left, bottom, right, top]): &(Part, [i16; 4])| {
            let (x, y) = (part.x, part.y);
            [left.saturating_add(x), bottom.saturating_add(y), right.saturating_add(x), top.saturating_add(y)]
        };
        let around = |a: [i16; 4], b: [i16; 4]| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])];
        let bounds = seen.iter().map(moved).reduce(around);
        let mut words: Vec<u16> = Vec::new();
        if let Some(bounds) = bounds {
            words.push(-1_i16 as u16);
            words.extend(bounds.map(|edge| edge as u16));
        }
        for (at, (part, _)) in seen.iter().enumerate() {
            let mut flags = Flags::ARG_1_AND_2_ARE_WORDS | Flags::ARGS_ARE_XY_VALUES;
            if at == 0 {
                flags |= Flags::OVERLAP_COMPOUND;
            }
            if at + 1 < seen.len() {
                flags |= Flags::MORE_COMPONENTS;
            }
            words.extend([flags.bits(), part.gid, part.x as u16, part.y as u16]);
        }
        self.outlines.extend(words.iter().flat_map(|word| word.to_be_bytes()));
        self.offsets.push(u32::try_from(self.outlines.len()).map_err(|_| ReadError::OutOfBounds)?);
        self.metrics.push((composite.advance, bounds.map_or(0, |bounds| bounds[0])));
        Ok(())
    }

    fn written_to(&self, font: &FontRef<'_>, composites: &[Composite]) -> Result<Vec<u8>, ReadError> {
        let count = u16::try_from(self.metrics.len()).map_err(|_| ReadError::OutOfBounds)?;
        let table = |tag: &[u8; 4]| font.data_for_tag(Tag::new(tag)).map(|data| data.as_bytes().to_vec());
        let needed = |tag| table(tag).ok_or(ReadError::TableIsMissing(Tag::new(tag)));
        let (mut head, mut hhea, mut maxp) = (needed(b"head")?, needed(b"hhea")?, needed(b"maxp")?);
        // The long format of `loca`, a metric for each glyph, the number of glyphs.
        put(&mut head, 50, 1)?;
        put(&mut hhea, 34, count)?;
        put(&mut maxp, 4, count)?;
        raise_limits(&mut maxp, composites)?;
        let mut builder = FontBuilder::new();
        builder.add_raw(Tag::new(b"head"), head);
        builder.add_raw(Tag::new(b"hhea"), hhea);
        builder.add_raw(Tag::new(b"maxp"), maxp);
        builder.add_raw(Tag::new(b"glyf"), self.outlines.as_slice());
        builder.add_raw(Tag::new(b"loca"), bytes(self.offsets.iter().map(|offset| offset.to_be_bytes())));
        let metric = |(advance, bearing): &(u16, i16)| {
            let ([a, b], [c, d]) = (advance.to_be_bytes(), bearing.to_be_bytes());
            [a, b, c, d]
        };
        builder.add_raw(Tag::new(b"hmtx"), bytes(self.metrics.iter().map(metric)));
        builder.copy_missing_tables(font.clone());
        Ok(builder.build())
    }
}

/// Raises the limits that tell a viewer how much memory glyphs need (OpenType 1.9, "maxp"), so that they hold for the
/// composites.
fn raise_limits(maxp: &mut [u8], composites: &[Composite]) -> Result<(), ReadError> {
    let most = composites.iter().map(|composite| composite.parts.len()).max().unwrap_or_default() as u16;
    let get = |maxp: &[u8], at: usize| maxp.get(at..at + 2).map_or(0, |b| u16::from_be_bytes([b[0], b[1]]));
    // The fields for points, then those for contours: of a simple glyph, of a composite.
    for (simple, composed) in [(6, 10), (8, 12)] {
        let one = get(maxp, simple).max(get(maxp, composed));
        put(maxp, composed, one.saturating_mul(most))?;
    }
    let (elements, depth) = (get(maxp, 28), get(maxp, 30));
    put(maxp, 28, elements.max(most))?;
    put(maxp, 30, depth + 1)
}

fn put(table: &mut [u8], at: usize, value: u16) -> Result<(), ReadError> {
    table.get_mut(at..at + 2).ok_or(ReadError::OutOfBounds)?.copy_from_slice(&value.to_be_bytes());
    Ok(())
}

fn bytes(words: impl Iterator<Item = [u8; 4]>) -> Vec<u8> {
    words.flatten().collect()
}

#[cfg(test)]
mod tests {
    use read_fonts::tables::glyf::{Anchor, Glyph};
    use read_fonts::types::GlyphId;

    use super::*;

    const PROGRAM: &[u8] = include_bytes!("../../../assets/fonts/LibertinusSerifHebrew-Regular.ttf");

    fn gid(program: &[u8], c: char) -> u16 {
        let font = harfrust::Font::new(program.to_vec(), 0).expect("a font");
        font.charmap().map_unicode(c).expect("a Hebrew letter").to_u32() as u16
    }

    #[test]
    fn a_composite_stands_behind_the_fonts_own_glyphs_and_leaves_them_alone() {
        let (shin, dot) = (gid(PROGRAM, 'ש'), gid(PROGRAM, '\u{5c1}'));
        let parts = vec![Part { gid: shin, x: 0, y: 0 }, Part { gid: dot, x: 31, y: -7 }];
        let program = add(PROGRAM, &[Composite { advance: 700, parts }]).expect("a font with outlines");
        let (before, after) = (FontRef::new(PROGRAM).expect("a font"), FontRef::new(&program).expect("a font"));
        let added = count(PROGRAM).expect("a font");
        assert_eq!(count(&program).expect("a font"), added + 1);
        let outlines = |font: &FontRef<'_>, gid: u16| {
            let (loca, glyf) = (font.loca(None).expect("loca"), font.glyf().expect("glyf"));
            let glyph = loca.get_glyf(GlyphId::from(gid), &glyf).expect("a glyph");
            glyph.map(|glyph| glyph.offset_data().as_bytes().to_vec())
        };
        for gid in 0..added {
            assert_eq!(outlines(&before, gid), outlines(&after, gid));
            let advance = |font: &FontRef<'_>| font.hmtx().expect("hmtx").advance(GlyphId::from(gid));
            assert_eq!(advance(&before), advance(&after));
        }
        assert_eq!(after.hmtx().expect("hmtx").advance(GlyphId::from(added)), Some(700));
        let (loca, glyf) = (after.loca(None).expect("loca"), after.glyf().expect("glyf"));
        let Ok(Some(Glyph::Composite(composite))) = loca.get_glyf(GlyphId::from(added), &glyf) else {
            panic!("a composite glyph")
        };
        let placed: Vec<_> = composite.components().map(|part| (part.glyph.to_u32(), part.anchor)).collect();
        assert_eq!(
            placed,
            [(shin.into(), Anchor::Offset { x: 0, y: 0 }), (dot.into(), Anchor::Offset { x: 31, y: -7 })]
        );
        let own = before.loca(None).expect("loca").get_glyf(GlyphId::from(shin), &before.glyf().expect("glyf"));
        assert!(composite.y_max() >= own.expect("a glyph").expect("outlines").y_max(), "the dot stands on the letter");
    }

    #[test]
    fn a_composite_of_nothing_is_an_empty_glyph() {
        let program = add(PROGRAM, &[Composite { advance: 0, parts: Vec::new() }]).expect("a font with outlines");
        let font = FontRef::new(&program).expect("a font");
        let added = GlyphId::from(count(PROGRAM).expect("a font"));
        let glyph = font.loca(None).expect("loca").get_glyf(added, &font.glyf().expect("glyf"));
        assert!(glyph.expect("a place").is_none());
        assert_eq!(font.hmtx().expect("hmtx").advance(added), Some(0));
    }

    #[test]
    fn what_is_no_font_is_refused() {
        assert!(add(b"no font", &[]).is_err());
    }
}
