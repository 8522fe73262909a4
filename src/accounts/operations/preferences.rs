//! A person's own choices: the language and the time zone.

use crate::accounts::{Accounts, AccountsError, Preferences, store};
use crate::audit::{self, Actor, Event};
use crate::db::Connection;
use crate::directory::{self, Person};
use crate::ids::PersonId;
use crate::language::Language;

impl Accounts {
    /// The choices of a person; none chosen where the person never chose.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn preferences(&self, person: PersonId) -> Result<Preferences, AccountsError> {
        Ok(self.db.read(move |conn| store::preferences(conn, person)).await?)
    }

    /// A person with the choices that pages follow.
    ///
    /// # Errors
    /// [`AccountsError::UnknownPerson`]; when the database cannot be read.
    pub async fn person_and_preferences(&self, person: PersonId) -> Result<(Person, Preferences), AccountsError> {
        self.db.read(move |conn| person_and_preferences(conn, person)).await
    }

    /// The language in which to write to a person: the person's own choice, else the bank's language.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn language_of(&self, person: PersonId) -> Result<Language, AccountsError> {
        Ok(self.preferences(person).await?.language.unwrap_or(self.settings.language))
    }

    /// Keeps a person's own choices, in the place of the earlier ones.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn choose_preferences(&self, person: PersonId, chosen: Preferences) -> Result<(), AccountsError> {
        let now = self.clock.now();
        audit::write::<_, AccountsError>(&self.db, now, move |conn, trail| {
            if store::preferences(conn, person)? == chosen {
                return Ok(());
            }
            store::put_preferences(conn, person, chosen, now)?;
            let event = Event::new(Actor::Person(person), "preferences.changed", format!("person:{person}"));
            let (language, zone) = (chosen.language.map(Language::tag), chosen.time_zone.map(chrono_tz::Tz::name));
            trail.record(event.with("language", language).with("time_zone", zone));
            Ok(())
        })
        .await
    }
}

/// A person with the choices that pages follow.
///
/// # Errors
/// [`AccountsError::UnknownPerson`]; when the database cannot be read.
pub fn person_and_preferences(conn: &mut Connection, person: PersonId) -> Result<(Person, Preferences), AccountsError> {
    let found = directory::operations::people_by_ids(conn, &[person])?.into_values().next();
    Ok((found.ok_or(AccountsError::UnknownPerson)?, store::preferences(conn, person)?))
}
