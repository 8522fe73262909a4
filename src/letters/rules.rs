//! Types for a letter, a cover note and a signature that can only hold checked values, and the excerpt of a text.
//!
//! Invariants: text is trimmed at both ends and otherwise kept as written, except that every kind of line break other than CR and
//! LF becomes LF. Lengths count Unicode scalar values after trimming, in any script. Control characters are refused, because
//! neither the databases nor the pages accept them, and so is a text without a visible character.

use serde::Serialize;
use thiserror::Error;

use crate::excerpt::beginning;
use crate::invisible_characters::{directs, is_blank, without};
use crate::language::{Explanation, Phrase, phrase};

/// A problem with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextProblem {
    Empty,
    TooLong { count: usize, most: usize },
    ControlCharacter { code: u32, position: usize },
}

impl TextProblem {
    /// A stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "required",
            Self::TooLong { .. } => "too_long",
            Self::ControlCharacter { .. } => "control_character",
        }
    }

    /// The sentence for the person who wrote it.
    #[must_use]
    pub fn phrase(&self) -> Phrase {
        match *self {
            Self::Empty => phrase("field-empty"),
            Self::TooLong { count, most } => {
                let over = count.saturating_sub(most);
                phrase("field-too-long").with("count", count).with("most", most).with("over", over)
            }
            Self::ControlCharacter { code, position } => {
                phrase("field-control-character").with("code", format!("U+{code:04X}")).with("place", position)
            }
        }
    }
}

impl From<TextProblem> for Explanation {
    fn from(problem: TextProblem) -> Self {
        problem.phrase().into()
    }
}

