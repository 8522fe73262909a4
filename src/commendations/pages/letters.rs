//! Lists of commendations: sent and received by the reader, about the reader's team, and everyone's for those who oversee them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use url::form_urlencoded::Serializer;

use super::names;
use crate::commendations::operations::{CallersList, Commendations, search_words};
use crate::commendations::shown::{Listed, Summary};
use crate::commendations::store::ListFilter;
use crate::ids::CommendationId;
use crate::permissions::Caller;
use crate::web::{Problem, Query, Shell, Site, moment};

#[derive(Template)]
#[template(path = "commendations/letters.html")]
struct LettersPage<'a> {
    shell: &'a Shell,
    tabs: Vec<Tab>,
    /// The message of the heading.
    heading: &'static str,
    role: &'static str,
    q: String,
    from: String,
    to: String,
    is_search: bool,
    items: Vec<Item>,
    /// The address of the next page.
    next: Option<String>,
}

struct Tab {
    label: &'static str,
    role: &'static str,
    is_here: bool,
}

/// A commendation in a list.
pub(super) struct Item {
    pub id: CommendationId,
    pub reference: String,
    /// `Priya Raman`; for what one received, the banker.
    pub name: String,
    /// Those of client, banker and place that the reader may know.
    pub about: String,
    pub at: String,
    pub excerpt: String,
    pub has_letter: bool,
    pub is_withdrawn: bool,
    pub acknowledgements: i64,
    pub thanks: i64,
}

const TABS: [(&str, CallersList, &str); 4] = [
    ("sent", CallersList::Sent, "letters-sent"),
    ("received", CallersList::Received, "letters-received"),
    ("team", CallersList::Team, "letters-team"),
    ("all", CallersList::All, "letters-all"),
];

/// The lists.
pub async fn letters(
    caller: Caller,
    shell: Shell,
    site: web::Data<Site>,
    mut query: Query,
    service: web::Data<Commendations>,
) -> Result<HttpResponse, Problem> {
    let roles = TABS.map(|(role, mine, _)| (role, mine));
    let mine = query.word("role", &roles).unwrap_or(CallersList::Sent);
    let (page, q) = (query.page(), query.text("q").unwrap_or_default().to_owned());
    let filter =
        ListFilter { from: query.day("from"), to: query.day("to"), words: search_words(&q), ..ListFilter::default() };
    let (from, to) = (day(filter.from), day(filter.to));
    query.check()?;
    let listed = service.list(caller, mine, filter, page).await?;
    let here = TABS.into_iter().find(|(_, of, _)| *of == mine);
    let (role, heading) = here.map_or(("sent", "letters-sent"), |(role, _, heading)| (role, heading));
    let next = listed.next_cursor.as_ref().map(|cursor| address(role, (&q, &from, &to), cursor));
    let page = LettersPage {
        tabs: TABS
            .iter()
            .filter(|(_, mine, _)| mine.is_open_to(&caller))
            .map(|(name, _, label)| Tab { label, role: name, is_here: *name == role })
            .collect(),
        heading,
        role,
        is_search: !q.is_empty() || !from.is_empty() || !to.is_empty(),
        items: listed.items.into_iter().map(|listed| item((&shell, &site), mine, listed)).collect(),
        next,
        q,
        from,
        to,
        shell: &shell,
    };
    shell.page(StatusCode::OK, &page)
}

fn day(day: Option<chrono::NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn address(role: &str, (q, from, to): (&str, &str, &str), cursor: &str) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in [("role", role), ("q", q), ("from", from), ("to", to), ("cursor", cursor)] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    format!("/letters?{}", query.finish())
}

pub(super) fn item((shell, site): (&Shell, &Site), mine: CallersList, listed: Listed) -> Item {
    let (header, summary) = match listed {
        Listed::Bare(header) => (header, None),
        Listed::Full(summary) => (summary.header.clone(), Some(*summary)),
    };
    let bare = Item {
        id: header.id,
        reference: header.reference,
        name: shell.say("letters-withdrawn").to_string(),
        about: String::new(),
        at: moment(shell, site, header.sent_at),
        excerpt: String::new(),
        has_letter: false,
        is_withdrawn: header.state == crate::commendations::State::Withdrawn,
        acknowledgements: 0,
        thanks: 0,
    };
    let Some(Summary { banker, helpers, client_name, excerpt, has_letter, acknowledgements, thanks, .. }) = summary
    else {
        return bare;
    };
    let people = if helpers.is_empty() { shell.say("letters-unknown").to_string() } else { names(shell, &helpers) };
    let client = has_letter.then(|| client_name.unwrap_or_else(|| shell.say("letters-client").to_string()));
    let with = (mine != CallersList::Sent)
        .then(|| shell.say("letters-with").with("name", &banker.name).with("place", banker.place()).to_string());
    let about = match (client, with) {
        (Some(client), Some(with)) => {
            shell.say("letters-client-and-banker").with("client", client).with("with", with).to_string()
        }
        (client, with) => client.or(with).unwrap_or_default(),
    };
    Item { name: people, about, excerpt, has_letter, acknowledgements, thanks, ..bare }
}
