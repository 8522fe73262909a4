//! The promotion packet: cover, index, the letters of a period as they were sent, acknowledgements, digest; one file.
//!
//! [`Packet`] is plain data, and the same packet gives the same bytes. The packet's own pages are composed like a letter's
//! (`cover`, `index`, `acknowledged`, `digest`) and written as one small document, the frame. `merge` inserts the letters'
//! files into it, unchanged. Every figure on the cover is counted from the letters in the packet, and every digest is
//! computed from their bytes, so that the packet cannot contradict itself.

mod acknowledged;
mod cover;
mod digest;
mod figures;
mod index;
mod merge;
mod outline;
mod plan;
mod single_lines;
mod styles;
mod words;

use bytes::Bytes;
use chrono::{NaiveDate, NaiveTime};
use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::circulated_copy::{Letterhead, Proof};
use super::compose::{bar_and_foot, ends, running_head};
use super::styles::FOOT;
use super::typesetter::Typesetter;
use crate::documents::pdf::images::Images;
use crate::documents::pdf::sheet::{MM, Sheets};
use crate::documents::pdf::xmp::Metadata;
use crate::documents::pdf::{archive, write};
use crate::documents::text::cleaning::{one_line, plain};
use crate::documents::text::language;
use crate::documents::text::language::LanguageCode;
use crate::documents::text::paragraph::Setter;
use crate::documents::{DocumentError, Rendered, Renderer};
use merge::{FramePlace, Insert, Source};
use outline::Bookmark;
use plan::{Plan, Rows};

/// One packet.
#[derive(Clone, Debug)]
pub struct Packet {
    /// The letterhead; its line below the bank's name is the packet's own.
    pub letterhead: Letterhead,
    /// The bytes of the logo, if the letterhead has one.
    pub images: Images,
    pub subject: Subject,
    /// The letters in the order of the index, newest first; at least one.
    pub letters: Vec<Enclosed>,
    /// The number of letters of the period that were withdrawn and therefore are not enclosed.
    pub withdrawn: usize,
    pub issue: Issue,
}

/// The person whose letters are enclosed.
#[derive(Clone, Debug, Serialize)]
pub struct Subject {
    pub name: String,
    pub title: Option<String>,
    pub place: Option<String>,
    /// The year in which the person joined the bank.
    pub since: Option<i32>,
}

/// A letter and the packet's data about it.
#[derive(Clone, Debug, Serialize)]
pub struct Enclosed {
    /// The reference, such as `C-2026-000123`.
    pub reference: String,
    /// The day of service.
    pub day: NaiveDate,
    pub who: LetterAuthor,
    /// The first words of `who`, as they circulate; shown as far as they fit. `None` if a letter on paper has no transcript.
    pub first_words: Option<String>,
    /// BCP 47 tag of the language of `first_words`, if it is known.
    pub language: Option<String>,
    /// The branch where help was given.
    pub branch: String,
    /// True if a client wrote it.
    pub signed: bool,
    /// True if it is a later version than the first.
    pub corrected: bool,
    /// The strengths, as a list shows them: "Calm under pressure".
    pub strengths: Vec<String>,
    pub acknowledgements: Vec<Acknowledged>,
    /// The circulated copy.
    #[serde(skip)]
    pub file: Bytes,
}

impl Enclosed {
    /// The digest of the circulated copy, in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(&self.file))
    }
}

/// The author of a letter.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterAuthor {
    /// A client; `name` only with the client's consent.
    Client { name: Option<String>, banker: String, branch: String },
    /// A colleague, who wrote a cover note without a client's letter.
    Colleague { name: String, place: String },
}

/// A supervisor's acknowledgement that they read the letter.
#[derive(Clone, Debug, Serialize)]
pub struct Acknowledged {
    pub by: String,
    pub on: NaiveDate,
    /// The employee was told in person.
    pub told: bool,
    /// It was put into the personal file.
    pub filed: bool,
}

/// The data that differ between two packets of the same letters.
#[derive(Clone, Debug)]
pub struct Issue {
    /// The reference, such as `K-2026-000041`.
    pub reference: String,
    pub proof: Proof,
    pub on: NaiveDate,
    pub at: NaiveTime,
    /// The name of the person who made it; `None` if it was made at the command line.
    pub by: Option<String>,
    /// True if the packet has all letters of the person that were not withdrawn; false if somebody selected some of them.
    pub all: bool,
}

/// A period, both days included.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Packet {
    /// The period from the earliest day of service to the latest.
    pub fn period(&self) -> Period {
        let days = || self.letters.iter().map(|letter| letter.day);
        Period { from: days().min().unwrap_or(self.issue.on), to: days().max().unwrap_or(self.issue.on) }
    }
}

/// The progress of making a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The number of letters read, and of all letters.
    Read(usize, usize),
    /// The letters are being merged.
    Merging,
    /// The file is being written.
    Writing,
}

/// The packet's digest: computed over the hexadecimal digests of its letters, concatenated in order.
pub fn digest_of(sha256: &[String]) -> String {
    HEXLOWER.encode(&Sha256::digest(sha256.concat()))
}

