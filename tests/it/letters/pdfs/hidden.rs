//! Scripts hidden in PDFs: found however they are packed and whichever viewer would run them; unreadable data is refused.

use commend::letters::scans::{Kind, Refused};

use super::{CATALOG, deflated, letter, page, pages, refused, stream};

/// Contents of an object stream: number of the object, its offset, the object.
const SCRIPT: &[u8] = b"12 0 << /S /JavaScript /JS (app.alert(1)) >>";
const HARMLESS: &[u8] = b"12 0 << /Title (a title as any other) >>  ";

/// A letter with an object stream to which no cross-reference leads.
fn with_objects(dictionary: &str, data: &[u8]) -> Vec<u8> {
    letter(CATALOG, &page(""), &[(11, stream(dictionary, data))])
}

/// Encodes rows of seven bytes, each as the difference to the row above (PNG predictor).
fn predicted(data: &[u8]) -> Vec<u8> {
    let mut above = [0; 7];
    let mut rows = Vec::new();
    for row in data.chunks(7) {
        rows.push(2);
        rows.extend(row.iter().zip(above).map(|(value, above)| value.wrapping_sub(above)));
        above[..row.len()].copy_from_slice(row);
    }
    rows
}

fn differences(data: &[u8]) -> Vec<u8> {
    let rows = data
        .chunks(7)
        .flat_map(|row| (0..row.len()).map(|at| row[at].wrapping_sub(if at > 0 { row[at - 1] } else { 0 })));
    rows.collect()
}

fn hex(data: &[u8]) -> Vec<u8> {
    [data_encoding::HEXUPPER.encode(data).as_bytes(), b">"].concat()
}

fn base85(data: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    for group in data.chunks(4) {
        let mut bytes = [0; 4];
        bytes[..group.len()].copy_from_slice(group);
        let mut number = u32::from_be_bytes(bytes);
        let mut digits = [0; 5];
        for digit in digits.iter_mut().rev() {
            *digit = b'!' + (number % 85) as u8;
            number /= 85;
        }
        text.extend(&digits[..=group.len()]);
    }
    text.extend(b"~>");
    text
}

fn runs(data: &[u8]) -> Vec<u8> {
    [&[u8::try_from(data.len() - 1).expect("short")], data, &[128]].concat()
}

fn lzw(data: &[u8], early: bool) -> Vec<u8> {
    use weezl::{BitOrder::Msb, encode::Encoder};
    let mut encoder = if early { Encoder::with_tiff_size_switch(Msb, 8) } else { Encoder::new(Msb, 8) };
    encoder.encode(data).expect("memory")
}

/// Every way to pack an object stream.
fn packed(data: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("", data.to_vec()),
        ("/Filter /FlateDecode", deflated(data)),
        ("/Filter /Fl", deflated(data)),
        ("/Filter [ /Fl ]", deflated(data)),
        ("/F /Fl", deflated(data)),
        ("/Filter /#46lateDecode", deflated(data)),
        ("/Filter 13 0 R", deflated(data)),
        ("/Filter [ 14 0 R ]", deflated(data)),
        ("/Filter /FlateDecode", deflated(data)[2..].to_vec()),
        ("/Filter /FlateDecode", [b"\r\n".as_slice(), &deflated(data)].concat()),
        ("/Filter /Fl /DecodeParms << /Predictor 12 /Columns 7 >>", deflated(&predicted(data))),
        ("/Filter /Fl /DP 15 0 R", deflated(&predicted(data))),
        ("/Filter [/Fl] /DecodeParms [<< /Predictor 15 /Columns 7 >>]", deflated(&predicted(data))),
        ("/Filter /Fl /DecodeParms << /Predictor 2 /Columns 7 >>", deflated(&differences(data))),
        ("/Filter [/FlateDecode /FlateDecode]", deflated(&deflated(data))),
        ("/Filter [/A85 /Fl]", base85(&deflated(data))),
        ("/Filter /ASCIIHexDecode", hex(data)),
        ("/Filter /AHx", hex(data)),
        ("/Filter /ASCII85Decode", base85(data)),
        ("/Filter /RunLengthDecode", runs(data)),
        ("/Filter /RL", runs(data)),
        ("/Filter /LZWDecode", lzw(data, true)),
        ("/Filter /LZW /DecodeParms << /EarlyChange 0 >>", lzw(data, false)),
        ("/Filter [/AHx /RL /LZW]", hex(&runs(&lzw(data, true)))),
    ]
}

const REFERRED: [(u32, &[u8]); 3] = [(13, b"/FlateDecode"), (14, b"/Fl"), (15, b"<< /Predictor 12 /Columns 7 >>")];

#[test]
fn a_script_is_found_in_every_packing_of_a_stream_of_objects() {
    for says in [
        "/Type /ObjStm /N 1 /First 5",
        "/N 1 /First 5",
        "/Type 16 0 R /N 1 /First 5",
        "/Type /Obj#53tm /N 1 /First 5",
        "",
    ] {
        for (script, harmless) in packed(SCRIPT).into_iter().zip(packed(HARMLESS)) {
            let file = |(filters, data): (&str, Vec<u8>)| {
                let mut objects = vec![(11, stream(&format!("{says} {filters}"), data)), (16, b"/ObjStm".to_vec())];
                objects.extend(REFERRED.map(|(number, text)| (number, text.to_vec())));
                letter(CATALOG, &page("").replace("[0 0 595 842]", "[0 640 120 760]"), &objects)
            };
            let what = format!("{says} {}", script.0);
            let found = refused(&file(script));
            assert!(matches!(&found, Refused::Active(what) if what.contains("script")), "{what}: {found}");
            if says.contains("16 0 R") {
                assert_eq!(pages(&file(harmless)).len(), 1, "{what}");
            }
        }
    }
}

