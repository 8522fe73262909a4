//! Tests of the search words: matches of queries, and the size of what is stored.

use super::*;
use proptest::prelude::*;

fn finds(name: &str, q: &str) -> bool {
    matches(&query(q), &tokens_of([name, "", "", ""]))
}

/// Compared with the stored words: a change of them must increment [`VERSION`], so that everything stored is rebuilt.
#[test]
fn a_change_of_what_is_stored_is_a_new_version() {
    let entries =
        index_entries(["Jürgen O’Brien-Müller", "j.mueller@bank.example", "x 44-17", "Wire Operations"], false);
    let stored =
        [entries, text_words("Søren’s co\u{ad}-op 王小明"), tokens_of(["王小明", "", "", ""])].concat().join(" ");
    assert_eq!(
        (VERSION, stored.as_str()),
        (
            3,
            "-+jue mueller -+jue muller -+jue obrien -+jur mueller -+jur muller -+jur obrien -+mue juergen -+mue jurgen \
             -+mue obrien -+mul juergen -+mul jurgen -+mul obrien -+obr juergen -+obr jurgen -+obr mueller -+obr muller \
             -17 -44 -4417 -bank -brien -example -j -juergen -juergenobrienmueller -jurgen -jurgenobrienmuller -mueller \
             -muller -o -obrien -obrienmueller -obrienmuller -operations -wire -x co coop op s soerens soren sorens 王小明 \
             小明 明 王小明",
        )
    );
}

#[test]
fn the_words_of_any_text_take_a_small_multiple_of_it() {
    let han = |at: u32| char::from_u32(0x4e00 + at).expect("a character");
    let distinct: String = (0..10_000).flat_map(|at| [han(at), '-']).collect();
    for text in ["a-".repeat(10_000), "王-".repeat(10_000), "ü-".repeat(10_000), "a'".repeat(10_000), distinct] {
        let stored: usize = text_words(&text).iter().map(String::len).sum();
        assert!(stored <= 12 * text.len(), "{stored} bytes for {}", text.len());
    }
    let long = "王".repeat(4_000);
    assert!(tails(&long).all(|tail| tail.chars().count() <= LONGEST_WORD));
}

#[test]
fn a_person_is_found_by_name_address_extension_and_department() {
    let tokens = tokens_of(["Róisín O’Brien-Nowak", "r.obrien@meridian.example", "x 4417", "Wire Operations"]);
    for q in
        ["roi", "o'brien", "obriennow", "nowak", "r.ob", "4417", "wire op", "operations wire roisin", "mer", "brien"]
    {
        assert!(matches(&query(q), &tokens), "{q} in {tokens:?}");
    }
    for q in ["rien oisin", "417", "wires", "rob", "nowakx"] {
        assert!(!matches(&query(q), &tokens), "{q} in {tokens:?}");
    }
}

#[test]
fn a_name_is_found_however_its_letters_are_typed() {
    for (name, typed) in [
        (
            "Jürgen Müller",
            &["mueller", "muller", "müller", "juergen mueller", "jurgen mueller", "MUELLER J", "jürgenmüller"][..],
        ),
        ("Juergen Mueller", &["mueller", "muller", "müller", "jürgen", "jurgen müller"]),
        ("Søren Kjær", &["soeren", "soren", "sören", "kjaer", "kjær"]),
        ("Håkon Ångström", &["haakon", "hakon", "håkon", "aangstroem", "angstrom", "ångström"]),
        ("Đorđe Đoković", &["djordje", "dokovic", "djokovic", "đoković"]),
        ("Siobhán OʼBrien", &["obrien", "o'brien", "o’brien", "oʻbrien", "o brien", "O`Brien", "brien", "siobhan obr"]),
        ("Sean O Brien", &["obrien", "o'brien"]),
        ("Оксана Демʼяненко", &["демяненко", "дем'яненко", "дем’яненко", "демʼян", "оксана демяненко"]),
        ("Kaʻahumanu Kealoha", &["kaahumanu", "ka'ahumanu", "kaʻahu", "kealoha"]),
        (
            "Anna van der Berg",
            &["vanderberg", "van der berg", "vander berg", "derberg", "berg", "anna vanderberg", "annavan"],
        ),
        ("Anna Vanderberg", &["van der berg", "vander berg", "vanderb"]),
        ("Eva Meyer\u{2011}Schmidt", &["meyer-schmidt", "meyerschmidt", "schmidt", "meyer schmidt", "meyer‐sch"]),
        ("Eva Meyerschmidt", &["meyer-schmidt", "meyer schmidt"]),
        ("Ca\u{ad}the\u{200b}rine", &["catherine", "cath\u{ad}er"]),
        ("王小明", &["王小明", "小明", "明", "王", "王 小明"]),
        ("王 小明", &["王小明", "小明", "王小"]),
        ("田中太郎", &["太郎", "田中", "田中 太郎"]),
        ("タナカ・サクラ", &["たなか", "サクラ", "ｻｸﾗ", "さくら"]),
        ("김민수", &["민수", "김", "김민수", "김민", "수", "김 민수"]),
        ("McDonald, Ann-Marie", &["mc donald", "annmarie", "ann marie", "marie"]),
        ("D’Angelo", &["dangelo", "d'angelo", "angelo"]),
    ] {
        for q in typed {
            assert!(finds(name, q), "{q:?} finds {name}: {:?}", tokens_of([name, "", "", ""]));
        }
    }
}

#[test]
fn what_only_looks_alike_is_not_found() {
    for (name, q) in [
        ("John Smith", "joe"),
        ("Susan Lee", "sue"),
        ("Jürgen Müller", "uller"),
        ("王小明", "王明"),
        ("김민수", "ㅣㄴ"),
        ("Anna van der Berg", "anderberg"),
        ("Anna Berg", "berganna"),
        ("Sam Lee", "sam leeds"),
    ] {
        assert!(!finds(name, q), "{q:?} finds {name}");
    }
}

#[test]
fn a_text_is_found_by_every_word_of_it() {
    let text: String = (0..300).map(|n| format!("word{n} ")).collect::<String>() + "Mrs O’Brien’s co-operation, Müller";
    let stored = text_words(&text);
    for q in ["word0", "word299", "obriens", "o'brien", "cooperation", "co-operation", "operation", "mueller", "muller"]
    {
        assert!(matches(&query(q), &stored), "{q}");
    }
    assert!(!matches(&query("peration"), &stored));
}

proptest! {
    #[test]
    fn what_is_written_finds_itself(name in "\\PC{1,40}") {
        prop_assert!(finds(&name, &name));
    }

    #[test]
    fn apostrophes_hyphens_and_what_is_unseen_make_no_difference(
        parts in proptest::collection::vec("[a-zäöüé]{1,6}", 2..4),
        apostrophe in proptest::sample::select(vec!["", "'", "’", "ʼ", "ʻ", "`", "´", "\u{ad}", "\u{200b}"]),
        typed in proptest::sample::select(vec!["", "'", "’", "ʼ", "‘", "\u{2011}", "-", " "]),
    ) {
        prop_assert!(finds(&parts.join(apostrophe), &parts.join(typed)));
    }

    #[test]
    fn a_query_asks_for_a_bounded_number_of_words(q in "\\PC{0,400}") {
        let asked = query(&q);
        prop_assert!(asked.len() <= MOST_WORDS && asked.iter().all(|asked| asked.all().count() <= 6));
    }
}
