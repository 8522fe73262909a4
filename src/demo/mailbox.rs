//! The mails of the demo, read from the folder into which the worker writes them.
//!
//! It reads and changes nothing. A mail is named by the id of its delivery; any other name is no mail, so that no name leads out of
//! the folder.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use mail_parser::{Address, Message, MessageParser, MimeHeaders as _};

use crate::folding::fold;
use crate::ids::DeliveryId;

/// Bytes of a file that hold all headers of a mail of ours.
const HEAD: u64 = 8 * 1024;

/// A mail in the list.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub id: DeliveryId,
    /// The name of the recipient.
    pub to: String,
    /// The address of the recipient.
    pub address: String,
    pub subject: String,
    /// The second in which it was written, in seconds since 1970.
    pub at: i64,
}

/// A whole mail.
#[derive(Debug, Clone)]
pub(super) struct Mail {
    pub listed: Listed,
    pub from: String,
    pub text: String,
    pub html: String,
    pub source: Vec<u8>,
    pub attachments: Vec<Attachment>,
}

/// A file that came with a mail.
#[derive(Debug, Clone)]
pub(super) struct Attachment {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// The mails of a folder.
#[derive(Debug, Clone)]
pub(super) struct Mailbox(pub PathBuf);

impl Mailbox {
    /// The newest mails whose recipient or subject has every word of `q`, at most `limit`, and the number of all mails.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn newest(&self, q: &str, limit: usize) -> io::Result<(Vec<Listed>, usize)> {
        let mut files = self.files()?;
        let all = files.len();
        files.sort_unstable_by(|a, b| b.cmp(a));
        let words: Vec<String> = q.split_whitespace().map(fold).collect();
        let fits = |mail: &Listed| {
            let text = fold(&format!("{} {} {}", mail.to, mail.address, mail.subject));
            words.iter().all(|word| text.contains(word.as_str()))
        };
        let mails = files.iter().filter_map(|(_, id)| self.head(*id)).filter(fits).take(limit).collect();
        Ok((mails, all))
    }

    /// One mail; none for an id of which there is no file.
    pub fn open(&self, id: DeliveryId) -> Option<Mail> {
        let source = fs::read(self.path(id)).ok()?;
        let message = MessageParser::default().parse(&source)?;
        let attachments = message.attachments().map(|part| Attachment {
            name: part.attachment_name().unwrap_or_default().to_owned(),
            media_type: part
                .content_type()
                .map_or_else(String::new, |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default())),
            bytes: part.contents().to_vec(),
        });
        Some(Mail {
            listed: listed(id, &message),
            from: shown(message.from()),
            text: message.body_text(0).unwrap_or_default().into_owned(),
            html: message.body_html(0).unwrap_or_default().into_owned(),
            attachments: attachments.collect(),
            source: source.clone(),
        })
    }

    /// The mails, with the time at which each was written.
    fn files(&self) -> io::Result<Vec<(SystemTime, DeliveryId)>> {
        let entries = match fs::read_dir(&self.0) {
            // The folder is made with the first mail.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let file = |entry: io::Result<fs::DirEntry>| {
            let entry = entry.ok()?;
            let id = entry.file_name().to_str()?.strip_suffix(".eml")?.parse().ok()?;
            Some((entry.metadata().ok()?.modified().ok()?, id))
        };
        Ok(entries.filter_map(file).collect())
    }

    fn head(&self, id: DeliveryId) -> Option<Listed> {
        let mut head = Vec::new();
        File::open(self.path(id)).ok()?.take(HEAD).read_to_end(&mut head).ok()?;
        Some(listed(id, &MessageParser::default().parse_headers(&head)?))
    }

    fn path(&self, id: DeliveryId) -> PathBuf {
        Path::new(&self.0).join(format!("{id}.eml"))
    }
}

fn listed(id: DeliveryId, message: &Message<'_>) -> Listed {
    let to = message.to().and_then(Address::first);
    let address = to.and_then(|to| to.address()).unwrap_or_default().to_owned();
    Listed {
        id,
        to: to.and_then(|to| to.name()).map_or_else(|| address.clone(), str::to_owned),
        address,
        subject: message.subject().unwrap_or_default().to_owned(),
        at: message.date().map_or(0, mail_parser::DateTime::to_timestamp),
    }
}

/// Name and address.
fn shown(address: Option<&Address<'_>>) -> String {
    let Some(address) = address.and_then(Address::first) else { return String::new() };
    let email = address.address().unwrap_or_default();
    address.name().map_or_else(|| email.to_owned(), |name| format!("{name}, {email}"))
}
