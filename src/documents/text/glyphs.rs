//! Shaped words: glyphs in their places, each with the text it stands for.
//!
//! Every measure is in thousandths of an em.

use std::sync::Arc;

use super::composites::Part;
use super::direction::is_taken_for_a_sign;
use super::fonts::FaceId;

/// A glyph in its place. Glyphs of a word are in visual order, from the left.
#[derive(Clone, Debug)]
pub struct Glyph {
    pub face: FaceId,
    pub shape: Shape,
    pub advance: f32,
    pub dx: f32,
    pub dy: f32,
    /// Byte offset in the word of the cluster it belongs to.
    pub cluster: u32,
    /// Its share of the cluster's text. Empty when the cluster has more glyphs than characters.
    pub text: Share,
}

/// What is drawn for a glyph.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A glyph of the face, by its number.
    Own(u16),
    /// Several of the face, which the document's copy of it has as one.
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
    /// The height of the tallest face from elsewhere in it, in em; 0 when all of it is built in.
    pub tallest: f32,
    /// Whether its glyphs, which stand from the left, say a text that runs from the right.
    pub rtl: bool,
}

impl Word {
    /// Lets its glyphs say their texts from the left, as they stand, where programs that read a page take its letters for signs without
    /// direction and leave them so. The word is then a cluster of its own, whose glyphs share its text.
    pub fn say_from_the_left(&mut self) {
        if self.rtl && self.glyphs.iter().any(|glyph| glyph.text.has(is_taken_for_a_sign)) {
            let texts: Vec<Share> = self.glyphs.iter().rev().map(|glyph| glyph.text.clone()).collect();
            self.glyphs.iter_mut().zip(texts).for_each(|(glyph, text)| glyph.text = text);
            self.rtl = false;
        }
    }

    /// Where each cluster begins and how wide it is, in the order of the text.
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
