//! Words, as data: those that announce a number, and those that need care when a client's name is masked.
//!
//! In the lists of labels a space at an end is the end of a word; without it the word may go on ("konto" also finds
//! "Kontonummer"). Everything is folded before it is compared, so case and marks do not matter here.

pub(super) const NATIONAL_IDS: &[&str] = &[
    // English
    " ssn ",
    " social security ",
    " itin ",
    " taxpayer ",
    " tax id ",
    " national insurance ",
    " nino ",
    " nhs ",
    " social insurance ",
    " national id ",
    " identity card ",
    " passport",
    " aadhaar ",
    // German, Dutch, Nordic
    " steuer id ",
    " steueridentifikationsnummer ",
    " sozialversicherungsnummer ",
    " personalausweis",
    " reisepass",
    " bsn ",
    " burgerservicenummer ",
    " personnummer ",
    " fødselsnummer ",
    " cpr ",
    " henkilötunnus ",
    // French, Italian, Spanish, Portuguese, Romanian
    " sécurité sociale ",
    " numéro fiscal ",
    " passeport ",
    " codice fiscale ",
    " dni ",
    " nif ",
    " pasaporte ",
    " número de identidad ",
    " cpf ",
    " cnp ",
    // Polish, Czech, Turkish, Russian, Greek, Hebrew
    " pesel ",
    " rodné číslo ",
    " kimlik no",
    " снилс ",
    " инн ",
    " паспорт",
    " αφμ ",
    " αμκα ",
    " תעודת זהות ",
    // Chinese, Japanese, Korean
    "身份证",
    "身分證",
    "マイナンバー",
    "주민등록번호",
];

pub(super) const CARDS: &[&str] = &[
    // English, and names that are the same everywhere
    " card ",
    " cards ",
    " debit ",
    " visa ",
    " mastercard ",
    " amex ",
    // German, Dutch, Nordic
    " karte ",
    " karten",
    " kreditkarte",
    " kaart ",
    " kort ",
    " kortnummer",
    " kortti",
    // French, Italian, Spanish, Portuguese
    " carte ",
    " carta ",
    " tarjeta",
    " cartão ",
    // Slavic languages, Turkish, Greek, Hebrew, Arabic
    " karta ",
    " karty ",
    " kartu ",
    " kart ",
    " карт",
    " κάρτα",
    " כרטיס",
    " بطاقة",
    // Chinese, Japanese, Korean
    "卡号",
    "卡號",
    "カード",
    "카드",
];

pub(super) const ACCOUNTS: &[&str] = &[
    // English
    " account",
    " acct ",
    " acc ",
    " a c ",
    " loan",
    " mortgage",
    " savings ",
    " checking ",
    " routing ",
    " sort code ",
    " member number ",
    " customer number ",
    " policy number ",
    " iban ",
    // German, Dutch, Nordic, Finnish
    " konto",
    " darlehen",
    " kredit",
    " sparbuch",
    " rekening",
    " lening ",
    " hypotheek ",
    " lån ",
    " lånet ",
    " tili",
    " laina",
    // French, Italian, Spanish, Portuguese, Romanian
    " compte",
    " prêt ",
    " emprunt",
    " conto ",
    " conti ",
    " prestito ",
    " mutuo ",
    " cuenta",
    " préstamo",
    " hipoteca",
    " conta ",
    " contas ",
    " empréstimo",
    " cont ",
    " contul ",
    " împrumut",
    // Slavic languages, Hungarian
    " rachun",
    " kont",
    " pożyczk",
    " účet",
    " účt",
    " úvěr",
    " račun",
    " számla",
    " hitel",
    " счёт",
    " рахун",
    " кредит",
    " сметка",
    // Turkish, Azeri, Vietnamese, Malay, Greek
    " hesap",
    " hesab",
    " kredi ",
    " tài khoản ",
    " akaun",
    " λογαριασμ",
    " δάνει",
    // Hebrew, Arabic, Hindi, Thai
    " חשבון",
    " حساب",
    " الحساب",
    " खात",
    "บัญชี",
    // Chinese, Japanese, Korean
    "账户",
    "账号",
    "帳戶",
    "賬戶",
    "帳號",
    "贷款",
    "貸款",
    "口座",
    "계좌",
    "대출",
];

/// Parts of names that are words of their own in the language they come from. Masked within a name, never alone.
pub(super) const PARTICLES: &[&str] = &[
    "del", "della", "dello", "delle", "des", "dos", "das", "los", "las", "van", "von", "vom", "der", "den", "ter",
    "ten", "bin", "ibn", "bint", "the", "and", "und", "for", "san", "santa", "saint", "mrs", "miss", "mister", "herr",
    "frau", "jnr", "snr", "iii",
];

/// Names that are everyday words: written small they are taken for the word ("I will", "in may"), unless another part
/// of the name stands beside them.
pub(super) const EVERYDAY: &[&str] = &[
    "april", "art", "august", "baker", "bank", "bell", "best", "bill", "bird", "black", "blue", "brook", "brown",
    "chase", "child", "cook", "cross", "daisy", "dawn", "day", "dean", "dear", "faith", "field", "ford", "forest",
    "fox", "frank", "gold", "good", "grace", "grant", "gray", "green", "grey", "hall", "hand", "hart", "heart", "hill",
    "holly", "home", "hope", "house", "hunt", "iris", "ivy", "joy", "june", "just", "kind", "king", "knight", "lane",
    "lily", "little", "long", "love", "major", "many", "mark", "may", "max", "mercy", "mild", "miles", "moon", "more",
    "much", "new", "old", "olive", "page", "park", "pat", "peace", "pearl", "penny", "pierce", "pool", "poor", "power",
    "price", "read", "reed", "rich", "river", "rob", "rock", "root", "rose", "ruby", "ruth", "sage", "self", "sharp",
    "short", "sky", "small", "snow", "speed", "star", "stone", "street", "strong", "sue", "summer", "sweet", "swift",
    "violet", "ward", "waters", "way", "wells", "west", "white", "will", "winter", "wise", "wood", "woods", "young",
];

/// Titles after which even a name of one or two letters is a name: "Mrs Li".
pub(super) const HONORIFICS: &[&str] = &[
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "madam", "herr", "herrn", "frau", "mme", "mlle", "monsieur",
    "madame", "m", "sr", "sra", "srta", "don", "dona", "señor", "señora", "sig", "signor", "signora", "dhr", "mevr",
    "pan", "pani", "bay", "bayan",
];
