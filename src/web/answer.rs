//! Files as answers: PDFs and pictures, under a name that they can be saved by, and not sent again to whoever has them.
//!
//! They are sent whole and say so (RFC 9110, section 14.3): parts of a letter help nobody, and a client that asks for parts gets all.

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

    /// To be shown, and saved under this name.
    #[must_use]
    pub fn shown_as(self, name: String) -> Self {
        self.named(DispositionType::Inline, name)
    }

    /// To be saved under this name and not shown.
    #[must_use]
    pub fn saved_as(self, name: String) -> Self {
        self.named(DispositionType::Attachment, name)
    }

    /// The name is made of references and digits, so that it needs no encoding (RFC 6266, section 4.3).
    fn named(self, disposition: DispositionType, name: String) -> Self {
        let parameters = vec![DispositionParam::Filename(name)];
        Self { name: Some(ContentDisposition { disposition, parameters }), ..self }
    }

    /// The client may keep it, and asks with the digest whether it is still the same.
    #[must_use]
    pub fn under_digest(self, sha256: &str) -> Self {
        Self { tag: Some(EntityTag::new_strong(sha256.to_owned())), ..self }
    }

    /// The answer: the file, or 304 for whoever has it.
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
