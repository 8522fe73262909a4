//! Letters in the scripts of a bank's clients: with the machine's fonts they are shown, and their text is preserved.

use std::sync::LazyLock;

use commend::documents::{Folders, Renderer};

use super::extracted_text::{assert_says, kept, text_as_it_stands, text_of};
use super::sample;
use crate::support::{squeezed, tool};

/// A renderer that sees the fonts of this machine: Debian's `fonts-noto-core` and `fonts-noto-cjk`.
pub fn renderer() -> &'static Renderer {
    static RENDERER: LazyLock<Renderer> =
        LazyLock::new(|| Renderer::new(Folders::system_and(Vec::new())).expect("the built-in fonts parse"));
    &RENDERER
}

/// Language and letter: a thank-you for help with a transfer, without names.
pub const LETTERS: [(&str, &str); 38] = [
    (
        "ar",
        "إلى من يهمّه الأمر،\n\nبقيت بريا معي على الهاتف ساعةً كاملة حتى وصلت الحوالة رقم 4471. لم تجعلني أشعر بالحرج قط، وشرحت كل خطوة بهدوء.\n\nشكرًا جزيلًا لها ولمن يعمل معها.",
    ),
    ("fa", "با سپاس فراوان از پریا که یک ساعت پای تلفن ماند و گره کار ما را گشود. هیچ‌گاه فراموش نمی‌کنم."),
    (
        "ur",
        "پریا نے ایک گھنٹے تک فون پر میری مدد کی اور رقم وقت پر پہنچ گئی۔ میں ان کا شکر گزار ہوں۔ اللہ آپ کو خوش رکھے۔",
    ),
    ("he", "פריה נשארה איתי על הקו שעה שלמה, עד שהכסף הגיע (העברה 4471). תודה מקרב לב!"),
    (
        "hi",
        "प्रिया जी ने पूरे एक घंटे तक फ़ोन पर रहकर मेरी मदद की। उन्होंने हर कदम धैर्य से समझाया और पैसा समय पर पहुँच गया। हार्दिक धन्यवाद।",
    ),
    ("bn", "প্রিয়া এক ঘণ্টা ধরে ফোনে থেকে আমাকে সাহায্য করেছেন। টাকা ঠিক সময়ে পৌঁছেছে। অনেক ধন্যবাদ।"),
    ("ta", "பிரியா ஒரு மணி நேரம் தொலைபேசியில் இருந்து எனக்கு உதவினார். பணம் சரியான நேரத்தில் வந்தது. மிக்க நன்றி."),
    ("te", "ప్రియ గారు ఒక గంట పాటు ఫోన్‌లో ఉండి నాకు సహాయం చేశారు. చాలా ధన్యవాదాలు."),
    ("th", "คุณปริยาอยู่ในสายกับฉันหนึ่งชั่วโมงเต็มจนกว่าเงินจะมาถึง เธออธิบายทุกขั้นตอนอย่างใจเย็นและไม่เคยทำให้ฉันรู้สึกตัวเล็กเลย ขอบคุณมากค่ะ"),
    ("km", "អ្នកនាងព្រីយ៉ាបានជួយខ្ញុំតាមទូរស័ព្ទអស់មួយម៉ោង។ សូមអរគុណច្រើន។"),
    (
        "zh-Hans",
        "普里娅在电话里陪了我整整一个小时，直到款项到账为止。她耐心地解释每一个步骤，从来没有让我觉得自己渺小。衷心感谢她和她的同事们！",
    ),
    ("zh-Hant", "普里婭在電話裡陪了我整整一個小時，直到款項到帳為止。她耐心地解釋每一個步驟，衷心感謝她！"),
    (
        "ja",
        "プリヤさんは、お金が届くまで一時間も電話で付き添ってくださいました。手続きをひとつひとつ丁寧に説明してくださり、心から感謝しております。",
    ),
    (
        "ko",
        "프리야 님은 돈이 도착할 때까지 한 시간 동안 전화로 함께해 주셨습니다. 모든 단계를 차분하게 설명해 주셔서 진심으로 감사드립니다.",
    ),
    ("ka", "პრია მთელი საათი ტელეფონზე იყო და ყველა ნაბიჯი ამიხსნა. დიდი მადლობა."),
    ("am", "ፕሪያ ለአንድ ሰዓት ያህል በስልክ ረዳችኝ። በጣም አመሰግናለሁ።"),
    ("hy", "Պրիան մի ամբողջ ժամ հեռախոսով օգնեց ինձ։ Շնորհակալություն նրան։"),
    ("gu", "પ્રિયાએ એક કલાક સુધી ફોન પર રહીને મને મદદ કરી. ખૂબ ખૂબ આભાર."),
    ("pa", "ਪ੍ਰਿਆ ਨੇ ਇੱਕ ਘੰਟੇ ਤੱਕ ਫ਼ੋਨ ਉੱਤੇ ਮੇਰੀ ਮਦਦ ਕੀਤੀ। ਬਹੁਤ ਬਹੁਤ ਧੰਨਵਾਦ।"),
    ("or", "ପ୍ରିୟା ଏକ ଘଣ୍ଟା ଧରି ଫୋନରେ ମୋତେ ସାହାଯ୍ୟ କଲେ। ବହୁତ ଧନ୍ୟବାଦ।"),
    ("kn", "ಪ್ರಿಯಾ ಅವರು ಒಂದು ಗಂಟೆ ಫೋನ್‌ನಲ್ಲಿದ್ದು ನನಗೆ ಸಹಾಯ ಮಾಡಿದರು. ತುಂಬಾ ಧನ್ಯವಾದಗಳು."),
    ("ml", "പ്രിയ ഒരു മണിക്കൂർ ഫോണിൽ നിന്ന് എന്നെ സഹായിച്ചു. വളരെ നന്ദി."),
    ("si", "ප්‍රියා මහත්මිය පැයක් දුරකථනයෙන් මට උදව් කළා. ශ්‍රී ලංකාවෙන් බොහොම ස්තූතියි."),
    ("lo", "ທ່ານປຣິຍາຊ່ວຍຂ້ອຍທາງໂທລະສັບໜຶ່ງຊົ່ວໂມງເຕັມ ຂອບໃຈຫຼາຍໆ"),
    ("my", "ပရိယာသည် တစ်နာရီလုံး ဖုန်းဖြင့် ကူညီပေးခဲ့ပါသည်။ ကျေးဇူးအများကြီးတင်ပါသည်။"),
    ("bo", "བཀྲ་ཤིས་བདེ་ལེགས། ཁོང་གིས་ང་ལ་རོགས་པ་ཆེན་པོ་གནང་བྱུང་། ཐུགས་རྗེ་ཆེ།"),
    ("ckb", "پریا کاتژمێرێک لەسەر تەلەفۆن یارمەتیی دام و هەموو هەنگاوێکی ڕوون کردەوە. زۆر سوپاس."),
    ("ug", "پرىيا بىر سائەت تېلېفوندا ماڭا ياردەم قىلدى. كۆپ رەھمەت سىزگە."),
    ("yi", "פּריִאַ איז געבליבן אַ גאַנצע שעה אויפֿן טעלעפֿאָן. אַ גרויסן דאַנק."),
    ("dv", "ޕްރިޔާ އެއްގަޑިއިރު ފޯނުގައި އަހަންނަށް އެހީވި. ވަރަށް ބޮޑަށް ޝުކުރިއްޔާ."),
    ("ar-voc", "السَّلَامُ عَلَيْكُمْ وَرَحْمَةُ اللهِ وَبَرَكَاتُهُ. شُكْرًا جَزِيلًا لِلسَّيِّدَةِ بْرِيَا عَلَى مُسَاعَدَتِهَا الْكَبِيرَةِ لَنَا"),
    ("shn", "ၼႆႉပဵၼ်လိၵ်ႈတႆး။ ယွၼ်ႉၼၼ် ႁၵ်ႉသူ ၼႆႉပဵၼ်လိၵ်ႈတႆးၼႆႉပဵၼ်လိၵ်ႈတႆးၼႆႉပဵၼ်လိၵ်ႈတႆးၼႆႉပဵၼ်လိၵ်ႈတႆးၼႆႉပဵၼ်လိၵ်ႈတႆး။"),
    ("ff-Adlm", "𞤔𞤢𞥄𞤪𞤢𞤥𞤢 𞤆𞤪𞤭𞤴𞤢, 𞤸𞤢𞤥𞤣𞤢𞤤 𞤥𞤢𞥄 𞤬𞤮𞤲𞤼𞤢 𞤲𞤢𞤤𞤣𞤫 𞤦𞤢𞤲𞤳𞤭 𞤥𞤢𞥄 𞤸𞤢𞤲𞤣𞤫 𞤲'𞤣𞤭𞤴𞤢𞤥 𞤸𞤢𞥄 𞤳𞤮 𞤤𞤢𞤦𞤭."),
    ("rhg-Rohg", "𐴀𐴝𐴏𐴓𐴝𐴙𐴠𐴑𐴟𐴔 𐴌𐴟𐴇𐴥𐴝𐴃𐴢 𐴓𐴝 𐴉𐴟𐴑𐴧𐴟𐴌𐴢 𐴃𐴡𐴔𐴝 𐴀𐴝𐴏𐴓𐴝𐴙𐴠𐴑𐴟𐴔 𐴌𐴟𐴇𐴥𐴝𐴃𐴢 𐴓𐴝 𐴉𐴟𐴑𐴧𐴟𐴌𐴢."),
    ("nqo", "ߌ ߣߌ߫ ߗߋ߫ ߔߙߌߦߊ߫، ߌ ߞߊ߫ ߒ ߘߍ߬ߡߍ߲߬ ߞߏߛߓߍ߫ ߕߎ߬ߡߊ߬ ߞߋߟߋ߲ ߞߣߐ߫."),
    ("syr", "ܬܘܕܝ ܣܓܝ ܠܟܝ ܦܪܝܐ ܥܠ ܥܘܕܪܢܟܝ ܒܬܠܝܦܘܢ ܚܕܐ ܫܥܬܐ."),
    ("chr", "ᎣᏏᏲ ᏩᏙ ᎤᎵᎮᎵᏍᏗ ᏓᏆᏙᎥ ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ."),
    (
        "vi",
        "Chị Priya đã ở lại với tôi trên điện thoại suốt một giờ đồng hồ. Tôi xin chân thành cảm ơn chị ấy và đồng nghiệp!",
    ),
];

