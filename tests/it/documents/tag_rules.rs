//! Rules for the structure that is read aloud: ISO 14289-1, and ISO 19005-2, 6.7.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::standards::{Nesting, dictionary, each, each_object, held, integer, name, operations, parent_tree, text};

/// An element in reading order.
struct Element<'a> {
    id: ObjectId,
    role: &'a str,
    /// The role of what it is in.
    inside: &'a str,
    dictionary: &'a Dictionary,
}

/// The elements in reading order; what breaks the tree is noted.
fn elements<'a>(document: &'a Document, wrong: &mut Vec<String>) -> Vec<Element<'a>> {
    let catalog = document.catalog().expect("a catalog");
    let root = catalog.get(b"StructTreeRoot").and_then(Object::as_reference).expect("a root");
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![(root, "")];
    while let Some((id, inside)) = open.pop() {
        if !seen.insert(id) {
            wrong.push(format!("{id:?} is in two elements"));
            continue;
        }
        let its = document.get_dictionary(id).expect("an element");
        let role = name(document, its, "S").unwrap_or_default();
        if id != root {
            found.push(Element { id, role, inside, dictionary: its });
        }
        let kids = its.get(b"K").and_then(Object::as_array).map(Vec::as_slice).unwrap_or_default();
        if kids.is_empty() {
            wrong.push(format!("{role} holds nothing"));
        }
        for kid in kids.iter().rev().filter_map(|kid| kid.as_reference().ok()) {
            let parent = document.get_dictionary(kid).and_then(|kid| kid.get(b"P")).and_then(Object::as_reference);
            if parent.ok() != Some(id) {
                wrong.push(format!("{kid:?} has another parent than {id:?}"));
            }
            open.push((kid, role));
        }
    }
    found
}

/// The standard roles in use and what each may be in (ISO 32000-1, 14.8.4); every other needs a rule here first.
const ROLES: [(&str, &[&str]); 16] = [
    ("Document", &[""]),
    ("Sect", &["Document", "Sect"]),
    ("H1", &["Document", "Sect"]),
    ("H2", &["Document", "Sect"]),
    ("H3", &["Document", "Sect"]),
    ("P", &["Document", "Sect", "LBody", "TD", "TH", "BlockQuote"]),
    ("BlockQuote", &["Document", "Sect"]),
    ("Figure", &["Document", "Sect", "P", "Link"]),
    ("Link", &["Document", "Sect", "P"]),
    ("Table", &["Document", "Sect"]),
    ("TR", &["Table", "THead", "TBody"]),
    ("TH", &["TR"]),
    ("TD", &["TR"]),
    ("L", &["Document", "Sect", "LBody"]),
    ("LI", &["L"]),
    ("LBody", &["LI"]),
];

#[test]
fn the_tree_is_whole_and_its_roles_are_those_of_the_standard() {
    each(|letter, wrong| {
        let document = &letter.document;
        let elements = elements(document, wrong);
        for Element { role, inside, .. } in &elements {
            match ROLES.iter().find(|(known, _)| known == role) {
                None => wrong.push(format!("role {role}")),
                Some((_, places)) if !places.contains(inside) => wrong.push(format!("{role} in {inside}")),
                Some(_) => {}
            }
        }
        if elements.iter().filter(|element| element.role == "Document").count() != 1 {
            wrong.push("not one document".into());
        }
        let root = dictionary(document, document.catalog().expect("a catalog"), "StructTreeRoot").expect("a root");
        if root.has(b"RoleMap") || root.has(b"ClassMap") {
            wrong.push("roles of its own".into());
        }
        // Nothing is an element that the tree does not lead to.
        let reached: BTreeSet<ObjectId> = elements.iter().map(|element| element.id).collect();
        for (id, object) in &document.objects {
            let of_structure = object.as_dict().is_ok_and(|its| name(document, its, "Type") == Some("StructElem"));
            if of_structure && !reached.contains(id) {
                wrong.push(format!("{id:?} is in no element"));
            }
        }
        // One key for each page and each annotation, in ascending order, and the next one free.
        let keys: Vec<i64> = parent_tree(document).into_keys().collect();
        let next = integer(document, root, "ParentTreeNextKey").unwrap_or_default();
        if keys != (0..next).collect::<Vec<_>>() {
            wrong.push(format!("keys {keys:?}, next {next}"));
        }
    });
}

