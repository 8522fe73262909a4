//! Decides the recipients of a commendation with their reasons. Pure: people, lines and policy are handed in.
//!
//! Invariants: one recipient for each person or address, however many reasons; every reason is kept; nobody who has left and no
//! address outside the allowed domains is mailed, but each is listed with the cause, so that no omission is silent.

mod actions;
mod client_mails;
mod copies;
mod corrections;
mod figures;
mod reading;
mod unrecognised;
mod waiting;

use chrono::NaiveDate;

use super::Order;
use crate::delivery::message::{FoundAs, RecipientReason};
use crate::delivery::{Cause, Reason};
use crate::directory::{Chain, ChainReason, Finding, LineBreak, Person};
use crate::ids::PersonId;
use crate::mail_addresses::MailDomain;

pub use actions::{Action, Actions, Facts, Open, Refusal, check, retry_of};
pub use client_mails::{has_letter_for_helper, is_due as client_mail_is_due};
pub use copies::CopyState;
pub use corrections::{Holder, Mailing, mailings};
pub use figures::{Counted, Figures};
pub use reading::{Readable, Reader, oversees_all};
pub use unrecognised::{Sight, Viewer, counted_from, has_none, sight};
pub use waiting::{awaits_acknowledgement, waits_for_nobody};

/// Everyone around an order on the day of service, as the directory answers.
#[derive(Debug, Clone, Default)]
pub struct Involved {
    /// Above the banker.
    pub banker: Chain,
    /// Above each helper, in the order of the helpers.
    pub helpers: Vec<Chain>,
    /// Dotted lines of each helper, where policy wants them told.
    pub dotted: Vec<Vec<Person>>,
    /// The head of the department that an unknown helper works in.
    pub head: Option<Person>,
    /// Recipients of mail that has no supervisor.
    pub hr: Vec<Mailbox>,
}

/// A name and an address, of a person or of none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The person, if it is one's.
    pub person: Option<PersonId>,
    /// As it is addressed.
    pub name: String,
    /// The job title; may be empty.
    pub title: String,
    /// The address.
    pub email: String,
    /// False for somebody who has left.
    pub active: bool,
}

impl From<&Person> for Mailbox {
    fn from(person: &Person) -> Self {
        Self {
            person: Some(person.id),
            name: person.name.clone(),
            title: person.title.clone(),
            email: person.email.clone(),
            active: person.active,
        }
    }
}

/// The reason why a recipient is not mailed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocked {
    /// The person has left.
    Left,
    /// The address is outside the domains that staff mail may go to.
    Domain,
}

impl Blocked {
    /// The cause that is stored with the mail.
    pub fn cause(self) -> Cause {
        match self {
            Self::Left => Cause::RecipientLeft,
            Self::Domain => Cause::OutsideDomains,
        }
    }
}

/// One person or mailbox that is told.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// The person or mailbox.
    pub mailbox: Mailbox,
    /// The reasons, the weightiest first; at least one.
    pub because: Vec<RecipientReason>,
    /// The reason why it is nevertheless not mailed.
    pub blocked: Option<Blocked>,
}

impl Recipient {
    /// True when this is one of the reasons.
    pub fn has(&self, reason: Reason) -> bool {
        self.because.iter().any(|because| because.reason == reason)
    }
}

/// Something the banker is told before sending and HR sees afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Nobody was found above; HR gets the letter instead.
    NoSupervisor(PersonId),
    /// A supervisor above has left; the next active one gets the letter.
    SupervisorLeft(PersonId),
    /// The line leads back to where it began.
    Cycle(PersonId),
    /// The helper is the top of the tree: HR gets the letter.
    Top(PersonId),
    /// The helper's supervisor is the banker.
    BankerSupervisesHelper(PersonId),
    /// The helper is the banker's supervisor.
    HelperSupervisesBanker(PersonId),
    /// It goes to the department's head, to be assigned.
    HelperUnknown,
}

impl Note {
    /// The person whom it is about, where it is about one.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::NoSupervisor(id)
            | Self::SupervisorLeft(id)
            | Self::Cycle(id)
            | Self::Top(id)
            | Self::BankerSupervisesHelper(id)
            | Self::HelperSupervisesBanker(id) => Some(*id),
            Self::HelperUnknown => None,
        }
    }
}