/// Normalises spelling for a comparison of a text and its copy: composition, marks of direction, and line breaks in languages
/// without spaces do not count.
///
/// `tests/readers.py` compares in the same way.
fn comparable(text: &str, language: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let steering =
        |c: char| matches!(c, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain = squeezed(&text.nfd().filter(|&c| !steering(c)).collect::<String>());
    if is_spaceless(language) { plain.replace(' ', "") } else { plain }
}

/// True if lines of a language break elsewhere than at spaces.
pub fn is_spaceless(language: &str) -> bool {
    matches!(language, "th" | "km" | "lo" | "my" | "shn" | "bo" | "ja") || language.starts_with("zh")
}

/// True if a language is written from right to left.
pub fn is_from_the_right(language: &str) -> bool {
    matches!(
        language,
        "ar" | "fa" | "ur" | "he" | "ckb" | "ug" | "yi" | "dv" | "ar-voc" | "ff-Adlm" | "rhg-Rohg" | "nqo" | "syr"
    )
}

/// The words of a letter. In right-to-left text, punctuation may be extracted at the other side of its word, so it is
/// dropped.
fn pieces(words: &str, language: &str) -> Vec<String> {
    let plain = comparable(words, language);
    let stop = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | '!' | '(' | ')' | '،' | '۔');
    plain.split(stop).filter(|piece| !piece.is_empty()).map(str::to_owned).collect()
}

