//! Verification codes: the 16 characters, in groups of four, in the footer of every issued document.

use std::fmt;

use data_encoding::{Encoding, Specification};

use crate::db::DbError;

/// A code: 80 random bits as 16 characters of Crockford's base32, for example `7KQ4-M2XD-9VTN-0C1E`.
///
/// Reading ignores case, spaces and every kind of hyphen, and takes I, L and O for 1, 1 and 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationCode(String);

/// Crockford's alphabet: no I, L, O (read as digits) and no U (<https://www.crockford.com/base32.html>).
fn crockford() -> Encoding {
    let mut form = Specification::new();
    form.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    form.encoding().unwrap_or_else(|error| unreachable!("the alphabet has 32 symbols: {error}"))
}

impl VerificationCode {
    /// Makes a new random code.
    ///
    /// # Errors
    /// When the system's random generator fails; a service cannot continue without it.
    pub fn random() -> Result<Self, DbError> {
        let mut bits = [0; 10];
        aws_lc_rs::rand::fill(&mut bits)
            .map_err(|_| DbError::Unexpected("the system's random generator failed".into()))?;
        Ok(Self(crockford().encode(&bits)))
    }

    /// Reads a code as a person types it; `None` when it is malformed.
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text
            .chars()
            .filter(|c| {
                !c.is_whitespace()
                    && !matches!(c, '-' | '_' | '.' | '\u{ad}' | '\u{b7}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
            })
            .map(|c| match c.to_ascii_uppercase() {
                'I' | 'L' => '1',
                'O' => '0',
                other => other,
            })
            .collect();
        (plain.len() == 16 && crockford().decode(plain.as_bytes()).is_ok()).then_some(Self(plain))
    }

    /// Reads a code from a column, where everything is one.
    ///
    /// # Errors
    /// [`DbError::Unexpected`] for anything else.
    pub fn stored(text: &str) -> Result<Self, DbError> {
        Self::parse(text).ok_or_else(|| DbError::Unexpected("a stored verification code is none".into()))
    }

    /// A code that no document has, looked up in place of a malformed one.
    pub(super) fn stand_in() -> Self {
        Self("0".repeat(16))
    }

    /// The 16 characters without hyphens, as stored and as used in links.
    pub fn plain(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for VerificationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, symbol) in self.0.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{symbol}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_code_is_read_back_however_it_is_typed(bits: [u8; 10], lower: bool, spaced: bool) {
            let code = VerificationCode(crockford().encode(&bits));
            let mut typed = code.to_string();
            if lower { typed = typed.to_lowercase(); }
            if spaced { typed = typed.replace('-', " "); }
            typed = typed.replace('1', "l").replace('0', "o");
            prop_assert_eq!(VerificationCode::parse(&typed), Some(code));
        }

        #[test]
        fn nothing_else_is_a_code(text in "\\PC{0,40}") {
            if let Some(code) = VerificationCode::parse(&text) {
                prop_assert_eq!(code.plain().len(), 16);
            }
        }
    }

    #[test]
    fn what_a_copying_hand_makes_of_a_code_is_forgiven() {
        let code = VerificationCode::parse("7KQ4-M2XD-9VTN-0C1E").expect("a code");
        for typed in ["7kq4m2xd9vtnoc1e", " 7KQ4 M2XD 9VTN 0CIE\t", "7kq4–m2xd–9vtn–ocle", "7KQ4_M2XD.9VTN\u{a0}0C1E"]
        {
            assert_eq!(VerificationCode::parse(typed), Some(code.clone()), "{typed:?}");
        }
        for other in ["", "7KQ4-M2XD-9VTN-0C1", "7KQ4-M2XD-9VTN-0C1EE", "7KQ4-M2XD-9VTN-0C1U", "7KQ4/M2XD/9VTN/0C1E"] {
            assert_eq!(VerificationCode::parse(other), None, "{other:?}");
        }
    }
}
