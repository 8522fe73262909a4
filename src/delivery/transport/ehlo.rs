//! The extensions that a relay offers in its reply to EHLO (RFC 5321, section 4.1.1.1). Pure.
//!
//! Invariant: keywords are read in any case, and AUTH also with the old `=` behind it.

/// The extensions that we use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Extensions {
    /// RFC 3207
    pub starttls: bool,
    /// RFC 2920
    pub pipelining: bool,
    /// RFC 6531
    pub smtputf8: bool,
    /// Mechanisms (RFC 4954), in upper case.
    auth: Vec<String>,
}

impl Extensions {
    /// Reads the lines of the answer; the first is a greeting.
    pub fn of(lines: &[String]) -> Extensions {
        let mut offer = Extensions::default();
        for line in lines.iter().skip(1) {
            let line = line.trim().to_ascii_uppercase();
            let (keyword, rest) = line.split_once([' ', '=']).unwrap_or((&line, ""));
            match keyword {
                "STARTTLS" => offer.starttls = true,
                "PIPELINING" => offer.pipelining = true,
                "SMTPUTF8" => offer.smtputf8 = true,
                "AUTH" => offer.auth.extend(rest.split([' ', '=', ',']).map(str::to_owned)),
                _ => {}
            }
        }
        offer
    }

    /// Tells whether a mechanism, named in upper case, is offered for AUTH.
    pub fn signs_in_by(&self, mechanism: &str) -> bool {
        self.auth.iter().any(|offered| offered == mechanism)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(lines: &[&str]) -> Extensions {
        Extensions::of(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn keywords_count_in_any_case_and_form() {
        let offered =
            offer(&["relay.example at your service", "Pipelining", "starttls", "SmtpUtf8 ", "auth plain LOGIN"]);
        assert!(offered.pipelining && offered.starttls && offered.smtputf8);
        assert!(offered.signs_in_by("PLAIN") && offered.signs_in_by("LOGIN") && !offered.signs_in_by("NTLM"));
        assert!(offer(&["x", "AUTH=LOGIN PLAIN"]).signs_in_by("LOGIN"));
        assert!(offer(&["x", "AUTH=LOGIN PLAIN"]).signs_in_by("PLAIN"));
        assert!(offer(&["x", "AUTH =PLAIN"]).signs_in_by("PLAIN"));
    }

    #[test]
    fn a_greeting_offers_nothing() {
        assert_eq!(offer(&["PIPELINING"]), Extensions::default());
        assert_eq!(offer(&["x", "XSTARTTLS", "STARTTLSX", "SIZE 10"]), Extensions::default());
        assert_eq!(offer(&[]), Extensions::default());
    }
}
