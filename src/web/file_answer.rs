//! Files as answers: PDFs and pictures, with a name for saving, and 304 for a client that has the file already.
//!
//! Files are sent completely, and the header says so (RFC 9110, section 14.3): a client that asks for a range gets the whole file.

use actix_web::http::header::{
    self, CacheControl, CacheDirective, ContentDisposition, DispositionParam, DispositionType, ETag, EntityTag,
};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;

use super::negotiation::has_already;

/// A file to be sent.
#[derive(Debug, Clone)]
pub struct FileAnswer {
    media_type: String,
    bytes: Bytes,
    name: Option<ContentDisposition>,
    tag: Option<EntityTag>,
}

impl FileAnswer {
    /// A file without a name, which no cache may keep.
    pub fn of(media_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { media_type: media_type.into(), bytes: bytes.into(), name: None, tag: None }
    }

    /// The client shows the file, and saves it under this name.
    #[must_use]
    pub fn shown_as(self, name: String) -> Self {
        self.named(DispositionType::Inline, name)
    }

    /// The client saves the file under this name and does not show it.
    #[must_use]
    pub fn saved_as(self, name: String) -> Self {
        self.named(DispositionType::Attachment, name)
    }

    /// The name consists of references and digits, and needs no encoding (RFC 6266, section 4.3).
    fn named(self, disposition: DispositionType, name: String) -> Self {
        let parameters = vec![DispositionParam::Filename(name)];
        Self { name: Some(ContentDisposition { disposition, parameters }), ..self }
    }

    /// The client may keep the file, and asks with its digest whether it has changed.
    #[must_use]
    pub fn under_digest(self, sha256: &str) -> Self {
        Self { tag: Some(EntityTag::new_strong(sha256.to_owned())), ..self }
    }

    /// The answer: the file, or 304 for a client that has it.
    pub fn answer(self, request: &HttpRequest) -> HttpResponse {
        let known = self.tag.as_ref().is_some_and(|tag| has_already(request, tag));
        let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        if let Some(tag) = self.tag {
            answer.insert_header(ETag(tag));
            answer.insert_header(CacheControl(vec![CacheDirective::Private, CacheDirective::NoCache]));
        } else {
            answer.insert_header(CacheControl(vec![CacheDirective::Private, CacheDirective::NoStore]));
        }
        if known {
            return answer.finish();
        }
        if let Some(name) = self.name {
            answer.insert_header(name);
        }
        answer.insert_header((header::ACCEPT_RANGES, "none")).content_type(self.media_type).body(self.bytes)
    }
}
