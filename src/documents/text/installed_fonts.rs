//! The fonts installed on the machine: the characters that each can show, and the choice of the most suitable one.
//!
//! Folders are read once, when the first character comes that no built-in face has. Only the character map of each file is
//! kept; the font program is read when a face is chosen, once for all faces of a collection. Usable faces are upright, of
//! ordinary width, with outlines, and permit embedding; a file that cannot be read is skipped.
//!
//! The suitable faces for a block of 128 characters are computed once, so that a text of very many different characters costs
//! time in proportion to its length.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use fontdb::{Database, FaceInfo, Source, Stretch, Style};
use harfrust::{Font, Script};
use read_fonts::tables::cmap::CmapSubtable;
use read_fonts::types::Tag;
use read_fonts::{FontRef, TableProvider};

use super::face::{Face, Outlines, Program};
use super::language::Han;

/// The folders that are searched for fonts.
#[derive(Clone, Debug, Default)]
pub struct Folders {
    system: bool,
    own: Vec<PathBuf>,
}

impl Folders {
    /// No folders: documents are the same on every machine.
    pub fn none() -> Self {
        Self::default()
    }

    /// The system's font folders, and `own`.
    pub fn system_and(own: Vec<PathBuf>) -> Self {
        Self { system: true, own }
    }

    /// Every usable face, in the order of the file names.
    fn faces(&self) -> Vec<OnDisk> {
        let mut database = Database::new();
        if self.system {
            database.load_system_fonts();
        }
        for folder in &self.own {
            database.load_fonts_dir(folder);
        }
        let mut files: BTreeMap<PathBuf, Arc<FontFile>> = BTreeMap::new();
        let mut faces: Vec<OnDisk> =
            database.faces().filter_map(|info| OnDisk::look_at(&database, info, &mut files)).collect();
        faces.sort_by(|a, b| (&a.file.path, a.index).cmp(&(&b.file.path, b.index)));
        faces.dedup_by(|a, b| (&a.file.path, a.index) == (&b.file.path, b.index));
        // Face ids are 16 bits wide, and no machine has so many faces.
        faces.truncate(usize::from(u16::MAX) / 2);
        faces
    }
}

/// All usable faces of the machine.
pub struct Installed {
    faces: Vec<OnDisk>,
    suited: Mutex<HashMap<FaceKey, Arc<[RatedFace]>>>,
}

/// The key of the cache: bold, the forms of Han characters, the first character of the block of 128, and the script.
type FaceKey = (bool, Han, u32, Script);

/// The index of a face, and the number of characters of a block and script that it shows.
type RatedFace = (usize, usize);

/// The limit of the cache. There are 1,300 blocks of Han characters in five forms; a text of all of Unicode must not fill
/// memory.
const STRETCHES_REMEMBERED: usize = 2_000;

impl Installed {
    pub fn of(folders: &Folders) -> Self {
        Self { faces: folders.faces(), suited: Mutex::default() }
    }

    /// The face at an index that [`Self::best`] returned.
    pub fn face(&self, at: usize) -> Option<&Face> {
        self.faces.get(at)?.face()
    }

    /// The most suitable face that shows `c`. A face is skipped if it shows less than three quarters of what the most complete
    /// one shows of the block and script: a face with only a few letters of a script cannot set a word of it.
    pub fn best(&self, bold: bool, han: Han, c: char) -> Option<usize> {
        let suited = self.suited(bold, han, c);
        let showing = || suited.iter().filter(|(at, _)| self.faces[*at].covers(c));
        let most = showing().map(|(_, shown)| *shown).max()?;
        let mut good = showing().filter(|(_, shown)| shown * 4 >= most * 3).map(|(at, _)| *at);
        good.find(|&at| self.face(at).is_some())
    }

    /// The faces that show characters of the block and script of `c`, the most suitable first.
    fn suited(&self, bold: bool, han: Han, c: char) -> Arc<[RatedFace]> {
        let script = harfrust::unicode::script(u32::from(c));
        let key = (bold, han, u32::from(c) & !0x7f, script);
        if let Some(known) = self.remembered().get(&key) {
            return Arc::clone(known);
        }
        let shown = self.faces.iter().map(|face| face.neighbours(c)).enumerate();
        let mut suited: Vec<RatedFace> = shown.filter(|(_, shown)| *shown > 0).collect();
        suited.sort_by_cached_key(|(at, _)| (self.faces[*at].rank(bold, han), *at));
        let suited: Arc<[RatedFace]> = suited.into();
        let mut remembered = self.remembered();
        if remembered.len() >= STRETCHES_REMEMBERED {
            remembered.clear();
        }
        remembered.insert(key, Arc::clone(&suited));
        suited
    }

