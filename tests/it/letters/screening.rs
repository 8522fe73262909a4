//! Screening, case by case: the numbers that it finds and those it leaves alone. Every number is a published example or invented.

use commend::letters::screening::{Kind, Piece, mask, screen};

fn found(text: &str) -> Vec<(Kind, &str, String)> {
    screen(text).into_iter().map(|finding| (finding.kind, &text[finding.range], finding.last4)).collect()
}

#[track_caller]
fn only(text: &str, kind: Kind, part: &str, last4: &str) {
    assert_eq!(found(text), [(kind, part, last4.to_owned())], "in {text:?}");
}

#[track_caller]
fn nothing(text: &str) {
    assert_eq!(found(text), [], "in {text:?}");
}

#[test]
fn cards_however_they_are_written() {
    for written in [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111 - 1111 - 1111 - 1111",
        "4111\u{a0}1111\u{a0}1111\u{a0}1111",
        "4\u{200b}111111\u{200d}111111111",
        "4111 1111\n1111 1111",
        "٤١١١ ١١١١ ١١١١ ١١١١",
        "४१११ ११११ ११११ ११११",
        "４１１１　１１１１　１１１１　１１１１",
        "𝟒𝟏𝟏𝟏 𝟏𝟏𝟏𝟏 𝟏𝟏𝟏𝟏 𝟏𝟏𝟏𝟏",
        "④①①① ①①①① ①①①① ①①①①",
        "4\u{fe0f}\u{20e3}111 1111 1111 1111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
    ] {
        only(&format!("My number is {written}, thank you."), Kind::Card, written, "1111");
    }
}

#[test]
fn cards_of_every_issuer() {
    for (number, last4) in [
        ("378282246310005", "0005"),     // American Express
        ("30569309025904", "5904"),      // Diners Club
        ("6011111111111117", "1117"),    // Discover
        ("3530111333300000", "0000"),    // JCB
        ("5555555555554444", "4444"),    // Mastercard
        ("2223003122003222", "3222"),    // Mastercard, the newer range
        ("6759649826438453", "8453"),    // Maestro
        ("6200000000000005", "0005"),    // UnionPay
        ("2200000000000004", "0004"),    // Mir
        ("4222222222222", "2222"),       // Visa, thirteen digits
        ("4000000000000000006", "0006"), // Visa, nineteen digits
    ] {
        only(&format!("({number})"), Kind::Card, number, last4);
    }
}

#[test]
fn cards_among_other_numbers() {
    only("In 2026 4111 1111 1111 1111 was blocked", Kind::Card, "4111 1111 1111 1111", "1111");
    let two = "4111111111111111, 5555555555554444";
    assert_eq!(found(two).len(), 2);
    // An expiry date and a three-digit security code beside the number do not hide it.
    assert!(mask("4111 1111 1111 1111 12/28 123", None).text.starts_with("••••"));
}

#[test]
fn numbers_that_are_no_cards() {
    nothing("4111 1111 1111 1112");
    nothing("Call me on +44 20 7946 0958 or 020 7946 0959.");
    nothing("1111 2222 3333 4444");
    nothing("Tracking 123456789012345678901234");
    nothing("On 21.11.2026 at 10:44 I waited 2,500 seconds for 1 234 567.89");
}

#[test]
fn ibans_of_several_countries() {
    for (number, last4) in [
        ("GB82 WEST 1234 5698 7654 32", "5432"),
        ("GB82WEST12345698765432", "5432"),
        ("gb82 west 1234 5698 7654 32", "5432"),
        ("GB82-WEST-1234-5698-7654-32", "5432"),
        ("DE89 3704 0044 0532 0130 00", "3000"),
        ("FR14 2004 1010 0505 0001 3M02 606", "2606"),
        ("NO93 8601 1117 947", "7947"),
        ("MT84 MALT 0110 0001 2345 MTLC AST0 01S", "001S"),
        ("ＤＥ８９　３７０４　００４４　０５３２　０１３０　００", "3000"),
    ] {
        only(&format!("Pay {number} and be well"), Kind::Iban, number, last4);
    }
    only("IBANGB82WEST12345698765432", Kind::Iban, "GB82WEST12345698765432", "5432");
}

#[test]
fn what_only_looks_like_an_iban() {
    nothing("GB83 WEST 1234 5698 7654 32");
    nothing("I came in 20 minutes before the end of the day and left at 10");
}

