//! References of commendations.

/// `C-2026-000123`: the year in the bank's time zone and a number that starts at 1 each year.
pub(super) fn reference(year: i32, number: i64) -> String {
    format!("C-{year}-{number:06}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_past_a_million_stays_whole() {
        assert_eq!(reference(2026, 123), "C-2026-000123");
        assert_eq!(reference(2026, 1_234_567), "C-2026-1234567");
    }
}
