//! Recognises values that a spreadsheet has corrupted. Pure.
//!
//! Each is an error with a remedy: the intended value is lost or uncertain, and a guess would be imported unnoticed.

use chrono::{Days, NaiveDate};

use crate::language::{Phrase, phrase};

/// A value of the file as a message repeats it: in quotes, with what cannot be seen written out.
pub(super) fn quoted(value: &str) -> String {
    format!("{value:?}")
}

/// The problem of a cell that holds a formula, an error or a placeholder.
pub fn spoiled(cell: &str) -> Option<Phrase> {
    if let Some(formula) = cell.strip_prefix('=') {
        let value = formula.trim_matches('"');
        return Some(match value.contains(['(', '"', '!']) || value.is_empty() {
            true => phrase("import-fault-formula").with("value", quoted(cell)),
            false => phrase("import-fault-formula-of").with("value", quoted(cell)).with("result", value),
        });
    }
    if is_error(cell) {
        return Some(phrase("import-fault-sheet-error").with("value", cell));
    }
    if !cell.is_empty() && cell.chars().all(|c| c == '#') {
        return Some(phrase("import-fault-narrow").with("value", cell));
    }
    None
}

/// True for `#N/A`, `#REF!`, `#NAME?` and their translations: capitals between a hash and a mark, and the few without one.
fn is_error(cell: &str) -> bool {
    let Some(word) = cell.strip_prefix('#') else { return false };
    let (name, marked) = match word.strip_suffix(['!', '?']) {
        Some(name) => (name, true),
        None => (word, false),
    };
    let shouted = !name.is_empty()
        && name.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '/' | '_' | '-' | '¡'));
    shouted && (marked || name.contains('/') || matches!(name, "NV" | "SPILL" | "CALC" | "GETTING_DATA"))
}

/// The problem of an identifier, such as an employee number, that a spreadsheet has formatted as a quantity.
pub fn miscounted(number: &str) -> Option<Phrase> {
    let is_figures = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some((mantissa, exponent)) = number.split_once(['e', 'E'])
        && let Some(exponent) = exponent.strip_prefix(['+', '-'])
        && is_figures(exponent)
        && is_figures(&mantissa.replacen([',', '.'], "", 1))
    {
        return Some(phrase("import-fault-shortened").with("number", number));
    }
    match number.split_once('.') {
        Some((whole, zeros)) if is_figures(whole) && !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => {
            Some(phrase("import-fault-decimals").with("number", number).with("whole", whole))
        }
        _ => None,
    }
}

/// A number without its leading zeros, which spreadsheets drop: two identifiers that differ only in them are probably the same.
pub fn bare_number(number: &str) -> &str {
    let bare = number.trim_start_matches('0');
    if number.bytes().all(|b| b.is_ascii_digit()) && !bare.is_empty() { bare } else { number }
}

/// Explains a cell that is not a date. `expected` is the expected format.
pub fn no_date(cell: &str, expected: &str) -> Phrase {
    if let Ok(serial) = cell.parse::<u64>()
        && (SERIALS).contains(&serial)
        && let Some(day) = EPOCH.checked_add_days(Days::new(serial))
    {
        return phrase("import-fault-serial").with("value", cell).with("day", day.to_string()).with("form", expected);
    }
    let numbers: Vec<u32> = cell.split(['/', '.', '-', ' ']).map_while(|part| part.parse().ok()).collect();
    if let [a @ 1..=31, b @ 1..=31, year] = numbers[..]
        && let (Ok(year), true) = (i32::try_from(year), a <= 12 || b <= 12)
    {
        let day_first = NaiveDate::from_ymd_opt(year, b, a);
        let month_first = NaiveDate::from_ymd_opt(year, a, b);
        let which = match (day_first, month_first) {
            (Some(one), Some(other)) if one != other && year > 99 => {
                phrase("import-fault-either-date").with("one", one.to_string()).with("other", other.to_string())
            }
            _ => phrase("import-fault-other-date"),
        };
        let sign = cell.chars().find(|c| !c.is_ascii_digit()).unwrap_or('/');
        let last = if year > 99 { "%Y" } else { "%y" };
        let form = if day_first.is_some() || month_first.is_none() {
            format!("%d{sign}%m{sign}{last}")
        } else {
            format!("%m{sign}%d{sign}{last}")
        };
        return which.with("value", quoted(cell)).with("form", expected).with("profile", form);
    }
    phrase("import-fault-no-date").with("value", quoted(cell)).with("form", expected)
}

/// Day 0 of Excel's serial numbers, valid from March 1900 on.
const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day of the calendar");
/// Serial numbers of plausible days of employment: 1927 to 2064.
const SERIALS: std::ops::RangeInclusive<u64> = 10_000..=60_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_leaves_is_told_from_what_people_write() {
        for cell in [
            "=\"0031\"",
            "=0031",
            "=VLOOKUP(A2,B:C,2)",
            "=",
            "#N/A",
            "#REF!",
            "#NAME?",
            "#VALUE!",
            "#DIV/0!",
            "#NV",
            "#BEZUG!",
            "#WERT!",
            "#N/D",
            "#¡VALOR!",
            "#########",
            "#",
        ] {
            assert!(spoiled(cell).is_some(), "{cell}");
        }
        for cell in ["", "Ann", "#1 Oak Street", "#4417", "#Cards", "a=b", "C#", "+49 30 1234", "-", "@desk"] {
            assert_eq!(spoiled(cell), None, "{cell}");
        }
        assert!(spoiled("=\"0031\"").is_some_and(|message| message.english().ends_with("write 0031 instead")));
    }

    #[test]
    fn numbers_that_were_taken_for_quantities() {
        for number in ["1.23E+05", "1,23E+05", "1E+10", "1.23e-05", "1000.0", "31.00"] {
            assert!(miscounted(number).is_some(), "{number}");
        }
        for number in ["1E5", "E+05", "12", "0031", "12.5", "A.0", "1.", "", "x1000.0", "1.2.0"] {
            assert_eq!(miscounted(number), None, "{number}");
        }
        assert_eq!(
            (bare_number("0031"), bare_number("31"), bare_number("00"), bare_number("0A")),
            ("31", "31", "00", "0A")
        );
    }

    #[test]
    fn a_date_in_another_form_comes_with_its_way_out() {
        for (cell, says) in [
            ("45291", "2023-12-31"),
            ("03/04/2026", "may be 2026-04-03 or 2026-03-04"),
            ("03/04/2026", "date_formats = [\"%d/%m/%Y\"]"),
            ("12/31/2026", "date_formats = [\"%m/%d/%Y\"]"),
            ("31.12.2026", "date_formats = [\"%d.%m.%Y\"]"),
            ("04/04/2026", "is not written as expected"),
            ("3/4/26", "%d/%m/%y"),
            ("soon", "is no date"),
            ("2026-02-30", "is no date"),
            ("99/99/2026", "is no date"),
        ] {
            assert!(no_date(cell, "YYYY-MM-DD").english().contains(says), "{cell}: {}", no_date(cell, "YYYY-MM-DD"));
        }
    }
}
