//! Reads the SVG of a logo under limits, refuses content that could not be drawn as it is meant, and reduces it to shapes.
//! Only the bytes of the file are read: no other file, no address, no font.

use usvg::roxmltree::{Document, Node as Element, NodeType, ParsingOptions};
use usvg::{Options, Tree};

use super::Refused;

/// The most XML nodes that are read, which stops entities that multiply.
const MOST_ELEMENTS: u32 = 100_000;
pub const KIND: &str = "SVG";
pub const SVG: &str = "http://www.w3.org/2000/svg";

/// The shapes, with colours and clips.
pub fn parsed(file: &[u8]) -> Result<Tree, Refused> {
    let text = std::str::from_utf8(file).map_err(|_| Refused::NotALogo)?.trim_start_matches('\u{feff}');
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_ELEMENTS, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| match text.contains("<svg") {
        true => broken(error),
        false => Refused::NotALogo,
    })?;
    if !document.root_element().has_tag_name((SVG, "svg")) {
        return Err(Refused::NotALogo);
    }
    document.descendants().try_for_each(|element| allowed(&element))?;
    Tree::from_xmltree(&document, &Options::default()).map_err(broken)
}

pub fn broken(why: impl ToString) -> Refused {
    Refused::Broken { kind: KIND, why: why.to_string() }
}

/// Refuses an element that would be left out, or drawn differently, without a message.
fn allowed(element: &Element<'_, '_>) -> Result<(), Refused> {
    if element.node_type() == NodeType::PI && element.pi().is_some_and(|pi| pi.target == "xml-stylesheet") {
        return Err(Refused::Outside("a style sheet".to_owned()));
    }
    let name = element.tag_name();
    if !element.is_element() || name.namespace() != Some(SVG) {
        return Ok(());
    }
    match name.name() {
        "text" | "flowRoot" => return Err(Refused::Text),
        "image" | "feImage" => return Err(Refused::Holds("an embedded picture")),
        "foreignObject" => return Err(Refused::Holds("a piece of HTML (foreignObject)")),
        "script" => return Err(Refused::Holds("a script")),
        "animate" | "animateColor" | "animateMotion" | "animateTransform" | "set" => return Err(Refused::Moves(KIND)),
        _ => {}
    }
    let styles = element.text().filter(|_| name.name() == "style");
    if styles.is_some_and(|style| style.contains("@keyframes")) {
        return Err(Refused::Moves(KIND));
    }
    if styles.is_some_and(|style| style.contains("@import")) {
        return Err(Refused::Outside("@import".to_owned()));
    }
    for attribute in element.attributes() {
        let is_way = attribute.name() == "href" && name.name() != "a";
        if is_way && !attribute.value().trim_start().starts_with('#') {
            return Err(Refused::Outside(attribute.value().chars().take(80).collect()));
        }
    }
    element.attributes().map(|attribute| attribute.value()).chain(styles).try_for_each(own_values)
}

/// Refuses values that refer outside the file, and values that only a browser can compute.
fn own_values(value: &str) -> Result<(), Refused> {
    if value.contains("var(") {
        return Err(Refused::Holds("colours by a CSS variable"));
    }
    if ["color(", "color-mix(", "lab(", "lch(", "hwb("].iter().any(|space| value.contains(space)) {
        return Err(Refused::Holds("colours that are not sRGB (such as display-p3 or oklch)"));
    }
    for (at, url) in value.match_indices("url(") {
        let to = value[at + url.len()..].trim_start_matches(['"', '\'', ' ']);
        if !to.starts_with('#') {
            return Err(Refused::Outside(to.chars().take(80).take_while(|c| *c != ')').collect()));
        }
    }
    Ok(())
}
