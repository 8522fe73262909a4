//! A stream of server-sent events that tells an open page that something it shows has changed.
//!
//! The page gets one word, which changes when what it shows does, and then fetches itself (`live.js`). A stream ends by itself, so that the
//! session and the right to read are checked again when the browser reconnects.

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use actix_web::HttpResponse;
use bytes::Bytes;
use futures_util::stream;

/// The time between two looks.
const EVERY: Duration = Duration::from_millis(500);
/// The looks of one stream: half a minute.
const LOOKS: u32 = 60;

/// The stream: the first word at once, and each other one that a look finds. A look that finds nothing ends it, because the reader may no
/// longer know.
pub fn follow<L, F>(first: String, look: L) -> HttpResponse
where
    L: Fn() -> F + 'static,
    F: Future<Output = Option<String>> + 'static,
{
    let events = stream::unfold((look, None, 0), move |(look, told, looks)| {
        let first = first.clone();
        async move {
            let (word, looks) = match told {
                None => (first, looks),
                Some(told) => other(&look, told, looks).await?,
            };
            let event = Bytes::from(format!("data: {word}\n\n"));
            Some((Ok::<_, Infallible>(event), (look, Some(word), looks)))
        }
    });
    HttpResponse::Ok().content_type("text/event-stream").streaming(events)
}

/// Waits for a word other than the one that was told.
async fn other<L, F>(look: &L, told: String, mut looks: u32) -> Option<(String, u32)>
where
    L: Fn() -> F,
    F: Future<Output = Option<String>>,
{
    while looks < LOOKS {
        looks += 1;
        tokio::time::sleep(EVERY).await;
        let word = look().await?;
        if word != told {
            return Some((word, looks));
        }
    }
    None
}