#[test]
fn what_cannot_be_read_is_not_clean() {
    let script = deflated(SCRIPT);
    let says = "/Type /ObjStm /N 1 /First 5";
    for (why, dictionary, data) in [
        ("a filter that nobody knows", format!("{says} /Filter /Brotli"), script.clone()),
        ("encryption", format!("{says} /Filter [/Crypt /FlateDecode]"), script.clone()),
        ("noise", format!("{says} /Filter /FlateDecode"), vec![0xff; 40]),
        ("a filter that is not there", format!("{says} /Filter 99 0 R"), script.clone()),
        ("two filters to choose from", format!("{says} /Filter /FlateDecode /Filter /ASCIIHexDecode"), script.clone()),
        ("two names for it", format!("{says} /Filter /AHx /F /Fl"), script.clone()),
        (
            "a predictor of no rows",
            format!("{says} /Filter /Fl /DecodeParms << /Predictor 12 /Columns 0 >>"),
            script.clone(),
        ),
        ("objects in a picture", format!("{says} /Filter /DCTDecode"), script),
    ] {
        assert_eq!(refused(&with_objects(&dictionary, &data)), Refused::Unusual(Kind::Pdf), "{why}");
    }
}

#[test]
fn a_stream_ends_where_its_coding_says_and_not_where_a_word_stands() {
    // An uncompressed block contains the word `endstream`, and the script follows it.
    let mut data = vec![0x78, 0x01];
    let decoy = b"12 0 << /A (\nendstream\nendobj\n) ";
    data.push(0);
    let length = u16::try_from(decoy.len()).expect("short");
    data.extend(length.to_le_bytes());
    data.extend((!length).to_le_bytes());
    data.extend(decoy);
    data.extend(&deflated(b"/S /JavaScript /JS (x) >>")[2..]);
    let file = with_objects("/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode", &data);
    assert!(matches!(refused(&file), Refused::Active(_)));
    // Neither a wrong length nor a comment between dictionary and data hides a script.
    let objects = String::from_utf8_lossy(SCRIPT).into_owned();
    for written in [
        format!("<< /Type /ObjStm /N 1 /First 5 /Length 3 >>\nstream\n{objects}\nendstream"),
        format!("<< /Type /ObjStm /N 1 /First 5 /Length 9999 >>\nstream\n{objects}\nendstream"),
        format!("<< /Type /ObjStm /N 1 /First 5 >> % a comment\n%another\0\nstream\r\n{objects}\nendstream"),
        format!("<< /Type /ObjStm /N 1 /First 5 >>stream \t\n{objects}\nendstream"),
        format!("% obj << >>\n<< /Type /ObjStm /N 1 /First 5 >>\nstream\n{objects}"),
    ] {
        let file = letter(CATALOG, &page(""), &[(11, written.clone().into_bytes())]);
        assert!(matches!(refused(&file), Refused::Active(_)), "{written}");
    }
}

#[test]
fn a_beginning_of_a_stream_in_a_comment_or_a_string_hides_nothing() {
    for hiding in ["% 8 0 obj <<>>stream", "(8 0 obj\n<<>>\nstream\n", "<< /A (\n8 0 obj << /Length 9 >>\nstream\n"] {
        let mut file = letter(CATALOG, &page(""), &[]);
        file.extend(
            format!("\n98 0 obj\n{hiding}\n99 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj\n%endstream\n").bytes(),
        );
        assert!(matches!(refused(&file), Refused::Active(_)), "{hiding}");
    }
}

#[test]
fn a_link_that_is_a_script_is_a_script() {
    let link = |address: &str| {
        let action = format!("<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI ({address}) >> >>");
        letter(CATALOG, &page("/Annots [6 0 R]"), &[(6, action.into_bytes())])
    };
    assert_eq!(pages(&link("https://bank.example/javascript")).len(), 1);
    for address in ["javascript:alert(1)", " Java\\nScript:alert(1)"] {
        assert!(matches!(refused(&link(address)), Refused::Active(what) if what.contains("script")), "{address}");
    }
}

#[test]
fn an_action_at_the_opening_is_found_wherever_it_is_defined() {
    let opens = "<< /Type /Catalog /Pages 2 0 R /OpenAction 12 0 R >>";
    let print = b"<< /S /Named /N /Print >>";
    let go = b"<< /S /GoTo /D [3 0 R /Fit] >>";
    let both = |action: &[u8]| {
        let plain = letter(opens, &page(""), &[(12, action.to_vec())]);
        let text = [b"12 0 ".as_slice(), action].concat();
        let packed =
            letter(opens, &page(""), &[(11, stream("/Type /ObjStm /N 1 /First 5 /Filter /Fl", deflated(&text)))]);
        [plain, packed]
    };
    for file in both(print) {
        assert!(matches!(refused(&file), Refused::Active(what) if what.contains("by itself")));
    }
    for file in both(go) {
        assert_eq!(pages(&file).len(), 1);
    }
    // Another viewer opens the second definition of the same object.
    let mut twice = letter(opens, &page(""), &[(12, go.to_vec())]);
    twice.extend(b"12 0 obj << /S /URI /URI (http://attacker.example) >> endobj");
    assert!(matches!(refused(&twice), Refused::Active(_)));
}
