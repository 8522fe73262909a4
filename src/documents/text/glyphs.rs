//! Shaped words: positioned glyphs, each with the text it stands for.
//!
//! All measures are in thousandths of an em.

use std::sync::Arc;

use super::composites::Part;
use super::direction::is_taken_for_a_sign;
use super::fonts::FaceId;

/// A positioned glyph. The glyphs of a word are in visual order, from left to right.
#[derive(Clone, Debug)]
pub struct Glyph {
    pub face: FaceId,
    pub shape: Shape,
    pub advance: f32,
    pub dx: f32,
    pub dy: f32,
    /// The byte offset of its cluster in the word.
    pub cluster: u32,
    /// Its share of the cluster's text. Empty if the cluster has more glyphs than characters.
    pub text: Share,
}

/// The outlines that a glyph draws.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A glyph of the face, by its number.
    Own(u16),
    /// Several glyphs of the face, which become one composite in the document's copy of it.
    Composite(Arc<[Part]>),
}

/// Text of one glyph: nearly always a single character.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Share {
    One(char),
    Many(Box<str>),
}

impl Share {
    pub fn of(text: &str) -> Self {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Self::One(c),
            _ => Self::Many(text.into()),
        }
    }

    pub fn has(&self, is: fn(char) -> bool) -> bool {
        match self {
            Self::One(c) => is(*c),
            Self::Many(text) => text.contains(is),
        }
    }

    pub fn push_to(&self, out: &mut String) {
        match self {
            Self::One(c) => out.push(*c),
            Self::Many(text) => out.push_str(text),
        }
    }
}

/// A shaped word.
#[derive(Clone, Debug, Default)]
pub struct Word {
    pub glyphs: Vec<Glyph>,
    /// Sum of the advances.
    pub width: f32,
    /// Characters that no face has, in order.
    pub missing: Vec<char>,
    /// The height of the tallest installed face in it, in em; 0 if all its faces are built in.
    pub tallest: f32,
    /// True if the text runs from right to left; the glyphs stand in visual order all the same.
    pub rtl: bool,
}

impl Word {
    /// Reassigns the texts of a right-to-left word's glyphs from left to right, if it has letters that PDF readers treat as
    /// signs without direction and do not reorder. The word then is one cluster, whose glyphs share its text.
    pub fn say_from_the_left(&mut self) {
        if self.rtl && self.glyphs.iter().any(|glyph| glyph.text.has(is_taken_for_a_sign)) {
            let texts: Vec<Share> = self.glyphs.iter().rev().map(|glyph| glyph.text.clone()).collect();
            self.glyphs.iter_mut().zip(texts).for_each(|(glyph, text)| glyph.text = text);
            self.rtl = false;
        }
    }

    /// The offset and width of each cluster, in the order of the text.
    pub fn clusters(&self) -> Vec<(usize, f32)> {
        let mut clusters: Vec<(usize, f32)> = Vec::new();
        let mut order: Vec<&Glyph> = self.glyphs.iter().collect();
        order.sort_by_key(|glyph| glyph.cluster);
        for glyph in order {
            match clusters.last_mut() {
                Some((start, width)) if *start == glyph.cluster as usize => *width += glyph.advance,
                _ => clusters.push((glyph.cluster as usize, glyph.advance)),
            }
        }
        clusters
    }
}
