//! Codes that people type: Crockford's base32, written in groups of four and read forgivingly.

use data_encoding::{Encoding, Specification};

/// Crockford's alphabet: no I, L, O (read as digits) and no U (<https://www.crockford.com/base32.html>).
fn alphabet() -> Encoding {
    let mut form = Specification::new();
    form.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    form.encoding().unwrap_or_else(|error| unreachable!("the alphabet has 32 symbols: {error}"))
}

/// The characters of some bits; each five bits are one.
pub fn encode(bits: &[u8]) -> String {
    alphabet().encode(bits)
}

/// The characters of a code as a person types it: case, spaces and every kind of hyphen do not matter, and I, L and O count as 1, 1 and 0.
/// `None` when it does not have `length` characters of the alphabet.
pub fn parse(text: &str, length: usize) -> Option<String> {
    let is_between = |c: char| {
        c.is_whitespace() || matches!(c, '-' | '_' | '.' | '\u{ad}' | '\u{b7}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
    };
    let plain: String = text
        .chars()
        .filter(|c| !is_between(*c))
        .map(|c| match c.to_ascii_uppercase() {
            'I' | 'L' => '1',
            'O' => '0',
            other => other,
        })
        .collect();
    (plain.len() == length && alphabet().decode(plain.as_bytes()).is_ok()).then_some(plain)
}

/// A code as it is printed: groups of four with a hyphen between them.
pub fn grouped(code: &str) -> String {
    let mut out = String::with_capacity(code.len() + code.len() / 4);
    for (index, symbol) in code.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            out.push('-');
        }
        out.push(symbol);
    }
    out
}
