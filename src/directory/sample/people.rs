//! Generates the staff of the sample bank, always the same, with one person for every case of the rule on supervisors.

use std::collections::HashSet;
use std::fmt::Write as _;

use chrono::{Days, NaiveDate};

use super::names::{CULTURES, Name};
use super::{DOMAIN, address, cast};

/// Streets of the branches; with head office and the operations centre there are 40 sites.
const STREETS: &[&str] = &[
    "Oak Street",
    "Harbour Square",
    "Mill Lane",
    "Station Road",
    "Chapel Hill",
    "Queens Walk",
    "Ferry Road",
    "Castle Gate",
    "Linden Avenue",
    "Market Place",
    "North Quay",
    "Orchard Row",
    "Park View",
    "Quarry Bank",
    "River Terrace",
    "Spring Gardens",
    "Tower Bridge Road",
    "Upper Green",
    "Victoria Parade",
    "West Cross",
    "Abbey Fields",
    "Birch Grove",
    "Canal Side",
    "Dove Street",
    "East Gate",
    "Fountain Court",
    "Granary Wharf",
    "Hazel Way",
    "Iron Bridge",
    "Juniper Close",
    "Kiln Lane",
    "Lock Street",
    "Meadow Rise",
    "Nightingale Road",
    "Old Forge",
    "Poplar Drive",
    "Rose Hill",
    "Saddlers Yard",
];

const HEAD_OFFICE: &str = "Head Office";
const OPERATIONS_CENTRE: &str = "Operations Centre";

/// Departments behind the counter, with the index of the executive above in [`EXECUTIVES`]. With Retail Banking and the Executive
/// Office there are 25.
const DEPARTMENTS: &[(&str, usize)] = &[
    ("Wire Operations", 0),
    ("Card Services", 0),
    ("Lending Operations", 0),
    ("Foreign Exchange", 0),
    ("Correspondence", 0),
    ("Cash Logistics", 0),
    ("Records Archive", 0),
    ("Mailroom", 0),
    ("Payments Investigations", 0),
    ("Account Services", 0),
    ("Estate Settlement", 0),
    ("Trade Finance", 0),
    ("Contact Centre", 0),
    ("Fraud Desk", 1),
    ("Compliance", 1),
    ("Credit Risk", 1),
    ("Internal Audit", 1),
    ("Collections", 1),
    ("Finance", 2),
    ("Treasury", 2),
    ("Facilities", 2),
    ("Human Resources", 3),
    ("Information Technology", 3),
];

const EXECUTIVES: &[&str] =
    &["Chief Operating Officer", "Chief Risk Officer", "Chief Financial Officer", "Chief People Officer"];

/// A row of the directory file.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub number: String,
    pub name: String,
    pub email: String,
    pub title: String,
    pub department: String,
    pub branch: String,
    pub extension: String,
    pub manager: String,
    pub roles: &'static str,
    pub start: Option<NaiveDate>,
    pub end: Option<NaiveDate>,
}

impl Row {
    /// The line of the file. No value of the sample contains a comma or a quotation mark.
    pub fn line(&self) -> String {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        [
            &self.number,
            &self.name,
            &self.email,
            &self.title,
            &self.department,
            &self.branch,
            &self.extension,
            &self.manager,
            self.roles,
            &day(self.start),
            &day(self.end),
        ]
        .join(",")
    }
}

/// SplitMix64: small, and the same on every machine and in every version.
struct SplitMix64(u64);

impl SplitMix64 {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % sides.max(1) as u64).unwrap_or(0)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }
}

/// Generates people one after the other.
struct Hiring {
    dice: SplitMix64,
    next: u32,
    addresses: HashSet<String>,
    people: Vec<Row>,
}

impl Hiring {
    fn new(first: u32) -> Self {
        Self { dice: SplitMix64(0x4d45_5249), next: first, addresses: HashSet::new(), people: Vec::new() }
    }

