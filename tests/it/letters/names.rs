//! The client's name, where the client did not let it go along.

use commend::letters::screening::{ClientName, NAME_WITHHELD, mask};

#[track_caller]
fn becomes(name: &str, text: &str, masked: &str) {
    let name = ClientName::new(name);
    let result = mask(text, Some(&name));
    assert_eq!(result.text.replace(NAME_WITHHELD, "*"), masked, "in {text:?}");
    assert_eq!(mask(&result.text, Some(&name)).text, result.text, "masked twice: {text:?}");
}

#[test]
fn whole_names_and_their_parts() {
    becomes("María Ortiz", "I am María Ortiz. Ortiz, María. Maria! Mrs ORTIZ's card", "I am *. *. *! Mrs *'s card");
    becomes("Ewa Nowak-Zielińska", "Nowak! nowak-zielinska; Zielińska, Ewa", "*! *; *");
    becomes("Seán O’Brien", "O'Brien and SEAN O’BRIEN wrote", "* and * wrote");
    becomes("José María del Carmen", "José del Carmen thanks the staff del banco", "* thanks the staff del banco");
    becomes("Søren Kjær", "Soren Kjaer", "*");
}

#[test]
fn never_inside_another_word() {
    becomes(
        "Ann Lee",
        "The Annex sleeps; Leeds is far. Annual fee. Lee",
        "The Annex sleeps; Leeds is far. Annual fee. *",
    );
}

#[test]
fn short_parts_only_in_company() {
    becomes("Li Wu", "Li Wu was here, li said nothing, Mrs Li wrote", "* was here, li said nothing, Mrs * wrote");
    becomes("J. R. Smith", "J. R. Smith, but r and j are letters. Smith", "*, but r and j are letters. *");
}

#[test]
fn everyday_words_stay_words() {
    becomes("Will Young", "I will come back, said Will; will young", "I will come back, said *; *");
}

#[test]
fn scripts_of_their_own() {
    becomes("王小明", "我是王小明。", "我是*。");
    becomes("山田 太郎", "山田太郎です。太郎より", "*です。*より");
    becomes("Ольга Иванова", "С уважением, ОЛЬГА ИВАНОВА, Ольгам", "С уважением, *, Ольгам");
    becomes("Νίκος Παππάς", "Ο ΝΙΚΟΣ Παππας", "Ο *");
    becomes("فاطمة حسن", "أنا فاطمة حسن", "أنا *");
}

#[test]
fn numbers_and_names_together() {
    becomes("Ana Ruiz", "Ana Ruiz, card 4111111111111111, Ruiz", "*, card ••••\u{a0}1111, *");
    becomes("", "nothing to withhold", "nothing to withhold");
    becomes("Name Withheld", "Name withheld by request", "* by request");
}
