//! The form of a draft: its pairs become an input of the intake, and a stored input becomes its pairs.
//!
//! Invariant: an input that was made of pairs gives the same pairs, whatever was typed. What the form does not hold (the pages
//! of a scan and the places covered on them) stays as it was stored.

use chrono::NaiveDate;

use crate::commendations::LetterKind;
use crate::commendations::intake::{
    ClientInput, Input, LetterInput, PlaceInput, RegionInput, Submitted, WorkaroundInput, note_text,
};
use crate::ids::{AssistId, PersonId};
use crate::letters::screening::MOST_PLACES;
use crate::letters::uploads::MOST_REGIONS;
use crate::web::{Filled, Form};

/// A text of which places may be withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScreenedText {
    /// The client's words.
    Words,
    /// The banker's words: what they did, and the paragraph.
    Note,
}

impl ScreenedText {
    /// Its word in the form.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Note => "note",
        }
    }
}

fn text(form: &Form, name: &str) -> Submitted<String> {
    match form.value(name) {
        "" => Submitted::Absent,
        typed => Submitted::Value(typed.to_owned()),
    }
}

/// The input of a form. `before` is the draft as it was stored.
pub fn input(form: &Form, before: &Input) -> Input {
    let helpers: Vec<Submitted<PersonId>> = form
        .values("helper_ids")
        .map(|id| id.parse().map_or_else(|_| Submitted::Unread(id.to_owned()), Submitted::Value))
        .collect();
    let served_on = match form.value("served_on") {
        "" => Submitted::Absent,
        day => NaiveDate::parse_from_str(day, "%Y-%m-%d")
            .map_or_else(|_| Submitted::Unread(day.to_owned()), Submitted::Value),
    };
    let assist = match form.value("assist_id") {
        "" => Submitted::Absent,
        id => id.parse::<AssistId>().map_or_else(|_| Submitted::Unread(id.to_owned()), Submitted::Value),
    };
    let letter = letter(form, before);
    let mut made = Input {
        helpers: Submitted::Value(helpers),
        served_on,
        include_banker: Submitted::Value(!form.value("include_banker").is_empty()),
        client: client(form, &letter),
        letter: Submitted::Value(letter),
        did: text(form, "did"),
        cover_note: text(form, "cover_note"),
        cover_note_withheld: Submitted::Absent,
        assist,
        workaround: workaround(form),
        strengths: Submitted::Value(form.values("strengths").map(|word| Submitted::Value(word.to_owned())).collect()),
    };
    made.cover_note_withheld = withheld(form, ScreenedText::Note, &note_text(&made));
    made
}

fn client(form: &Form, letter: &LetterInput) -> Submitted<ClientInput> {
    let invited = match form.value("client.invited") {
        "yes" => Submitted::Value(true),
        "no" => Submitted::Value(false),
        _ => Submitted::Absent,
    };
    let share_name = !form.value("client.share_name").is_empty();
    let client = ClientInput {
        name: text(form, "client.name"),
        email: text(form, "client.email"),
        share_name: if share_name { Submitted::Value(true) } else { Submitted::Absent },
        invited,
    };
    // Without a letter there need not be a client.
    if letter.is_left_out() && client == ClientInput::default() { Submitted::Absent } else { Submitted::Value(client) }
}

fn workaround(form: &Form) -> Submitted<WorkaroundInput> {
    let given = WorkaroundInput { process: text(form, "workaround.process"), detail: text(form, "workaround.detail") };
    if given == WorkaroundInput::default() { Submitted::Absent } else { Submitted::Value(given) }
}

/// The letter. One field of the form holds the client's words, typed here or from the page.
fn letter(form: &Form, before: &Input) -> LetterInput {
    let stored = before.letter.as_ref().cloned().unwrap_or_default();
    let words = text(form, "words");
    let withheld = withheld(form, ScreenedText::Words, form.value("words"));
    let language = text(form, "language");
    match form.value("kind") {
        "scan" => LetterInput {
            regions: regions(form).unwrap_or(stored.regions),
            kind: Submitted::Value(LetterKind::Scan.as_str().to_owned()),
            text: Submitted::Absent,
            transcript: words,
            pages_checked: if form.value("pages_checked").is_empty() {
                Submitted::Absent
            } else {
                Submitted::Value(true)
            },
            language,
            withheld,
            ..stored
        },
        "typed" => LetterInput {
            kind: Submitted::Value(LetterKind::Typed.as_str().to_owned()),
            text: words,
            language,
            withheld,
            signature: stored.signature,
            ..LetterInput::default()
        },
        _ => LetterInput { text: words, language, withheld, ..LetterInput::default() }.left_out(),
    }
}

/// The places covered on the pages, where a script sends all of them: `1:0.1:0.2:0.3:0.05` is page, left, top, width and height, as
/// fractions of the page. Without the mark `drawn` the form does not hold them.
pub fn regions(form: &Form) -> Option<Submitted<Vec<Submitted<RegionInput>>>> {
    if form.value("drawn").is_empty() {
        return None;
    }
    let region = |text: &str| {
        let numbers: Vec<f64> =
            text.split(':').filter_map(|part| part.parse().ok()).filter(|n: &f64| n.is_finite()).collect();
        let &[page, x, y, w, h] = numbers.as_slice() else { return None };
        let [x, y] = [x, y].map(|at| at.clamp(0.0, 1.0));
        let [page, x, y, w, h] = [page, x, y, w.clamp(0.0, 1.0 - x), h.clamp(0.0, 1.0 - y)].map(Submitted::Value);
        Some(Submitted::Value(RegionInput { page, x, y, w, h }))
    };
    let regions: Vec<_> = form.values("region").filter_map(region).take(MOST_REGIONS).collect();
    Some(if regions.is_empty() { Submitted::Absent } else { Submitted::Value(regions) })
}

