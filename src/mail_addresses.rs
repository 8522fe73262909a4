//! Mail addresses: the one parser that decides which addresses can be written on an SMTP envelope. Pure.
//!
//! The import, the check of the configuration, the start and the sending all use it, so that no address passes one of them and
//! stops a mail later. The syntax is that of RFC 5321, section 4.1.2, without the forms that no mailbox of a bank has: quoted
//! local parts, comments and address literals in brackets. Letters outside ASCII are allowed (RFC 6531).
//!
//! Invariants: a domain is held as A-labels (RFC 5891) in lower case, the form that travels; the local part is held as it was
//! written; no address holds an invisible character, such as a zero-width space.

use std::{borrow::Cow, fmt, str::FromStr};

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use unicode_normalization::char::is_combining_mark;

use crate::invisible_characters::{directs, is_blank, is_invisible};
use crate::language::{Language, Phrase, phrase};

/// Most octets of the local part (RFC 5321, section 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;
/// Most octets of an address, so that it fits a path of 256 with its brackets (RFC 5321, section 4.5.3.1.3).
const LONGEST: usize = 254;

/// Reasons why a text is not a mail address, worded to complete "this is no mail address: ".
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, thiserror::Error,
)]
#[serde(rename_all = "snake_case")]
pub enum AddressProblem {
    #[error("it has no @")]
    NoAt,
    #[error("nothing stands before the @")]
    NoLocal,
    #[error("nothing stands behind the @")]
    NoDomain,
    #[error("it holds a blank or a character that nobody sees (U+{:04X}); type it anew", u32::from(*.0))]
    Unseen(char),
    #[error("{0:?} cannot stand in it")]
    Character(char),
    #[error("before the @, a dot stands first, last or beside another")]
    Dots,
    #[error("more than {LONGEST_LOCAL} bytes stand before the @")]
    LongLocal,
    #[error("it is longer than {LONGEST} bytes")]
    Long,
    #[error("behind the @ stands the address of a machine instead of a domain")]
    Machine,
    #[error("what stands behind the @ is no domain name")]
    Domain,
    #[error("a display name has to be followed by the address in angle brackets, as in Commend <commend@bank.example>")]
    Brackets,
}

impl AddressProblem {
    /// The problem in a language.
    pub fn in_words(self, language: Language) -> String {
        self.phrase().within(language)
    }

    /// The sentence about it, worded as the English one is.
    pub fn phrase(self) -> Phrase {
        phrase(match self {
            Self::NoAt => "address-no-at",
            Self::NoLocal => "address-no-local",
            Self::NoDomain => "address-no-domain",
            Self::Unseen(found) => {
                let code = format!("U+{:04X}", u32::from(found));
                return phrase("address-unseen").with("code", code);
            }
            Self::Character(found) => {
                return phrase("address-character").with("character", found.to_string());
            }
            Self::Dots => "address-dots",
            Self::LongLocal => "address-long-local",
            Self::Long => "address-long",
            Self::Machine => "address-machine",
            Self::Domain => "address-domain",
            Self::Brackets => "address-brackets",
        })
    }
}

/// A mail domain, as A-labels in lower case: `xn--bcher-kva.example` for `Bücher.example`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MailDomain(String);

impl MailDomain {
    /// Reads a domain in any spelling of its letters.
    ///
    /// # Errors
    /// [`AddressProblem::Machine`] for an IP address, [`AddressProblem::Domain`] for a text that is not a host name (RFC 1123,
    /// section 2.1), [`AddressProblem::Unseen`] for blanks and invisible characters.
    pub fn parse(text: &str) -> Result<MailDomain, AddressProblem> {
        seen(text)?;
        if text.is_empty() {
            return Err(AddressProblem::NoDomain);
        }
        if text.starts_with('[') || text.parse::<std::net::IpAddr>().is_ok() {
            return Err(AddressProblem::Machine);
        }
        // UTS 46 maps the spellings of a domain to one form, and refuses domains that no registry would register.
        let labels = Uts46::new()
            .to_ascii(text.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
            .map_err(|_| AddressProblem::Domain)?;
        // A last label of digits makes it an IP address, complete or not (RFC 3696, section 2).
        let last = labels.rsplit('.').next().unwrap_or_default();
        if last.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(AddressProblem::Machine);
        }
        Ok(MailDomain(labels.into_owned()))
    }

    /// The domain as A-labels.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A mail address, valid on an envelope.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MailAddress {
    local: String,
    domain: MailDomain,
}