    /// The cache is still valid after a panic in another thread: entries are inserted whole.
    fn remembered(&self) -> std::sync::MutexGuard<'_, HashMap<FaceKey, Arc<[RatedFace]>>> {
        self.suited.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A file of one face, or a collection of several.
struct FontFile {
    path: PathBuf,
    program: OnceLock<Option<Program>>,
}

impl FontFile {
    /// The file's bytes, read at the first call and shared by its faces.
    fn program(&self) -> Option<Program> {
        let read = || Some(Arc::new(std::fs::read(&self.path).ok()?) as Program);
        self.program.get_or_init(read).clone()
    }
}

/// A face in a file; its font program is read later.
struct OnDisk {
    file: Arc<FontFile>,
    index: u32,
    family: String,
    postscript_name: String,
    weight: u16,
    outlines: Outlines,
    /// First and last character of each range that it can show, ascending.
    coverage: Vec<(u32, u32)>,
    face: OnceLock<Option<Face>>,
}

impl OnDisk {
    fn look_at(database: &Database, info: &FaceInfo, files: &mut BTreeMap<PathBuf, Arc<FontFile>>) -> Option<Self> {
        let ordinary = info.style == Style::Normal && info.stretch == Stretch::Normal && !info.monospaced;
        if !ordinary || !matches!(info.weight.0, 350..=450 | 600..=700) {
            return None;
        }
        let (Source::File(path) | Source::SharedFile(path, _)) = &info.source else { return None };
        let (outlines, coverage) = database.with_face_data(info.id, inspect).flatten()?;
        let file = || Arc::new(FontFile { path: path.clone(), program: OnceLock::new() });
        Some(Self {
            file: Arc::clone(files.entry(path.clone()).or_insert_with(file)),
            index: info.index,
            family: info.families.first().map(|(name, _)| name.clone()).unwrap_or_default(),
            postscript_name: info.post_script_name.clone(),
            // Some bold faces declare a regular weight.
            weight: if info.post_script_name.ends_with("-Bold") { 700 } else { info.weight.0 },
            outlines,
            coverage,
            face: OnceLock::new(),
        })
    }

    fn covers(&self, c: char) -> bool {
        let c = u32::from(c);
        let after = self.coverage.partition_point(|&(first, _)| first <= c);
        after > 0 && self.coverage[after - 1].1 >= c
    }

    /// The number of characters of the same script that it shows in the block of 128 around `c`; for most scripts, the number
    /// of letters.
    fn neighbours(&self, c: char) -> usize {
        let first = u32::from(c) & !0x7f;
        let last = first | 0x7f;
        let script = harfrust::unicode::script(u32::from(c));
        let from = self.coverage.partition_point(|&(_, end)| end < first);
        let stretches = self.coverage[from..].iter().take_while(|&&(start, _)| start <= last);
        let shown = stretches.flat_map(|&(start, end)| start.max(first)..=end.min(last));
        shown.filter(|&c| harfrust::unicode::script(c) == script).count()
    }

    /// The order of preference, lower is better: the Han forms of the language first, then text faces that match a serif
    /// letter, then the family's name, then the weight.
    fn rank(&self, bold: bool, han: Han) -> (bool, u8, &str, bool) {
        let family = self.family.as_str();
        let foreign_forms = family.contains("CJK") && !family.ends_with(han_suffix(han));
        let odd = ["Kufi", "Nastaliq", "Display", "UI", "Looped", "Mono", "Rashi", "Symbols", "Music", "Math"];
        let look = match family {
            _ if odd.iter().any(|word| family.contains(word)) => 4,
            _ if family.starts_with("Noto Serif") || family.contains("Naskh") => 0,
            _ if family.contains("Serif") => 1,
            _ if family.starts_with("Noto") => 2,
            _ => 3,
        };
        (foreign_forms, look, family, bold != (self.weight >= 600))
    }

    /// The face, whose font program is read at the first call. `None` if the program cannot be used after all.
    fn face(&self) -> Option<&Face> {
        let read = || {
            let data = self.file.program()?;
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

/// The format of its outlines and the characters it shows; `None` for a face that a document must not or cannot embed.
fn inspect(data: &[u8], index: u32) -> Option<(Outlines, Vec<(u32, u32)>)> {
    let font = FontRef::from_index(data, index).ok()?;
    // Restricted licence embedding (the value 2) and no subsetting (bit 8) in fsType (OpenType, OS/2).
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

#[cfg(test)]
mod tests {
    use super::*;

    const FORMS: [Han; 5] = [Han::Simplified, Han::Traditional, Han::HongKong, Han::Japanese, Han::Korean];

    /// Debian's `fonts-noto-cjk`, a collection with a face for each form.
    fn installed() -> Installed {
        Installed::of(&Folders::system_and(Vec::new()))
    }

    #[test]
    fn a_collection_is_read_once_for_all_its_faces() {
        let installed = installed();
        let faces = FORMS.map(|han| installed.best(false, han, '骨').expect("fonts-noto-cjk, as ./check installs it"));
        let read = faces.map(|at| installed.face(at).expect("a face"));
        assert!(read.windows(2).all(|two| two[0].index != two[1].index), "each form has its face");
        assert!(read.iter().all(|face| Arc::ptr_eq(&face.data, &read[0].data)), "and all are of one file");
    }

    #[test]
    fn a_text_of_very_many_characters_looks_through_the_faces_once_for_each_stretch() {
        let installed = installed();
        for c in ('\u{4e00}'..='\u{9fff}').chain('\u{ac00}'..='\u{ad00}') {
            let best = installed.best(false, Han::Simplified, c);
            // The order of the faces is the same whichever of them shows the character.
            assert!(best.is_none_or(|at| installed.faces[at].covers(c)));
        }
        let stretches = (0x9fff - 0x4e00 + 1) / 128 + 0x100 / 128 + 1;
        assert!(installed.remembered().len() <= stretches, "{}", installed.remembered().len());
    }
}
