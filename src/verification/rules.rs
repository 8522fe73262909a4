//! Inspection of a posted file from its bytes alone: its SHA-256 and the verification codes it carries. Pure; it works chunk by
//! chunk in memory that does not grow with the file.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::VerificationCode;

/// Text before the code in a document's identifier and in its links.
const MARK: &[u8] = b"/verify/";
/// Characters of a code.
const SYMBOLS: usize = 16;
const WHOLE: usize = MARK.len() + SYMBOLS;
/// A packet carries the codes of its letters too, but one file must not try a thousand codes at once.
const MOST_CODES: usize = 4;

/// A file that is being inspected.
#[derive(Default)]
pub struct Inspection {
    digest: Sha256,
    /// The last bytes of the previous chunks, in which a mark may have begun.
    carried: Vec<u8>,
    codes: Vec<VerificationCode>,
}

/// Result of an inspection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// SHA-256 of the whole file, in lower-case hexadecimal.
    pub sha256: String,
    /// The first codes found in links to this service, each once.
    pub codes: Vec<VerificationCode>,
}

impl Inspection {
    /// Takes the next chunk.
    pub fn feed(&mut self, chunk: &[u8]) {
        self.digest.update(chunk);
        // A code that lies across two chunks is searched for in a small copy of their seam; the chunk itself is searched in
        // place.
        let mut seam = std::mem::take(&mut self.carried);
        seam.extend_from_slice(&chunk[..chunk.len().min(WHOLE - 1)]);
        self.look(&seam);
        self.look(chunk);
        let end = if chunk.len() < WHOLE { &seam } else { chunk };
        self.carried = end[end.len().saturating_sub(WHOLE - 1)..].to_vec();
    }

    /// Ends the inspection.
    pub fn finish(self) -> Inspected {
        Inspected { sha256: HEXLOWER.encode(&self.digest.finalize()), codes: self.codes }
    }

    fn look(&mut self, bytes: &[u8]) {
        let mut from = 0;
        while let Some(slash) = bytes[from..].iter().position(|&byte| byte == b'/') {
            let at = from + slash;
            from = at + 1;
            let Some(symbols) = bytes.get(at..at + WHOLE).and_then(|found| found.strip_prefix(MARK)) else { continue };
            let Some(code) = std::str::from_utf8(symbols).ok().and_then(VerificationCode::parse) else { continue };
            if self.codes.len() < MOST_CODES && !self.codes.contains(&code) {
                self.codes.push(code);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn inspected(bytes: &[u8], sizes: &[usize]) -> Inspected {
        let mut inspection = Inspection::default();
        let (mut rest, mut sizes) = (bytes, sizes.iter().cycle());
        while !rest.is_empty() {
            let (chunk, left) = rest.split_at(rest.len().min(*sizes.next().unwrap_or(&7)));
            inspection.feed(chunk);
            rest = left;
        }
        inspection.finish()
    }

    proptest! {
        #[test]
        fn the_seams_between_chunks_do_not_matter(
            before in proptest::collection::vec(any::<u8>(), 0..80),
            after in proptest::collection::vec(any::<u8>(), 0..80),
            symbols in "[0-9A-HJKMNP-TV-Z]{16}",
            sizes in proptest::collection::vec(1_usize..40, 1..6),
        ) {
            let bytes = [before.as_slice(), b"https://bank.example/verify/", symbols.as_bytes(), &after].concat();
            let whole = inspected(&bytes, &[bytes.len()]);
            prop_assert!(whole.codes.contains(&VerificationCode::parse(&symbols).unwrap()));
            prop_assert_eq!(&whole.sha256, &HEXLOWER.encode(&Sha256::digest(&bytes)));
            prop_assert_eq!(inspected(&bytes, &sizes), whole);
        }
    }

    #[test]
    fn a_file_is_no_way_to_try_many_codes() {
        let bytes: String = (0..50).map(|n| format!("/verify/00000000000000{n:02}\n")).collect();
        let found = inspected(bytes.as_bytes(), &[64]).codes;
        let plain: Vec<&str> = found.iter().map(VerificationCode::plain).collect();
        assert_eq!(plain, ["0000000000000000", "0000000000000001", "0000000000000002", "0000000000000003"]);
    }

    #[test]
    fn a_file_without_a_whole_code_carries_none() {
        for bytes in ["", "/verify/", "/verify/7KQ4M2XD9VTN0C1", "/verify/7KQ4M2XD9VTN0C1U", "7KQ4-M2XD-9VTN-0C1E"] {
            assert_eq!(inspected(bytes.as_bytes(), &[5]).codes, [], "{bytes}");
        }
    }
}
