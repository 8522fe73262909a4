//! The menu: the pages that a person may open, according to the table of routes, so that no entry leads to a refusal.

use actix_web::http::Method;

use super::route_table::Table;
use crate::permissions::Roles;
use crate::web::NavigationLink;

/// The message of the label, the path, and the icon as an SVG path in a 24 by 24 box.
const MENU: &[(&str, &str, &str)] = &[
    ("write-title", "/commendations/new", "M12 5v14M5 12h14"),
    ("page-home", "/", "M4 11l8-7 8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z"),
    (
        "letters-title",
        "/letters",
        "M3 7l9 6 9-6M5 5h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2Z",
    ),
    ("helpers-title", "/helpers", "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11"),
    ("page-check", "/verify", "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4.5"),
    (
        "page-settings",
        "/settings",
        "M9 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2",
    ),
];

/// The menu of a person with these roles, on the page with this path.
pub fn of(table: &Table, roles: Roles, path: &str) -> Vec<NavigationLink> {
    let is_open = |path| table.find(&Method::GET, path).is_some_and(|route| route.access.allows(roles));
    let is_here = |entry: &str| path == entry || (entry != "/" && path.starts_with(&format!("{entry}/")));
    MENU.iter()
        .filter(|(_, path, _)| is_open(path))
        .map(|(label, path, sign)| NavigationLink { label, path, sign, is_here: is_here(path) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions::Role;

    #[test]
    fn every_entry_leads_to_a_page_that_somebody_may_open() {
        let all: Roles = Role::ALL.iter().copied().collect();
        let menu = of(&crate::routes::TABLE, all, "/verify/7KQ4");
        assert_eq!(menu.len(), MENU.len());
        let here: Vec<_> = menu.iter().filter(|link| link.is_here).map(|link| link.path).collect();
        assert_eq!(here, ["/verify"]);
    }
}