impl MailAddress {
    /// Reads an address without a display name.
    ///
    /// # Errors
    /// The first thing that is wrong with the address.
    pub fn parse(text: &str) -> Result<MailAddress, AddressProblem> {
        seen(text)?;
        let (local, domain) = text.rsplit_once('@').ok_or(AddressProblem::NoAt)?;
        check_local(local)?;
        let domain = MailDomain::parse(domain)?;
        if local.len() + 1 + domain.0.len() > LONGEST {
            return Err(AddressProblem::Long);
        }
        Ok(MailAddress { local: local.to_owned(), domain })
    }

    /// Local part: the text before the @, as it was written.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// Domain as A-labels.
    pub fn domain(&self) -> &str {
        self.domain.as_str()
    }

    /// True when the address needs a relay with SMTPUTF8 (RFC 6531): a domain has an ASCII form, a local part has none.
    pub fn needs_utf8(&self) -> bool {
        !self.local.is_ascii()
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain.0)
    }
}

impl FromStr for MailAddress {
    type Err = AddressProblem;

    fn from_str(text: &str) -> Result<MailAddress, AddressProblem> {
        MailAddress::parse(text)
    }
}

/// A mail address with an optional display name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedAddress {
    pub name: Option<String>,
    pub address: MailAddress,
}

impl NamedAddress {
    /// Reads `commend@bank.example`, `Commend <commend@bank.example>` or `"Commend, Inc." <commend@bank.example>`.
    ///
    /// # Errors
    /// The problem of the address, [`AddressProblem::Brackets`], or [`AddressProblem::Unseen`] for a name with a character that
    /// ends a header or reorders the words around it.
    pub fn parse(text: &str) -> Result<NamedAddress, AddressProblem> {
        let text = text.trim();
        let Some(before) = text.strip_suffix('>') else {
            let named =
                text.contains(['<', '"']) || text.split_whitespace().nth(1).is_some_and(|word| word.contains('@'));
            return match MailAddress::parse(text) {
                Err(_) if named => Err(AddressProblem::Brackets),
                parsed => Ok(NamedAddress { name: None, address: parsed? }),
            };
        };
        let (name, address) = before.rsplit_once('<').ok_or(AddressProblem::Brackets)?;
        if let Some(steers) = name.chars().find(|c| c.is_control() || directs(*c)) {
            return Err(AddressProblem::Unseen(steers));
        }
        let name = unquoted(name.trim());
        let name = (!is_blank(&name)).then(|| name.into_owned());
        Ok(NamedAddress { name, address: MailAddress::parse(address.trim())? })
    }
}

/// Removes the quotes and backslashes of a quoted string (RFC 5322, section 3.2.4); any other text is returned as it is.
fn unquoted(name: &str) -> Cow<'_, str> {
    let Some(inside) = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return name.into() };
    let mut plain = String::with_capacity(inside.len());
    let mut letters = inside.chars();
    while let Some(letter) = letters.next() {
        plain.extend(if letter == '\\' { letters.next() } else { Some(letter) });
    }
    plain.trim().to_owned().into()
}

fn seen(text: &str) -> Result<(), AddressProblem> {
    let hidden = |c: &char| c.is_whitespace() || c.is_control() || is_invisible(*c);
    text.chars().find(hidden).map_or(Ok(()), |c| Err(AddressProblem::Unseen(c)))
}

