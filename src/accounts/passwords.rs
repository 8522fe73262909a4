//! What a password may be.
//!
//! Eight characters at least and 128 at most, in any script, no rules of composition; what guessers try first is refused:
//! a shipped list of common passwords, the bank's own words, and the person's own name and address (NIST SP 800-63B,
//! section 5.1.1.2). Characters are code points after NFKC, so a password means the same from every keyboard.
//!
//! A password is never logged: it has no `Display`, and its `Debug` says nothing.

use std::collections::BTreeSet;
use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

const SHORTEST: usize = 8;
const LONGEST: usize = 128;
/// Sorted, lower case, one a line.
const COMMON: &str = include_str!("../../assets/passwords/common.txt");

/// A password in the form in which it is hashed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Why a password cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Fewer than 8 characters.
    #[error("use 8 characters or more; 15 or more are better, such as four words that do not belong together")]
    TooShort,
    /// More than 128 characters.
    #[error("use 128 characters at most")]
    TooLong,
    /// Among the first that a guesser tries.
    #[error(
        "this is one of the passwords that are guessed first; take another, such as four words that do not belong together"
    )]
    TooCommon,
    /// Little more than a word of the bank's, or the person's own name or address.
    #[error("this is little more than a name of the bank or your own; take words that nobody would connect with you")]
    TooClose,
}

impl PasswordProblem {
    /// The stable word for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::TooCommon => "too_common",
            Self::TooClose => "too_close",
        }
    }
}

impl Password {
    /// A password that somebody gives to sign in: whatever it is, it is compared. None when it can be nobody's.
    pub fn given(text: &str) -> Option<Self> {
        let password = Self(text.nfkc().collect());
        (password.0.chars().count() <= LONGEST).then_some(password)
    }

    /// A password that somebody chooses. `close` are words that lie too near: the bank's and the person's own.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn chosen<'a>(text: &str, close: impl IntoIterator<Item = &'a str>) -> Result<Self, PasswordProblem> {
        let password = Self(text.nfkc().collect());
        match password.0.chars().count() {
            0..SHORTEST => return Err(PasswordProblem::TooShort),
            SHORTEST..=LONGEST => {}
            _ => return Err(PasswordProblem::TooLong),
        }
        let folded = password.0.to_lowercase();
        if is_common(&folded) {
            return Err(PasswordProblem::TooCommon);
        }
        if is_close(&folded, close) { Err(PasswordProblem::TooClose) } else { Ok(password) }
    }

    /// What is hashed in the place of a password that nobody can have.
    pub(super) fn nobodys() -> Self {
        Self(String::new())
    }

    /// The octets to hash.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// In the list, or in it once the digits and signs around it are taken off (`password2026!`), or hardly any character at all.
fn is_common(folded: &str) -> bool {
    let core = folded.trim_matches(|c: char| !c.is_alphabetic());
    let few = folded.chars().collect::<BTreeSet<_>>().len() < 4;
    few || COMMON.lines().any(|common| common == folded || common == core)
}

/// Whether fewer than eight characters remain once the words are taken out.
fn is_close<'a>(folded: &str, close: impl IntoIterator<Item = &'a str>) -> bool {
    // The words of a name count one by one; short ones are in every other password by chance.
    let mut words: Vec<String> = close
        .into_iter()
        .flat_map(|words| words.split(|c: char| !c.is_alphanumeric()))
        .map(|word| word.nfkc().collect::<String>().to_lowercase())
        .filter(|word| word.chars().count() >= 3)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let rest = words.iter().fold(folded.to_owned(), |rest, word| rest.replace(word.as_str(), ""));
    rest != folded && rest.chars().filter(|c| c.is_alphanumeric()).count() < SHORTEST
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn choose(text: &str) -> Result<Password, PasswordProblem> {
        Password::chosen(text, ["Meridian Bank", "Priya Raman", "priya.raman@meridian.example"])
    }

    #[test]
    fn length_is_counted_in_characters_of_any_script() {
        assert_eq!(choose("kort-zn"), Err(PasswordProblem::TooShort));
        assert!(choose("korte-zn").is_ok());
        assert!(choose("ληστής-ξύλο").is_ok());
        assert!(choose("馬電池釘書機緑").is_err());
        assert!(choose("馬電池釘書機緑山").is_ok());
        let long: String = ('a'..='z').cycle().take(128).collect();
        assert!(choose(&long).is_ok());
        assert_eq!(choose(&format!("{long}x")), Err(PasswordProblem::TooLong));
    }

    #[test]
    fn the_first_guesses_are_refused() {
        for guess in ["password", "Password1!", "12345678", "aaaaaaaaaaaa", "TrustNo1", "QWERTYUIOP", "password2026!!"]
        {
            assert_eq!(choose(guess), Err(PasswordProblem::TooCommon), "{guess}");
        }
        assert!(choose("no-password-fits-here").is_ok());
    }

    #[test]
    fn the_banks_words_and_ones_own_name_do_not_make_a_password() {
        for guess in ["my-meridian-26", "MeridianBank1", "priya.raman", "Raman-Priya-77"] {
            assert_eq!(choose(guess), Err(PasswordProblem::TooClose), "{guess}");
        }
        assert!(choose("meridian of purple otters").is_ok());
    }

    #[test]
    fn one_password_from_every_keyboard() {
        // é as one character and as two; full-width letters of an East Asian keyboard.
        assert_eq!(Password::given("caf\u{e9}-otter-9"), Password::given("cafe\u{301}-otter-9"));
        assert_eq!(Password::given("ｏｔｔｅｒ-purple"), Password::given("otter-purple"));
    }

    #[test]
    fn the_shipped_list_is_in_the_form_it_is_compared_in() {
        assert!(COMMON.lines().all(|line| line == line.to_lowercase() && line.chars().count() >= SHORTEST));
        assert!(COMMON.lines().count() > 10_000);
    }

    #[test]
    fn nothing_of_a_password_is_shown() {
        assert_eq!(format!("{:?}", Password::given("otter-purple-lamp")), "Some(Password(…))");
    }

    proptest! {
        #[test]
        fn what_is_chosen_is_what_is_given(text in "\\PC{0,140}") {
            if let Ok(chosen) = Password::chosen(&text, []) {
                prop_assert_eq!(Password::given(&text), Some(chosen));
            }
        }
    }
}
