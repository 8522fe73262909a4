//! Reads the relay's replies as bytes: only the code has a meaning (RFC 5321, section 4.2).
//!
//! A text may be missing, have any encoding, hold NUL or run to a hundred kilobytes; of a reply with several lines the code of
//! the last one counts. The text kept is limited and can be stored and shown: control characters, invisible characters and
//! bytes that are not UTF-8 are escaped.
//!
//! Invariant: bytes read past the end of a reply are kept, so that an unsolicited reply is noticed ([`Replies::unasked`]).

use std::{fmt::Write as _, io};

use futures_util::FutureExt as _;
use tokio::io::{AsyncRead, AsyncReadExt};

use super::reply::Reply;
use crate::invisible_characters::is_invisible;

/// Most bytes of one reply. A peer that sends more is not a mail server.
const MOST: usize = 1 << 20;
/// Bytes kept of a line, and lines kept of a reply; the rest is read and dropped.
const KEPT_OF_LINE: usize = 1_000;
const KEPT_LINES: usize = 100;
/// Bytes read from the socket at once.
const AT_ONCE: usize = 4_096;
/// Characters of a reply's text that are stored and shown.
const SHOWN: usize = 1_000;

/// The reason why there is no reply.
#[derive(Debug)]
pub(super) enum NoReply {
    Lost(io::Error),
    NotSmtp,
}

impl From<io::Error> for NoReply {
    fn from(error: io::Error) -> NoReply {
        NoReply::Lost(error)
    }
}

/// The relay's behaviour between two commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unsolicited {
    Nothing,
    HungUp,
    /// It sent something: a reply, or an incomplete one. It has been consumed.
    Said(Option<Reply>),
}

/// One whole reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub reply: Reply,
    /// The text of each line, whatever its code; EHLO needs them, because its lines are keywords.
    pub lines: Vec<String>,
}

/// Reads replies off a stream, one at a time.
#[derive(Debug, Default)]
pub(super) struct Replies {
    ahead: Vec<u8>,
}

impl Replies {
    /// The next reply.
    pub async fn next<S: AsyncRead + Unpin>(&mut self, stream: &mut S) -> Result<Answer, NoReply> {
        let mut lines = Lines::default();
        let mut left = MOST;
        loop {
            let line = self.line(stream, &mut left).await?;
            if let Some(answer) = lines.take(&line)? {
                return Ok(answer);
            }
        }
    }

    /// The relay's behaviour since the last reply. It does not wait.
    pub fn unasked<S: AsyncRead + Unpin>(&mut self, stream: &mut S) -> Unsolicited {
        if self.ahead.is_empty() {
            self.ahead.reserve(AT_ONCE);
            match stream.read_buf(&mut self.ahead).now_or_never() {
                None => return Unsolicited::Nothing,
                Some(Ok(0) | Err(_)) => return Unsolicited::HungUp,
                Some(Ok(_)) => {}
            }
        }
        match self.next(stream).now_or_never() {
            Some(Ok(answer)) => Unsolicited::Said(Some(answer.reply)),
            _ => Unsolicited::Said(None),
        }
    }

    /// A line up to its LF, without CR and LF, cut to the length kept.
    async fn line<S: AsyncRead + Unpin>(&mut self, stream: &mut S, left: &mut usize) -> Result<Vec<u8>, NoReply> {
        let mut kept = Vec::new();
        loop {
            let end = self.ahead.iter().position(|byte| *byte == b'\n');
            let here = end.unwrap_or(self.ahead.len());
            let room = KEPT_OF_LINE.saturating_sub(kept.len());
            kept.extend_from_slice(&self.ahead[..here.min(room)]);
            *left = left.checked_sub(here).ok_or(NoReply::NotSmtp)?;
            self.ahead.drain(..end.map_or(here, |end| end + 1));
            if end.is_some() {
                kept.truncate(kept.trim_ascii_end().len());
                return Ok(kept);
            }
            self.ahead.reserve(AT_ONCE);
            if stream.read_buf(&mut self.ahead).await? == 0 {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
        }
    }
}

/// The lines of a reply as they arrive.
#[derive(Debug, Default)]
struct Lines {
    said: Vec<(Option<u16>, String)>,
}

impl Lines {
    /// Takes a line; returns the whole reply with its last line. A line without a code inside a reply is part of its text.
    fn take(&mut self, line: &[u8]) -> Result<Option<Answer>, NoReply> {
        let (code, last, text) = match split(line) {
            Some((code, last, text)) => (Some(code), last, text),
            None if self.said.is_empty() => return Err(NoReply::NotSmtp),
            None => (None, false, line),
        };
        if last || self.said.len() < KEPT_LINES {
            self.said.push((code, shown(text)));
        }
        Ok(code.filter(|_| last).map(|code| self.whole(code)))
    }

