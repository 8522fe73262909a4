//! Sample letters: invented people of an invented bank.

use std::sync::LazyLock;

use chrono::NaiveDate;
use commend::documents::circulated_copy::{
    Alignment, Client, ClientLetter, Colours, CopyContent, CoverNote, Helper, Letterhead, Named, Paper, Passage,
    Praised, Proof, Run, Signature,
};
use commend::documents::images::Images;
use commend::documents::packet::{Acknowledged, Enclosed, Issue, LetterAuthor, Packet, Subject};
use commend::documents::{Folders, Renderer};

/// One renderer for all tests, as in the service.
pub fn renderer() -> &'static Renderer {
    static RENDERER: LazyLock<Renderer> =
        LazyLock::new(|| Renderer::new(Folders::none()).expect("the built-in fonts parse"));
    &RENDERER
}

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

pub fn named(name: &str, title: &str) -> Named {
    Named { name: name.into(), title: (!title.is_empty()).then(|| title.into()) }
}

pub fn helper(name: &str, title: &str, department: &str, place: &str) -> Helper {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Helper { name: name.into(), title: some(title), department: some(department), place: some(place) }
}

/// A drawn signature of loops, as if drawn with a finger.
pub fn strokes() -> Signature {
    let stroke = |from: f32, length: f32, turns: f32, height: f32| {
        (0..160)
            .map(|i| {
                let t = i as f32 / 159.0;
                let turn = t * turns * std::f32::consts::TAU;
                [from + t * length + 6.0 * turn.sin(), 40.0 - height * (1.0 - t * 0.6) * (1.0 - turn.cos()) / 2.0]
            })
            .collect()
    };
    Signature { strokes: vec![stroke(8.0, 60.0, 3.0, 34.0), stroke(80.0, 90.0, 4.0, 30.0)] }
}

pub const TEXT: &str = "To whoever Priya reports to,\n\nOur closing was at two. At noon the money was nowhere. I am not good \
with banks and I was close to crying in the branch.\n\nYour colleague Priya stayed on the phone and told me each step in \
my own language. She never made me feel small. When she did not know something she said so, and when she said she would \
call back, she called back. At ten to two the title company had the money.\n\nWe have the keys because of her. I do not \
know how you thank people in an office that nobody visits, so I am writing it down.";

pub fn letter() -> CopyContent {
    CopyContent {
        letterhead: Letterhead {
            bank: "Meridian Community Bank".into(),
            branch_line: Some("Oak Street branch, 118 Oak Street, Asheville".into()),
            logo: None,
            language: "en".into(),
            colours: Colours::default(),
            paper: Paper::A4,
            alignment: Alignment::Ragged,
            footer: None,
        },
        date: day(2026, 11, 21),
        reference: "C-2026-000123".into(),
        replaces: None,
        praised: Praised::Helpers(vec![helper("Priya Raman", "Wire Operations specialist", "Wire Operations", "Charlotte")]),
        to: vec![named("Tom Okafor", "Wire Operations lead")],
        copies_to: vec![named("Priya Raman", ""), named("Dana Whitfield", ""), named("Sam Lee", "")],
        client_letter: Some(ClientLetter {
            scan: None,
            text: TEXT.into(),
            language: Some("en".into()),
            client: Client::Named {
                name: "Maria Delgado".into(),
                client_since: Some(2014),
                signature: Some(strokes()),
            },
            how_signed: Some("Signed at 10:44 on the client’s own phone, at Oak Street.".into()),
            invited_by: Some("Sam Lee".into()),
        }),
        cover_note: Some(CoverNote {
            text: "Priya did not hand us a ticket number. She found the beneficiary bank’s night desk, explained it calmly \
                   to Ms. Delgado in Spanish, and the family closed that same afternoon."
                .into(),
            banker: "Sam Lee".into(),
            role: Some("Banker".into()),
            branch: Some("Oak Street".into()),
        }),
        strengths: vec!["calm under pressure".into(), "explaining clearly".into()],
        served_on: day(2026, 11, 20),
        proof: Some(Proof {
            code: "7KQ4-M2XD-9VTN-0C1E".into(),
            url: "https://commend.meridian.example/verify/7KQ4-M2XD-9VTN-0C1E".into(),
            typed_at: "commend.meridian.example/verify".into(),
        }),
        draft: false,
    }
}

pub fn words(letter: &mut CopyContent) -> &mut ClientLetter {
    letter.client_letter.as_mut().expect("the sample has a letter")
}

/// The sample letter with another text of the client.
pub fn saying(text: &str, language: &str) -> CopyContent {
    let mut letter = letter();
    words(&mut letter).text = text.into();
    words(&mut letter).language = Some(language.into());
    letter
}

