//! The content of a commendation's mails, made when they go: the rows of the outbox hold none of its words.
//!
//! A mail is made of the record, of the version of the copy that it is about, and of the other mails that were queued for it.
//! Invariants: the words are the circulated ones; a reader whose mail was suppressed is not named as one.

use super::Commendations;
use super::copy_versions::{holder, holders_by, letter_of};
use crate::assists;
use crate::clock::Timestamp;
use crate::commendations::compose::party;
use crate::commendations::store::{self, Record};
use crate::commendations::{CommendationError, VerificationCode};
use crate::db::{Connection, DbError};
use crate::delivery::message::{
    Client, CorrectionMail, HelperHint, LetterAfter, LetterMail, Party, Reader, RecallMail,
};
use crate::delivery::operations::Leased;
use crate::delivery::{self, Content, Delivery, Kind, State};
use crate::directory::{self, Person};
use crate::documents::circulated_copy::{CopyContent, Praised};
use crate::ids::CommendationId;
use chrono::NaiveDate;

/// The code and the helpers of one version of the copy.
struct CopyVersion {
    code: String,
    helpers: Vec<Party>,
}

/// A mail that goes now, with its commendation and the mails that were queued for it.
struct OutgoingMail<'a> {
    service: &'a Commendations,
    leased: &'a Leased,
    record: Record,
    banker: Person,
    mails: Vec<Delivery>,
}

impl Commendations {
    /// The content of a commendation's mail to its recipient.
    ///
    /// # Errors
    /// When the mail is not about a commendation, or the database cannot be read.
    pub async fn mail(&self, leased: &Leased) -> Result<Content, CommendationError> {
        let (service, leased) = (self.clone(), leased.clone());
        let work = move |conn: &mut Connection| {
            let id = leased.commendation_id.ok_or(CommendationError::NotFound)?;
            let record = store::find(conn, id)?.ok_or(CommendationError::NotFound)?;
            let banker = directory::operations::recorded(conn, record.banker_id)?;
            let mails = delivery::operations::of_commendation(conn, id)?;
            let going = OutgoingMail { service: &service, leased: &leased, record, banker, mails };
            Ok(match leased.kind {
                Kind::Letter => Content::Letter(Box::new(going.letter(conn)?)),
                Kind::Correction | Kind::Misdirected => going.correction(conn)?,
                Kind::Recall => Content::Recall(Box::new(going.recall(conn)?)),
                _ => {
                    return Err(DbError::Unexpected(format!("a {} mail without content", leased.kind)).into());
                }
            })
        };
        self.db.read(work).await
    }
}