    fn whole(&mut self, code: u16) -> Answer {
        let said = std::mem::take(&mut self.said);
        let of_code: Vec<&str> = said
            .iter()
            .filter(|(of, text)| of.is_none_or(|of| of == code) && !text.is_empty())
            .map(|(_, text)| text.as_str())
            .collect();
        let text = of_code.join(" ").chars().take(SHOWN).collect();
        Answer { reply: Reply { code, text }, lines: said.into_iter().map(|(_, text)| text).collect() }
    }
}

/// A line's code, a flag for the last line of a reply, and the text.
fn split(line: &[u8]) -> Option<(u16, bool, &[u8])> {
    let (digits, rest) = line.split_at_checked(3)?;
    let code = digits
        .iter()
        .try_fold(0_u16, |code, digit| digit.is_ascii_digit().then(|| code * 10 + u16::from(digit - b'0')))?;
    match rest.split_first() {
        None => Some((code, true, rest)),
        Some((b'-', text)) => Some((code, false, text)),
        Some((b' ' | b'\t', text)) => Some((code, true, text)),
        Some((digit, _)) if digit.is_ascii_digit() => None,
        Some(_) => Some((code, true, rest)),
    }
}

/// Bytes of any encoding as text that can be stored in every database and shown on every screen.
fn shown(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\t' => text.push(' '),
                c if c.is_control() || is_invisible(c) => text.extend(c.escape_unicode()),
                c => text.push(c),
            }
        }
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8]) -> (Result<Answer, NoReply>, bool) {
        let mut replies = Replies::default();
        let mut stream = bytes;
        let answer = replies.next(&mut stream).now_or_never().unwrap();
        // The end of the slice is a closed connection; only the bytes before it matter here.
        (answer, !replies.ahead.is_empty() || !stream.is_empty())
    }

    fn said(bytes: &[u8]) -> (u16, String) {
        let (answer, more) = read(bytes);
        let reply = answer.unwrap().reply;
        assert!(!more, "{reply:?}");
        (reply.code, reply.text)
    }

    #[test]
    fn only_the_code_counts() {
        for (bytes, code, text) in [
            (&b"250 2.0.0 queued\r\n"[..], 250, "2.0.0 queued"),
            (b"250\r\n", 250, ""),
            (b"250 \r\n", 250, ""),
            (b"354\n", 354, ""),
            (b"220-\r\n220\r\n", 220, ""),
            (b"250\tok\r\n", 250, "ok"),
            (b"550 Empf\xE4nger unbekannt\r\n", 550, "Empf\\xE4nger unbekannt"),
            (b"550 \xD3\xC3\xBB\xA7\xB2\xBB\xB4\xE6\xD4\xDA\r\n", 550, "\\xD3û\\xA7\\xB2\\xBB\\xB4\\xE6\\xD4\\xDA"),
            ("550 kein Empfänger".as_bytes(), 0, ""),
            (b"250 ok\0\x1b[2J\r\n", 250, "ok\\u{0}\\u{1b}[2J"),
            ("550 \u{202e}no\r\n".as_bytes(), 550, "\\u{202e}no"),
            (b"250-first\r\n250 second\r\n", 250, "first second"),
            (b"250-taken\r\n550 5.1.1 not taken\r\n", 550, "5.1.1 not taken"),
            (b"550-5.1.1 no\r\n250 2.0.0 yes\r\n", 250, "2.0.0 yes"),
            (b"250-one\r\na line without a code\r\n250 two\r\n", 250, "one a line without a code two"),
        ] {
            if code == 0 {
                assert!(matches!(read(bytes).0, Err(NoReply::Lost(_))), "a line without an end is no line");
            } else {
                assert_eq!(said(bytes), (code, text.to_owned()), "{bytes:?}");
            }
        }
    }

    #[test]
    fn a_line_of_any_length_is_read_and_a_reply_without_end_is_none() {
        let long = [b"550 5.7.1 ".to_vec(), vec![b'x'; 100_000], b"\r\n".to_vec()].concat();
        let (code, text) = said(&long);
        assert_eq!((code, text.chars().count() <= SHOWN, text.starts_with("5.7.1 xxx")), (550, true, true));
        let many = [b"250-x\r\n".repeat(10_000), b"250 y\r\n".to_vec()].concat();
        assert_eq!(said(&many).0, 250);
        let endless = vec![b'2'; MOST + 2];
        assert!(matches!(read(&[b"250 ".to_vec(), endless].concat()).0, Err(NoReply::NotSmtp)));
    }

    #[test]
    fn what_is_no_reply_is_not_read_as_one() {
        for bytes in
            [&b"HTTP/1.1 400 Bad Request\r\n"[..], b"\r\n", b"25\r\n", b"2500 ok\r\n", b"SSH-2.0\r\n", b"+OK\r\n"]
        {
            assert!(matches!(read(bytes).0, Err(NoReply::NotSmtp)), "{bytes:?}");
        }
    }

    #[test]
    fn what_stands_behind_a_reply_is_noticed() {
        for (behind, unasked) in [
            (&b"250 stray\r\n"[..], Unsolicited::Said(Some(Reply { code: 250, text: "stray".to_owned() }))),
            (b"421\r\n", Unsolicited::Said(Some(Reply { code: 421, text: String::new() }))),
            (b"25", Unsolicited::Said(None)),
            (b"", Unsolicited::HungUp),
        ] {
            let said = [b"250 ok\r\n", behind].concat();
            let (mut replies, mut stream) = (Replies::default(), said.as_slice());
            assert_eq!(replies.next(&mut stream).now_or_never().unwrap().unwrap().reply.code, 250);
            assert_eq!(replies.unasked(&mut stream), unasked);
        }
    }

    proptest! {
        /// Any bytes behind a code leave the code readable and the text storable.
        #[test]
        fn any_bytes_behind_a_code_are_a_text(code in 200u16..600, text in proptest::collection::vec(any::<u8>(), 0..200)) {
            let text: Vec<u8> = text.into_iter().filter(|byte| *byte != b'\n').collect();
            let (read, shown) = said(&[format!("{code} ").into_bytes(), text, b"\r\n".to_vec()].concat());
            prop_assert_eq!(read, code);
            prop_assert!(!shown.contains(|c: char| c.is_control()), "{}", shown);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes);
        }
    }
}