impl Renderer {
    /// Makes a packet. A pure function of `packet`; `told` is called with the progress.
    ///
    /// # Errors
    /// If there is no letter, or a letter's file was not made by this module.
    pub fn packet(&self, packet: &Packet, told: &dyn Fn(Step)) -> Result<Rendered, DocumentError> {
        let count = packet.letters.len();
        if count == 0 {
            return Err(DocumentError::Write("a packet without a letter".into()));
        }
        let mut sources = Vec::with_capacity(count);
        for (at, letter) in packet.letters.iter().enumerate() {
            sources.push(Source::read(&letter.file)?);
            told(Step::Read(at + 1, count));
        }
        let language = LanguageCode::of(&packet.letterhead.language);
        let sheets = Sheets::new(packet.letterhead.paper);
        let mut typesetter = Typesetter { setter: Setter::new(&self.shaper), sheets, language };
        let pages: Vec<usize> = sources.iter().map(|source| source.pages.len()).collect();
        let rows = acknowledged::rows(&mut typesetter, packet);
        let heights: Vec<f32> = rows.iter().map(|row| row.height).collect();
        let acknowledged = Rows { heights: &heights, top: acknowledged::ROWS_TOP };
        let plan = Plan::of(&pages, &acknowledged, digest::rows_top(&mut typesetter, packet), packet.letterhead.paper);
        let place = compose(&mut typesetter, packet, &plan, rows)?;
        told(Step::Merging);
        let written = write::write(&typesetter.sheets, &self.shaper.faces)?;
        let mut pdf = archive::assemble(&written, &typesetter.sheets, &metadata(packet))?;
        let letters = sources.into_iter().zip(&packet.letters);
        let letters = letters.map(|(source, letter)| Insert { source, title: one_line(&letter.reference) }).collect();
        let pages = merge::insert(&mut pdf, letters, &place)?;
        outline::add(&mut pdf, &pages, &bookmarks(packet, &plan))?;
        told(Step::Writing);
        Ok(Rendered {
            bytes: archive::save(pdf)?,
            pages: pages.len(),
            without_font: typesetter.setter.missing.characters,
        })
    }
}

/// Composes the packet's own pages, and after them one stamp for every page of a letter.
fn compose(
    typesetter: &mut Typesetter<'_>,
    packet: &Packet,
    plan: &Plan,
    rows: Vec<acknowledged::Row>,
) -> Result<FramePlace, DocumentError> {
    cover::compose(typesetter, packet, plan)?;
    index::compose(typesetter, packet, plan);
    // The letters' structure elements are inserted after the present ones, so empty ones must be removed before counting.
    typesetter.sheets.tags.prune();
    let kid = typesetter.sheets.tags.nodes[0].kids.len();
    let page = typesetter.sheets.pages.len();
    acknowledged::compose(typesetter, packet, plan, rows);
    digest::compose(typesetter, packet, plan)?;
    let stamps = typesetter.sheets.pages.len();
    let reference = &packet.issue.reference;
    for at in 0..stamps {
        let number = super::words::page_of(reference, plan.number_of(at), plan.pages);
        bar_and_foot(typesetter, at, packet.letterhead.colours, (&words::foot(packet), &number));
        if at > 0 {
            running_head(typesetter, at, &packet.letterhead, &words::running(packet));
        }
    }
    for number in plan.letters() {
        typesetter.sheets.add_page();
        let at = typesetter.sheets.pages.len() - 1;
        let number = super::words::page_of(reference, number + 1, plan.pages);
        ends(typesetter, at, 9.0 * MM + FOOT.baseline(), ("", FOOT), (&number, FOOT));
    }
    typesetter.sheets.tags.prune();
    Ok(FramePlace { page, kid, stamps })
}

fn metadata(packet: &Packet) -> Metadata {
    Metadata {
        title: plain(&format!("{}, {}", words::title(&packet.subject.name), one_line(&packet.issue.reference))),
        author: one_line(&packet.letterhead.bank),
        subject: plain(&words::period(packet.period())),
        identifier: Some(one_line(&packet.issue.proof.url)),
        language: language::tag(&packet.letterhead.language).unwrap_or_else(|| "en".to_owned()),
        date: packet.issue.on,
    }
}

fn bookmarks(packet: &Packet, plan: &Plan) -> Vec<Bookmark> {
    let mark = |title: &str, page| Bookmark { title: title.to_owned(), page, below: Vec::new() };
    let letters = packet.letters.iter().zip(&plan.first_pages);
    let below = letters.map(|(letter, &page)| Bookmark {
        title: words::bookmark(&letter.reference, letter.day, &words::who(&letter.who).0),
        page,
        below: Vec::new(),
    });
    let first = plan.first_pages.first().copied().unwrap_or_default();
    let mut marks = vec![mark(words::COVER, 0), mark(words::INDEX, 1)];
    let title = words::commendations(packet.letters.len());
    marks.push(Bookmark { title, page: first, below: below.collect() });
    if !plan.acknowledged.is_empty() {
        marks.push(mark(words::ACKNOWLEDGED, plan.acknowledged_page()));
    }
    marks.push(mark(words::DIGEST, plan.digest_page()));
    marks
}
