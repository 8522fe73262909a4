//! The words of each language, read from the resources that are built in.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentResource, FluentValue};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::Locale;
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Embedded;

/// The reference language.
const REFERENCE: &str = "en";

/// The folder of the languages that only the pages of clients have.
const FOR_CLIENTS: &str = "clients/";

/// The words of one language.
pub(super) struct Catalogue {
    pub tag: String,
    pub id: LanguageIdentifier,
    /// The same for days and numbers.
    pub locale: Locale,
    pub is_rtl: bool,
    /// It has the words of clients' pages alone.
    pub is_for_clients: bool,
    pub bundle: FluentBundle<FluentResource>,
}

/// Every language, the reference first.
pub(super) static CATALOGUES: LazyLock<Vec<Catalogue>> = LazyLock::new(|| {
    let mut catalogues: Vec<_> = resources().into_iter().map(|(folder, texts)| catalogue(&folder, texts)).collect();
    catalogues.sort_by_key(|catalogue| (catalogue.tag != REFERENCE, catalogue.is_for_clients));
    assert_eq!(catalogues[0].tag, REFERENCE, "the reference language is built in");
    catalogues
});

/// The texts of the resources of each language, by its folder.
fn resources() -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in Embedded::iter() {
        let Some((folder, _)) = path.rsplit_once('/').filter(|(_, file)| file.ends_with(".ftl")) else { continue };
        if let Some(file) = Embedded::get(&path) {
            found.entry(folder.to_owned()).or_default().push(String::from_utf8_lossy(&file.data).into_owned());
        }
    }
    found
}

/// A resource with an error keeps its other messages; the tests refuse it.
fn catalogue(folder: &str, texts: Vec<String>) -> Catalogue {
    let tag = folder.strip_prefix(FOR_CLIENTS).unwrap_or(folder);
    let id: LanguageIdentifier = tag.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id.clone()]);
    // `Sentence` isolates values where the direction asks for it; everywhere else the marks would only be in the way of a search.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(number));
    for text in texts {
        let resource = FluentResource::try_new(text).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    // English alone does not say whether the day or the month comes first.
    let dates = bundle.get_message("language-dates").and_then(|message| message.value());
    let dates = dates.map(|pattern| bundle.format_pattern(pattern, None, &mut Vec::new()).into_owned());
    let locale = dates.and_then(|tag| tag.parse().ok()).unwrap_or(Locale::UNKNOWN);
    let is_rtl = id.character_direction() == unic_langid::CharacterDirection::RTL;
    Catalogue { tag: tag.to_owned(), id, locale, is_rtl, is_for_clients: tag != folder, bundle }
}

/// Numbers with the digits and the grouping of the language.
fn number<M: fluent_bundle::memoizer::MemoizerKind>(value: &FluentValue, memoizer: &M) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let written = number.as_string();
    let decimal: Decimal = written.parse().ok()?;
    memoizer.with_try_get_threadsafe::<Numbers, _, _>((), |numbers| numbers.0.format(&decimal).to_string()).ok()
}

/// The number format of one language, kept by Fluent's memoizer.
struct Numbers(DecimalFormatter);

impl intl_memoizer::Memoizable for Numbers {
    type Args = ();
    type Error = ();

    fn construct(id: LanguageIdentifier, (): ()) -> Result<Self, ()> {
        let locale: Locale = id.to_string().parse().map_err(drop)?;
        DecimalFormatter::try_new(locale.into(), Default::default()).map(Self).map_err(drop)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The ids of the messages in a text, with those of their attributes.
    fn ids(text: &str) -> BTreeSet<String> {
        let resource =
            FluentResource::try_new(text.to_owned()).unwrap_or_else(|(_, errors)| panic!("{errors:?}:\n{text}"));
        let message = |entry: &fluent_syntax::ast::Entry<&str>| match entry {
            fluent_syntax::ast::Entry::Message(message) => Some(message.id.name.to_owned()),
            fluent_syntax::ast::Entry::Term(term) => Some(format!("-{}", term.id.name)),
            _ => None,
        };
        resource.entries().filter_map(message).collect()
    }

    #[test]
    fn no_language_lacks_a_message_or_has_one_too_many() {
        let all = resources();
        let of = |tag: &str| all[tag].iter().flat_map(|text| ids(text)).collect::<BTreeSet<_>>();
        let reference = of(REFERENCE);
        for folder in all.keys().filter(|folder| !folder.starts_with(FOR_CLIENTS)) {
            assert_eq!(of(folder), reference, "{folder}");
        }
        for tag in ["en", "es", "ar"] {
            assert!(all.contains_key(tag), "{tag} is promised");
        }
    }

    /// Messages of other files that clients' pages say too.
    const ALSO: [&str; 7] = [
        "page-error-title",
        "write-masked-iban",
        "write-masked-card",
        "write-masked-national-id",
        "write-masked-account",
        "span-seconds",
        "span-minutes",
    ];

    #[test]
    fn a_language_of_clients_has_everything_that_their_pages_say_and_nothing_else() {
        let file = |path: &str| ids(&String::from_utf8_lossy(&Embedded::get(path).expect("a file").data));
        let mut reference = file("en/client.ftl");
        reference.extend(file("en/client_sheet.ftl"));
        reference.extend(file("en/client_tablet.ftl"));
        reference.extend(file("en/language.ftl"));
        reference.extend(ALSO.map(str::to_owned));
        let all = resources();
        for tag in ["fr", "de", "pt", "vi", "zh", "tl", "ht"] {
            let found: BTreeSet<_> = all[&format!("{FOR_CLIENTS}{tag}")].iter().flat_map(|text| ids(text)).collect();
            assert_eq!(found, reference, "{tag}");
        }
    }
}
