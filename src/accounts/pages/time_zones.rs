//! The time zones that a person can choose from: one for each place that the tz database names, by continent.

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
    pub is_chosen: bool,
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

/// Every time zone that can be chosen. One that was chosen under another name stands in a group of its own.
pub fn areas(chosen: Option<Tz>) -> Vec<Area> {
    let zone = |name: &'static str, place: &str| Zone {
        name,
        place: place.replace('_', " ").replace('/', ", "),
        is_chosen: chosen.is_some_and(|chosen| chosen.name() == name),
    };
    let within = |area: &'static str| {
        TZ_VARIANTS.iter().filter_map(move |tz| Some((tz.name(), tz.name().strip_prefix(area)?.strip_prefix('/')?)))
    };
    let area = |(area, name)| Area { name, zones: within(area).map(|(name, place)| zone(name, place)).collect() };
    let mut areas: Vec<Area> = AREAS.into_iter().map(area).collect();
    let is_listed = areas.iter().any(|area| area.zones.iter().any(|zone| zone.is_chosen));
    if let Some(chosen) = chosen.filter(|_| !is_listed) {
        areas.insert(0, Area { name: "zone-other", zones: vec![zone(chosen.name(), chosen.name())] });
    }
    areas
}
