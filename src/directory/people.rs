//! The directory's verbs for callers: each opens the database once and gives plain values back. Handlers and pages call these.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::address_corrections::{self, PartialAddress};
use super::operations::{self, PartialCorrection, Search};
use super::{
    AddressCorrection, Chain, Corrected, CorrectedAddress, Correction, CorrectionProblem, Details, DirectoryError,
    Person, store,
};
use crate::audit;
use crate::clock::{Clock, Timestamp};
use crate::db::{Connection, Database, DbError};
use crate::ids::PersonId;

/// Finds the people in a person's helper book. A callback, because the directory must not import assists.
pub type Helpers = Arc<dyn Fn(&mut Connection, PersonId) -> Result<Vec<PersonId>, DbError> + Send + Sync>;

/// The directory, for callers.
#[derive(Clone)]
pub struct People {
    /// The records.
    pub db: Database,
    /// The present moment.
    pub clock: Clock,
    /// The bank's day.
    pub zone: Tz,
    /// The number of levels of a chain by the bank's policy.
    pub levels: usize,
    /// The caller's own helpers, who come first.
    pub helpers: Helpers,
}

impl People {
    /// Today in the bank's time zone.
    pub fn today(&self) -> NaiveDate {
        self.clock.now().day_in(self.zone)
    }

    /// The people who fit a search, the caller's own helpers first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn find(&self, caller: PersonId, mut search: Search) -> Result<Vec<Person>, DbError> {
        let helpers = Arc::clone(&self.helpers);
        let work = move |conn: &mut Connection| {
            search.helpers = helpers(conn, caller)?;
            operations::find(conn, &search)
        };
        self.db.read(work).await
    }

    /// A person, employed or not.
    ///
    /// # Errors
    /// [`DirectoryError::NotFound`] when nobody has the id.
    pub async fn person(&self, id: PersonId) -> Result<Person, DirectoryError> {
        self.db.read(move |conn| operations::person(conn, id)).await
    }

    /// The people with these ids, employed or not; unknown ids are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn named(&self, ids: Vec<PersonId>) -> Result<HashMap<PersonId, Person>, DbError> {
        self.db.read(move |conn| operations::people_by_ids(conn, &ids)).await
    }

    /// The supervisors above a person on a day, as many levels as the bank's policy has.
    ///
    /// # Errors
    /// [`DirectoryError::NotFound`] when nobody has the id.
    pub async fn chain(&self, id: PersonId, on: NaiveDate) -> Result<Chain, DirectoryError> {
        let levels = self.levels;
        let work = move |conn: &mut Connection| {
            operations::person(conn, id)?;
            Ok(operations::chain(conn, id, on, levels)?)
        };
        self.db.read(work).await
    }

    /// Everything that HR sees of a person.
    ///
    /// # Errors
    /// [`DirectoryError::NotFound`] when nobody has the id.
    pub async fn details(&self, id: PersonId) -> Result<Details, DirectoryError> {
        let (levels, today) = (self.levels, self.today());
        let work = move |conn: &mut Connection| {
            let person = operations::person(conn, id)?;
            let lines = store::line_history(conn, id)?;
            let addresses = address_corrections::history(conn, id)?;
            let of_lines = lines.iter().flat_map(|line| line.created_by.into_iter().chain([line.supervisor]));
            let named: Vec<PersonId> = of_lines.chain(addresses.iter().map(|address| address.created_by)).collect();
            Ok(Details {
                roles: operations::roles_of(conn, id)?,
                chain: operations::chain(conn, id, today, levels)?,
                people: operations::people_by_ids(conn, &named)?,
                person,
                lines,
                addresses,
            })
        };
        self.db.read(work).await
    }

    /// Every problem of the fields of a correction that are filled in.
    ///
    /// # Errors
    /// [`DirectoryError::NotFound`] when the person does not exist.
    pub async fn check(&self, correction: PartialCorrection) -> Result<Vec<CorrectionProblem>, DirectoryError> {
        self.db.read(move |conn| operations::check(conn, &correction)).await
    }

    /// Every problem of the fields of a corrected address that are filled in.
    ///
    /// # Errors
    /// [`DirectoryError::NotFound`] when the person does not exist.
    pub async fn check_address(&self, correction: PartialAddress) -> Result<Vec<CorrectionProblem>, DirectoryError> {
        let today = self.today();
        self.db.read(move |conn| address_corrections::check(conn, &correction, today)).await
    }

    /// Records a mail address against the source. `beside` runs in the same transaction.
    ///
    /// # Errors
    /// [`DirectoryError::Rejected`] with everything that is wrong.
    pub async fn correct_address<T: Send + 'static>(
        &self,
        by: PersonId,
        correction: AddressCorrection,
        beside: impl FnOnce(&mut Connection, Timestamp, CorrectedAddress) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DirectoryError> {
        let now = self.clock.now();
        let today = now.day_in(self.zone);
        audit::write(&self.db, now, move |conn, trail| {
            let corrected = address_corrections::correct_in(conn, trail, (now, today), by, correction)?;
            Ok::<_, DirectoryError>(beside(conn, now, corrected)?)
        })
        .await
    }

    /// Records a reporting line against the source. `beside` runs in the same transaction.
    ///
    /// # Errors
    /// [`DirectoryError::Rejected`] with everything that is wrong.
    pub async fn correct<T: Send + 'static>(
        &self,
        by: PersonId,
        correction: Correction,
        beside: impl FnOnce(&mut Connection, Timestamp, Corrected) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DirectoryError> {
        let now = self.clock.now();
        let today = now.day_in(self.zone);
        audit::write(&self.db, now, move |conn, trail| {
            let corrected = operations::correct_in(conn, trail, (now, today), by, correction)?;
            Ok::<_, DirectoryError>(beside(conn, now, corrected)?)
        })
        .await
    }
}
