//! Rules for the structure tree, which is read aloud: ISO 14289-1, whose clauses the comments and messages cite, and ISO
//! 19005-2, 6.7.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::standards::{
    Issued, Nesting, dictionary, each, each_object, held, integer, name, operations, parent_tree, text,
};

/// A structure element in reading order.
pub struct Element<'a> {
    pub id: ObjectId,
    pub role: &'a str,
    /// The role of its parent.
    inside: &'a str,
    /// The part or document that contains it.
    of: ObjectId,
    dictionary: &'a Dictionary,
}

/// The structure elements in reading order; faults of the tree are added to `wrong`.
pub fn elements<'a>(document: &'a Document, wrong: &mut Vec<String>) -> Vec<Element<'a>> {
    let catalog = document.catalog().expect("a catalog");
    let root = catalog.get(b"StructTreeRoot").and_then(Object::as_reference).expect("a root");
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![(root, "", root)];
    while let Some((id, inside, of)) = open.pop() {
        if !seen.insert(id) {
            wrong.push(format!("{id:?} is in two elements"));
            continue;
        }
        let its = document.get_dictionary(id).expect("an element");
        let role = name(document, its, "S").unwrap_or_default();
        if id != root {
            if name(document, its, "Type") != Some("StructElem") {
                wrong.push(format!("ISO 19005-2, 6.7.3.3: {role} is of another type"));
            }
            found.push(Element { id, role, inside, of, dictionary: its });
        }
        let kids = its.get(b"K").and_then(Object::as_array).map(Vec::as_slice).unwrap_or_default();
        if kids.is_empty() {
            wrong.push(format!("{role} holds nothing"));
        }
        let of = if matches!(role, "Part" | "Document") { id } else { of };
        for kid in kids.iter().rev().filter_map(|kid| kid.as_reference().ok()) {
            let parent = document.get_dictionary(kid).and_then(|kid| kid.get(b"P")).and_then(Object::as_reference);
            if parent.ok() != Some(id) {
                wrong.push(format!("7.1: {kid:?} has another parent than {id:?}"));
            }
            open.push((kid, role, of));
        }
    }
    found
}

/// The standard roles in use and the parents that each may have (ISO 14289-1, 7.2; ISO 32000-1, 14.8.4). A new role needs an
/// entry here.
const ROLES: [(&str, &[&str]); 15] = [
    ("Document", &[""]),
    ("Part", &["Document"]),
    ("Sect", &["Document", "Part", "Sect"]),
    ("H1", &["Document", "Part"]),
    ("H2", &["Document", "Part", "Sect"]),
    ("P", &["Document", "Part", "Sect", "TD", "TH", "TOCI"]),
    ("Figure", &["Document", "Part", "Sect", "P", "Link"]),
    ("Link", &["Document", "Part", "Sect", "P", "Reference"]),
    ("TOC", &["Document"]),
    ("TOCI", &["TOC"]),
    ("Reference", &["TOCI"]),
    ("Table", &["Document", "Part", "Sect"]),
    ("TR", &["Table"]),
    ("TH", &["TR"]),
    ("TD", &["TR"]),
];

#[test]
fn the_tree_is_whole_and_its_roles_are_those_of_the_standard() {
    each(tree);
}

pub fn tree(issued: &Issued, wrong: &mut Vec<String>) {
    let document = &issued.document;
    let elements = elements(document, wrong);
    for Element { role, inside, .. } in &elements {
        match ROLES.iter().find(|(known, _)| known == role) {
            None => wrong.push(format!("role {role}")),
            Some((_, places)) if !places.contains(inside) => wrong.push(format!("{role} in {inside}")),
            Some(_) => {}
        }
    }
    let count = |role| elements.iter().filter(|element| element.role == role).count();
    if count("Document") != 1 || [count("Part"), count("TOCI")] != [issued.letters; 2] {
        wrong.push("not one document, or not a part and an entry for every letter".into());
    }
    let root = dictionary(document, document.catalog().expect("a catalog"), "StructTreeRoot").expect("a root");
    if root.has(b"RoleMap") || root.has(b"ClassMap") {
        wrong.push("roles of its own".into());
    }
    // Every structure element must be reachable from the root.
    let reached: BTreeSet<ObjectId> = elements.iter().map(|element| element.id).collect();
    for (id, object) in &document.objects {
        let of_structure = object.as_dict().is_ok_and(|its| name(document, its, "Type") == Some("StructElem"));
        if of_structure && !reached.contains(id) {
            wrong.push(format!("{id:?} is in no element"));
        }
    }
    parent_keys(document, root, wrong);
}

