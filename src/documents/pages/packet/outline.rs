//! The bookmarks of a packet (ISO 32000-1, 12.3.3).

use lopdf::{Document, Object, ObjectId, dictionary};

use crate::documents::DocumentError;
use crate::documents::pdf::archive::{failed, text};

/// A bookmark: its title, its page from 0, and its children.
pub struct Bookmark {
    pub title: String,
    pub page: usize,
    pub below: Vec<Bookmark>,
}

/// Adds the bookmarks and makes viewers show them when the file is opened.
pub fn add(document: &mut Document, pages: &[ObjectId], bookmarks: &[Bookmark]) -> Result<(), DocumentError> {
    let root = document.new_object_id();
    let (first, last, count) = level(document, pages, bookmarks, root)?;
    let outline = dictionary! { "Type" => "Outlines", "First" => first, "Last" => last, "Count" => count };
    document.set_object(root, outline);
    let catalog = document.catalog_mut().map_err(failed)?;
    catalog.set("Outlines", root);
    catalog.set("PageMode", "UseOutlines");
    Ok(())
}

/// Adds one level, which is not empty. Returns its first and last entry, and the number of entries visible when all are open.
fn level(
    document: &mut Document,
    pages: &[ObjectId],
    bookmarks: &[Bookmark],
    parent: ObjectId,
) -> Result<(ObjectId, ObjectId, i64), DocumentError> {
    let ids: Vec<ObjectId> = bookmarks.iter().map(|_| document.new_object_id()).collect();
    let mut seen = ids.len() as i64;
    for (at, (bookmark, &id)) in bookmarks.iter().zip(&ids).enumerate() {
        let missing = || DocumentError::Write("a bookmark leads to a page that is not there".into());
        let page = pages.get(bookmark.page).ok_or_else(missing)?;
        let mut entry = dictionary! {
            "Title" => text(&bookmark.title), "Parent" => parent,
            "Dest" => vec![Object::Reference(*page), "Fit".into()],
        };
        if at > 0 {
            entry.set("Prev", ids[at - 1]);
        }
        if let Some(&next) = ids.get(at + 1) {
            entry.set("Next", next);
        }
        if !bookmark.below.is_empty() {
            let (first, last, count) = level(document, pages, &bookmark.below, id)?;
            entry.set("First", first);
            entry.set("Last", last);
            entry.set("Count", count);
            seen += count;
        }
        document.set_object(id, entry);
    }
    let missing = || DocumentError::Write("a level of bookmarks is empty".into());
    Ok((*ids.first().ok_or_else(missing)?, *ids.last().ok_or_else(missing)?, seen))
}
