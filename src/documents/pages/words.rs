//! The bank's own words in a letter, in English: sentences made of names, dates and phrases.
//!
//! Another language of the bank needs another set of these functions and nothing else.

pub use crate::clock::long_date as date;

use super::circulated_copy::{CopyContent, CoverNote, Helper, Named, Praised, Replaces};
use crate::documents::text::cleaning::{isolated, one_line, unbroken};

pub const DATE: &str = "Date";
pub const REFERENCE: &str = "Reference";
pub const TO: &str = "To";
pub const COPIES_TO: &str = "Copies to";
pub const SENT_TO: &str = "Sent to";
pub const COVER_NOTE: &str = "Cover note";
pub const THANKED: &str = "Thanked";
pub const IN_PRAISE_OF: &str = "In praise of";
pub const NAME_NOT_SHARED: &str = "Name not shared, as the client asked";
pub const BY_A_COLLEAGUE: &str = "Written by a colleague, without a client’s letter.";
pub const DRAFT: &str = "Draft";
pub const DRAFT_MARK: &str = "Draft, not sent";
pub const DRAFT_PROOF: &str =
    "Nothing has been sent yet. The code by which a copy is known to be genuine comes with sending.";
pub const QR_ALT: &str = "QR code that leads to the page where this copy is verified";
pub const VERIFY_LINK: &str = "Verify this copy";

/// A list: "A", "A and B", "A, B and C".
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

fn names(people: &[Named]) -> String {
    list(&people.iter().map(|person| unbroken(&person.name)).collect::<Vec<_>>())
}

