//! The fonts that lie on the machine: which characters each can show, and which of them suits a letter best.
//!
//! Folders are read once, when the first character comes that no built-in face has. Of every file only the character map
//! is kept; the font program is read when a face is chosen. Taken are upright faces of ordinary width with outlines, whose
//! owner allows embedding; a file that cannot be read is left out.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use fontdb::{Database, FaceInfo, Source, Stretch, Style};
use harfrust::Font;
use read_fonts::tables::cmap::CmapSubtable;
use read_fonts::types::Tag;
use read_fonts::{FontRef, TableProvider};

use super::fonts::{Face, Outlines};
use super::language::{Han, LanguageCode};

/// Where to look for fonts.
#[derive(Clone, Debug, Default)]
pub struct Folders {
    system: bool,
    own: Vec<PathBuf>,
}

impl Folders {
    /// Nowhere: documents are the same on every machine.
    pub fn none() -> Self {
        Self::default()
    }

    /// The folders where the system keeps its fonts, and `own`.
    pub fn system_and(own: Vec<PathBuf>) -> Self {
        Self { system: true, own }
    }

    /// Every usable face, in the order of the files' names.
    pub(super) fn faces(&self) -> Vec<Installed> {
        let mut database = Database::new();
        if self.system {
            database.load_system_fonts();
        }
        for folder in &self.own {
            database.load_fonts_dir(folder);
        }
        let mut faces: Vec<Installed> =
            database.faces().filter_map(|info| Installed::look_at(&database, info)).collect();
        faces.sort_by(|a, b| (&a.path, a.index).cmp(&(&b.path, b.index)));
        faces.dedup_by(|a, b| (&a.path, a.index) == (&b.path, b.index));
        // Numbers of faces are 16 bits wide, and no machine has so many.
        faces.truncate(usize::from(u16::MAX) / 2);
        faces
    }
}

/// A face in a file, not read yet.
pub struct Installed {
    path: PathBuf,
    index: u32,
    family: String,
    postscript_name: String,
    weight: u16,
    outlines: Outlines,
    /// First and last character of each stretch it can show, ascending.
    coverage: Vec<(u32, u32)>,
    face: OnceLock<Option<Face>>,
}

impl Installed {
    fn look_at(database: &Database, info: &FaceInfo) -> Option<Self> {
        let ordinary = info.style == Style::Normal && info.stretch == Stretch::Normal && !info.monospaced;
        if !ordinary || !matches!(info.weight.0, 350..=450 | 600..=700) {
            return None;
        }
        let (Source::File(path) | Source::SharedFile(path, _)) = &info.source else { return None };
        let (outlines, coverage) = database.with_face_data(info.id, inspect).flatten()?;
        Some(Self {
            path: path.clone(),
            index: info.index,
            family: info.families.first().map(|(name, _)| name.clone()).unwrap_or_default(),
            postscript_name: info.post_script_name.clone(),
            // Some bold faces say that they are regular.
            weight: if info.post_script_name.ends_with("-Bold") { 700 } else { info.weight.0 },
            outlines,
            coverage,
            face: OnceLock::new(),
        })
    }

    pub fn covers(&self, c: char) -> bool {
        let c = u32::from(c);
        let after = self.coverage.partition_point(|&(first, _)| first <= c);
        after > 0 && self.coverage[after - 1].1 >= c
    }

    /// How many characters of its script it shows among the 128 around `c`: of most scripts, how many letters.
    pub fn neighbours(&self, c: char) -> usize {
        let first = u32::from(c) & !0x7f;
        let last = first | 0x7f;
        let script = harfrust::unicode::script(u32::from(c));
        let from = self.coverage.partition_point(|&(_, end)| end < first);
        let stretches = self.coverage[from..].iter().take_while(|&&(start, _)| start <= last);
        let shown = stretches.flat_map(|&(start, end)| start.max(first)..=end.min(last));
        shown.filter(|&c| harfrust::unicode::script(c) == script).count()
    }

    /// How little it suits: the forms of the language first, then a text face that goes with a serif letter, then the
    /// weight.
    pub fn rank(&self, bold: bool, language: LanguageCode) -> (bool, u8, String, bool) {
        let family = self.family.as_str();
        let foreign_forms = family.contains("CJK") && !family.ends_with(han_suffix(language.han()));
        let odd = ["Kufi", "Nastaliq", "Display", "UI", "Looped", "Mono", "Rashi", "Symbols", "Music", "Math"];
        let look = match family {
            _ if odd.iter().any(|word| family.contains(word)) => 4,
            _ if family.starts_with("Noto Serif") || family.contains("Naskh") => 0,
            _ if family.contains("Serif") => 1,
            _ if family.starts_with("Noto") => 2,
            _ => 3,
        };
        (foreign_forms, look, family.to_owned(), bold != (self.weight >= 600))
    }

    /// Reads the font program at the first call. `None` when it cannot be used after all.
    pub fn face(&self) -> Option<&Face> {
        let read = || {
            let data: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(std::fs::read(&self.path).ok()?);
            let font = Font::new(Arc::clone(&data), self.index)?;
            font.metrics().hhea_line?;
            Some(Face {
                data,
                index: self.index,
                font,
                postscript_name: plain_name(&self.postscript_name),
                italic_angle: 0,
                weight: self.weight,
                outlines: self.outlines,
            })
        };
        self.face.get_or_init(read).as_ref()
    }
}

fn han_suffix(han: Han) -> &'static str {
    match han {
        Han::Simplified => "SC",
        Han::Traditional => "TC",
        Han::HongKong => "HK",
        Han::Japanese => "JP",
        Han::Korean => "KR",
    }
}

/// A PDF name of letters, digits and hyphens.
fn plain_name(name: &str) -> String {
    let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(60).collect();
    if plain.is_empty() { "Font".into() } else { plain }
}

/// How its outlines are written and what it shows; `None` for a face that a document must not or cannot hold.
fn inspect(data: &[u8], index: u32) -> Option<(Outlines, Vec<(u32, u32)>)> {
    let font = FontRef::from_index(data, index).ok()?;
    // Bit 1 of fsType: nobody may embed it; bit 8: nobody may cut it down (OpenType, OS/2).
    let rights = font.os2().map_or(0, |os2| os2.fs_type());
    if rights & 0x000f == 2 || rights & 0x0100 != 0 {
        return None;
    }
    let outlines = if font.table_data(Tag::new(b"glyf")).is_some() {
        Outlines::TrueType
    } else if font.table_data(Tag::new(b"CFF ")).is_some() {
        Outlines::PostScript
    } else {
        return None;
    };
    let cmap = font.cmap().ok()?;
    let (_, _, table) = cmap.best_subtable()?;
    let mut characters: Vec<u32> = match table {
        CmapSubtable::Format4(table) => table.iter().map(|(c, _)| c).collect(),
        CmapSubtable::Format12(table) => table.iter().map(|(c, _)| c).collect(),
        _ => return None,
    };
    characters.sort_unstable();
    let mut coverage: Vec<(u32, u32)> = Vec::new();
    for c in characters {
        match coverage.last_mut() {
            Some((_, last)) if c <= *last + 1 => *last = c,
            _ => coverage.push((c, c)),
        }
    }
    Some((outlines, coverage))
}
