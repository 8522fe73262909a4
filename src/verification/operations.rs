//! The two checks, and how often one address may ask.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use super::rules::Inspected;
use super::{Finding, Issued, Register, VerificationCode, VerificationError};
use crate::clock::Clock;
use crate::limits::AddressLimits;

/// The most checks a minute from one address: far more than a person with a pile of letters makes, far too few to guess 80 bits.
const MOST: u32 = 60;

/// What the checks need; built once, cheap to clone.
#[derive(Clone)]
pub struct Verification {
    clock: Clock,
    registers: Arc<[Arc<dyn Register>]>,
    checks: Arc<AddressLimits>,
    /// How many bytes a file may have.
    pub upload_limit: usize,
}

impl Verification {
    /// Over everyone who issues documents.
    pub fn new(clock: Clock, registers: Vec<Arc<dyn Register>>, upload_limit: usize) -> Self {
        let checks = Arc::new(AddressLimits::new(MOST, Duration::from_secs(60)));
        Self { clock, registers: registers.into(), checks, upload_limit }
    }

    /// Counts a check from an address.
    ///
    /// # Errors
    /// How long the address has to wait when it has asked too often; nothing is counted then.
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

    /// Looks a code up as it was typed.
    ///
    /// # Errors
    /// When a register cannot answer.
    pub async fn code(&self, typed: &str) -> Result<Finding, VerificationError> {
        let code = VerificationCode::parse(typed);
        // What is no code is looked up as one all the same, so that the answer takes the time of a wrong one.
        let found = self.by_code(code.as_ref().unwrap_or(&VerificationCode::stand_in())).await?;
        Ok(code.and(found).map_or(Finding::NotKnown, Finding::Known))
    }

    /// Looks a file up by its digest, and then by the codes it carries. A reference would not do: it can be guessed, and the answer
    /// would tell of a document to somebody who never saw it.
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
                // A document that nobody had needed yet was made just now, and may be this very file.
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
