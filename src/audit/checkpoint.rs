//! The head of the trail, signed, to be kept where nobody who can write the database can reach it.
//!
//! A chain shows what was changed within it, not that its end is missing. Against a checkpoint of an earlier day that shows too,
//! and so does a chain that was computed anew. The signature lets a third party see that the checkpoint came from this service.
//!
//! Invariant: what is signed begins with `PURPOSE`, so that no token and no other statement of these keys passes for it.

use serde::{Deserialize, Serialize};

use super::Broken;
use crate::clock::Timestamp;

/// The first line of what is signed.
const PURPOSE: &str = "commend-trail-checkpoint-1";

/// Where the trail ended at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The place of the last entry; 0 for an empty trail.
    pub entry: i64,
    /// Its hash.
    pub hash: String,
    /// When it was the last one.
    pub time: Timestamp,
}

impl Head {
    /// What a key signs: five lines, each with its end. `kid` is the name of the key.
    pub fn statement(&self, kid: &str) -> String {
        format!("{PURPOSE}\n{}\n{}\n{}\n{kid}\n", self.entry, self.hash, self.time)
    }

    /// Compares with the trail as it is now: where it ends, and the hash at this head's place if it reaches so far.
    ///
    /// # Errors
    /// What must have been done to the trail since.
    pub fn compare(&self, end: i64, hash_there: Option<&str>) -> Result<(), Broken> {
        match hash_there {
            None => Err(Broken::CutOff { end, known: self.entry }),
            Some(hash) if hash != self.hash => Err(Broken::Replaced(self.entry)),
            Some(_) => Ok(()),
        }
    }
}

/// A signed head, as it is exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// What was signed.
    #[serde(flatten)]
    pub head: Head,
    /// The key, by its name in the published set.
    pub kid: String,
    /// Ed25519 over [`Head::statement`], base64url.
    pub signature: String,
}
