//! A packet's own words, in English; `pages/words.rs` has those of the letter.

use chrono::{Datelike, NaiveDate};

use super::{Acknowledged, LetterAuthor, Packet, Period};
use crate::documents::pages::words::{capitalized, date, joined};
use crate::documents::text::cleaning::{isolated, one_line, plain, unbroken};

pub const ON_RECORD: &str = "Recognition on record";
pub const IN_PRAISE_OF: &str = "Letters in praise of";
pub const PERIOD: &str = "Period";
pub const LETTERS: &str = "Letters";
pub const ALL: &str = "all letters on record";
pub const A_PART: &str = "a part of them";
pub const PREPARED: &str = "Prepared";
pub const PACKET: &str = "Packet";
pub const THANKED_FOR: &str = "Thanked for";
pub const HELPED: &str = "Helped";
pub const COVER: &str = "Cover";
pub const INDEX: &str = "Index";
pub const ACKNOWLEDGED: &str = "Acknowledged";
pub const DIGEST: &str = "Digest";
pub const COMMENDATION: &str = "Commendation";
pub const BY: &str = "By";
pub const WHAT: &str = "What was put on record";
pub const ON: &str = "On";
pub const SHA256: &str = "SHA-256 of its circulated copy";
pub const PAGE: &str = "Page";
pub const ON_PAPER_ONLY: &str = "On paper. Its words were not typed out.";
pub const DIGEST_OF_THE_PACKET: &str = "Digest of the packet";

pub fn title(name: &str) -> String {
    format!("{IN_PRAISE_OF} {}", isolated(name))
}

pub fn since(year: i32) -> String {
    format!("With the bank since {year}")
}

/// A number in words up to twelve, in figures from thirteen on.
fn number(count: usize) -> String {
    const WORDS: [&str; 13] =
        ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(count).map_or_else(|| count.to_string(), |&word| word.to_owned())
}

/// `one` for a count of 1, else `many`.
fn plural<'a>(count: usize, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}

/// The labels below the four figures.
pub fn figures(counts: [usize; 4]) -> [&'static str; 4] {
    let [commendations, signed, branches, acknowledged] = counts;
    [
        plural(commendations, "commendation", "commendations"),
        plural(signed, "signed by a client", "signed by clients"),
        plural(branches, "branch helped", "branches helped"),
        plural(acknowledged, "acknowledged", "acknowledged"),
    ]
}

pub fn others(count: usize, one: &str, many: &str) -> String {
    format!("{} other {}", capitalized(&number(count)), plural(count, one, many))
}

/// The title of the chart, by the number of months in a bar.
pub fn chart(months: u32) -> &'static str {
    match months {
        1 => "Month by month",
        3 => "Quarter by quarter",
        _ => "Year by year",
    }
}

/// The label below a bar: its period, and the year where it is not clear.
pub fn bar(first: NaiveDate, months: u32, is_first: bool) -> (String, Option<String>) {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    match months {
        1 => (MONTHS[first.month0() as usize].to_owned(), None),
        3 => {
            let quarter = first.month0() / 3 + 1;
            (format!("Q{quarter}"), (is_first || quarter == 1).then(|| first.year().to_string()))
        }
        _ => (first.year().to_string(), None),
    }
}

pub fn period(Period { from, to }: Period) -> String {
    if from == to { date(from) } else { format!("{} to {}", date(from), date(to)) }
}

pub fn running(packet: &Packet) -> String {
    format!("{}, {}", isolated(&packet.subject.name), period(packet.period()))
}

pub fn foot(packet: &Packet) -> String {
    let own = packet.letterhead.footer.as_deref().map(one_line).filter(|footer| !footer.is_empty());
    own.unwrap_or_else(|| format!("{}. For use inside the bank.", isolated(&packet.letterhead.bank)))
}