/// Checks that each page and each annotation has one key, that there are no others, and that keys ascend (ISO 32000-1,
/// 14.7.4.4 and 7.9.7).
fn parent_keys(document: &Document, root: &Dictionary, wrong: &mut Vec<String>) {
    let tree = dictionary(document, root, "ParentTree").and_then(|tree| held(document, tree, "Nums"));
    let numbers = tree.and_then(|numbers| numbers.as_array().ok()).expect("numbers");
    let keys: Vec<i64> = numbers.iter().step_by(2).filter_map(|key| key.as_i64().ok()).collect();
    let mut owned = Vec::new();
    for page in document.get_pages().into_values() {
        let page_key = integer(document, document.get_dictionary(page).expect("a page"), "StructParents");
        let annotations = document.get_page_annotations(page).expect("annotations");
        owned.extend(page_key);
        owned.extend(annotations.into_iter().filter_map(|it| integer(document, it, "StructParent")));
    }
    owned.sort_unstable();
    let next = integer(document, root, "ParentTreeNextKey").unwrap_or_default();
    if keys != owned || !keys.is_sorted_by(|a, b| a < b) || keys.last().is_some_and(|last| *last >= next) {
        wrong.push(format!("keys {keys:?} for {owned:?}, next {next}"));
    }
}

#[test]
fn headings_begin_with_the_first_and_skip_none() {
    each(headings);
}

pub fn headings(issued: &Issued, wrong: &mut Vec<String>) {
    let mut level = 0;
    let mut firsts: BTreeMap<ObjectId, usize> = BTreeMap::new();
    for element in elements(&issued.document, wrong) {
        let Some(its) = element.role.strip_prefix('H').and_then(|digit| digit.parse::<usize>().ok()) else {
            continue;
        };
        if its > level + 1 {
            wrong.push(format!("7.4.2: H{its} after H{level}"));
        }
        if held(&issued.document, element.dictionary, "T").and_then(text).is_none_or(|title| title.is_empty()) {
            wrong.push(format!("H{its} without a title"));
        }
        if its == 1 {
            *firsts.entry(element.of).or_default() += 1;
        }
        level = its;
    }
    // A letter has one heading of the first level; the packet's own pages have several.
    let of_letters = firsts.values().filter(|count| **count == 1).count();
    if of_letters != issued.letters.max(1) || firsts.len() != issued.letters + 1 {
        wrong.push(format!("first heads: {firsts:?}"));
    }
}

fn numbers(document: &Document, of: &Dictionary, key: &str) -> Vec<f32> {
    let list = held(document, of, key).and_then(|list| list.as_array().ok());
    list.into_iter().flatten().filter_map(|v| v.as_float().ok()).collect()
}

/// True if the corners of an area lie on a page, the lower left one first.
fn within(corners: &[f32], page: &[f32]) -> bool {
    let &[left, bottom, right, top] = corners else { return false };
    0.0 <= left && left < right && right <= page[2] && 0.0 <= bottom && bottom < top && top <= page[3]
}

#[test]
fn pictures_are_described_and_have_their_place() {
    each(pictures);
}

