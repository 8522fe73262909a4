//! The two checks, by code and by file, and the rate limit for each network address. It keeps nothing: registers answer.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use super::rules::Inspected;
use super::{Finding, Issued, Register, VerificationCode, VerificationError};
use crate::address_limits::AddressLimits;
use crate::clock::Clock;

/// Checks per minute from one network address: enough for a person with a pile of letters, too few to guess 80 bits.
const MOST: u32 = 60;

/// Dependencies of the two checks; built once, cheap to clone.
#[derive(Clone)]
pub struct Verification {
    clock: Clock,
    registers: Arc<[Arc<dyn Register>]>,
    checks: Arc<AddressLimits>,
    /// Largest file that can be checked, in bytes.
    pub upload_limit: usize,
}

impl Verification {
    /// Checks against these registers, one for each kind of document that the bank issues.
    pub fn new(clock: Clock, registers: Vec<Arc<dyn Register>>, upload_limit: usize) -> Self {
        let checks = Arc::new(AddressLimits::new(MOST, Duration::from_secs(60)));
        Self { clock, registers: registers.into(), checks, upload_limit }
    }

    /// Counts one check from a network address.
    ///
    /// # Errors
    /// The time to wait, when the address has used up its checks; this call is then not counted.
    pub fn admit(&self, address: Option<IpAddr>) -> Result<(), Duration> {
        let now = self.clock.now();
        match self.checks.wait_left(address, now) {
            Some(wait) => Err(wait),
            None => {
                self.checks.count(address, now);
                Ok(())
            }
        }
    }

    /// Checks a code as it was typed.
    ///
    /// # Errors
    /// When a register cannot answer.
    pub async fn code(&self, typed: &str) -> Result<Finding, VerificationError> {
        let code = VerificationCode::parse(typed);
        // A malformed code is looked up like any other, so that its answer takes as long as that for an unknown code.
        let found = self.by_code(code.as_ref().unwrap_or(&VerificationCode::stand_in())).await?;
        Ok(code.and(found).map_or(Finding::NotKnown, Finding::Known))
    }

    /// Checks a file by its digest, then by the codes it carries. The reference is not used: it can be guessed, and the answer
    /// would disclose a document to somebody who never saw it.
    ///
    /// # Errors
    /// When a register cannot answer.
    pub async fn file(&self, file: &Inspected) -> Result<Finding, VerificationError> {
        for register in self.registers.iter() {
            if let Some(issued) = register.by_sha256(&file.sha256).await? {
                return Ok(Finding::Known(issued));
            }
        }
        for code in &file.codes {
            if let Some(issued) = self.by_code(code).await? {
                // If nobody had needed this document before, its file was made just now and may be the very one that was posted.
                let same = issued.sha256 == file.sha256;
                return Ok(if same { Finding::Known(issued) } else { Finding::Altered(issued) });
            }
        }
        Ok(Finding::NotKnown)
    }

    async fn by_code(&self, code: &VerificationCode) -> Result<Option<Issued>, VerificationError> {
        for register in self.registers.iter() {
            if let Some(issued) = register.by_code(code).await? {
                return Ok(Some(issued));
            }
        }
        Ok(None)
    }
}