#[test]
fn headings_begin_with_the_first_and_skip_none() {
    each(|letter, wrong| {
        let mut level = 0;
        for element in elements(&letter.document, wrong) {
            let Some(its) = element.role.strip_prefix('H').and_then(|digit| digit.parse::<usize>().ok()) else {
                continue;
            };
            if its > level + 1 || (its == 1 && level > 0) {
                wrong.push(format!("H{its} after H{level}"));
            }
            if held(&letter.document, element.dictionary, "T").and_then(text).is_none_or(|title| title.is_empty()) {
                wrong.push(format!("H{its} without a title"));
            }
            level = its;
        }
        if level == 0 {
            wrong.push("no heading".into());
        }
    });
}

#[test]
fn pictures_are_described_and_have_their_place() {
    each(|letter, wrong| {
        let document = &letter.document;
        for element in elements(document, wrong).iter().filter(|element| element.role == "Figure") {
            if held(document, element.dictionary, "Alt").and_then(text).is_none_or(|alt| alt.trim().is_empty()) {
                wrong.push("7.3: a picture without words".into());
            }
            let corners =
                dictionary(document, element.dictionary, "A").and_then(|layout| held(document, layout, "BBox"));
            let corners = corners.and_then(|corners| corners.as_array().ok());
            let corners: Vec<f32> = corners.into_iter().flatten().filter_map(|v| v.as_float().ok()).collect();
            let on_page = |corners: &[f32]| matches!(corners, &[left, bottom, right, top] if 0.0 <= left && left < right && right < 612.5 && 0.0 <= bottom && bottom < top && top < 842.0);
            if !on_page(&corners) {
                wrong.push(format!("a picture at {corners:?}"));
            }
        }
    });
}

#[test]
fn languages_are_named_by_tags() {
    each(|letter, wrong| {
        each_object(&letter.document, &mut |object| {
            let Object::Dictionary(its) = object else { return };
            let Ok(language) = its.get(b"Lang") else { return };
            let tag = text(language).unwrap_or_default();
            let mut parts = tag.split('-');
            let first = parts
                .next()
                .is_some_and(|part| (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic()));
            let rest =
                parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
            if !first || !rest {
                wrong.push(format!("language {tag:?}"));
            }
        });
    });
}

#[test]
fn all_that_is_drawn_belongs_to_the_structure_or_to_the_furniture() {
    each(|letter, wrong| {
        let document = &letter.document;
        let parents = parent_tree(document);
        let roles: BTreeMap<ObjectId, &str> =
            elements(document, wrong).into_iter().map(|element| (element.id, element.role)).collect();
        for (index, page) in document.get_pages().into_values().enumerate() {
            let dictionary = document.get_dictionary(page).expect("a page");
            if name(document, dictionary, "Tabs") != Some("S") {
                wrong.push("7.18.3: tabs do not follow the structure".into());
            }
            let key = integer(document, dictionary, "StructParents").expect("a key");
            if key != index as i64 {
                wrong.push(format!("page {index} has key {key}"));
            }
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
                    "TJ" | "Tj" | "f" | "f*" | "S" | "B" | "Do" | "sh" if nesting.marks.is_empty() => {
                        wrong.push(format!("7.1: {} outside of marked content", operation.operator));
                    }
                    _ => {}
                }
            }
            if seen.len() != elements.len() {
                wrong.push(format!("{} contents for {} keys", seen.len(), elements.len()));
            }
        }
    });
}

/// Whether an element lists a content of a page among its kids.
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
    each(|letter, wrong| {
        let document = &letter.document;
        let parents = parent_tree(document);
        let mut links = 0;
        for page in document.get_pages().into_values() {
            let listed = document.get_dictionary(page).ok().and_then(|page| held(document, page, "Annots"));
            for id in listed.and_then(|listed| listed.as_array().ok()).into_iter().flatten() {
                links += 1;
                let id = id.as_reference().expect("an annotation");
                let annotation = document.get_dictionary(id).expect("an annotation");
                if held(document, annotation, "Contents").and_then(text).is_none_or(|said| said.is_empty()) {
                    wrong.push("7.18.5: a link without words".into());
                }
                let key = integer(document, annotation, "StructParent").expect("a key");
                let element = parents[&key].as_reference().expect("an element");
                let element = document.get_dictionary(element).expect("an element");
                let kids = element.get(b"K").and_then(Object::as_array).into_iter().flatten();
                let known = kids.filter_map(|kid| kid.as_dict().ok()).any(|kid| {
                    name(document, kid, "Type") == Some("OBJR")
                        && kid.get(b"Obj").and_then(Object::as_reference).ok() == Some(id)
                });
                if name(document, element, "S") != Some("Link") || !known {
                    wrong.push("7.18.5: a link that is in no Link".into());
                }
            }
        }
        if links != usize::from(letter.name != "draft") {
            wrong.push(format!("{links} links"));
        }
    });
}