pub fn pictures(issued: &Issued, wrong: &mut Vec<String>) {
    let document = &issued.document;
    for element in elements(document, wrong).iter().filter(|element| element.role == "Figure") {
        if held(document, element.dictionary, "Alt").and_then(text).is_none_or(|alt| alt.trim().is_empty()) {
            wrong.push("7.3: a picture without words".into());
        }
        let corners = dictionary(document, element.dictionary, "A").map(|layout| numbers(document, layout, "BBox"));
        let page = dictionary(document, element.dictionary, "Pg").map(|page| numbers(document, page, "MediaBox"));
        if !corners.as_ref().zip(page.as_ref()).is_some_and(|(corners, page)| within(corners, page)) {
            wrong.push(format!("ISO 32000-1, 14.8.5.4.3: a picture at {corners:?}"));
        }
    }
}

#[test]
fn languages_are_named_by_tags() {
    each(languages);
}

pub fn languages(issued: &Issued, wrong: &mut Vec<String>) {
    each_object(&issued.document, &mut |object| {
        let Object::Dictionary(its) = object else { return };
        let Ok(language) = its.get(b"Lang") else { return };
        let tag = text(language).unwrap_or_default();
        let mut parts = tag.split('-');
        let first = parts
            .next()
            .is_some_and(|part| (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic()));
        let rest = parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
        if !first || !rest {
            wrong.push(format!("language {tag:?}"));
        }
    });
}

#[test]
fn all_that_is_drawn_belongs_to_the_structure_or_to_the_furniture() {
    each(drawn);
}

pub fn drawn(issued: &Issued, wrong: &mut Vec<String>) {
    let document = &issued.document;
    let parents = parent_tree(document);
    let roles: BTreeMap<ObjectId, &str> =
        elements(document, wrong).into_iter().map(|element| (element.id, element.role)).collect();
    for page in document.get_pages().into_values() {
        let dictionary = document.get_dictionary(page).expect("a page");
        if name(document, dictionary, "Tabs") != Some("S") {
            wrong.push("7.18.3: tabs do not follow the structure".into());
        }
        let key = integer(document, dictionary, "StructParents").expect("a key");
        let elements = parents[&key].as_array().expect("a list");
        let mut nesting = Nesting::default();
        let mut seen = BTreeSet::new();
        for operation in operations(document, page) {
            nesting.follow(&operation, wrong);
            match operation.operator.as_str() {
                "BDC" if nesting.marks.len() == 1 => {
                    let Some(mcid) = nesting.element() else { continue };
                    if !seen.insert(mcid) {
                        wrong.push(format!("content {mcid} twice"));
                    }
                    let element = elements.get(mcid as usize).and_then(|element| element.as_reference().ok());
                    let role = element.and_then(|element| roles.get(&element)).copied().unwrap_or_default();
                    if operation.operands[0].as_name().ok() != Some(role.as_bytes()) {
                        wrong.push(format!("content {mcid} of another role than {role:?}"));
                    }
                    if element.is_some_and(|element| !leads_back(document, element, page, mcid)) {
                        wrong.push(format!("the element of content {mcid} does not know it"));
                    }
                }
                "TJ" | "Tj" | "f" | "f*" | "S" | "B" | "Do" if nesting.marks.is_empty() => {
                    wrong.push(format!("7.1: {} outside of marked content", operation.operator));
                }
                _ => {}
            }
        }
        if seen.len() != elements.len() {
            wrong.push(format!("{} contents for {} keys", seen.len(), elements.len()));
        }
    }
}

/// True if an element lists a marked content of a page among its kids.
fn leads_back(document: &Document, element: ObjectId, page: ObjectId, mcid: i64) -> bool {
    let Ok(its) = document.get_dictionary(element) else { return false };
    let own = its.get(b"Pg").and_then(Object::as_reference).ok();
    its.get(b"K").and_then(Object::as_array).into_iter().flatten().any(|kid| match kid {
        Object::Integer(number) => *number == mcid && own == Some(page),
        Object::Dictionary(kid) => {
            integer(document, kid, "MCID") == Some(mcid)
                && kid.get(b"Pg").and_then(Object::as_reference).ok() == Some(page)
        }
        _ => false,
    })
}

