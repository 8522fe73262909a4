//! Reads names, numbers, white space and comments in the text of a PDF (ISO 32000-1, 7.2 and 7.3.5).
//!
//! It does just enough for a search of the text that relies on none of the file's own statements about its structure.

use std::borrow::Cow;

/// Every name in a text with its escapes undone, and the position after it. `/J#61vaScript` is a script.
pub fn names(text: &[u8]) -> impl Iterator<Item = (Cow<'_, [u8]>, usize)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + text[from..].iter().position(|byte| *byte == b'/')? + 1;
        let ends = |byte: &u8| is_blank(*byte) || b"()<>[]{}/%".contains(byte);
        from = text[at..].iter().position(ends).map_or(text.len(), |length| at + length);
        Some((meant(&text[at..from]), from))
    })
}

/// A name with its hexadecimal escapes undone (7.3.5).
fn meant(name: &[u8]) -> Cow<'_, [u8]> {
    if !name.contains(&b'#') {
        return Cow::Borrowed(name);
    }
    let digit = |at: usize| name.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut meant = Vec::with_capacity(name.len());
    let mut at = 0;
    while at < name.len() {
        match (name[at], digit(at + 1), digit(at + 2)) {
            (b'#', Some(high), Some(low)) => {
                meant.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                meant.push(byte);
                at += 1;
            }
        }
    }
    Cow::Owned(meant)
}

/// The position of a word.
pub fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    // Scans for the first byte, so that 25 MB take only a moment.
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == what[0]) {
        from += at;
        if bytes[from..].starts_with(what) {
            return Some(from);
        }
        from += 1;
    }
    None
}

fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0
}

/// The text without white space at its end.
pub fn trimmed_end(text: &[u8]) -> &[u8] {
    &text[..text.iter().rposition(|byte| !is_blank(*byte)).map_or(0, |at| at + 1)]
}

/// The text after white space and comments.
pub fn without_trivia(mut text: &[u8]) -> &[u8] {
    loop {
        let begins = text.iter().position(|byte| !is_blank(*byte)).unwrap_or(text.len());
        text = &text[begins..];
        if !text.starts_with(b"%") {
            return text;
        }
        let ends = text.iter().position(|byte| b"\r\n".contains(byte)).unwrap_or(text.len());
        text = &text[ends..];
    }
}

/// The length of the white space and line end after the word `stream`.
pub fn line_end(data: &[u8]) -> usize {
    let blanks = data.iter().take_while(|byte| b" \t".contains(byte)).count();
    match &data[blanks..] {
        [b'\r', b'\n', ..] => blanks + 2,
        [b'\r' | b'\n', ..] => blanks + 1,
        _ => 0,
    }
}

/// The text before its final number, and that number.
pub fn last_number(text: &[u8]) -> (&[u8], Option<u32>) {
    let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (before, digits) = text.split_at(text.len() - digits);
    (before, std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()))
}

/// The numbers at the start of a text, each with the position after it.
pub fn leading_numbers(text: &[u8]) -> Vec<(u32, usize)> {
    let mut numbers = Vec::new();
    let mut rest = without_trivia(text);
    loop {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let Some(number) = std::str::from_utf8(&rest[..digits]).ok().and_then(|digits| digits.parse().ok()) else {
            return numbers;
        };
        rest = without_trivia(&rest[digits..]);
        numbers.push((number, text.len() - rest.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_meant() {
        assert_eq!(*meant(b"#4AavaScript"), *b"JavaScript");
        assert_eq!(*meant(b"J#61vaScript"), *b"JavaScript");
        assert_eq!(*meant(b"A#4"), *b"A#4");
        assert_eq!(*meant(b"A#zz#"), *b"A#zz#");
    }
}