/// Checks a dot-string (RFC 5321, section 4.1.2), with letters, marks and digits of every script (RFC 6531, section 3.3).
fn check_local(local: &str) -> Result<(), AddressProblem> {
    if local.is_empty() {
        return Err(AddressProblem::NoLocal);
    }
    let allowed =
        |c: char| c == '.' || c.is_alphanumeric() || is_combining_mark(c) || "!#$%&'*+-/=?^_`{|}~".contains(c);
    if let Some(foreign) = local.chars().find(|c| !allowed(*c)) {
        return Err(AddressProblem::Character(foreign));
    }
    if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return Err(AddressProblem::Dots);
    }
    if local.len() > LONGEST_LOCAL { Err(AddressProblem::LongLocal) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_can_be_written_on_an_envelope_is_taken() {
        let long = format!("{}@mail.test", "x".repeat(64));
        for (written, travels) in [
            ("sam@bank.example", "sam@bank.example"),
            ("Sam.O'Brien+thanks@Bank.Example", "Sam.O'Brien+thanks@bank.example"),
            ("commend@localhost", "commend@localhost"),
            ("a_b-c@sub-domain.bank.example", "a_b-c@sub-domain.bank.example"),
            ("sam@Bücher.example", "sam@xn--bcher-kva.example"),
            ("sam@xn--bcher-kva.example", "sam@xn--bcher-kva.example"),
            ("søren@bank.example", "søren@bank.example"),
            ("sam@3com.example", "sam@3com.example"),
            (&long, &long),
        ] {
            assert_eq!(MailAddress::parse(written).map(|address| address.to_string()).as_deref(), Ok(travels));
        }
        assert!(MailAddress::parse("søren@bank.example").unwrap().needs_utf8());
        assert!(!MailAddress::parse("sam@bücher.example").unwrap().needs_utf8());
    }

    #[test]
    fn what_no_relay_takes_is_refused_with_its_reason() {
        use AddressProblem::{Character, Domain, Dots, Long, LongLocal, Machine, NoAt, NoDomain, NoLocal, Unseen};
        let long_local = format!("{}@mail.test", "x".repeat(65));
        let wide = format!("{}@mail.test", "ø".repeat(33));
        let long = format!("sam@{}", ["y".repeat(60).as_str(); 4].join(".") + ".mail.test");
        for (text, problem) in [
            ("nobody", NoAt),
            ("", NoAt),
            ("@mail.test", NoLocal),
            ("sam@", NoDomain),
            ("a..b@mail.test", Dots),
            ("a.b.@mail.test", Dots),
            (".ab@mail.test", Dots),
            ("mailto:a.b@mail.test", Character(':')),
            ("a@b@mail.test", Character('@')),
            ("a\\h@mail.test", Character('\\')),
            ("a[i]@mail.test", Character('[')),
            ("\"a b\"@mail.test", Unseen(' ')),
            ("\"ab\"@mail.test", Character('"')),
            ("a(b)@mail.test", Character('(')),
            ("<a@mail.test>", Character('<')),
            ("a,b@mail.test", Character(',')),
            ("o’brien@mail.test", Character('’')),
            ("a.c@mail.test\u{200b}", Unseen('\u{200b}')),
            ("a\u{ad}c@mail.test", Unseen('\u{ad}')),
            ("a c@mail.test", Unseen(' ')),
            ("a\u{a0}c@mail.test", Unseen('\u{a0}')),
            ("a\r\nRCPT TO:<b@mail.test>", Unseen('\r')),
            ("\u{202e}a@mail.test", Unseen('\u{202e}')),
            ("a.d@mail.test.", Domain),
            ("a.e@mail..test", Domain),
            ("a@.mail.test", Domain),
            ("a.f@-mail.test", Domain),
            ("a.f@mail-.test", Domain),
            ("a@mail_box.test", Domain),
            ("a@mail;test", Domain),
            ("a@xn--a.test", Domain),
            ("a@mail.te\u{fffd}st", Domain),
            ("a.g@[127.0.0.1]", Machine),
            ("a.g@127.0.0.1", Machine),
            ("a.g@[IPv6:::1]", Machine),
            ("a.g@10.1", Machine),
            (&long_local, LongLocal),
            (&wide, LongLocal),
        ] {
            assert_eq!(MailAddress::parse(text), Err(problem), "{text:?}");
        }
        assert!(matches!(MailAddress::parse(&long), Err(Long | Domain)));
    }

    #[test]
    fn a_display_name_is_kept_apart_from_the_address() {
        for (text, name) in [
            ("commend@bank.example", None),
            (" <commend@bank.example> ", None),
            ("Commend <commend@bank.example>", Some("Commend")),
            ("Müller & Söhne, Bank <commend@bank.example>", Some("Müller & Söhne, Bank")),
            ("\"Commend, \\\"Inc.\\\"\" <commend@bank.example>", Some("Commend, \"Inc.\"")),
            ("\"\" <commend@bank.example>", None),
        ] {
            let parsed = NamedAddress::parse(text).unwrap();
            assert_eq!((parsed.name.as_deref(), parsed.address.to_string().as_str()), (name, "commend@bank.example"));
        }
        for (text, problem) in [
            ("Commend commend@bank.example", AddressProblem::Brackets),
            ("Commend <commend@bank.example", AddressProblem::Brackets),
            ("commend@bank.example>", AddressProblem::Brackets),
            ("Commend\r\nBcc: x <commend@bank.example>", AddressProblem::Unseen('\r')),
            ("Commend <commend@bank..example>", AddressProblem::Domain),
            ("Commend", AddressProblem::NoAt),
        ] {
            assert_eq!(NamedAddress::parse(text), Err(problem), "{text:?}");
        }
    }

    proptest! {
        /// An address that was parsed and written out parses to the same address, and holds nothing that could end a command or a
        /// header.
        #[test]
        fn an_address_survives_being_written_out(text in "\\PC{0,20}@?[\\PC.]{0,30}") {
            if let Ok(address) = MailAddress::parse(&text) {
                let written = address.to_string();
                prop_assert_eq!(&MailAddress::parse(&written), &Ok(address.clone()));
                prop_assert!(!written.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\",;:()[]\\".contains(c)));
                prop_assert!(address.domain().is_ascii());
            }
        }
    }
}