/// Line breaks other than CR and LF (UAX #14, classes BK and NL). Word processors leave vertical tabs and form feeds in pasted
/// text; mainframes write U+0085.
fn is_other_break(c: char) -> bool {
    matches!(c, '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Trims `text` and checks that 1 to `most` printable characters remain, at least one of them visible. Tabs and line breaks are
/// allowed. Other line breaks become LF, one character for one, so that positions in the text stay valid.
pub fn checked(text: &str, most: usize) -> Result<String, TextProblem> {
    let text = &*text.trim().replace(is_other_break, "\n");
    let refused = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    match text.chars().count() {
        _ if is_blank(text) => Err(TextProblem::Empty),
        count if count > most => Err(TextProblem::TooLong { count, most }),
        _ => match text.chars().enumerate().find(|(_, c)| refused(*c)) {
            Some((before, c)) => Err(TextProblem::ControlCharacter { code: c.into(), position: before + 1 }),
            None => Ok(text.to_owned()),
        },
    }
}

/// A text of 1 to `MOST` characters on any number of lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct BoundedText<const MOST: usize>(String);

/// The client's words.
pub type LetterText = BoundedText<20_000>;
/// A cover note, the banker's own paragraph.
pub type CoverNote = BoundedText<4_000>;

impl<const MOST: usize> BoundedText<MOST> {
    pub const MOST: usize = MOST;

    pub fn parse(text: &str) -> Result<Self, TextProblem> {
        checked(text, MOST).map(Self)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A name on one line: 1 to 200 characters. Bidirectional controls are removed, because they would reorder the words around the
/// name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct PersonName(String);

impl PersonName {
    pub const MOST: usize = 200;

    pub fn parse(text: &str) -> Result<Self, TextProblem> {
        let name = checked(&without(text, directs), Self::MOST)?;
        match name.chars().enumerate().find(|(_, c)| c.is_control()) {
            Some((before, c)) => Err(TextProblem::ControlCharacter { code: c.into(), position: before + 1 }),
            None => Ok(Self(name)),
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A problem with a drawn signature.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StrokesProblem {
    #[error("A signature may have at most {} strokes. Ask the client to sign again.", Strokes::MOST)]
    TooManyStrokes,
    #[error("A signature may have at most {} points. Ask the client to sign again.", Strokes::MOST_POINTS)]
    TooManyPoints,
    #[error("Every stroke needs at least one point. Leave out stroke {stroke}.")]
    EmptyStroke { stroke: usize },
    #[error("Point {point} of stroke {stroke} is not two numbers between -100000 and 100000.")]
    NotAPoint { stroke: usize, point: usize },
}

impl StrokesProblem {
    /// A stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooManyStrokes | Self::TooManyPoints => "too_long",
            Self::EmptyStroke { .. } => "required",
            Self::NotAPoint { .. } => "out_of_range",
        }
    }
}

/// A drawn signature: strokes of `[x, y]` points in any unit, with y downwards. Empty when the name was only typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Strokes(Vec<Vec<[f64; 2]>>);

impl Strokes {
    pub const MOST: usize = 500;
    pub const MOST_POINTS: usize = 20_000;
    const FARTHEST: f64 = 100_000.0;

    /// Reports the first problem of each stroke, for all strokes. Strokes and points are numbered from 1.
    pub fn parse(strokes: Vec<Vec<[f64; 2]>>) -> Result<Self, Vec<StrokesProblem>> {
        let mut problems = Vec::new();
        if strokes.len() > Self::MOST {
            return Err(vec![StrokesProblem::TooManyStrokes]);
        }
        if strokes.iter().map(Vec::len).sum::<usize>() > Self::MOST_POINTS {
            problems.push(StrokesProblem::TooManyPoints);
        }
        for (at, stroke) in strokes.iter().enumerate() {
            // NaN is not less than anything, so it is refused by the same comparison.
            let good = |point: &[f64; 2]| point.iter().all(|value| value.abs() <= Self::FARTHEST);
            if stroke.is_empty() {
                problems.push(StrokesProblem::EmptyStroke { stroke: at + 1 });
            } else if let Some(point) = stroke.iter().position(|point| !good(point)) {
                problems.push(StrokesProblem::NotAPoint { stroke: at + 1, point: point + 1 });
            }
        }
        if problems.is_empty() { Ok(Self(strokes)) } else { Err(problems) }
    }

    #[must_use]
    pub fn as_slice(&self) -> &[Vec<[f64; 2]>] {
        &self.0
    }
}

/// The client's signature: the typed name and, if the client drew one, the strokes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Signature {
    pub name: PersonName,
    pub strokes: Strokes,
}

/// The text does not have the form of a language tag.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("This is not a language tag. Write it as \"en\", \"pt-BR\" or \"zh-Hant\" (BCP 47).")]
pub struct NotALanguageTag;

/// A language tag of the form of BCP 47 (RFC 5646, section 2.1): `en`, `pt-BR`, `zh-Hant-HK`. The registry is not consulted. Case
/// is kept; it has no meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct LanguageTag(String);

impl LanguageTag {
    /// The standard allows longer tags, but none is in use (RFC 5646, section 4.4.1).
    const MOST: usize = 35;

    pub fn parse(tag: &str) -> Result<Self, NotALanguageTag> {
        let tag = tag.trim();
        if tag.len() > Self::MOST {
            return Err(NotALanguageTag);
        }
        let subtags: Vec<&str> = tag.split('-').collect();
        let private = subtags.iter().position(|subtag| subtag.eq_ignore_ascii_case("x")).unwrap_or(subtags.len());
        let (public, private) = subtags.split_at(private);
        let shaped =
            |subtag: &&str| (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric());
        // A singleton introduces an extension and means nothing by itself.
        let extended = public
            .iter()
            .enumerate()
            .all(|(at, subtag)| subtag.len() > 1 || public.get(at + 1).is_some_and(|next| next.len() > 1));
        let language =
            public.first().is_none_or(|first| first.len() > 1 && first.bytes().all(|b| b.is_ascii_alphabetic()));
        let good = subtags.iter().all(shaped) && language && extended && private.len() != 1;
        if good { Ok(Self(tag.to_owned())) } else { Err(NotALanguageTag) }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The most characters of an [`excerpt`], its ellipsis included.
pub const EXCERPT: usize = 280;

/// The beginning of a text on one line, for a list, ended with " …" where it was cut. The text must already be masked.
#[must_use]
pub fn excerpt(text: &str) -> String {
    const DOTS: &str = " …";
    let line = text.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if line.chars().count() <= EXCERPT {
        return line;
    }
    match beginning(&line, EXCERPT - DOTS.chars().count()) {
        Some(cut) => format!("{cut}{DOTS}"),
        None => line,
    }
}
