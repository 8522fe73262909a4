//! The time zones that a person can choose from: one for each place that the tz database names, by continent.

use std::sync::LazyLock;

use chrono_tz::{TZ_VARIANTS, Tz};

/// The time zones of one part of the world.
pub struct Area {
    /// The message of its name.
    pub name: &'static str,
    pub zones: Vec<Zone>,
}

/// A time zone, called by its place.
pub struct Zone {
    pub name: &'static str,
    pub place: String,
}

impl Zone {
    /// True for the one with this name.
    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }
}

/// First parts of names, in the order of the page. Other names are older ones of the same time zones.
const AREAS: [(&str, &str); 10] = [
    ("Africa", "zone-africa"),
    ("America", "zone-america"),
    ("Antarctica", "zone-antarctica"),
    ("Arctic", "zone-arctic"),
    ("Asia", "zone-asia"),
    ("Atlantic", "zone-atlantic"),
    ("Australia", "zone-australia"),
    ("Europe", "zone-europe"),
    ("Indian", "zone-indian"),
    ("Pacific", "zone-pacific"),
];

/// A name of a time zone, or its end, as words.
fn place(name: &str) -> String {
    name.replace('_', " ").replace('/', ", ")
}

/// Every time zone that can be chosen, made once: there are hundreds.
static ALL: LazyLock<Vec<Area>> = LazyLock::new(|| {
    let zone = |name: &'static str, of: &str| Zone { name, place: place(of) };
    let within = |area: &'static str| {
        TZ_VARIANTS.iter().filter_map(move |tz| Some((tz.name(), tz.name().strip_prefix(area)?.strip_prefix('/')?)))
    };
    let area = |(area, name)| Area { name, zones: within(area).map(|(name, place)| zone(name, place)).collect() };
    AREAS.into_iter().map(area).collect()
});

/// Every time zone that can be chosen, by area.
pub fn areas() -> &'static [Area] {
    &ALL
}

/// A time zone that was chosen under a name that the page does not have.
pub fn other(chosen: Option<Tz>) -> Option<Zone> {
    let name = chosen?.name();
    let is_listed = ALL.iter().any(|area| area.zones.iter().any(|zone| zone.name == name));
    (!is_listed).then(|| Zone { name, place: place(name) })
}
