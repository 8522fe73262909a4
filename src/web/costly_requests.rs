//! Limits on how often one person may ask for costly work, counted within this process.

use crate::clock::{Clock, Timestamp};
use crate::config::Limits;
use crate::ids::PersonId;
use crate::language::phrase;
use crate::person_limits::RecentActs;

use super::Problem;

/// The counts; set as app data.
#[derive(Debug)]
pub struct CostlyRequests {
    clock: Clock,
    previews: RecentActs,
    uploads: RecentActs,
    packets: RecentActs,
    assists: RecentActs,
}

impl CostlyRequests {
    pub fn new(limits: &Limits, clock: Clock) -> Self {
        let Limits { previews, uploads, packets, assists, letters: _ } = limits.clone();
        let [previews, uploads, packets, assists] = [previews, uploads, packets, assists].map(RecentActs::new);
        Self { clock, previews, uploads, packets, assists }
    }

    /// # Errors
    /// 429 beyond the limit, with the time to wait.
    pub fn preview(&self, who: PersonId) -> Result<(), Problem> {
        one_more(&self.previews, who, self.clock.now(), "refused-many-previews")
    }

    /// # Errors
    /// 429 beyond the limit, with the time to wait.
    pub fn upload(&self, who: PersonId) -> Result<(), Problem> {
        one_more(&self.uploads, who, self.clock.now(), "refused-many-files")
    }

    /// # Errors
    /// 429 beyond the limit, with the time to wait.
    pub fn packet(&self, who: PersonId) -> Result<(), Problem> {
        one_more(&self.packets, who, self.clock.now(), "refused-many-packets")
    }

    /// # Errors
    /// 429 beyond the limit, with the time to wait.
    pub fn assist(&self, who: PersonId) -> Result<(), Problem> {
        one_more(&self.assists, who, self.clock.now(), "refused-many-assists")
    }
}

fn one_more(paces: &RecentActs, who: PersonId, now: Timestamp, why: &'static str) -> Result<(), Problem> {
    paces.one_more(who, now).map_err(|wait| Problem::too_many_for(wait, phrase(why)))
}
