//! The scan of a letter in a body: which upload, what is covered on its pages.

use super::bodies::RedactionBody;
use crate::commendations::CommendationError;
use crate::commendations::order::ScanOrder;
use crate::db::Connection;
use crate::ids::{PersonId, UploadId};
use crate::letters::uploads::{self, MOST_REGIONS, checked};
use crate::web::{Elements, Problems};

/// What of a scan can be told without looking its upload up.
pub struct ScanDraft {
    upload: Option<UploadId>,
    regions: Vec<(usize, RedactionBody)>,
    checked: bool,
}

const UNKNOWN: &str =
    "No upload of yours has this id. Send the file with POST /api/v1/uploads within a day of sending the letter.";

pub fn draft(
    upload_id: Option<String>,
    redactions: Option<Elements<RedactionBody>>,
    checked: bool,
    problems: &mut Problems,
) -> ScanDraft {
    let upload = match upload_id.as_deref().map(str::parse) {
        Some(Ok(id)) => Some(id),
        Some(Err(_)) => {
            problems.at_path("/letter/upload_id", "unknown_upload", UNKNOWN);
            None
        }
        None => {
            let why = "Send the file with POST /api/v1/uploads first, and its upload_id here.";
            problems.at_path("/letter/upload_id", "required", why);
            None
        }
    };
    let why = format!("Cover {MOST_REGIONS} regions at most; a few larger ones do as well.");
    let regions = redactions
        .map(|regions| regions.at_most(MOST_REGIONS, "/letter/redactions", &why, problems))
        .unwrap_or_default();
    ScanDraft { upload, regions, checked }
}

/// Looks the upload up, and its pages for the regions.
pub fn look_up(
    conn: &mut Connection,
    me: PersonId,
    draft: &ScanDraft,
    problems: &mut Problems,
) -> Result<Option<ScanOrder>, CommendationError> {
    let upload = match draft.upload {
        Some(id) => {
            let found = uploads::operations::of_uploader(conn, id, me)?;
            match &found {
                None => problems.at_path("/letter/upload_id", "unknown_upload", UNKNOWN),
                Some(upload) if upload.commendation.is_some() => {
                    problems.at_path(
                        "/letter/upload_id",
                        "upload_used",
                        CommendationError::UploadUsed.words().unwrap_or_default(),
                    );
                }
                Some(_) => {}
            }
            found
        }
        None => None,
    };
    // Without the upload nobody knows how many pages there are; the rest of a region can be told all the same.
    let pages = upload.as_ref().map_or(usize::MAX, |upload| upload.pages.len());
    let mut regions = Vec::with_capacity(draft.regions.len());
    for (index, body) in &draft.regions {
        let (Some(page), Some(x), Some(y), Some(w), Some(h)) = (body.page, body.x, body.y, body.w, body.h) else {
            continue;
        };
        match checked(page, [x, y, w, h], pages) {
            Ok(region) => regions.push(region),
            Err((member, why)) => {
                problems.at_path(&format!("/letter/redactions/{index}/{member}"), why.code(), why.to_string());
            }
        }
    }
    Ok(upload.map(|upload| ScanOrder { upload, regions, checked: draft.checked }))
}