#[test]
fn what_was_written_comes_back_in_every_script() {
    let mut wrong = Vec::new();
    for (language, words) in LETTERS {
        let rendered = renderer().letter(&sample::saying(words, language)).expect("a letter");
        assert!(
            rendered.without_font.is_empty(),
            "{language}: install fonts-noto-core and fonts-noto-cjk, as ./check does"
        );
        let name = format!("script-{language}");
        let copy =
            if is_from_the_right(language) { text_as_it_stands(&name, &rendered) } else { text_of(&name, &rendered) };
        // Input for the other programs that ./check runs.
        let wanted = serde_json::json!({ "spaceless": is_spaceless(language), "words": pieces(words, language) });
        let beside = kept(&name, &rendered).with_extension("json");
        std::fs::write(beside, wanted.to_string()).expect("the target folder can be written");
        for piece in pieces(words, language) {
            if !comparable(&copy, language).contains(&piece) {
                wrong.push(format!("{language}: {piece}"));
            }
        }
        let check = tool(std::process::Command::new("qpdf").arg("--check").arg(kept(&name, &rendered)));
        assert_says(&check, "No syntax or stream encoding errors found");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The text that MuPDF extracts for a word. MuPDF assumes that glyphs are written from left to right and reverses
/// right-to-left words. A letter's words are written in reading order, which poppler finds by their positions; so MuPDF
/// returns the letters of each word reversed.
fn as_mupdf_says(piece: &str, language: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    // Letters outside the Basic Multilingual Plane are written from left to right, for MuPDF as for the other programs.
    let turned = is_from_the_right(language) && piece.chars().any(|c| c.is_alphabetic() && c <= '\u{ffff}');
    // A composed character is reversed as one.
    if turned { piece.nfc().collect::<Vec<_>>().into_iter().rev().nfd().collect() } else { piece.to_owned() }
}

#[test]
fn a_second_program_reads_the_same_words() {
    let mut wrong = Vec::new();
    for (language, words) in LETTERS {
        let rendered = renderer().letter(&sample::saying(words, language)).expect("a letter");
        let pdf = kept(&format!("script-mupdf-{language}"), &rendered);
        let copy = tool(std::process::Command::new("mutool").args(["draw", "-q", "-F", "txt", "-o", "-"]).arg(pdf));
        let copy = comparable(&copy, language);
        for piece in pieces(words, language) {
            let expected = as_mupdf_says(&piece, language);
            if !copy.contains(&expected) {
                wrong.push(format!("{language}: {piece}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Emoji of one and of several characters: joined, with a skin tone, a flag, a keycap, a heart with a variation selector, a
/// tag sequence.
const EMOJI: [&str; 9] = [
    "\u{1f970}",
    "\u{1fae9}",
    "\u{1f469}\u{200d}\u{2695}\u{fe0f}",
    "\u{1f44d}\u{1f3fd}",
    "\u{1f1e9}\u{1f1ea}",
    "1\u{fe0f}\u{20e3}",
    "\u{2764}\u{fe0f}",
    "\u{1f937}\u{200d}\u{2642}\u{fe0f}",
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
];

#[test]
fn emoji_are_built_in_and_come_back_character_by_character() {
    let written = format!("Thank you, Priya {} from all of us.", EMOJI.join(" and "));
    let rendered = sample::renderer().letter(&sample::saying(&written, "en")).expect("a letter");
    assert_eq!(rendered.without_font, Vec::<char>::new());
    assert_says(&text_of("emoji", &rendered), &written);
}

#[test]
fn hebrew_with_points_is_built_in_and_comes_back_with_them() {
    let written = "\u{5e9}\u{5b8}\u{5c1}\u{5dc}\u{5d5}\u{5b9}\u{5dd}";
    let rendered = sample::renderer().letter(&sample::saying(written, "he")).expect("a letter");
    assert_says(&text_as_it_stands("points", &rendered), written);
}
