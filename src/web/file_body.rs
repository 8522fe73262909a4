//! A file in a form, read whole up to a limit.
//!
//! Invariant: no byte of a body is kept before there is [`MemoryBudget`] for all of it.

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentLength, Header as _, HeaderMap};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;

use super::memory_budget::{MemoryBudget, holding};
use super::multipart::{self, BESIDE, READ_AWAY};
use super::{Caller, Problem, media_type};
use crate::language::{Explanation, phrase};

/// The most bytes of a file; set as app data.
#[derive(Debug, Clone, Copy)]
pub struct FileLimit(pub usize);

/// The part `file` of a form. Its room in memory is taken until the last copy of these bytes is dropped.
#[derive(Debug, Clone)]
pub struct FileBody(pub Bytes);

impl FromRequest for FileBody {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let Some(caller) = request.extensions().get::<Caller>().copied() else {
            return Box::pin(std::future::ready(Err(Problem::unauthenticated())));
        };
        let limit = request.app_data::<FileLimit>().map_or(25_000_000, |limit| limit.0);
        let room = request.app_data::<MemoryBudget>().cloned().unwrap_or_else(|| MemoryBudget::for_files_of(limit));
        let is_form = media_type(request).is_some_and(|kind| kind == "multipart/form-data");
        // Without a declared length the largest body is assumed.
        let length = ContentLength::parse(request).ok().map(|length| *length);
        let most = length.unwrap_or(usize::MAX).min(limit + BESIDE);
        let headers = request.headers().clone();
        let mut payload = payload.take();
        Box::pin(async move {
            if !is_form {
                return Err(Problem::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "unsupported_media_type",
                    "Send the file as multipart/form-data, in a part named \"file\".",
                ));
            }
            match room.take(caller.person, most).await {
                Ok(taken) => {
                    let file = room.arrival(read(&headers, payload, limit, most)).await?;
                    Ok(Self(holding(file, taken)))
                }
                Err(refused) => room.arrival(async { Err(away(&mut payload, refused).await) }).await,
            }
        })
    }
}

/// Reads a refused body and discards it, so that the client can read the answer.
async fn away(payload: &mut Payload, answer: Problem) -> Problem {
    let mut read = 0;
    while let Some(Ok(chunk)) = payload.next().await {
        read += chunk.len();
        if read > READ_AWAY {
            break;
        }
    }
    answer
}