/// The places that are withheld: those that were ticked, found again where the text has changed, and every place of a word that was asked
/// for. A tick is `words:12:Maria`: the text, the first character, and the words there.
pub fn withheld(form: &Form, of: ScreenedText, text: &str) -> Submitted<Vec<Submitted<PlaceInput>>> {
    let chars: Vec<char> = text.chars().collect();
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut add = |start: usize, length: usize| {
        if places.len() < MOST_PLACES && !places.iter().any(|(from, to)| start < *to && start + length > *from) {
            places.push((start, start + length));
        }
    };
    for tick in form.values("withhold") {
        let mut parts = tick.splitn(3, ':');
        let (Some(name), Some(start), Some(words)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let (true, Ok(start)) = (name == of.word(), start.parse::<usize>()) else { continue };
        let nearest = occurrences(&chars, words).into_iter().min_by_key(|at| at.abs_diff(start));
        if let Some(at) = nearest {
            add(at, words.chars().count());
        }
    }
    let more = form.value("withhold_more").trim();
    for at in occurrences(&chars, more) {
        add(at, more.chars().count());
    }
    let was_asked = form.values("asked").any(|asked| asked == of.word());
    if places.is_empty() && !was_asked {
        return Submitted::Absent;
    }
    places.sort_unstable();
    #[allow(clippy::cast_precision_loss, reason = "a text has fewer characters than a double counts exactly")]
    let place = |(start, end): (usize, usize)| {
        Submitted::Value(PlaceInput { start: Submitted::Value(start as f64), end: Submitted::Value(end as f64) })
    };
    Submitted::Value(places.into_iter().map(place).collect())
}

/// The characters at which some words stand.
fn occurrences(chars: &[char], words: &str) -> Vec<usize> {
    let wanted: Vec<char> = words.chars().collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let same = |(at, window): (usize, &[char])| (window == wanted).then_some(at);
    chars.windows(wanted.len()).enumerate().filter_map(same).collect()
}

/// The words at a place that is withheld by hand.
pub fn place_words(text: &str, place: &Submitted<PlaceInput>) -> Option<(usize, String)> {
    let place = place.as_ref()?;
    let (start, end) = (*place.start.as_ref()?, *place.end.as_ref()?);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a float saturates")]
    let (start, end) = (start as usize, end as usize);
    Some((start, text.chars().skip(start).take(end.saturating_sub(start)).collect()))
}

fn typed(given: &Submitted<String>) -> Option<String> {
    match given {
        Submitted::Absent => None,
        Submitted::Unread(text) | Submitted::Value(text) => Some(text.clone()),
    }
}

/// The form of an input.
pub fn filled(input: &Input) -> Filled {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: Option<String>| {
        pairs.extend(value.filter(|value| !value.is_empty()).map(|value| (name.to_owned(), value)));
    };
    for helper in input.helpers.as_ref().into_iter().flatten() {
        add("helper_ids", shown(helper));
    }
    add("assist_id", shown(&input.assist));
    add("served_on", shown(&input.served_on));
    add("did", typed(&input.did));
    add("cover_note", typed(&input.cover_note));
    add("include_banker", is_true(&input.include_banker).then(|| "on".to_owned()));
    if let Some(workaround) = input.workaround.as_ref() {
        add("workaround.process", typed(&workaround.process));
        add("workaround.detail", typed(&workaround.detail));
    }
    if let Some(client) = input.client.as_ref() {
        add("client.name", typed(&client.name));
        add("client.email", typed(&client.email));
        add("client.share_name", is_true(&client.share_name).then(|| "on".to_owned()));
        add("client.invited", client.invited.as_ref().map(|yes| if *yes { "yes" } else { "no" }.to_owned()));
    }
    let letter = input.letter.as_ref().cloned().unwrap_or_default();
    add("kind", Some(typed(&letter.kind).unwrap_or_else(|| "none".to_owned())));
    add("words", typed(&letter.transcript).or_else(|| typed(&letter.text)));
    add("language", typed(&letter.language));
    add("pages_checked", is_true(&letter.pages_checked).then(|| "on".to_owned()));
    for strength in input.strengths.as_ref().into_iter().flatten() {
        add("strengths", typed(strength));
    }
    Filled::of(pairs)
}

fn shown<T: ToString>(given: &Submitted<T>) -> Option<String> {
    match given {
        Submitted::Absent => None,
        Submitted::Unread(text) => Some(text.clone()),
        Submitted::Value(value) => Some(value.to_string()),
    }
}

fn is_true(given: &Submitted<bool>) -> bool {
    given.as_ref().copied().unwrap_or(false)
}

/// The fields in the order of the form, with the messages of their labels.
pub const LABELS: &[(&str, &str)] = &[
    ("who", "write-who"),
    ("helper_hint.name", "helpers-unsure-name"),
    ("helper_hint.department", "helpers-unsure-department"),
    ("helper_hint.extension", "helpers-unsure-extension"),
    ("did", "write-did"),
    ("workaround.process", "write-process"),
    ("workaround.detail", "write-detail"),
    ("kind", "write-letter"),
    ("pages", "write-pages"),
    ("words", "write-words"),
    ("language", "write-language"),
    ("client.name", "write-client-name"),
    ("client.email", "write-client-email"),
    ("client.share_name", "write-share"),
    ("client.invited", "write-invited"),
    ("include_banker", "write-you-too"),
    ("cover_note", "write-paragraph"),
    ("strengths", "write-strengths"),
    ("served_on", "write-day"),
];