/// The author of a letter, and how the words reached the bank.
pub fn who(who: &LetterAuthor) -> (String, String) {
    match who {
        LetterAuthor::Client { name, banker, branch } => {
            let (name, how) = match name {
                Some(name) => (isolated(name), "client"),
                None => ("A client".to_owned(), "name not shared"),
            };
            let at = if branch.is_empty() { String::new() } else { format!(" at {}", isolated(branch)) };
            (name, format!(", {how}, with {}{at}", isolated(banker)))
        }
        LetterAuthor::Colleague { name, place } => {
            let place = joined(None, None, [Some(place.as_str())]);
            (isolated(name), if place.is_empty() { String::new() } else { format!(", {place}") })
        }
    }
}

pub fn index_says(count: usize) -> String {
    format!(
        "{count} {} by day of service, the newest first. Each line gives the first words.",
        plural(count, "commendation", "commendations")
    )
}

pub fn continues(page: usize, day: NaiveDate) -> String {
    format!("Continues on page {page} with {}", date(day))
}

pub fn go_to(reference: &str, page: usize) -> String {
    format!("Go to {} on page {page}", one_line(reference))
}

pub fn bookmark(reference: &str, day: NaiveDate, who: &str) -> String {
    plain(&format!("{}, {}, {who}", one_line(reference), date(day)))
}

pub fn commendations(count: usize) -> String {
    format!("{count} {}", plural(count, "commendation", "commendations"))
}

pub fn cover_verify(typed_at: &str, [index, letters, digest]: [usize; 3]) -> String {
    format!(
        "Index on page {index}, letters from page {letters}, digest on page {digest}. Scan, or type the code at {}, to see \
         that the packet is complete.",
        one_line(typed_at)
    )
}

pub fn digest_verify(packet: &Packet) -> String {
    let issue = &packet.issue;
    let by = issue.by.as_deref().map_or_else(String::new, |by| format!(" by {}", unbroken(by)));
    format!(
        "Scan, or type the code at {}, and compare. Prepared on {} at {}{by}.",
        one_line(&issue.proof.typed_at),
        date(issue.on),
        issue.at.format("%H:%M")
    )
}

/// The statement of the letters that the packet has, those it leaves out, and the person who selected them.
pub fn statement(packet: &Packet) -> String {
    let issue = &packet.issue;
    let count = packet.letters.len();
    let name = unbroken(&packet.subject.name);
    let corrected = packet.letters.iter().filter(|letter| letter.corrected).count();
    let corrected = match corrected {
        0 => String::new(),
        1 => "One was corrected, its newest version is here. ".to_owned(),
        more => format!("{} were corrected, their newest versions are here. ", capitalized(&number(more))),
    };
    let withdrawn = match packet.withdrawn {
        0 => "None was withdrawn.".to_owned(),
        1 => "One more was withdrawn and is not here.".to_owned(),
        more => format!("{} more were withdrawn and are not here.", capitalized(&number(more))),
    };
    let Period { from, to } = packet.period();
    let days = if from == to { format!("of {}", date(from)) } else { format!("from {} to {}", date(from), date(to)) };
    let count = commendations(count);
    if issue.all {
        return format!("This packet holds all letters that {name} received: {count} {days}. {corrected}{withdrawn}");
    }
    let chosen = match &issue.by {
        Some(by) => format!("The part was chosen by {}.", unbroken(by)),
        None => "The part was chosen at the command line.".to_owned(),
    };
    format!(
        "This packet holds a part of the letters that {name} received: {count} {days}. {corrected}{withdrawn} {chosen}"
    )
}

pub fn seal(count: usize) -> String {
    match count {
        1 => "SHA-256 of the line above. Change the letter and this number is another.".to_owned(),
        count => format!(
            "SHA-256 of the {count} values above, top to bottom, without spaces. Change, drop or reorder one letter and this \
             number is another."
        ),
    }
}

pub fn acknowledged(given: &Acknowledged) -> &'static str {
    match (given.told, given.filed) {
        (true, true) => "Read, told in person, filed",
        (true, false) => "Read, told in person",
        (false, true) => "Read, filed",
        (false, false) => "Read",
    }
}

pub fn acknowledged_says(letters: usize, of: usize) -> String {
    format!("{letters} of {of} {} acknowledged by a supervisor.", plural(letters, "was", "were"))
}