/// Joins the parts that are present with commas. `free` may break at its spaces; names of people and places may not.
pub fn joined<'a>(name: Option<&str>, free: Option<&str>, places: impl IntoIterator<Item = Option<&'a str>>) -> String {
    let places = places.into_iter().flatten().map(unbroken);
    let parts = name.map(unbroken).into_iter().chain(free.map(isolated)).chain(places);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The banker's role and place: "Banker, Oak Street".
pub fn role(note: &CoverNote) -> String {
    joined(None, note.role.as_deref(), [note.branch.as_deref()])
}

/// The names of the praised people on one line.
pub fn praised(praised: &Praised) -> String {
    match praised {
        Praised::Helpers(helpers) => list(&helpers.iter().map(|helper| unbroken(&helper.name)).collect::<Vec<_>>()),
        Praised::Department { name, .. } => unbroken(name),
    }
}

/// The same for a narrow place: the first of several names, and the number of others.
pub fn praised_short(praised: &Praised) -> String {
    match praised {
        Praised::Helpers(helpers) if helpers.len() > 2 => {
            format!("{} and {} others", unbroken(&helpers[0].name), helpers.len() - 1)
        }
        other => self::praised(other),
    }
}

/// The line below the title: the department and place, if all praised people share them.
pub fn department(praised: &Praised) -> String {
    match praised {
        Praised::Helpers(helpers) => match helpers.split_first() {
            Some((first, others))
                if others
                    .iter()
                    .all(|other| (&other.department, &other.place) == (&first.department, &first.place)) =>
            {
                joined(None, None, [first.department.as_deref(), first.place.as_deref()])
            }
            _ => String::new(),
        },
        Praised::Department { place, .. } => joined(None, None, [place.as_deref()]),
    }
}

/// The thanked people, then the reasons with the day of service: one paragraph each.
pub fn thanked(letter: &CopyContent) -> Vec<String> {
    let strengths: Vec<String> = letter.strengths.iter().map(|phrase| format!("for {}", one_line(phrase))).collect();
    let why = [list(&strengths), format!("on {}", date(letter.served_on))];
    let why = why.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ");
    match &letter.praised {
        Praised::Helpers(helpers) => match helpers.as_slice() {
            [helper] => vec![format!("{}, {why}.", thanked_person(helper))],
            helpers => {
                let mut lines: Vec<String> = helpers.iter().map(thanked_person).collect();
                lines.push(format!("{}.", capitalized(&why)));
                lines
            }
        },
        Praised::Department { name, place } => {
            let department = joined(None, None, [Some(name.as_str()), place.as_deref()]);
            vec![format!("{department}, {why}. Who it was is not known yet.")]
        }
    }
}

/// Name, title and, unless the title contains it, the department.
fn thanked_person(helper: &Helper) -> String {
    let department = helper.department.as_deref().filter(|department| {
        helper.title.as_deref().is_none_or(|title| !title.to_lowercase().contains(&department.to_lowercase()))
    });
    joined(Some(&helper.name), helper.title.as_deref(), [department])
}

pub fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The recipients: "Tom Okafor, with copies to Priya Raman and Sam Lee."
pub fn sent_to(to: &[Named], copies_to: &[Named]) -> String {
    match (to, copies_to) {
        (to, []) => format!("{}.", names(to)),
        ([], copies_to) => format!("Copies to {}.", names(copies_to)),
        (to, copies_to) => format!("{}, with copies to {}.", names(to), names(copies_to)),
    }
}

pub fn replaces(replaces: Replaces) -> String {
    format!("Version {}, replaces the copy of {}", replaces.version, date(replaces.copy_of))
}

pub fn client_of(branch: &str) -> String {
    format!("A client of {}\u{a0}branch", unbroken(branch))
}

pub fn client_since(year: i32) -> String {
    format!("Client since {year}")
}

pub fn invited_by(name: &str) -> String {
    format!("Invited to write by {}.", unbroken(name))
}

pub fn signature_of(name: &str) -> String {
    format!("Signature of {name}")
}

pub const TYPED_FROM_THE_PAGE: &str = "Typed from the page, word for word";

/// The description of a scanned page beside or above its transcript.
pub fn scanned_page(page: usize, pages: usize, transcribed: bool) -> String {
    let words = if transcribed { "Its words are typed out here." } else { "Its words are not typed out." };
    format!("Scan of the client’s letter, page {page} of {pages}. {words}")
}

/// The description of a scanned page at full size.
pub fn scanned_page_in_full(page: usize, pages: usize, transcribed: bool) -> String {
    let words = if transcribed { "Its words are typed out on page 1." } else { "Its words are not typed out." };
    format!("Scan of the client’s letter at full size, page {page} of {pages}. {words}")
}

pub fn sheets_follow(pages: usize) -> String {
    match pages {
        1 => "The page follows at full size.".to_owned(),
        n => format!("Its {n} pages follow at full size."),
    }
}

pub fn mark_of(bank: &str) -> String {
    format!("Mark of {}", one_line(bank))
}

pub fn logo_of(bank: &str) -> String {
    format!("Logo of {}", one_line(bank))
}

pub fn how_to_verify(typed_at: &str) -> String {
    format!("Scan, or type the code at {}, to see that this copy is genuine and unaltered.", one_line(typed_at))
}

/// The text at the left of the foot.
pub fn foot(letter: &CopyContent) -> String {
    let own = letter.letterhead.footer.as_deref().map(one_line).filter(|footer| !footer.is_empty());
    if let Some(own) = own {
        return own;
    }
    let bank = isolated(&letter.letterhead.bank);
    let kept = if letter.client_letter.is_some() { " The signed original is kept." } else { "" };
    format!("{bank}. For use inside the bank.{kept}")
}

pub fn page_of(reference: &str, page: usize, pages: usize) -> String {
    format!("{}, page {page} of {pages}", one_line(reference))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_english_does() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["A"]), "A");
        assert_eq!(list(&["A", "B"]), "A and B");
        assert_eq!(list(&["A", "B", "C"]), "A, B and C");
    }

    #[test]
    fn a_department_that_the_title_tells_is_not_said_twice() {
        let helper = Helper {
            name: "Priya Raman".into(),
            title: Some("Wire Operations specialist".into()),
            department: Some("Wire Operations".into()),
            place: None,
        };
        assert_eq!(thanked_person(&helper), "Priya\u{a0}Raman, Wire Operations specialist");
        let helper = Helper { title: Some("Specialist".into()), ..helper };
        assert_eq!(thanked_person(&helper), "Priya\u{a0}Raman, Specialist, Wire\u{a0}Operations");
    }
}
