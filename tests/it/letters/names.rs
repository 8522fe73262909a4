//! Masking of the client's name without consent: every spelling is masked, short or common names are left to the banker, and
//! other words stay.

use commend::letters::screening::{ClientName, NAME_WITHHELD, mask, mask_in_doubt, withhold};

#[track_caller]
fn becomes(name: &str, text: &str, masked: &str) {
    let name = ClientName::new(name);
    let result = mask(text, Some(&name));
    assert_eq!(result.text.replace(NAME_WITHHELD, "*"), masked, "in {text:?}");
    assert_eq!(mask(&result.text, Some(&name)).text, result.text, "masked twice: {text:?}");
}

/// Checks the places that are left to the banker.
#[track_caller]
fn asks(name: &str, text: &str, expected: &[&str]) {
    let withheld = withhold(text, Some(&ClientName::new(name)), &[]);
    let asked: Vec<&str> = withheld.maybe.into_iter().map(|place| &text[place]).collect();
    assert_eq!(asked, expected, "in {text:?}, which becomes {:?}", withheld.masked.text);
}

#[test]
fn whole_names_and_their_parts() {
    becomes("María Ortiz", "I am María Ortiz. Ortiz, María. Maria! Mrs ORTIZ's card", "I am *. *. *! Mrs *'s card");
    becomes("Ewa Nowak-Zielińska", "Nowak! nowak-zielinska; Zielińska, Ewa", "*! *; *");
    becomes("Seán O’Brien", "O'Brien and SEAN O’BRIEN wrote", "* and * wrote");
    becomes("José María del Carmen", "José del Carmen thanks the staff del banco", "* thanks the staff del banco");
    becomes("Søren Kjær", "Soren Kjaer", "*");
    becomes("Dr. Robert Smith, Jr.", "Dr. Smith said so. ROBERT! The dr said: jr", "Dr. * said so. *! The dr said: jr");
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
    becomes("Noé", "No, no. Noé", "No, no. *");
    becomes("Asher Aman", "Thank you as her friend, a man said", "Thank you as her friend, a man said");
    becomes("John Doe", "I do what she does, Doe", "I do what she does, *");
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

#[test]
fn every_apostrophe_hyphen_and_blank() {
    for between in [
        "'",
        "`",
        "´",
        "‘",
        "’",
        "ʻ",
        "ʼ",
        "′",
        "＇",
        "׳",
        "ꞌ",
        "",
        " ",
        "-",
        "\u{2011}",
        "\u{ad}",
        "\u{200b}",
        "\u{2060}'",
    ] {
        becomes("Siobhán O'Brien", &format!("Yours, O{between}Brien"), "Yours, *");
        becomes("Siobhán O'Brien", &format!("SIOBHAN O{between}BRIEN!"), "*!");
        becomes(&format!("Siobhán O{between}Brien"), "O’Brien or OBrien", "* or *");
    }
    becomes("Mary Ann McDonald", "Maryann, thanks Mary-Ann thanks McDonald", "*, thanks * thanks *");
    becomes("Mary-Ann Mc Donald", "Mary Ann thanks MaryAnn, thanks MCDONALD", "* thanks *, thanks *");
    becomes("Jan van der Berg", "Jan Vanderberg thanks van der Berg. van der Meer", "* thanks *. van der Meer");
    becomes("Siobhan", "Sio-bhan; Siob-\nhan; S i o b h a n; S I O B H Á N", "*; *; *; *");
    becomes("SiobhanOBrien", "Siobhan wrote, O'Brien signed", "* wrote, * signed");
}

#[test]
fn the_longer_spelling_of_a_letter_and_the_shorter() {
    for written in ["Müller", "Mu\u{308}ller", "Mueller", "MUELLER", "Muller"] {
        for name in ["Müller", "Mueller", "Muller"] {
            becomes(name, &format!("It was {written}."), "It was *.");
        }
    }
    becomes("Håkon Ås", "Haakon Aas thanks Hakon As", "* thanks *");
    becomes("Đoković", "Djokovic! Dokovic", "*! *");
    becomes("Søren Weiß", "Soeren Weiss! Sören Weiß", "*! *");
    becomes("Işık Öztürk", "Isik Oeztuerk! IŞIK OZTURK", "*! *");
    becomes("Nguyễn Thị Ánh", "nguyen thi anh; Ánh Nguyễn", "*; *");
}

#[test]
fn a_possessive_s_and_initials() {
    becomes("Siobhán O'Brien", "O'Brien's card; the O'Briens; O'Briens' house", "*'s card; the *; *' house");
    becomes("Jürgen Müller", "Müllers Konto! J. Müller", "* Konto! *");
    becomes("Siobhán O'Brien", "S. O'Brien\nS.O.", "*\n*.");
    asks("Siobhán O'Brien", "It was S.O. who came", &["S.O"]);
    becomes("Anna", "Annas Karte, Annex", "* Karte, Annex");
}

#[test]
fn within_addresses() {
    becomes("Siobhán O'Brien", "write to siobhan.obrien@mail.test, please", "write to *, please");
    becomes("Siobhán O'Brien", "<sobrien@mail.test> (@obriens_1) #TeamSiobhan", "<*> (*) *");
    becomes("Jürgen Müller", "jmueller@mail.test, juergen@mail.test; j.muller77@mail.test", "*, *; *");
    becomes("Siobhán O'Brien", "See https://people.test/siobhan-obrien/about?x=1.", "See *.");
    becomes("Ann Lee", "info@bank.test leela@mail.test annlee@mail.test", "info@bank.test leela@mail.test *");
    becomes("Will Young", "will@mail.test or goodwill@mail.test", "* or goodwill@mail.test");
    asks("Mark Bell", "Ask marketing@bank.test.", &["marketing@bank.test"]);
    let own = ClientName::new("Cathy Stone").with_address("kitty.x99@mail.test");
    assert_eq!(
        mask("Mail Kitty.X99@mail.test or @kittyx99", Some(&own)).text.replace(NAME_WITHHELD, "*"),
        "Mail * or *"
    );
}

#[test]
fn names_of_han_characters_kana_and_hangul() {
    becomes(
        "王小明",
        "王先生和小明说，老王、小王都来了。王 小 明，小明王，王·小明",
        "*先生和*说，老*、小*都来了。*，*，*",
    );
    becomes("王小明", "明天国王来", "明天国王来");
    becomes("欧阳娜娜", "欧阳女士，娜娜", "*女士，*");
    becomes("山田太郎", "山田さんと太郎くん、太郎 山田", "*さんと*くん、*");
    becomes("タナカ", "ﾀﾅｶです。たなか様", "*です。*様");
    becomes("김민수", "김민수는 민수씨와 김 과장님, 민수가 국민수영장", "*는 *씨와 * 과장님, *가 국민수영장");
    becomes("Maria Ortiz", "私はMariaです", "私は*です");
    asks("王小明", "我是王。", &["王"]);
    becomes("王小明", "谢谢\n王", "谢谢\n*");
}

#[test]
fn each_of_a_client_s_names_and_the_longest_of_them_first() {
    let name = ClientName::of(["小明", "王小明", "Ana Ruiz", "A. Ruiz-Gómez"]);
    let masked = mask("王小明, Ana Ruiz Gomez. Ruiz! Gómez", Some(&name)).text;
    assert_eq!(masked.replace(NAME_WITHHELD, "*"), "*, *. *! *");
    let long: Vec<String> = ('a'..='z').flat_map(|c| [format!("{c}ozku"), format!("{c}izmo")]).collect();
    let name = ClientName::of([long.join(" ").as_str(), "Zuzana"]);
    assert_eq!(mask("zozku; Zuzana", Some(&name)).text.replace(NAME_WITHHELD, "*"), "*; *");
}

#[test]
fn words_that_others_write_onto_a_name() {
    becomes("فاطمة حسن", "وفاطمة لفاطمه", "و* ل*");
    becomes("रमा शर्मा", "रमा शर्मा, राम", "*, राम");
    becomes("สมชาย ใจดี", "คุณสมชายครับ", "คุณ*ครับ");
    asks("Ольга Иванова", "Это была Ольги подруга", &["Ольги"]);
    asks("Ewa Nowak", "Dziękuję od Nowaka", &["Nowaka"]);
    becomes("Ольга Иванова", "от Ольги Ивановой", "от *");
}

#[test]
fn what_only_a_reader_can_tell() {
    asks("Will Young", "Will you come? I will.", &["Will"]);
    asks("May Chen", "On 3 May I came. In May, too.", &["May", "May"]);
    asks("Bo", "Bo was here", &["Bo"]);
    asks("An Li", "An apple for Li", &["An", "Li"]);
    asks("Rose", "thank you all, rose", &["rose"]);
    becomes("Rose Hill", "Thanks to all of you.\nRose", "Thanks to all of you.\n*");
    becomes("Li Wu", "Mrs Li; Li-san", "Mrs *; *-san");
    asks("Ольга Иванова", "Yours, Olga Ivanova", &["Olga", "Ivanova"]);
    asks("王小明", "Thanks, Xiaoming", &["Xiaoming"]);
    asks("Nikos Papadopoulos", "Με εκτίμηση, Παπαδόπουλος", &["Παπαδόπουλος"]);
    // Every place in doubt is masked where no banker is asked.
    let name = ClientName::new("May Chen");
    assert_eq!(mask_in_doubt("May came, you may go", Some(&name)).text, "[name withheld] came, you may go");
}

#[test]
fn a_name_that_a_colleague_has_too_is_for_the_banker() {
    let name = ClientName::new("Priya Ortiz").beside(["Priya Raman", "Sam Lee"]);
    let text = "Priya found it. Yours, Priya Ortiz";
    let withheld = withhold(text, Some(&name), &[]);
    assert_eq!(withheld.masked.text, "Priya found it. Yours, [name withheld]");
    let asked: Vec<&str> = withheld.maybe.into_iter().map(|place| &text[place]).collect();
    assert_eq!(asked, ["Priya"]);
}

#[test]
fn what_is_withheld_by_hand_shows_nothing() {
    let name = ClientName::new("Ana Ruiz");
    let text = "Your Nana, card 4111 1111 1111 1111, Ana";
    let at = |part: &str| text.find(part).map(|start| start..start + part.len()).unwrap();
    let by_hand = |places: &[std::ops::Range<usize>]| withhold(text, Some(&name), places).masked.text;
    assert_eq!(by_hand(&[at("Nana")]), "Your [withheld], card ••••\u{a0}1111, [name withheld]");
    assert_eq!(by_hand(&[at("1111, A")]), "Your Nana, card [withheld]", "nothing is left of what it touches");
    assert_eq!(by_hand(&[at("card 4111 1111 1111 1111")]), "Your Nana, [withheld], [name withheld]");
    let answered = [text.find("Nana").map(|start| start..start + 4).unwrap()];
    assert!(withhold("Your Will", Some(&ClientName::new("Will")), &answered).maybe.is_empty());
    let twice = withhold(&by_hand(&[at("Nana")]), Some(&name), &[]).masked.text;
    assert_eq!(twice, by_hand(&[at("Nana")]));
}