/// `most` is the limit for the whole body.
async fn read(headers: &HeaderMap, payload: Payload, limit: usize, most: usize) -> Result<Bytes, Problem> {
    // Reserved at once: a buffer that grows is copied, and would exceed its room meanwhile.
    let mut file = BytesMut::with_capacity(most);
    let brought = multipart::file_of(headers, payload, limit, |chunk| file.extend_from_slice(chunk)).await?;
    if brought.too_large {
        let hint = format!("A file may have {limit} bytes at most. Scan at 300 dpi, or send a JPEG.");
        return Err(Problem::too_large(multipart::too_large(limit).for_programs(hint)));
    }
    let mut problems = brought.problems;
    if !brought.file {
        let hint = "Send the scan in a part named \"file\".";
        problems.with("file", "required", Explanation::from(phrase("field-no-file")).for_programs(hint));
    }
    problems.check()?;
    Ok(file.freeze())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, LazyLock};
    use std::task::Poll;
    use std::time::Duration;

    use actix_web::ResponseError as _;
    use actix_web::error::PayloadError;
    use actix_web::http::header;
    use actix_web::test::TestRequest;
    use futures_util::stream;

    use super::*;
    use crate::ids::{PersonId, SessionId};
    use crate::permissions::Roles;

    /// A person for tests in which the owner of a file does not matter.
    fn one() -> PersonId {
        static ONE: LazyLock<PersonId> = LazyLock::new(PersonId::new);
        *ONE
    }

    fn caller(person: PersonId) -> Caller {
        Caller { person, session: SessionId::new(), roles: Roles::default() }
    }

    const HOUR: Duration = Duration::from_secs(3600);

    /// A request for `/uploads` whose body comes in chunks, and how many of them were read.
    fn sent(room: &MemoryBudget, chunks: Vec<&'static [u8]>, ends: bool) -> (HttpRequest, Payload, Arc<AtomicUsize>) {
        let length: usize = chunks.iter().map(|chunk| chunk.len()).sum();
        let request = TestRequest::post()
            .insert_header((header::CONTENT_TYPE, "multipart/form-data; boundary=x"))
            .insert_header((header::CONTENT_LENGTH, length))
            .app_data(FileLimit(1000))
            .app_data(room.clone())
            .to_http_request();
        request.extensions_mut().insert(caller(one()));
        let read = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&read);
        let chunks = stream::iter(chunks).map(move |chunk| {
            counted.fetch_add(1, Ordering::Relaxed);
            Ok::<_, PayloadError>(Bytes::from_static(chunk))
        });
        let payload: std::pin::Pin<Box<dyn futures_util::Stream<Item = Result<Bytes, PayloadError>>>> =
            if ends { Box::pin(chunks) } else { Box::pin(chunks.chain(stream::pending())) };
        (request, Payload::from(payload), read)
    }

    fn form() -> Vec<&'static [u8]> {
        vec![b"--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n", b"a letter", b"\r\n--x--\r\n"]
    }

    async fn waits(mut future: std::pin::Pin<&mut (impl Future + ?Sized)>) -> bool {
        std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_pending())).await
    }

    #[actix_web::test]
    async fn no_body_is_read_before_there_is_room_and_room_is_given_back_with_the_bytes() {
        let room = MemoryBudget::with([1024; 2], HOUR, HOUR);
        let (request, mut payload, _) = sent(&room, form(), true);
        let first = FileBody::from_request(&request, &mut payload).await.expect("a file");
        assert_eq!((&*first.0, room.free()), (b"a letter".as_slice(), 0));

        let (request, mut payload, read) = sent(&room, form(), true);
        let mut second = FileBody::from_request(&request, &mut payload);
        let copy = first.0.clone();
        drop(first);
        assert!(waits(second.as_mut()).await, "a copy is still there");
        assert_eq!(read.load(Ordering::Relaxed), 0);
        drop(copy);
        assert_eq!(second.await.expect("a file").0, b"a letter".as_slice());
        assert_eq!(room.free(), 1024);
    }

    #[actix_web::test]
    async fn who_waits_in_vain_is_told_when_the_body_has_gone_by() {
        let room = MemoryBudget::with([1024; 2], Duration::ZERO, HOUR);
        let all = room.take(one(), 1024).await.expect("all of it");
        let (request, mut payload, read) = sent(&room, form(), true);
        let refused = FileBody::from_request(&request, &mut payload).await.expect_err("no room");
        assert_eq!(
            (refused.status(), refused.code(), refused.retry_after()),
            (StatusCode::SERVICE_UNAVAILABLE, "unavailable", Some(2))
        );
        assert!(refused.to_string().contains("Send it again"), "{refused}");
        assert!(refused.error_response().headers().contains_key(header::RETRY_AFTER));
        assert_eq!(read.load(Ordering::Relaxed), 3);
        drop(all);
        let (request, mut payload, _) = sent(&room, form(), true);
        FileBody::from_request(&request, &mut payload).await.expect("a file");
    }

    #[actix_web::test]
    async fn a_body_that_stands_still_gives_its_room_back() {
        let room = MemoryBudget::with([1024; 2], HOUR, Duration::ZERO);
        let (request, mut payload, _) = sent(&room, form()[..2].to_vec(), false);
        let refused = FileBody::from_request(&request, &mut payload).await.expect_err("it never ends");
        assert_eq!((refused.status(), refused.code()), (StatusCode::REQUEST_TIMEOUT, "slow_body"));
        assert_eq!(room.free(), 1024);
    }

    #[actix_web::test]
    async fn files_that_never_end_of_one_person_leave_room_for_another() {
        let room = MemoryBudget::with([4096, 1024], HOUR, HOUR);
        let mut stuck = Vec::new();
        for _ in 0..10 {
            let (request, mut payload, _) = sent(&room, form()[..2].to_vec(), false);
            let mut half = FileBody::from_request(&request, &mut payload);
            assert!(waits(half.as_mut()).await);
            stuck.push(half);
        }
        assert_eq!(room.free(), 3072, "one of them is under way, and nine wait for it");
        let (request, mut payload, _) = sent(&room, form(), true);
        request.extensions_mut().insert(caller(PersonId::new()));
        FileBody::from_request(&request, &mut payload).await.expect("another person's file");
    }

    #[actix_web::test]
    async fn a_small_body_takes_little_and_one_larger_than_all_takes_all() {
        let room = MemoryBudget::with([4096; 2], HOUR, HOUR);
        let (request, mut payload, _) = sent(&room, form(), true);
        let _small = FileBody::from_request(&request, &mut payload).await.expect("a file");
        assert_eq!(room.free(), 3072);
        let _rest = room.take(one(), 2048).await.expect("room");
        assert!(waits(std::pin::pin!(room.take(one(), 1 << 40))).await);
    }
}