impl From<&Finding> for Note {
    fn from(finding: &Finding) -> Self {
        match finding.kind {
            LineBreak::NoSupervisor => Self::NoSupervisor(finding.person),
            LineBreak::SupervisorLeft => Self::SupervisorLeft(finding.person),
            LineBreak::Cycle => Self::Cycle(finding.person),
        }
    }
}

/// The decision made at sending.
#[derive(Debug, Clone, Default)]
pub struct Decision {
    /// In the order in which the letter names them.
    pub recipients: Vec<Recipient>,
    /// Findings on the way.
    pub notes: Vec<Note>,
}

fn found_as(reason: ChainReason) -> FoundAs {
    match reason {
        ChainReason::Primary => FoundAs::Primary,
        ChainReason::Acting => FoundAs::Acting,
        ChainReason::NextActiveAbove => FoundAs::NextActiveAbove,
    }
}

impl Decision {
    fn add(&mut self, mailbox: Mailbox, because: RecipientReason, allowed: &dyn Fn(&str) -> bool) {
        let same = |other: &&mut Recipient| {
            (mailbox.person.is_some() && other.mailbox.person == mailbox.person)
                || other.mailbox.email.eq_ignore_ascii_case(&mailbox.email)
        };
        if let Some(known) = self.recipients.iter_mut().find(same) {
            if !known.because.contains(&because) {
                known.because.push(because);
                known.because.sort_by_key(|because| because.reason);
            }
            return;
        }
        let blocked = match &mailbox {
            Mailbox { active: false, .. } => Some(Blocked::Left),
            Mailbox { email, .. } if !allowed(email) => Some(Blocked::Domain),
            _ => None,
        };
        self.recipients.push(Recipient { mailbox, because: vec![because], blocked });
    }

    fn add_chain(
        &mut self,
        of: &Person,
        chain: &Chain,
        reason: Reason,
        hr: &[Mailbox],
        allowed: &dyn Fn(&str) -> bool,
    ) {
        for supervisor in &chain.supervisors {
            let because = RecipientReason { reason, of: Some(of.name.clone()), found_as: found_as(supervisor.reason) };
            self.add(Mailbox::from(&supervisor.person), because, allowed);
        }
        if chain.supervisors.is_empty() {
            for mailbox in hr {
                let because =
                    RecipientReason { reason: Reason::Hr, of: Some(of.name.clone()), found_as: FoundAs::Primary };
                self.add(mailbox.clone(), because, allowed);
            }
            if chain.findings.is_empty() {
                self.notes.push(Note::Top(of.id));
            }
        }
        self.notes.extend(chain.findings.iter().map(Note::from));
    }

    fn add_helper_side(&mut self, helpers: &[Person], circle: &Involved, allowed: &dyn Fn(&str) -> bool) {
        let plain = |reason| RecipientReason { reason, of: None, found_as: FoundAs::Primary };
        for helper in helpers {
            self.add(Mailbox::from(helper), plain(Reason::Helper), allowed);
        }
        for (helper, chain) in helpers.iter().zip(&circle.helpers) {
            self.add_chain(helper, chain, Reason::HelperSupervisor, &circle.hr, allowed);
        }
        for (helper, dotted) in helpers.iter().zip(&circle.dotted) {
            for supervisor in dotted {
                let of = Some(helper.name.clone());
                let because = RecipientReason { reason: Reason::DottedLine, of, found_as: FoundAs::Primary };
                self.add(Mailbox::from(supervisor), because, allowed);
            }
        }
    }
}

