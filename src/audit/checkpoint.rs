//! The signed head of the trail, to be kept where nobody with write access to the database can reach it.
//!
//! A chain shows changes within it, but not that its end is missing, nor that it was computed anew as a whole. A checkpoint of
//! an earlier day shows both. The signature proves to a third party that the checkpoint came from this service.
//!
//! Invariant: the signed text begins with `PURPOSE`, so that no token and no other text signed with these keys passes for it.

use serde::{Deserialize, Serialize};

use super::Broken;
use crate::clock::Timestamp;

/// The first line of the signed text.
const PURPOSE: &str = "commend-trail-checkpoint-1";

/// The end of the trail at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The place of the last entry; 0 for an empty trail.
    pub entry: i64,
    /// Its hash.
    pub hash: String,
    /// The time when it was the last entry.
    pub time: Timestamp,
}

impl Head {
    /// The text that a key signs: five lines, each with a line end. `kid` is the name of the key.
    pub fn statement(&self, kid: &str) -> String {
        format!("{PURPOSE}\n{}\n{}\n{}\n{kid}\n", self.entry, self.hash, self.time)
    }

    /// Compares with the present trail: its last place, and the hash at this head's place if the trail reaches it.
    ///
    /// # Errors
    /// The change that the trail must have undergone since.
    pub fn compare(&self, end: i64, hash_there: Option<&str>) -> Result<(), Broken> {
        match hash_there {
            None => Err(Broken::CutOff { end, known: self.entry }),
            Some(hash) if hash != self.hash => Err(Broken::Replaced(self.entry)),
            Some(_) => Ok(()),
        }
    }
}

/// A signed head in its exported form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The signed content.
    #[serde(flatten)]
    pub head: Head,
    /// The key, by its name in the published set.
    pub kid: String,
    /// Ed25519 over [`Head::statement`], base64url.
    pub signature: String,
}
