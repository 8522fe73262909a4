//! The menu: the pages that a person may open, according to the table of routes, so that no entry leads to a refusal. The team's
//! entry is there for those who have one, with the number of letters that wait for them.

use actix_web::http::Method;

use super::route_table::Table;
use crate::permissions::Roles;
use crate::web::NavigationLink;

/// An entry of the menu.
struct Entry {
    /// The message of the label.
    label: &'static str,
    path: &'static str,
    /// The icon as an SVG path in a 24 by 24 box.
    sign: &'static str,
    shows: Shows,
}

/// The people whose menu has an entry.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// Everyone who may open the page.
    ByRoute,
    /// Those with a team.
    WithTeam,
}

const MENU: &[Entry] = &[
    Entry { label: "write-title", path: "/commendations/new", sign: "M12 5v14M5 12h14", shows: Shows::ByRoute },
    Entry {
        label: "page-home",
        path: "/",
        sign: "M4 11l8-7 8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z",
        shows: Shows::ByRoute,
    },
    Entry {
        label: "letters-title",
        path: "/letters",
        sign: "M3 7l9 6 9-6M5 5h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2Z",
        shows: Shows::ByRoute,
    },
    Entry {
        label: "helpers-title",
        path: "/helpers",
        sign: "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11",
        shows: Shows::ByRoute,
    },
    Entry {
        label: "recognition-menu",
        path: "/me/recognition",
        sign: "M6.5 9a5.5 5.5 0 1 0 11 0 5.5 5.5 0 1 0-11 0M8.6 13.4 7 21l5-2.6L17 21l-1.6-7.6",
        shows: Shows::ByRoute,
    },
    Entry {
        label: "team-menu",
        path: "/team",
        sign: "M5.5 8.5a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0M3 20c0-3.6 2.6-6 6-6s6 2.4 6 6M16 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.6c2.2.8 3.5 2.8 3.5 5.4",
        shows: Shows::WithTeam,
    },
    Entry {
        label: "worklist-title",
        path: "/worklist",
        sign: "m4 6.5 1.5 1.5L8.5 5M4 13l1.5 1.5 3-3M4 19.5 5.5 21l3-3M12 7h8M12 13.5h8M12 20h8",
        shows: Shows::ByRoute,
    },
    Entry {
        label: "people-title",
        path: "/people",
        sign: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM5 20a7 7 0 0 1 14 0",
        shows: Shows::ByRoute,
    },
    Entry { label: "import-title", path: "/import", sign: "M12 15V4m0 0 4 4m-4-4-4 4M5 20h14", shows: Shows::ByRoute },
    Entry {
        label: "audit-title",
        path: "/audit",
        sign: "M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7",
        shows: Shows::ByRoute,
    },
    Entry {
        label: "admin-menu",
        path: "/admin",
        sign: "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM12 8.5v4M12 15.5v.2",
        shows: Shows::ByRoute,
    },
    Entry {
        label: "page-check",
        path: "/verify",
        sign: "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4.5",
        shows: Shows::ByRoute,
    },
    Entry {
        label: "page-settings",
        path: "/settings",
        sign: "M9 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2",
        shows: Shows::ByRoute,
    },
];

/// The menu of a person with these roles, on the page with this path. `team` is the number of matters that wait for the person on the page
/// of the team; none for a person without a team.
pub fn of(table: &Table, roles: Roles, team: Option<usize>, path: &str) -> Vec<NavigationLink> {
    let is_open = |path| table.find(&Method::GET, path).is_some_and(|route| route.access.allows(roles));
    let is_here = |entry: &str| path == entry || (entry != "/" && path.starts_with(&format!("{entry}/")));
    let count = |entry: &Entry| match entry.shows {
        Shows::ByRoute => Some(0),
        Shows::WithTeam => team,
    };
    let link = |entry: &'static Entry| {
        let Entry { label, path, sign, .. } = *entry;
        count(entry).map(|count| NavigationLink { label, path, sign, is_here: is_here(path), count })
    };
    MENU.iter().filter(|entry| is_open(entry.path)).filter_map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions::Role;

    #[test]
    fn every_entry_leads_to_a_page_that_somebody_may_open() {
        let all: Roles = Role::ALL.iter().copied().collect();
        let menu = of(&crate::routes::TABLE, all, Some(3), "/verify/7KQ4");
        assert_eq!(menu.len(), MENU.len());
        let here: Vec<_> = menu.iter().filter(|link| link.is_here).map(|link| link.path).collect();
        assert_eq!(here, ["/verify"]);
        assert!(menu.iter().any(|link| link.path == "/team" && link.count == 3));
    }

    #[test]
    fn the_team_is_in_the_menu_of_those_who_have_one() {
        let menu = of(&crate::routes::TABLE, Roles::NONE, None, "/");
        assert!(menu.iter().all(|link| link.path != "/team"));
    }
}
