//! Rules for passwords.
//!
//! 8 to 128 characters in any script, without rules of composition. Guessable passwords are refused: a score below three of
//! zxcvbn's four, where its dictionaries also have the bank's own words, the person's own name and address, and words to which
//! people append a year (NIST SP 800-63B, section 5.1.1.2). Characters are code points after NFKC, so a password is the same
//! from every keyboard.
//!
//! A password is never logged: it has no `Display`, and its `Debug` is empty. Estimating one takes milliseconds, more than
//! linear in its length, so it runs off the async threads and on a bounded part.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;
use zxcvbn::feedback::Warning;
use zxcvbn::zxcvbn;

const SHORTEST: usize = 8;
const LONGEST: usize = 128;
/// The number of characters that the estimator sees. Its time is more than linear, and a strong beginning suffices.
const LOOKED_AT: usize = 64;
/// The fewest guesses that a password must withstand: zxcvbn's threshold for score 3.
const ENOUGH_GUESSES: u64 = 100_000_005;
/// The factor in guesses that a year or a sign beside a word adds. zxcvbn counts more, but attackers try these first.
const TRIMMINGS_WORTH: u64 = 1_000;
/// The most digits and signs around a word that count as such additions.
const MOST_TRIMMINGS: usize = 8;
/// The most words of the bank and of the person that are checked.
const MOST_OWN_WORDS: usize = 100;

/// Words of many languages to which people append a year, and the same without their accents.
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let list = include_str!("../../assets/passwords/words.txt").lines();
    list.flat_map(|word| BTreeSet::from([word.to_owned(), without_marks(word)])).collect()
});

/// Keyboard rows: the characters of one layout and those of another on the same keys. A sequence of keys is guessable on every
/// keyboard.
const LAYOUTS: [(&str, &str); 4] = [
    // Shift on an English keyboard.
    ("!@#$%^&*()_+{}:\"<>?", "1234567890-=[];',./"),
    // Shift and the letters on a German one.
    ("!\"§$%&/()=yzöäü", "1234567890zy;'["),
    // A French one.
    ("aqzwm&é\"'(-è_çà", "qawz;1234567890"),
    // A Russian one.
    ("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,."),
];

/// A password in the form in which it is hashed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// The rule that a password breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Fewer than 8 characters.
    TooShort,
    /// More than 128 characters.
    TooLong,
    /// Among the first guesses of an attacker.
    TooCommon(Weakness),
    /// Little more than one of the bank's words, or the person's own name or address.
    TooClose,
}

/// The reason why a password is among the first guesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weakness {
    /// Neighbouring keys.
    Keys,
    /// `aaa`, `abcabc`.
    Repeats,
    /// `abc`, `6543`.
    Sequences,
    /// One of the passwords that most people take.
    Common,
    /// A year or a date.
    Dates,
    /// One word.
    Word,
    /// Names.
    Names,
    /// A word with digits or signs around it.
    Trimmings,
    /// Too little of anything.
    Short,
}

impl PasswordProblem {
    /// The stable word for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::TooCommon(_) => "too_common",
            Self::TooClose => "too_close",
        }
    }
}

impl Password {
    /// A password given to sign in; any text is compared. None when it cannot be a password.
    pub fn given(text: &str) -> Option<Self> {
        let password = Self(text.nfkc().collect());
        (password.0.chars().count() <= LONGEST).then_some(password)
    }

    /// A password that a person chooses. `close` are words too easy to guess: the bank's and the person's own.
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
        let own = own_words(close);
        if is_close(&password.0.to_lowercase(), &own) {
            return Err(PasswordProblem::TooClose);
        }
        let words: Vec<&str> = own.iter().chain(WORDS.iter()).map(String::as_str).collect();
        let beginning: String = password.0.chars().take(LOOKED_AT).collect();
        match weakness(&beginning, &words) {
            None => Ok(password),
            Some(weakness) => Err(PasswordProblem::TooCommon(weakness)),
        }
    }

    /// The text that is hashed in place of a text that cannot be a password.
    pub(super) fn nobodys() -> Self {
        Self(String::new())
    }

    /// The octets to hash.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// The reason why a password is weak; none when it is strong enough.