    fn hire(&mut self, title: &str, department: &str, branch: &str, manager: &str) -> Row {
        let culture = self.dice.pick(CULTURES);
        let (given, family) = (self.dice.pick(culture.given), self.dice.pick(culture.family));
        let Name { written, latin } = given;
        let name = if culture.family_first {
            format!("{} {written}", family.written)
        } else {
            format!("{written} {}", family.written)
        };
        let number = self.next.to_string();
        self.next += 1;
        let hired = NaiveDate::from_ymd_opt(2004, 1, 5)
            .and_then(|first| first.checked_add_days(Days::new(self.dice.roll(7600) as u64)));
        Row {
            email: self.email(latin, family.latin),
            number,
            name,
            title: title.to_owned(),
            department: department.to_owned(),
            branch: branch.to_owned(),
            extension: (2000 + self.dice.roll(7999)).to_string(),
            manager: manager.to_owned(),
            roles: if department == "Retail Banking" { "banker" } else { "back_office" },
            start: hired,
            end: None,
        }
    }

    fn email(&mut self, given: &str, family: &str) -> String {
        let base = address(given, family);
        let mut local = base.clone();
        let mut n = 2;
        while !self.addresses.insert(local.clone()) {
            local = format!("{base}{n}");
            n += 1;
        }
        format!("{local}@{DOMAIN}")
    }

    /// Hires and keeps a person; returns the number.
    fn keep(&mut self, title: &str, department: &str, branch: &str, manager: &str) -> String {
        let row = self.hire(title, department, branch, manager);
        let number = row.number.clone();
        self.people.push(row);
        number
    }

    /// Gives the person hired last a role in the cast, with a number of its own.
    fn cast(&mut self, number: &str) -> String {
        if let Some(last) = self.people.last_mut() {
            last.number = number.to_owned();
        }
        number.to_owned()
    }

    fn named(&mut self, name: &str, given: &str, family: &str) {
        let email = self.email(given, family);
        if let Some(last) = self.people.last_mut() {
            last.name = name.to_owned();
            last.email = email;
        }
    }
}

/// Everyone, in file order, with the cases that HR has to look at.
pub(super) fn bank(today: NaiveDate) -> Vec<Row> {
    let mut people = tidy_bank();
    cases(&mut people, today);
    people
}

/// Everyone, in file order, in a tree without a fault.
pub(super) fn tidy_bank() -> Vec<Row> {
    let mut hiring = Hiring::new(101_000);
    hiring.keep("Chief Executive Officer", "Executive Office", HEAD_OFFICE, "");
    let chief = hiring.cast(cast::CHIEF);
    let executives: Vec<String> =
        EXECUTIVES.iter().map(|title| hiring.keep(title, "Executive Office", HEAD_OFFICE, &chief)).collect();
    retail(&mut hiring, &chief);
    for (department, executive) in DEPARTMENTS {
        back_office(&mut hiring, department, &executives[*executive]);
    }
    let mut people = hiring.people;
    for row in &mut people {
        match row.number.as_str() {
            cast::HR => row.roles = "back_office;hr",
            cast::AUDITOR => row.roles = "back_office|auditor",
            _ => {}
        }
    }
    people
}

fn retail(hiring: &mut Hiring, chief: &str) {
    let department = "Retail Banking";
    let head = hiring.keep("Head of Retail Banking", department, HEAD_OFFICE, chief);
    let mut region = String::new();
    for (at, street) in STREETS.iter().enumerate() {
        if at % 8 == 0 {
            region = hiring.keep("Regional Manager", department, HEAD_OFFICE, &head);
        }
        let mut manager = hiring.keep("Branch Manager", department, street, &region);
        if at == 0 {
            manager = hiring.cast(cast::BANKER_SUPERVISOR);
        }
        let assistant = hiring.keep("Assistant Branch Manager", department, street, &manager);
        for seat in 0..16 {
            let title = ["Personal Banker", "Client Adviser", "Senior Teller", "Teller"][seat % 4];
            let above = if at == 0 && seat == 0 || seat % 4 == 1 { &manager } else { &assistant };
            hiring.keep(title, department, street, above);
            if at == 0 && seat == 0 {
                hiring.cast(cast::BANKER);
                hiring.named("Sam Lee", "Sam", "Lee");
            }
        }
    }
}