impl OutgoingMail<'_> {
    fn letter(self, conn: &mut Connection) -> Result<LetterMail, CommendationError> {
        let Self { leased, record, .. } = &self;
        let copy = copy(conn, record.id, leased.version.unwrap_or(1))?;
        let letter = store::circulated_letter(conn, record.id)?;
        let words = letter.as_ref().filter(|letter| letter.is_in_words()).map(|letter| letter.text.as_str());
        let mail = LetterMail {
            reference: record.reference.clone(),
            verification_code: copy.code,
            replaces: None,
            served_on: record.served_on,
            sent_on: self.day(record.sent_at),
            signed_on: letter.as_ref().map(|letter| self.day(letter.signed_at)),
            hint: if copy.helpers.is_empty() { self.hint(conn)? } else { None },
            helpers: copy.helpers,
            banker: party(&self.banker),
            praises_banker: record.include_banker,
            client: letter.is_some().then(|| Client { name: record.client_name_shown.clone(), since: None }),
            letter: None,
            cover_note: None,
            because: leased.because.clone(),
            readers: self.readers(|mail| mail.kind.carries_letter() && mail.version == leased.version),
        };
        Ok(mail.quoting(words, record.cover_note.as_deref()))
    }

    /// The banker's knowledge of a helper who has no name yet.
    fn hint(&self, conn: &mut Connection) -> Result<Option<HelperHint>, DbError> {
        let Some(id) = self.record.assist_id else { return Ok(None) };
        let hint = assists::operations::of_banker(conn, id, self.record.banker_id)?.and_then(|assist| assist.hint);
        Ok(hint.map(|hint| HelperHint { name: hint.name, department: hint.department, extension: hint.extension }))
    }

    fn correction(self, conn: &mut Connection) -> Result<Content, CommendationError> {
        let Self { leased, record, .. } = &self;
        let missing = || DbError::Unexpected("a mail about a correction that is not on record".into());
        let made = store::correction_until(conn, record.id, leased.created_at)?.ok_or_else(missing)?;
        let now = copy(conn, record.id, made.version)?;
        let before = copy(conn, record.id, made.version - 1)?;
        let misdirected = leased.kind == Kind::Misdirected;
        let mail = CorrectionMail {
            reference: record.reference.clone(),
            verification_code: (!misdirected).then_some(now.code),
            helpers: if misdirected { without(before.helpers, now.helpers) } else { now.helpers },
            banker: party(&self.banker),
            got_on: self.got_on(),
            sent_at: record.sent_at,
            corrected_at: made.corrected_at,
            corrected_by: directory::operations::recorded(conn, made.corrected_by)?.name,
            reason: made.reason,
            letter: match record.anonymous_from {
                Some(version) if version == made.version => LetterAfter::WithoutName,
                _ if record.has_letter => LetterAfter::Unchanged,
                _ => LetterAfter::None,
            },
            acknowledged_on: self.acknowledged_on(conn)?,
            because: leased.because.clone(),
            readers: match leased.version {
                Some(_) => self.readers(|mail| mail.kind.carries_letter() && mail.version == leased.version),
                None => Vec::new(),
            },
        };
        Ok(if misdirected { Content::Misdirected(Box::new(mail)) } else { Content::Correction(Box::new(mail)) })
    }

    fn recall(self, conn: &mut Connection) -> Result<RecallMail, CommendationError> {
        let Self { leased, record, .. } = &self;
        let missing = || DbError::Unexpected("a mail about a withdrawal that is not on record".into());
        let withdrawal = store::withdrawal(conn, record.id)?.ok_or_else(missing)?;
        Ok(RecallMail {
            reference: record.reference.clone(),
            helpers: copy(conn, record.id, record.version)?.helpers,
            banker: party(&self.banker),
            got_on: self.got_on(),
            sent_at: record.sent_at,
            withdrawn_at: withdrawal.withdrawn_at,
            withdrawn_by: directory::operations::recorded(conn, withdrawal.withdrawn_by)?.name,
            reason: withdrawal.reason,
            acknowledged_on: self.acknowledged_on(conn)?,
            because: leased.because.clone(),
            readers: self.readers(|mail| mail.kind == Kind::Recall),
        })
    }

    /// The recipients of the other mails that `along` selects, but for those that are not sent.
    fn readers(&self, along: impl Fn(&Delivery) -> bool) -> Vec<Reader> {
        let others = self.mails.iter().filter(|mail| mail.id != self.leased.id && mail.state != State::Suppressed);
        let reader = |mail: &Delivery| Reader { name: mail.recipient_name.clone(), because: mail.because.clone() };
        others.filter(|mail| along(mail)).map(reader).collect()
    }

    /// The day on which the reader was sent the copy that a notice is about.
    fn got_on(&self) -> NaiveDate {
        let before: Vec<Delivery> = self.mails.iter().take_while(|mail| mail.id != self.leased.id).cloned().collect();
        let reader = |mail: &Delivery| {
            let to = holder(mail);
            (to.person.is_some() && to.person == self.leased.recipient_id)
                || to.email.eq_ignore_ascii_case(&self.leased.recipient_email)
        };
        let any = before.iter().find(|mail| mail.kind.carries_letter() && reader(mail)).cloned();
        // The try of a copy that was being sent when the notice was queued may have failed since.
        let held = holders_by(before).into_iter().find(reader).or(any);
        self.day(held.map_or(self.record.sent_at, |held| held.sent_at.unwrap_or(held.created_at)))
    }

    fn acknowledged_on(&self, conn: &mut Connection) -> Result<Option<NaiveDate>, DbError> {
        let given = store::acknowledgements(conn, self.record.id)?;
        let own = given.iter().find(|given| Some(given.person_id) == self.leased.recipient_id);
        Ok(own.map(|given| self.day(given.created_at)))
    }

    fn day(&self, at: Timestamp) -> NaiveDate {
        at.day_in(self.service.bank.time_zone)
    }
}

fn copy(conn: &mut Connection, id: CommendationId, version: i32) -> Result<CopyVersion, CommendationError> {
    let row = store::copy(conn, id, version)?.ok_or(CommendationError::NotFound)?;
    let code = VerificationCode::parse(&row.verification_code)
        .ok_or_else(|| DbError::Unexpected("a stored verification code".into()))?;
    Ok(CopyVersion { code: code.to_string(), helpers: helpers(letter_of(conn, id, &row)?) })
}

/// The people who are praised in a copy; none while it names a department.
fn helpers(letter: CopyContent) -> Vec<Party> {
    match letter.praised {
        Praised::Department { .. } => Vec::new(),
        Praised::Helpers(helpers) => helpers
            .into_iter()
            .map(|helper| Party {
                name: helper.name,
                department: helper.department.unwrap_or_default(),
                branch: helper.place.unwrap_or_default(),
            })
            .collect(),
    }
}

/// The people of the first list who are not in the second. Of two with the same name and place, one may be.
fn without(all: Vec<Party>, mut others: Vec<Party>) -> Vec<Party> {
    let in_first = |one: &Party| {
        let same = others.iter().position(|other| other == one);
        same.map(|index| others.swap_remove(index)).is_none()
    };
    all.into_iter().filter(in_first).collect()
}