fn weakness(text: &str, own: &[&str]) -> Option<Weakness> {
    let core = text.trim_matches(|c: char| !c.is_alphabetic());
    let trimmings = text.chars().count() - core.chars().count();
    let bare = (1..=MOST_TRIMMINGS).contains(&trimmings) && !core.is_empty();
    let walks = LAYOUTS.iter().map(|(from, to)| (Cow::Owned(on_other_keys(text, from, to)), 1));
    let forms = std::iter::once((Cow::Borrowed(text), 1))
        .chain(bare.then_some((Cow::Borrowed(core), TRIMMINGS_WORTH)))
        .chain(std::iter::once((Cow::Owned(without_marks(text)), 1)))
        .chain(walks);
    let mut seen = BTreeSet::new();
    for (form, worth) in forms {
        if !seen.insert(form.to_string()) {
            continue;
        }
        let estimate = zxcvbn(&form, own);
        if estimate.guesses().saturating_mul(worth) < ENOUGH_GUESSES {
            return Some(match reason(&estimate) {
                Weakness::Short if bare => Weakness::Trimmings,
                reason => reason,
            });
        }
    }
    None
}

/// True when fewer than eight letters and digits remain once the words are removed. The estimator alone rates two names with a
/// sign between them as strong.
fn is_close(folded: &str, own: &[String]) -> bool {
    let mut words: Vec<&String> = own.iter().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let rest = words.iter().fold(folded.to_owned(), |rest, word| rest.replace(word.as_str(), ""));
    rest != folded && rest.chars().filter(|c| c.is_alphanumeric()).count() < SHORTEST
}

/// The weakness that the estimator warns of.
fn reason(estimate: &zxcvbn::Entropy) -> Weakness {
    let Some(feedback) = estimate.feedback() else { return Weakness::Trimmings };
    match feedback.warning() {
        None => Weakness::Short,
        Some(Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess) => {
            Weakness::Keys
        }
        Some(Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess) => {
            Weakness::Repeats
        }
        Some(
            Warning::ThisIsATop10Password
            | Warning::ThisIsATop100Password
            | Warning::ThisIsACommonPassword
            | Warning::ThisIsSimilarToACommonlyUsedPassword,
        ) => Weakness::Common,
        Some(Warning::SequencesLikeAbcAreEasyToGuess) => Weakness::Sequences,
        Some(Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess) => Weakness::Dates,
        Some(Warning::AWordByItselfIsEasyToGuess) => Weakness::Word,
        Some(Warning::NamesAndSurnamesByThemselvesAreEasyToGuess | Warning::CommonNamesAndSurnamesAreEasyToGuess) => {
            Weakness::Names
        }
    }
}

/// The words of the bank and of the person: each word, all words of a name together, and their initials.
fn own_words<'a>(close: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut words = BTreeSet::new();
    for text in close {
        let text = text.nfkc().collect::<String>().to_lowercase();
        let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
        let initials: String = parts.iter().filter_map(|part| part.chars().next()).collect();
        for word in parts.iter().map(|part| (*part).to_owned()).chain([parts.concat(), initials]) {
            // Short ones occur in many passwords by chance.
            if word.chars().count() >= 3 {
                words.insert(without_marks(&word));
                words.insert(word);
            }
        }
    }
    words.into_iter().take(MOST_OWN_WORDS).collect()
}

fn without_marks(text: &str) -> String {
    text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).nfc().collect()
}

