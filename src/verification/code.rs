//! Verification codes: the 16 characters, in groups of four, in the footer of every issued document.

use std::fmt;

use crate::crockford;
use crate::db::DbError;

/// A code: 80 random bits as 16 characters of Crockford's base32, for example `7KQ4-M2XD-9VTN-0C1E`.
///
/// Reading ignores case, spaces and every kind of hyphen, and takes I, L and O for 1, 1 and 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationCode(String);

impl VerificationCode {
    /// Makes a new random code.
    ///
    /// # Errors
    /// When the system's random generator fails; a service cannot continue without it.
    pub fn random() -> Result<Self, DbError> {
        let mut bits = [0; 10];
        aws_lc_rs::rand::fill(&mut bits)
            .map_err(|_| DbError::Unexpected("the system's random generator failed".into()))?;
        Ok(Self(crockford::encode(&bits)))
    }

    /// Reads a code as a person types it; `None` when it is malformed.
    pub fn parse(text: &str) -> Option<Self> {
        crockford::parse(text, 16).map(Self)
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
        f.write_str(&crockford::grouped(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_code_is_read_back_however_it_is_typed(bits: [u8; 10], lower: bool, spaced: bool) {
            let code = VerificationCode(crockford::encode(&bits));
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