pub const VIETNAMESE: &str = "Kính gửi ban lãnh đạo,\n\nTôi đã chờ ở quầy suốt một buổi sáng. Chị Nguyễn Thị Hường đã gọi \
    cho từng người một, giải thích rõ ràng, và không hề tỏ ra sốt ruột. Đến chiều thì tiền đã về đến nơi. Gia đình tôi \
    rất biết ơn những người ở phía sau quầy.";
pub const GREEK: &str = "Αγαπητοί κύριοι,\n\nΉθελα να σας πω πόσο με βοήθησε η συνάδελφός σας. Έμεινε στο τηλέφωνο μία \
    ολόκληρη ώρα, εξήγησε τα πάντα με υπομονή και δεν με άφησε ούτε στιγμή να νιώσω άσχημα. ᾿Αρχὴ ἥμισυ παντός.";
pub const CYRILLIC: &str = "Уважаемые господа!\n\nЯ хочу поблагодарить вашу сотрудницу. Она ещё раз всё объяснила, съездила \
    за документами и позвонила вечером. Дякую щиро, ґанок і їжак. Љубав, њива, џеп, ћуприја, ђак.";
pub const LATIN: &str = "Příliš žluťoučký kůň úpěl ďábelské ódy. Zażółć gęślą jaźń. Árvíztűrő tükörfúrógép. Îmi place \
    țara și ștrudelul. Blåbærsyltetøj på smørrebrød. Straße, façade, naïve, œuvre, «Où?» „So!“ İstanbul ığdır. Ŝaŭmo, \
    þórður, ðað. £12,50 €3 ½ № 5 … – —";

/// A letter of `count` characters, in sentences and paragraphs.
pub fn long_text(count: usize) -> String {
    let mut text = String::new();
    for number in 1.. {
        text.push_str(&format!(
            "On day {number} she called back at ten, and again at four, to say how far it had come. "
        ));
        if number % 5 == 0 {
            text.push_str("\n\n");
        }
        if text.chars().count() >= count {
            break;
        }
    }
    text.chars().take(count).collect()
}

pub fn withheld(letter: &mut CopyContent) {
    use commend::documents::circulated_copy::{Passage, Run, Withheld};
    let bar = |what: &str, last4: Option<&str>| {
        Run::Withheld(Withheld { what: what.into(), last4: last4.map(str::to_owned) })
    };
    words(letter).text = Passage {
        runs: vec![
            Run::Text("On Monday my pension did not come. It had been sent to my old account ".into()),
            bar("account number", Some("4821")),
            Run::Text(" at another bank. Ms Brandt telephoned Priya in Payments, who found the card ".into()),
            bar("card number", Some("0044")),
            Run::Text(", and ".into()),
            bar("name", None),
            Run::Text(" is grateful.".into()),
        ],
    };
}

/// Letters in every shape, by name.
#[expect(clippy::too_many_lines, reason = "a list")]
pub fn cases() -> Vec<(&'static str, CopyContent)> {
    let mut cases = vec![("plain", letter())];
    let mut add = |name, change: &dyn Fn(&mut CopyContent)| {
        let mut letter = letter();
        change(&mut letter);
        cases.push((name, letter));
    };
    let anna = || helper("Anna-Lena Söderström", "Card Services lead", "Card Services", "Raleigh");
    add("two-helpers", &|letter| {
        let Praised::Helpers(helpers) = &mut letter.praised else { return };
        helpers.push(anna());
    });
    add("many-helpers", &|letter| {
        let Praised::Helpers(helpers) = &mut letter.praised else { return };
        helpers.push(anna());
        for name in ["Tomasz Wiśniewski", "Nguyễn Thị Hường", "Ελένη Παππά", "Дарья Соколова"]
        {
            helpers.push(helper(name, "Specialist", "Wire Operations", "Charlotte"));
        }
        letter.to = ["Tom Okafor", "Maya Lind", "Ines Prado", "Karl Weiss"].map(|name| named(name, "Lead")).to_vec();
    });
    add("no-letter", &|letter| {
        letter.client_letter = None;
    });
    add("no-consent", &|letter| {
        words(letter).client = Client::NotShared { branch: "Oak Street".into() };
    });
    add("typed-name", &|letter| {
        words(letter).client = Client::Named { name: "Maria Delgado".into(), client_since: None, signature: None };
        words(letter).how_signed = Some("Typed at 10:44 on the client’s own phone, at Oak Street.".into());
    });
    add("department-only", &|letter| {
        letter.praised = Praised::Department { name: "Wire Operations".into(), place: Some("Charlotte".into()) };
        letter.to = Vec::new();
    });
    add("long-name", &|letter| {
        let name = "María de los Ángeles Hernández-Villaseñor y Fernández de Córdoba";
        letter.praised = Praised::Helpers(vec![helper(name, "Specialist", "Wire Operations", "Charlotte")]);
    });
    add("draft", &|letter| letter.draft = true);
    add("corrected", &|letter| {
        letter.replaces =
            Some(commend::documents::circulated_copy::Replaces { version: 2, copy_of: day(2026, 11, 18) });
    });
    add("withheld", &|letter| withheld(letter));
    add("us-letter", &|letter| letter.letterhead.paper = Paper::UsLetter);
    add("justified", &|letter| letter.letterhead.alignment = Alignment::Justified);
    add("no-note", &|letter| letter.cover_note = None);
    add("nothing", &|letter| {
        letter.client_letter = None;
        letter.cover_note = None;
    });
    add("long", &|letter| words(letter).text = long_text(20_000).into());
    add("two-pages", &|letter| words(letter).text = long_text(2_600).into());
    add("long-note", &|letter| {
        if let Some(note) = &mut letter.cover_note {
            note.text = long_text(4_000).into();
        }
    });
    add("hebrew", &|letter| {
        words(letter).text =
            "שלום רב,\n\nרציתי להודות ל-Priya Raman על 45 דקות של סבלנות. היא הסבירה הכול (בשפה שלי), \
            ובסוף הכסף הגיע בזמן.\n\nתודה מכל הלב."
                .into();
        words(letter).language = Some("he".into());
    });
    for (name, text, language) in
        [("vietnamese", VIETNAMESE, "vi"), ("greek", GREEK, "el"), ("cyrillic", CYRILLIC, "ru"), ("latin", LATIN, "cs")]
    {
        cases.push((name, saying(text, language)));
    }
    cases
}