fn back_office(hiring: &mut Hiring, department: &str, executive: &str) {
    let site = if matches!(department, "Human Resources" | "Finance" | "Treasury" | "Internal Audit" | "Compliance") {
        HEAD_OFFICE
    } else {
        OPERATIONS_CENTRE
    };
    let mut head = hiring.keep(&format!("Head of {department}"), department, site, executive);
    head = match department {
        "Wire Operations" => hiring.cast(cast::HELPER_HEAD),
        "Card Services" => hiring.cast(cast::ON_LEAVE),
        "Compliance" => hiring.cast(cast::DOTTED_TO),
        "Mailroom" => hiring.cast(cast::OWN_SUPERVISOR),
        "Records Archive" => hiring.cast(cast::CIRCLE_A),
        _ => head,
    };
    for team in 0..3 {
        let mut lead = hiring.keep("Team Lead", department, site, &head);
        lead = match (department, team) {
            ("Wire Operations", 0) => hiring.cast(cast::HELPER_SUPERVISOR),
            ("Card Services", 0) => hiring.cast(cast::ACTING),
            ("Card Services", 1) => hiring.cast(cast::UNDER_ACTING),
            ("Fraud Desk", 0) => hiring.cast(cast::DOTTED),
            ("Records Archive", 0) => hiring.cast(cast::CIRCLE_B),
            ("Cash Logistics", 0) => hiring.cast(cast::VACANCY),
            ("Lending Operations", 1) => hiring.cast(cast::CORRECTED_TO),
            _ => lead,
        };
        for seat in 0..6 {
            let title = ["Specialist", "Senior Specialist", "Associate"][seat % 3];
            hiring.keep(&format!("{department} {title}"), department, site, &lead);
            match (department, team, seat) {
                ("Wire Operations", 0, 0) => {
                    hiring.cast(cast::HELPER);
                    hiring.named("Priya Raman", "Priya", "Raman");
                }
                ("Human Resources", 0, 0) => _ = hiring.cast(cast::HR),
                ("Internal Audit", 0, 0) => _ = hiring.cast(cast::AUDITOR),
                ("Information Technology", 0, 0) => _ = hiring.cast(cast::ADMIN),
                ("Foreign Exchange", 0, 0) => _ = hiring.cast(cast::SUPERVISOR_LEFT),
                ("Lending Operations", 0, 0) => _ = hiring.cast(cast::CORRECTED),
                _ => {}
            }
        }
    }
}

/// Breaks the tidy tree: every case of the rule on supervisors that a file can express.
fn cases(people: &mut [Row], today: NaiveDate) {
    let left = today.checked_sub_days(Days::new(20));
    let of =
        |people: &[Row], number: &str| people.iter().find(|row| row.number == number).map(|row| row.manager.clone());
    let lead = of(people, cast::SUPERVISOR_LEFT).unwrap_or_default();
    let head = of(people, &lead).unwrap_or_default();
    let second_head =
        people.iter().filter(|row| row.department == cast::TWO_HEADS).nth(1).map(|row| row.number.clone());
    let above = people.iter().find(|row| row.department == cast::TWO_HEADS).map(|row| row.manager.clone());
    for row in people {
        match row.number.as_str() {
            // Nobody in the file has this number: the post is vacant.
            cast::VACANCY => row.manager = "900001".to_owned(),
            cast::OWN_SUPERVISOR => row.manager = cast::OWN_SUPERVISOR.to_owned(),
            cast::CIRCLE_A => row.manager = cast::CIRCLE_B.to_owned(),
            number if number == lead || number == head => row.end = left,
            number if Some(number) == second_head.as_deref() => {
                "Joint Head of Correspondence".clone_into(&mut row.title);
                row.manager = above.clone().unwrap_or_default();
            }
            _ => {}
        }
    }
}

/// A directory file of any size for benches: teams of ten, departments of about five hundred, the names of the sample.
pub fn large(people: usize) -> String {
    let mut hiring = Hiring::new(1_000_000);
    let mut file = String::with_capacity(people * 150);
    file.push_str(
        "employee_number,name,email,title,department,branch,extension,manager_number,roles,start_date,end_date\n",
    );
    for at in 0..people {
        let manager = if at == 0 { String::new() } else { (1_000_000 + (at - 1) / 10).to_string() };
        let department = DEPARTMENTS[at / 500 % DEPARTMENTS.len()].0;
        let row = hiring.hire("Specialist", department, STREETS[at % STREETS.len()], &manager);
        // Writing to a String cannot fail.
        let _ = writeln!(file, "{}", row.line());
    }
    file
}
