//! Words in people's names that are no forms of address, as data: titles, suffixes, particles, family names that come first.
//!
//! Invariant: every word is folded and holds letters only, so that case, accents and full stops do not matter.

/// Stand before a name, with a full stop or without.
pub(super) const TITLES: &[&str] = &[
    // Doctors, professors, engineers
    "dr",
    "drs",
    "ddr",
    "dres",
    "drhc",
    "dring",
    "drmed",
    "drjur",
    "drphil",
    "drrernat",
    "drin",
    "dra",
    "prof",
    "profdr",
    "professor",
    "professorin",
    "profesor",
    "profa",
    "univprof",
    "doctor",
    "doktor",
    "docteur",
    "dottor",
    "dott",
    "dottssa",
    "dottoressa",
    "dipling",
    "diplkfm",
    "diplkffr",
    "diplvw",
    "diplbetrw",
    "diplinf",
    "avv",
    "mgr",
    "ing",
    "judr",
    "mudr",
    "phdr",
    "rndr",
    "paeddr",
    "др",
    "проф",
    "профессор",
    "доктор",
    "δρ",
    // Forms of address
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "mister",
    "missis",
    "sir",
    "dame",
    "lady",
    "lord",
    "madam",
    "maam",
    "the",
    "herr",
    "frau",
    "fraulein",
    "monsieur",
    "madame",
    "mademoiselle",
    "mme",
    "mlle",
    "senor",
    "senora",
    "senorita",
    "sr",
    "sra",
    "srta",
    "srto",
    "dona",
    "dom",
    "signor",
    "signora",
    "signorina",
    "sigra",
    "dhr",
    "mevr",
    "mevrouw",
    "meneer",
    "fru",
    "froken",
    "pan",
    "pani",
    "gospodin",
    "gospodja",
    "gospoda",
    "господин",
    "госпожа",
    "пан",
    "пани",
    "κοσ",
    "κυριοσ",
    "κυρια",
    "bay",
    "bayan",
    "shri",
    "shrimati",
    "smt",
    "datuk",
    "dato",
    "datin",
    "encik",
    "puan",
    "khun",
    "sayyid",
    "sheikh",
    "hajji",
    "haji",
    "السيد",
    "السيده",
    "دكتور",
    "الدكتور",
    "الدكتوره",
    // Church, court, army
    "rev",
    "revd",
    "reverend",
    "rabbi",
    "imam",
    "pastor",
    "monsignor",
    "msgr",
    "honorable",
    "honourable",
    "capt",
    "captain",
    "lieutenant",
    "colonel",
    "sgt",
    "sergeant",
    "cpl",
    "cdr",
    // Always abbreviate a name other than the one in use
    "md",
    "mohd",
    "muhd",
];

/// Titles only when a full stop makes them one: without it they are names.
pub(super) const ABBREVIATED: &[&str] = &[
    "m", "mm", "hr", "fr", "hon", "gen", "maj", "lt", "ltcol", "col", "adm", "sig", "ir", "mag", "arch", "geom", "rag",
    "med", "rer", "nat", "jur", "phil", "pol", "oec", "habil", "sc", "techn", "theol", "hc", "mult", "em", "dipl",
    "don", "г", "гн", "гжа", "госп", "κ", "bacc", "lic", "licda", "arq", "abg", "eng", "engr", "atty", "supt", "insp",
    "pfr", "ofm", "sj",
];

/// Stand behind a name, in any case.
pub(super) const SUFFIXES: &[&str] = &[
    "jr", "jnr", "snr", "junior", "senior", "ii", "iii", "iv", "vi", "vii", "viii", "esq", "esquire", "nd", "rd", "th",
    "filho", "phd", "dphil", "edd", "mba", "emba", "cpa", "cfa", "cfp", "frm", "bsc", "msc", "beng", "meng", "llb",
    "llm", "lld", "obe", "mbe", "cbe", "kbe", "dbe", "acca", "fcca", "aca", "fca", "cisa", "pmp", "ret", "emeritus",
    "emerita", "hons",
];

/// Letters behind a name, as capitals or with full stops: in small letters they are names.
pub(super) const LETTERS: &[&str] = &[
    "v", "ba", "ma", "bs", "ms", "jd", "do", "dds", "dvm", "rn", "qc", "kc", "mp", "jp", "be", "bcom", "mcom", "mpa",
    "mph", "mfa", "med", "edm", "aicpa", "cma", "cia", "caia", "ccm", "pe", "sj", "om", "ch", "gbe", "dl", "bem",
    "frs", "pc",
];

/// Begin a family name, or belong to a given name and cannot stand alone.
pub(super) const PARTICLES: &[&str] = &[
    "van", "von", "vom", "vander", "vanden", "de", "der", "den", "del", "della", "delle", "degli", "di", "da", "das",
    "do", "dos", "du", "des", "la", "le", "las", "los", "lo", "el", "al", "as", "ash", "ibn", "bin", "bint", "binti",
    "bte", "abu", "umm", "abd", "abdul", "abdel", "abdal", "ter", "ten", "te", "zu", "zum", "zur", "af", "av", "ap",
    "ab", "mac", "mc", "fitz", "san", "santa", "saint", "sainte", "st", "y", "e", "thi", "и", "بن", "ابن", "ابو",
    "عبد", "ال",
];

/// Family names that stand first and are hardly ever given names elsewhere.
pub(super) const FAMILY_NAMES: &[&str] = &[
    "nguyen", "tran", "pham", "huynh", "hoang", "phan", "dang", "bui", "ngo", "duong", "truong", "dinh", "trinh",
    "luong", "wang", "zhang", "chen", "liu", "yang", "huang", "zhao", "zhou", "xu", "zhu", "guo", "luo", "gao",
    "zheng", "xie", "tang", "deng", "xiao", "jiang", "cheung", "chan", "wong", "leung", "kwok", "park", "choi",
    "jeong", "kang", "yoon", "kwon", "hwang",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folding::fold;

    #[test]
    fn every_word_is_folded_and_of_letters_only() {
        for word in [TITLES, ABBREVIATED, SUFFIXES, LETTERS, PARTICLES, FAMILY_NAMES].concat() {
            assert!(fold(word) == word && word.chars().all(char::is_alphabetic), "{word}");
        }
    }
}
