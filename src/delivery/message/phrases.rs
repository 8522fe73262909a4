//! The phrases of the mails about one commendation: people, subject and place, for each kind of reader.
//!
//! Invariants: no client's name in subject or preheader; the client's name appears only where the content holds it; a mail
//! makes at most one request, and says so when it makes none.

use super::{
    FoundAs, LetterMail, Party, Reader, RecipientReason,
    role::Role,
    salutation::given,
    voice::{Voice, raised},
};
use crate::delivery::Reason;
use crate::language::Sentence;

/// Phrases about one commendation.
pub(super) struct Phrases<'a> {
    pub voice: Voice,
    pub mail: &'a LetterMail,
    pub recipient: &'a str,
}

impl Phrases<'_> {
    /// Tells whether the reader may be the wrong recipient, and is asked to say so; HR finds out for itself.
    pub fn may_be_mistaken(&self, role: Role) -> bool {
        let hr = self.mail.because.iter().any(|because| because.reason == Reason::Hr);
        !hr && !matches!(role, Role::Helper | Role::Banker)
    }

    fn say<'a>(&self, message: &'a str) -> Sentence<'a> {
        self.voice.say(message)
    }

    fn plain(&self, message: &str) -> String {
        self.voice.plain(message)
    }

    fn by_client(&self) -> bool {
        self.mail.client.is_some()
    }

    fn names(&self) -> Vec<&str> {
        self.mail.helpers.iter().map(|helper| helper.name.as_str()).collect()
    }

    /// `Priya Raman and two colleagues`, or `someone in Wire Operations`.
    fn whom(&self) -> String {
        if self.mail.helpers.is_empty() { self.someone() } else { self.voice.first_and_more(&self.names()) }
    }

    fn someone(&self) -> String {
        match &self.mail.hint {
            Some(hint) if !hint.department.is_empty() => {
                self.say("mail-someone").with("department", &hint.department).to_string()
            }
            _ => self.plain("mail-someone-anywhere"),
        }
    }

    /// `Priya`, `Priya and Tom`, or `Someone in Wire Operations`; begins a sentence.
    fn first_names(&self) -> String {
        if self.mail.helpers.is_empty() { raised(&self.someone()) } else { self.voice.firsts(&self.names()) }
    }

    /// The number of people who helped, for the form of a verb.
    fn count(&self) -> usize {
        self.mail.helpers.len().max(1)
    }

    /// The department all helpers share.
    fn department(&self) -> Option<&str> {
        let mut departments = self.mail.helpers.iter().map(|helper| helper.department.as_str());
        let first = departments.next().filter(|first| !first.is_empty())?;
        departments.all(|department| department == first).then_some(first)
    }

    fn banker(&self) -> &Party {
        &self.mail.banker
    }

    fn banker_first(&self) -> &str {
        given(&self.banker().name)
    }

    fn served(&self) -> String {
        self.voice.short_day(self.mail.served_on, self.mail.sent_on)
    }

    /// The client's name, where the mail may hold it.
    fn client_name(&self) -> Option<&str> {
        self.mail.client.as_ref().and_then(|client| client.name.as_deref())
    }

    pub fn subject(&self, role: Role) -> String {
        let (by_client, banker) = (self.by_client(), &self.banker().name);
        let about = |message: &'static str, whom: String| self.say(message).with("whom", whom).to_string();
        match role {
            Role::Helper if by_client => self.plain("mail-helper-subject"),
            Role::Helper => self.plain("mail-helper-subject-colleague"),
            Role::Supervisor | Role::Onlooker | Role::Assigner if by_client => about("mail-subject", self.whom()),
            Role::Supervisor | Role::Onlooker | Role::Assigner => about("mail-subject-colleague", self.whom()),
            Role::BankerSupervisor if by_client => {
                let department = self.department().map_or_else(|| self.whom(), str::to_owned);
                self.say("mail-passed-on").with("banker", banker).with("whom", department).to_string()
            }
            Role::BankerSupervisor => {
                self.say("mail-banker-wrote").with("banker", banker).with("whom", self.whom()).to_string()
            }
            Role::Banker => about("mail-own-subject", self.whom()),
        }
    }

    pub fn heading(&self, role: Role) -> String {
        let banker = &self.banker().name;
        match role {
            Role::Helper if self.by_client() => {
                let place = || self.say("mail-client-of").with("place", self.voice.place(self.banker())).to_string();
                let client = self.client_name().map_or_else(|| raised(&place()), str::to_owned);
                self.say("mail-helper-heading").with("client", client).to_string()
            }
            Role::Helper => self.say("mail-helper-heading-colleague").with("banker", banker).to_string(),
            Role::BankerSupervisor if self.by_client() => {
                self.say("mail-passed-on").with("banker", banker).with("whom", self.whom()).to_string()
            }
            _ => self.subject(role),
        }
    }

    pub fn preheader(&self, role: Role) -> String {
        let by_banker = |message: &'static str| {
            let banker = self.banker();
            self.say(message).with("banker", &banker.name).with("place", banker.place()).to_string()
        };
        let noted = self.mail.cover_note.is_some() && self.by_client();
        match role {
            Role::Helper => {
                let told = self.readers_with(Reason::HelperSupervisor).next().is_some();
                let signed = self.plain(if told { "mail-signed-told" } else { "mail-signed" });
                match (self.by_client(), noted) {
                    (true, true) => format!("{signed} {}", by_banker("mail-note-added")),
                    (true, false) => format!("{signed} {}", by_banker("mail-note-none")),
                    (false, _) => by_banker(if told { "mail-wrote-it-told" } else { "mail-wrote-it" }),
                }
            }
            Role::Supervisor | Role::Onlooker => match (self.by_client(), noted) {
                (true, true) => by_banker("mail-letter-attached-note"),
                (true, false) => by_banker("mail-letter-attached"),
                (false, _) => by_banker("mail-letter-attached-colleague"),
            },
            Role::BankerSupervisor => self.preheader_for_bankers_supervisor(),
            Role::Banker => self.plain("mail-own-preheader"),
            Role::Assigner => self.plain("mail-assign-preheader"),
        }
    }

    fn preheader_for_bankers_supervisor(&self) -> String {
        let first = self.mail.helpers.first();
        let department = first.map(|helper| helper.department.as_str()).filter(|name| !name.is_empty());
        let helper = match (first, department) {
            (Some(helper), Some(department)) => {
                self.say("mail-person-in").with("person", &helper.name).with("department", department).to_string()
            }
            (Some(helper), None) => helper.name.clone(),
            (None, _) => raised(&self.someone()),
        };
        let message = if self.by_client() { "mail-helped-client-at" } else { "mail-helped-colleague-at" };
        self.say(message).with("helper", helper).with("place", self.banker().place()).to_string()
    }

    pub fn intro(&self, role: Role) -> Vec<String> {
        let mut intro = Vec::new();
        if let Some(day) = self.mail.replaces {
            intro.push(self.say("mail-replaces").with("day", self.voice.day(day)).to_string());
        }
        intro.push(match role {
            Role::Helper => self.intro_for_helper(),
            Role::Supervisor | Role::Onlooker | Role::Assigner => self.intro_for_supervisor(),
            Role::BankerSupervisor => self.intro_for_bankers_supervisor(),
            Role::Banker => self.intro_for_banker(),
        });
        if role == Role::Assigner {
            intro.push(self.hint_words());
        }
        if role == Role::Banker && self.mail.praises_banker {
            intro.push(self.plain("mail-own-praised"));
        }
        intro
    }

    fn intro_for_helper(&self) -> String {
        let banker = self.banker();
        let begun = |message: &'static str| {
            self.say(message).with("banker", &banker.name).with("place", banker.place()).with("day", self.served())
        };
        if !self.by_client() {
            return begun("mail-helper-intro-colleague").with("first", self.banker_first()).to_string();
        }
        let client = self.client_name().map_or_else(|| self.plain("mail-a-client"), str::to_owned);
        let cut = self.mail.letter.as_ref().is_some_and(|letter| letter.cut);
        let whole = self.plain(if cut { "mail-letter-begins" } else { "mail-letter-whole" });
        format!("{} {whole}", begun("mail-helper-intro").with("client", client))
    }

    fn intro_for_supervisor(&self) -> String {
        let banker = self.banker();
        let begun = |message: &'static str| {
            self.say(message).with("helpers", self.first_names()).with("count", self.count()).with("day", self.served())
        };
        if !self.by_client() {
            let said = begun("mail-intro-colleague").with("banker", &banker.name).with("place", banker.place());
            return said.with("first", self.banker_first()).to_string();
        }
        let place = self.voice.place(banker);
        let helped = match self.client_name() {
            Some(name) => begun("mail-intro-named").with("place", place).with("client", name),
            None => begun("mail-intro-unnamed").with("place", place),
        };
        let came = match self.mail.signed_on {
            Some(day) if day == self.mail.sent_on => self.plain("mail-came-of-it-today"),
            Some(day) => {
                let day = self.voice.short_day(day, self.mail.sent_on);
                self.say("mail-came-of-it-on").with("day", day).to_string()
            }
            None => self.plain("mail-came-of-it"),
        };
        format!("{helped} {came}")
    }

    fn intro_for_bankers_supervisor(&self) -> String {
        let helpers = match (self.mail.helpers.as_slice(), self.department()) {
            ([], _) => raised(&self.someone()),
            (_, Some(department)) => {
                let people = self.voice.list(&self.names());
                self.say("mail-person-in").with("person", people).with("department", department).to_string()
            }
            _ => self.voice.list(&self.names()),
        };
        let message = match (self.by_client(), self.mail.cover_note.is_some()) {
            (true, true) => "mail-chain-note",
            (true, false) => "mail-chain",
            (false, _) => "mail-chain-colleague",
        };
        let said = self.say(message).with("helpers", helpers).with("count", self.count());
        let said = said.with("banker", self.banker_first()).with("place", self.banker().place());
        said.with("day", self.served()).with("to", self.sent_to()).to_string()
    }

    /// `Priya and to Priya’s supervisor, Tom Okafor`.
    fn sent_to(&self) -> String {
        if self.mail.helpers.is_empty() {
            return self.plain("mail-to-those-who-know");
        }
        let mut all: Vec<String> = self.names().into_iter().map(|name| given(name).to_owned()).collect();
        for reader in self.readers_with(Reason::HelperSupervisor) {
            all.push(self.say("mail-to-too").with("reader", self.reader(reader)).to_string());
        }
        self.voice.list(&all)
    }

    fn intro_for_banker(&self) -> String {
        let readers = self.readers();
        let to = if readers.is_empty() { self.plain("mail-to-those-meant") } else { self.voice.list(&readers) };
        self.say("mail-own-intro").with("to", to).to_string()
    }

    fn hint_words(&self) -> String {
        let Some(hint) = &self.mail.hint else { return self.plain("mail-hint-none") };
        let mut known = vec![hint.name.clone(), hint.department.clone()];
        known.extend(
            hint.extension.as_ref().map(|number| self.say("mail-extension").with("number", number).to_string()),
        );
        known.retain(|part| !part.is_empty());
        self.say("mail-hint").with("banker", self.banker_first()).with("known", self.voice.row(&known)).to_string()
    }

    pub fn after(&self, role: Role) -> String {
        let banker = self.banker_first();
        match role {
            Role::Helper => self.say("mail-after-helper").with("banker", banker).to_string(),
            Role::Supervisor => {
                let seers = self.voice.firsts(&[self.names(), vec![&self.banker().name]].concat());
                self.say("mail-after-supervisor").with("seers", seers).with("helpers", self.first_names()).to_string()
            }
            Role::Onlooker | Role::Banker => self.plain("mail-after-nothing"),
            Role::BankerSupervisor => self.say("mail-after-banker-supervisor").with("banker", banker).to_string(),
            Role::Assigner => self.plain("mail-after-assigner"),
        }
    }

    pub fn why(&self, role: Role) -> String {
        let mut sentences: Vec<String> = self.mail.because.iter().map(|because| self.because(because)).collect();
        sentences.dedup();
        let readers = self.readers();
        if !readers.is_empty() {
            let others = self.say("mail-others-have-it").with("count", readers.len());
            sentences.push(raised(&others.with("readers", self.voice.list(&readers)).to_string()));
        }
        if role == Role::Helper {
            sentences.push(self.plain("mail-in-your-history"));
        }
        sentences.join(" ")
    }

    fn because(&self, because: &RecipientReason) -> String {
        let day = || self.voice.day(self.mail.served_on);
        let of = because.of.as_deref();
        let or_helper = |name: Option<&str>| name.map_or_else(|| self.plain("mail-the-helper"), str::to_owned);
        match because.reason {
            Reason::Helper => self.plain("mail-because-helper"),
            Reason::Banker => self.plain("mail-because-banker"),
            Reason::HelperSupervisor => self.supervises(&or_helper(of.map(given)), because.found_as),
            Reason::BankerSupervisor => {
                let supervises = self.supervises(of.unwrap_or(&self.banker().name), because.found_as);
                format!("{supervises} {}", self.plain("mail-both-chains"))
            }
            Reason::DepartmentHead => match &self.mail.hint {
                Some(hint) => self.say("mail-because-head").with("department", &hint.department).to_string(),
                None => self.plain("mail-because-head-unknown"),
            },
            Reason::Hr => match of {
                Some(of) => self.say("mail-because-hr-of").with("of", of).with("day", day()).to_string(),
                None => self.plain("mail-because-hr"),
            },
            Reason::DottedLine => raised(&self.say("mail-because-dotted").with("of", or_helper(of)).to_string()),
        }
    }

    fn supervises(&self, of: &str, found_as: FoundAs) -> String {
        let message = match found_as {
            FoundAs::Primary => "mail-because-supervisor",
            FoundAs::Acting => "mail-because-acting",
            FoundAs::NextActiveAbove => "mail-because-next-above",
        };
        self.say(message).with("of", of).with("day", self.voice.day(self.mail.served_on)).to_string()
    }

    fn reader(&self, reader: &Reader) -> String {
        self.voice.reader(reader, &self.banker().name, self.recipient)
    }

    fn readers(&self) -> Vec<String> {
        self.mail.readers.iter().map(|reader| self.reader(reader)).collect()
    }

    fn readers_with(&self, reason: Reason) -> impl Iterator<Item = &Reader> {
        self.mail.readers.iter().filter(move |reader| reader.because.iter().any(|because| because.reason == reason))
    }
}
