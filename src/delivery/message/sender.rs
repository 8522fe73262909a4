//! The bank as the sender of all mails: its checked settings.

use chrono_tz::Tz;
use url::Url;

use crate::mail_addresses::{AddressProblem, NamedAddress};

/// The bank as the sender of all mails. Plain settings, checked by [`MailSender::new`].
#[derive(Debug, Clone)]
pub struct MailSenderSettings {
    pub bank: String,
    /// `commend@bank.example` or `Commend <commend@bank.example>`.
    pub from: String,
    pub reply_to: Option<String>,
    /// Prefix of the links in mails.
    pub public_url: Url,
    /// The contact for a reader who is the wrong recipient.
    pub hr_contact: Option<String>,
    pub zone: Tz,
    /// Key that signs envelope senders, so that a bounce can be authenticated. Without it, bounces go to `from`.
    pub bounce_key: Option<Vec<u8>>,
}

/// The checked settings.
#[derive(Clone)]
pub struct MailSender {
    pub(super) bank: String,
    pub(super) zone: Tz,
    pub(super) hr_contact: Option<String>,
    pub(super) from: NamedAddress,
    pub(super) reply_to: Option<NamedAddress>,
    pub(super) public_url: String,
    pub(super) host: String,
    pub(super) bounce_key: Option<aws_lc_rs::hmac::Key>,
}

impl std::fmt::Debug for MailSender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("House").field("bank", &self.bank).field("from", &self.from).finish_non_exhaustive()
    }
}

/// The reason why a mail could not be made, or the settings are invalid.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// The text is omitted: it is a mail address, and errors are logged.
    #[error("the {0} is not a mail address: {1}")]
    Address(&'static str, AddressProblem),
    #[error("a mail address that was checked is refused where the message is built")]
    NotBuilt,
    #[error("a mail's template failed: {0}")]
    Template(#[from] askama::Error),
    #[error("a mail's parts do not fit together: {0}")]
    Message(#[from] lettre::error::Error),
}

/// The page that verifies a code.
#[derive(Debug, Clone)]
pub(super) struct Verify {
    pub url: String,
    /// The same without its scheme, as printed.
    pub words: String,
}

impl MailSender {
    /// Checks the settings.
    ///
    /// # Errors
    /// All addresses that are invalid.
    pub fn new(settings: MailSenderSettings) -> Result<MailSender, Vec<ComposeError>> {
        let parse = |text: &str, what| NamedAddress::parse(text).map_err(|why| ComposeError::Address(what, why));
        let from = parse(&settings.from, "sender (COMMEND_MAIL_FROM)");
        let reply_to = settings.reply_to.as_deref().map(|text| parse(text, "reply address")).transpose();
        match (from, reply_to) {
            (Ok(from), Ok(reply_to)) => Ok(MailSender {
                bank: settings.bank,
                zone: settings.zone,
                hr_contact: settings.hr_contact,
                from,
                reply_to,
                host: settings.public_url.host_str().unwrap_or("localhost").to_owned(),
                public_url: settings.public_url.as_str().trim_end_matches('/').to_owned(),
                bounce_key: settings
                    .bounce_key
                    .map(|key| aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &key)),
            }),
            (from, reply_to) => Err([from.err(), reply_to.err()].into_iter().flatten().collect()),
        }
    }

    pub(super) fn verify(&self) -> Verify {
        let url = format!("{}/verify", self.public_url);
        let words = url.split_once("://").map_or(url.as_str(), |(_, words)| words).to_owned();
        Verify { url, words }
    }
}