impl Decision {
    fn add_banker_side(
        &mut self,
        banker: &Person,
        helpers: &[Person],
        circle: &Involved,
        allowed: &dyn Fn(&str) -> bool,
    ) {
        self.add_chain(banker, &circle.banker, Reason::BankerSupervisor, &circle.hr, allowed);
        let plain = RecipientReason { reason: Reason::Banker, of: None, found_as: FoundAs::Primary };
        self.add(Mailbox::from(banker), plain, allowed);
        for (helper, chain) in helpers.iter().zip(&circle.helpers) {
            if chain.supervisors.iter().any(|above| above.person.id == banker.id) {
                self.notes.push(Note::BankerSupervisesHelper(helper.id));
            }
            if circle.banker.supervisors.iter().any(|above| above.person.id == helper.id) {
                self.notes.push(Note::HelperSupervisesBanker(helper.id));
            }
        }
    }
}

/// Decides who gets an order: both chains, each person once.
pub fn decide(order: &Order, circle: &Involved, allowed: &dyn Fn(&str) -> bool) -> Decision {
    let plain = |reason| RecipientReason { reason, of: None, found_as: FoundAs::Primary };
    let mut decision = Decision::default();
    decision.add_helper_side(&order.helpers, circle, allowed);
    if order.unknown.is_some() {
        decision.notes.push(Note::HelperUnknown);
        match &circle.head {
            Some(head) => decision.add(Mailbox::from(head), plain(Reason::DepartmentHead), allowed),
            None => {
                for mailbox in &circle.hr {
                    decision.add(mailbox.clone(), plain(Reason::Hr), allowed);
                }
            }
        }
    }
    decision.add_banker_side(&order.banker, &order.helpers, circle, allowed);
    decision
}

/// Decides who else is told once the helper has a name: the helper and the helper's chain.
pub fn decide_assigned(helper: &Person, circle: &Involved, allowed: &dyn Fn(&str) -> bool) -> Decision {
    let mut decision = Decision::default();
    decision.add_helper_side(std::slice::from_ref(helper), circle, allowed);
    decision
}

/// Decides who is to have a corrected copy: as if it were sent now, to chains that stand as they were decided.
pub fn decide_corrected(
    banker: &Person,
    helpers: &[Person],
    circle: &Involved,
    allowed: &dyn Fn(&str) -> bool,
) -> Decision {
    let mut decision = Decision::default();
    decision.add_helper_side(helpers, circle, allowed);
    if let Some(head) = circle.head.as_ref().filter(|_| helpers.is_empty()) {
        let because = RecipientReason { reason: Reason::DepartmentHead, of: None, found_as: FoundAs::Primary };
        decision.add(Mailbox::from(head), because, allowed);
    }
    decision.add_banker_side(banker, helpers, circle, allowed);
    decision
}

/// True when an address is in one of the domains that staff mail may go to. Case does not matter; a subdomain is another domain.
pub fn domain_allowed(email: &str, domains: &[String]) -> bool {
    // Both as A-labels. A text that is no domain is compared as it is written; the making of the mail reports it.
    let plain =
        |text: &str| MailDomain::parse(text).map_or_else(|_| text.to_lowercase(), |domain| domain.as_str().to_owned());
    email.rsplit_once('@').is_some_and(|(_, domain)| {
        let domain = plain(domain);
        domains.iter().any(|known| plain(known) == domain)
    })
}

/// True when an acknowledgement is of a person's praise: everyone's but of those who stood above another of the praised only.
/// `chain` has who stood above whom on the day of service.
pub fn acknowledged_for(person: PersonId, by: PersonId, chain: &[(PersonId, PersonId)]) -> bool {
    let mut above = chain.iter().filter(|(_, supervisor)| *supervisor == by).peekable();
    above.peek().is_none() || above.any(|(subject, _)| *subject == person)
}

/// True when a commendation can be about the day of service.
pub fn served_in_time(served_on: NaiveDate, today: NaiveDate) -> bool {
    served_on <= today
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_the_same_in_every_spelling() {
        let domains = ["xn--bcher-kva.example".to_owned(), "bank.example".to_owned()];
        for allowed in ["ann@Bücher.example", "ann@xn--bcher-kva.EXAMPLE", "ann@BANK.example"] {
            assert!(domain_allowed(allowed, &domains), "{allowed}");
        }
        for foreign in ["ann@bucher.example", "ann@sub.bank.example", "bank.example", "ann@"] {
            assert!(!domain_allowed(foreign, &domains), "{foreign}");
        }
    }
}