#[test]
fn links_are_described_and_belong_to_the_structure() {
    each(links);
}

pub fn links(issued: &Issued, wrong: &mut Vec<String>) {
    let document = &issued.document;
    let parents = parent_tree(document);
    let mut links = 0;
    for page in document.get_pages().into_values() {
        let page = document.get_dictionary(page).expect("a page");
        for id in held(document, page, "Annots").and_then(|listed| listed.as_array().ok()).into_iter().flatten() {
            links += 1;
            let id = id.as_reference().expect("an annotation");
            let annotation = document.get_dictionary(id).expect("an annotation");
            if name(document, annotation, "Subtype") != Some("Link") {
                wrong.push(format!("ISO 19005-2, 6.3.1: {annotation:?}"));
            }
            // The flag Print (4) is set; Invisible (1), Hidden (2), NoView (32) and ToggleNoView (256) are not.
            let flags = integer(document, annotation, "F").unwrap_or_default();
            if flags & 4 == 0 || flags & (1 | 2 | 32 | 256) != 0 {
                wrong.push(format!("ISO 19005-2, 6.3.2: flags {flags}"));
            }
            if !within(&numbers(document, annotation, "Rect"), &numbers(document, page, "MediaBox")) {
                wrong.push("a link that is not on its page".into());
            }
            if held(document, annotation, "Contents").and_then(text).is_none_or(|said| said.is_empty()) {
                wrong.push("7.18.5: a link without words".into());
            }
            let element = integer(document, annotation, "StructParent").and_then(|key| parents.get(&key));
            let element = element.and_then(|element| element.as_reference().ok());
            if !element.is_some_and(|element| is_link_of(document, element, id)) {
                wrong.push("7.18.5: a link that is in no Link".into());
            }
        }
    }
    if links != issued.links {
        wrong.push(format!("{links} links"));
    }
}

fn is_link_of(document: &Document, element: ObjectId, annotation: ObjectId) -> bool {
    let Ok(element) = document.get_dictionary(element) else { return false };
    let mut kids =
        element.get(b"K").and_then(Object::as_array).into_iter().flatten().filter_map(|kid| kid.as_dict().ok());
    name(document, element, "S") == Some("Link")
        && kids.any(|kid| {
            name(document, kid, "Type") == Some("OBJR")
                && kid.get(b"Obj").and_then(Object::as_reference).ok() == Some(annotation)
        })
}

#[test]
fn tables_are_regular_and_their_heads_say_what_they_are_for() {
    each(tables);
}

/// 7.2: every row has the same number of cells. 7.5: a heading cell has a scope. Cells that span several rows or columns are
/// not in use.
pub fn tables(issued: &Issued, wrong: &mut Vec<String>) {
    let document = &issued.document;
    let elements = elements(document, wrong);
    let kids = |id: ObjectId, roles: &'static [&'static str]| {
        elements.iter().filter(move |kid| {
            roles.contains(&kid.role) && kid.dictionary.get(b"P").and_then(Object::as_reference).ok() == Some(id)
        })
    };
    for table in elements.iter().filter(|element| element.role == "Table") {
        let rows: Vec<usize> = kids(table.id, &["TR"]).map(|row| kids(row.id, &["TH", "TD"]).count()).collect();
        if rows.iter().any(|cells| *cells == 0 || *cells != rows[0]) {
            wrong.push(format!("7.2: rows of {rows:?} cells"));
        }
    }
    for cell in elements.iter().filter(|element| matches!(element.role, "TH" | "TD")) {
        let says = dictionary(document, cell.dictionary, "A");
        if says.is_some_and(|says| says.has(b"RowSpan") || says.has(b"ColSpan")) {
            wrong.push("7.2: a cell that takes the room of several".into());
        }
        let scope = says.and_then(|says| name(document, says, "Scope"));
        if cell.role == "TH" && !matches!(scope, Some("Row" | "Column")) {
            wrong.push("7.5: a heading cell without scope".into());
        }
    }
}
