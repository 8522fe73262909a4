//! An answer that is passed to the socket in pieces, so that a slow client occupies memory for one piece and not for a copy of
//! the whole.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, EitherBody, MessageBody};
use bytes::Bytes;

/// Bytes copied for the socket at once.
const SLICE: usize = 32 << 10;

/// Bytes in pieces.
pub(super) struct SlicedBody(Bytes);

/// The body in pieces, if it is bytes and more than one piece.
pub(super) fn sliced<B: MessageBody>(body: B) -> EitherBody<SlicedBody, B> {
    match body.size() {
        BodySize::Sized(length) if length > SLICE as u64 => match body.try_into_bytes() {
            Ok(bytes) => EitherBody::left(SlicedBody(bytes)),
            Err(body) => EitherBody::right(body),
        },
        _ => EitherBody::right(body),
    }
}

impl MessageBody for SlicedBody {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.0.len() as u64)
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let left = &mut self.get_mut().0;
        if left.is_empty() {
            return Poll::Ready(None);
        }
        let slice = left.split_to(left.len().min(SLICE));
        Poll::Ready(Some(Ok(slice)))
    }

    fn try_into_bytes(self) -> Result<Bytes, Self> {
        Ok(self.0)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    fn pieces(body: impl MessageBody) -> Vec<Bytes> {
        let mut body = std::pin::pin!(body);
        let mut next = || std::future::poll_fn(|context| body.as_mut().poll_next(context)).now_or_never().flatten();
        std::iter::from_fn(|| next().map(|piece| piece.unwrap_or_else(|_| panic!("bytes cannot fail")))).collect()
    }

    #[test]
    fn a_long_answer_goes_in_pieces_and_says_its_whole_length() {
        let whole: Bytes = (0..3 * SLICE + 1).map(|n| u8::try_from(n % 251).expect("small")).collect::<Vec<_>>().into();
        let body = sliced(whole.clone());
        assert_eq!(body.size(), BodySize::Sized(whole.len() as u64));
        let pieces = pieces(body);
        assert_eq!(pieces.iter().map(Bytes::len).collect::<Vec<_>>(), [SLICE, SLICE, SLICE, 1]);
        assert_eq!(pieces.concat(), whole);
    }

    #[test]
    fn a_short_answer_and_none_at_all_stay_as_they_are() {
        assert_eq!(pieces(sliced(Bytes::from_static(b"alive"))), [Bytes::from_static(b"alive")]);
        assert_eq!(sliced(actix_web::body::None::new()).size(), BodySize::None);
    }
}