#[test]
fn national_identifiers_by_their_form() {
    for (id, last4) in [
        ("536-90-4399", "4399"), // United States
        ("536 90 4399", "4399"),
        ("912-70-1234", "1234"),                                // United States, taxpayer number
        ("QQ 12 34 56 C".replace("QQ", "AB").as_str(), "456C"), // United Kingdom
        ("2 55 08 14 168 025 38", "2538"),                      // France
        ("2 69 05 2A 588 157 17", "5717"),                      // France, Corsica
        ("12345678Z", "678Z"),                                  // Spain
        ("X-1234567-L", "567L"),                                // Spain, foreigner
        ("RSSMRA85T10A562S", "562S"),                           // Italy
        ("111.444.777-35", "7735"),                             // Brazil
        ("811228-9874", "9874"),                                // Sweden
        ("11010519491231002X", "002X"),                         // China
    ] {
        only(&format!("It is {id} they said"), Kind::NationalId, id, last4);
    }
}

#[test]
fn identifiers_nobody_issues() {
    for never in [
        "000-12-3456",
        "666-12-3456",
        "912-40-1234",
        "123-00-4567",
        "123-45-0000",
        "536-904-399",
        "BG123456A",
        "AB123456E",
        "12345678A",
        "111.111.111-11",
        "111.444.777-36",
        "811328-9874",
        "110105194912310021",
        "1-536-90-4399",
    ] {
        nothing(never);
    }
}

#[test]
fn account_numbers_beside_their_word() {
    for (text, number) in [
        ("my account 12345678 was", "12345678"),
        ("Account number: 1234-5678-90.", "1234-5678-90"),
        ("acct. no. 00123456", "00123456"),
        ("a/c 20 30 40 12345678", "20 30 40 12345678"),
        ("the loan we took, no 4471229", "4471229"),
        ("my 12345678 account", "12345678"),
        ("meine Kontonummer lautet 532013000", "532013000"),
        ("mon numéro de compte est le 00050001306", "00050001306"),
        ("mi cuenta 0200051332", "0200051332"),
        ("мой счёт 40817810099910004312", "40817810099910004312"),
        ("ο λογαριασμός μου 01250000001", "01250000001"),
        ("số tài khoản 0123456789", "0123456789"),
        ("我的账号是6222020200", "6222020200"),
        ("口座番号は1234567です", "1234567"),
        ("계좌번호 110123456789", "110123456789"),
        ("रा खाता संख्या 123456789", "123456789"),
        ("บัญชีเลขที่ 1234567890", "1234567890"),
        ("رقم الحساب ١٢٣٤٥٦٧٨", "١٢٣٤٥٦٧٨"),
    ] {
        let findings = found(text);
        assert_eq!(findings.len(), 1, "in {text:?}: {findings:?}");
        assert_eq!((findings[0].0, findings[0].1), (Kind::Account, number), "in {text:?}");
    }
    assert_eq!(found("accounts 12345678 and 87654321").len(), 2);
    only("SSN 536904399", Kind::NationalId, "536904399", "4399");
    only("my card 4111 1111 1111 1112", Kind::Card, "4111 1111 1111 1112", "1112");
}

#[test]
fn numbers_beside_an_account_that_are_none() {
    nothing("I opened my account on 21.11.2026 at noon");
    nothing("my account since 2026-11-21");
    nothing("account in 2019");
    nothing("I lost the account book! Call 5550123456");
    nothing("paid into my account $150000");
    nothing("paid into my account 150000 euros");
    nothing("The number 12345678 stands alone");
    nothing("my accountability, seat 12");
    nothing("contact me on 5550123456");
}

#[test]
fn a_wider_claim_takes_the_narrower_with_it() {
    only("account 4111 1111 1111 1111", Kind::Card, "4111 1111 1111 1111", "1111");
    only("IBAN: DE89 3704 0044 0532 0130 00", Kind::Iban, "DE89 3704 0044 0532 0130 00", "3000");
}

#[test]
fn a_mask_shows_four_and_can_be_taken_apart() {
    let masked = mask("Card 4111 1111 1111 1111, IBAN GB82WEST12345698765432.", None);
    assert_eq!(masked.text, "Card ••••\u{a0}1111, IBAN ••••\u{a0}5432.");
    let pieces: Vec<_> = masked
        .pieces()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Withheld(span) => format!("{:?} {:?}", span.kind, span.last4.as_deref()),
        })
        .collect();
    assert_eq!(pieces, ["Card ", "Card Some(\"1111\")", ", IBAN ", "Iban Some(\"5432\")", "."]);
    assert_eq!(mask("", None).pieces().count(), 0);
}

#[test]
fn a_masked_text_goes_through_json_unchanged() {
    let masked = mask("SSN 536-90-4399", None);
    let json = serde_json::to_string(&masked).unwrap();
    assert!(json.contains(r#""kind":"national_id","last4":"4399""#), "{json}");
    assert_eq!(serde_json::from_str::<commend::letters::screening::MaskedText>(&json).unwrap(), masked);
}