/// A packet of these letters, the newest first.
pub fn packet(letters: &[(&str, CopyContent)]) -> Packet {
    let enclosed = letters.iter().enumerate().map(|(at, (name, letter))| {
        let bytes = renderer().letter(letter).unwrap_or_else(|error| panic!("{name}: {error}")).bytes;
        enclosed(at, letter, bytes)
    });
    packet_of(enclosed.collect())
}

pub fn enclosed(at: usize, letter: &CopyContent, bytes: Vec<u8>) -> Enclosed {
    const BRANCHES: [&str; 6] = ["Oak Street", "Durham Central", "Hill Road", "Harbor", "Airport", "Oak Street"];
    const STRENGTHS: [&str; 5] =
        ["Calm under pressure", "Explained clearly", "Answered fast", "Patient", "Careful with details"];
    let branch = BRANCHES[at % 6].to_owned();
    let words = letter.client_letter.as_ref();
    let (who, first_words) = match words {
        Some(words) => {
            let name = match &words.client {
                Client::Named { name, .. } => Some(plain(name)),
                Client::NotShared { .. } => None,
            };
            (LetterAuthor::Client { name, banker: "Sam Lee".into(), branch: branch.clone() }, plain(&words.text))
        }
        None => {
            let note = letter.cover_note.as_ref().map(|note| plain(&note.text)).unwrap_or_default();
            (LetterAuthor::Colleague { name: "Joel Osei".into(), place: format!("{branch}, Lending") }, note)
        }
    };
    let by = ["Tom Okafor", "Maya Lind", "Anna-Lena Söderström-Papadimitriou of Wire Operations"][at % 3].to_owned();
    let given = Acknowledged { by, on: day(2026, 11, 21), told: at.is_multiple_of(2), filed: at % 4 < 2 };
    Enclosed {
        reference: format!("C-2026-{:06}", 123 - at),
        day: day(2026, 11, 20) - chrono::Days::new(at as u64 * 8),
        who,
        first_words: Some(first_words),
        language: words.and_then(|words| words.language.clone()),
        branch,
        signed: words.is_some(),
        corrected: letter.replaces.is_some(),
        strengths: vec![STRENGTHS[at % 5].into(), STRENGTHS[(at / 2) % 5].into()],
        acknowledgements: if at % 5 == 4 { Vec::new() } else { vec![given] },
        file: bytes.into(),
    }
}

fn plain(passage: &Passage) -> String {
    let words = passage.runs.iter().map(|run| match run {
        Run::Text(text) => text.as_str(),
        Run::Withheld(_) => "(withheld)",
    });
    words.collect()
}

pub fn packet_of(letters: Vec<Enclosed>) -> Packet {
    Packet {
        letterhead: letter().letterhead,
        images: Images::default(),
        subject: Subject {
            name: "Priya Raman".into(),
            title: Some("Wire Operations specialist".into()),
            place: Some("Charlotte".into()),
            since: Some(2017),
        },
        letters,
        withdrawn: 0,
        issue: Issue {
            reference: "K-2026-000041".into(),
            proof: Proof {
                code: "4TRW-0QHZ-77KM-2B8E".into(),
                url: "https://commend.meridian.example/verify/4TRW0QHZ77KM2B8E".into(),
                typed_at: "commend.meridian.example/verify".into(),
            },
            on: day(2026, 11, 21),
            at: chrono::NaiveTime::from_hms_opt(14, 5, 0).expect("a time of day"),
            by: Some("Priya Raman".into()),
            all: false,
        },
    }
}