/// The text that the same keys give on another keyboard.
fn on_other_keys(text: &str, from: &str, to: &str) -> String {
    let struck = |c: char| from.chars().zip(to.chars()).find(|(here, _)| *here == c).map_or(c, |(_, there)| there);
    text.to_lowercase().chars().map(struck).collect()
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
        assert!(choose("ληστής-ξύλο").is_ok());
        assert_eq!(choose("馬電池釘書機緑"), Err(PasswordProblem::TooShort));
        assert!(choose("馬電池釘書機緑山川海").is_ok());
        let long: String = "otter purple lamp 9, ".chars().cycle().take(128).collect();
        assert!(choose(&long).is_ok());
        assert_eq!(choose(&format!("{long}x")), Err(PasswordProblem::TooLong));
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        for guess in [
            "password",
            "Password1!",
            "12345678",
            "aaaaaaaaaaaa",
            "TrustNo1",
            "password2026!!",
            "letmein2026!!",
            "Admin@12345",
            // A word and a year.
            "Welcome2026!",
            "Winter2026!!",
            "Autumn2026#",
            "January2026!",
            "Monday2026!",
            "Dec2026Dec2026",
            "Januar2026!",
            "Frühling2026!",
            "Fruehling2026!",
            "Willkommen2026!",
            "Bienvenido2026!",
            "Été2026!!",
            "Contrasena2026!",
            "Пароль2026!",
            "2026Sommer!",
            // Walks over the keys and other sequences.
            "abcdefgh",
            "zyxwvuts",
            "QWERTYUIOP",
            "qwertzuiop",
            "azertyuiop",
            "1qay2wsx3edc",
            "!QAZ2wsx#EDC",
            "1qaz!QAZ2wsx@WSX",
            "йцукенгшщз",
            "asdfghjkl;",
            "098765432109",
            "11/27/2026",
        ] {
            let problem = choose(guess).expect_err(guess);
            assert_eq!(problem.code(), "too_common", "{guess}");
            let words = problem.to_string();
            assert!(words.len() > 60 && words.ends_with('.'), "{guess}: {words}");
        }
        for good in
            ["no-password-fits-here", "otter purple lamp 9", "heron quiet ladder 4", "xK9#mQ2vLp", "Tr4ined-otter-lamp"]
        {
            assert_eq!(choose(good).map(|_| ()), Ok(()), "{good}");
        }
    }

    #[test]
    fn the_advice_is_in_plain_words() {
        let said = |guess| choose(guess).expect_err(guess).to_string();
        assert_eq!(
            said("abcdefgh"),
            "This is guessed too easily: letters or digits stand in their order. Take a few words that do not belong together."
        );
        assert!(said("Januar2026!").contains("digits and signs around a word"), "{}", said("Januar2026!"));
    }

    #[test]
    fn the_banks_words_and_ones_own_name_do_not_make_a_password() {
        for guess in
            ["MeridianBank2026", "Meridian2026!", "M3r1d1an!2026", "priya.raman", "Raman-Priya-77", "PriyaRaman2026!"]
        {
            let problem = choose(guess).expect_err(guess);
            assert!(matches!(problem.code(), "too_close" | "too_common"), "{guess}: {problem}");
        }
        let other = |guess| {
            Password::chosen(guess, ["Oak & Sons", "Banker", "commend"]).map(|_| ()).map_err(|problem| problem.code())
        };
        for guess in ["Banker2026!", "Commend2026!", "OakSons2026!"] {
            assert!(other(guess).is_err(), "{guess}");
        }
        assert!(choose("Banker2026!").is_err());
        assert_eq!(choose("MeridianBank1#x"), Err(PasswordProblem::TooClose));
        assert!(choose("meridian of purple otters").is_ok());
    }

    #[test]
    fn the_longest_is_estimated_in_bounded_work() {
        // The slowest inputs for the estimator; the test checks no speed, only that it finishes.
        for text in ["4@1!0$57 ", "1234567890qwertyuiop", "a", "11/11/"] {
            let long: String = text.chars().cycle().take(LONGEST).collect();
            let _ = choose(&long);
        }
    }

    #[test]
    fn one_password_from_every_keyboard() {
        // é as one character and as two; full-width letters of an East Asian keyboard.
        assert_eq!(Password::given("caf\u{e9}-otter-9"), Password::given("cafe\u{301}-otter-9"));
        assert_eq!(Password::given("ｏｔｔｅｒ-purple"), Password::given("otter-purple"));
    }

    #[test]
    fn the_shipped_list_is_in_the_form_it_is_compared_in() {
        assert!(WORDS.len() > 400);
        assert!(WORDS.iter().all(|word| *word == word.to_lowercase() && word.trim() == word && !word.is_empty()));
        assert!(LAYOUTS.iter().all(|(from, to)| from.chars().count() == to.chars().count()));
    }

    #[test]
    fn nothing_of_a_password_is_shown() {
        assert_eq!(format!("{:?}", Password::given("otter-purple-lamp")), "Some(Password(…))");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn what_is_chosen_is_what_is_given(text in "\\PC{0,140}") {
            if let Ok(chosen) = Password::chosen(&text, []) {
                prop_assert_eq!(Password::given(&text), Some(chosen));
            }
        }

        /// Any word of the list with any year and sign is one of the first guesses.
        #[test]
        fn a_listed_word_with_trimmings_is_refused(at in any::<prop::sample::Index>(), year in 1950_u32..2040, sign in "[!.#*]{1,2}") {
            let word = at.get(&WORDS);
            let first: String = word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect();
            let guesses = [format!("{first}{year}{sign}"), format!("{sign}{year}{word}")];
            prop_assert!(guesses.iter().all(|guess| choose(guess).is_err()), "{:?}", guesses);
        }
    }
}
