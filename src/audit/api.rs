//! The trail over HTTP, for the auditor.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::{Entry, Filter};
use crate::clock::Timestamp;
use crate::db::Database;
use crate::web::{Cursor, Paged, Problem, Query};

/// An entry of the trail.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryView {
    /// Its place in the chain.
    pub seq: i64,
    /// When it was recorded.
    pub at: Timestamp,
    /// `person:` and an id, `command_line` or `system`.
    pub actor: String,
    /// For example `commendation.sent`.
    pub action: String,
    /// For example `commendation:` and an id.
    pub object: String,
    /// Ids, digests and counts.
    #[schema(value_type = Object)]
    pub detail: Box<RawValue>,
    /// The hash of the entry before.
    pub previous_hash: String,
    /// Its own.
    pub hash: String,
}

impl TryFrom<Entry> for EntryView {
    type Error = serde_json::Error;

    fn try_from(entry: Entry) -> Result<Self, serde_json::Error> {
        Ok(Self {
            seq: entry.seq,
            at: entry.at,
            actor: entry.actor,
            action: entry.action,
            object: entry.object,
            detail: RawValue::from_string(entry.detail)?,
            previous_hash: entry.previous_hash,
            hash: entry.hash,
        })
    }
}

/// The trail, newest first.
#[utoipa::path(get, operation_id = "list_audit_entries", path = "/api/v1/audit", tag = "overseeing",
    params(("object" = Option<String>, Query, description = "such as commendation:0193…"),
        ("actor" = Option<String>, Query, description = "person:0193…, command_line or system"),
        ("from" = Option<String>, Query, description = "a time, inclusive"), ("to" = Option<String>, Query, description = "a time, exclusive"),
        ("limit" = Option<i64>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Paged<EntryView>), (status = 403)))]
pub async fn list(db: web::Data<Database>, mut query: Query) -> Result<HttpResponse, Problem> {
    let page = query.page();
    let filter = Filter {
        object: query.text("object").map(str::to_owned),
        actor: query.text("actor").map(str::to_owned),
        from: query.moment("from"),
        to: query.moment("to"),
        before: page.cursor.as_ref().map(|cursor| cursor.at),
    };
    query.check()?;
    let limit = page.limit;
    let entries = super::entries(&db, filter, limit + 1).await?;
    let views: Result<Vec<EntryView>, _> = entries.into_iter().map(EntryView::try_from).collect();
    let views = views.map_err(|error| Problem::unexpected(&error))?;
    Ok(HttpResponse::Ok().json(Paged::of(views, limit, |entry| Cursor { at: entry.seq, id: String::new() })))
}
