//! The fields of every form of this noun, and their possible problems.

use crate::language::Explanation;

/// A text that is screened before it circulates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// The words of a typed letter.
    Letter,
    /// The words typed from a scan.
    Transcript,
    /// The banker's own paragraph.
    CoverNote,
    /// The name under the letter.
    SignatureName,
    /// The name that was given to the banker.
    ClientName,
}

/// A text with places that may be withheld by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithheldFrom {
    /// The letter's text or transcript.
    Letter,
    /// The cover note.
    CoverNote,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// Everyone who is praised.
    Helpers,
    /// One of them, by place from 0.
    Helper(usize),
    /// The day of service.
    ServedOn,
    /// The client.
    Client,
    /// The client's address.
    ClientEmail,
    /// The client's letter.
    Letter,
    /// Typed or scan.
    LetterKind,
    /// The letter's language.
    Language,
    /// A drawn signature.
    Strokes,
    /// One line of it, by place from 0.
    Stroke(usize),
    /// The file of a scan.
    Upload,
    /// The regions covered on its pages.
    Regions,
    /// A member (`page`, `x`, `y`, `w`, `h`) of one of them.
    Region(usize, &'static str),
    /// The banker's confirmation that the pages were checked.
    PagesChecked,
    /// A screened text.
    Text(Text),
    /// The places withheld in a text.
    Withheld(WithheldFrom),
    /// One of them.
    Place(WithheldFrom, usize),
    /// A member (`start`, `end`) of one of them.
    PlaceEdge(WithheldFrom, usize, &'static str),
    /// The assist that it was made from.
    Assist,
    /// The process that failed.
    WorkaroundProcess,
    /// The workaround.
    WorkaroundDetail,
    /// The helpers' deed.
    Did,
    /// Everything the helpers are praised for.
    Strengths,
    /// One of them.
    Strength(usize),
    /// The reason of a correction or a withdrawal.
    Reason,
    /// A supervisor's note to an acknowledgement.
    Note,
    /// The text of thanks.
    Thanks,
}

impl Field {
    /// The banker's own paragraph.
    #[allow(non_upper_case_globals, reason = "it reads as one of the variants")]
    pub const CoverNote: Self = Self::Text(Text::CoverNote);
    /// The client's name as it was given.
    #[allow(non_upper_case_globals, reason = "it reads as one of the variants")]
    pub const ClientName: Self = Self::Text(Text::ClientName);
}

/// A field that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// The field.
    pub field: Field,
    /// A stable word for programs.
    pub code: &'static str,
    /// The sentence for programs, without a word of the API; and for the person who filled it in, where the field and the code do not tell.
    pub words: Explanation,
}
