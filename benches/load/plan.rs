//! The letters of a load: who commends whom, when, in which words, and what follows. All of it follows from the seed and the number of
//! the letter, so that the same plan gives the same letters in every database, whatever the order in which they are asked for.

use commend::assists::operations::NewAssist;
use commend::assists::{Helper, Hint};
use commend::commendations::intake::{ClientInput, Input, LetterInput, SignatureInput, Submitted};
use commend::commendations::{LetterKind, Strength};
use commend::directory::Person;
use commend::ids::{AssistId, PersonId};

/// Sizes of a load, and the seed of everything else.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// The number of commendations.
    pub letters: u64,
    /// The words of a letter, on the average.
    pub words: usize,
    /// The days over which they are spread, up to today.
    pub days: u64,
    /// Leave every mail in the queue, as a backlog for a worker; otherwise they were sent.
    pub mails_wait: bool,
    pub seed: u64,
}

/// The people of a bank, by employee number, so that the same seed names the same people.
pub struct Cast {
    pub bankers: Vec<Person>,
    pub helpers: Vec<Person>,
    /// The banker and the helper who have a hundredth of all letters each: the people to measure with.
    pub busy: (PersonId, PersonId),
    pub hr: PersonId,
}

/// A commendation that has not been sent.
pub struct Letter {
    pub banker: PersonId,
    /// The helpers, of whom the banker may not know the one.
    pub helpers: Vec<PersonId>,
    pub note: Option<NewAssist>,
    pub input: Input,
    pub replies: Vec<(u64, Reply)>,
}

/// An event that follows a commendation. `replies` has it with the minutes after sending.
#[derive(Debug, Clone)]
pub enum Reply {
    Acknowledge(Option<String>),
    Thank(PersonId, Option<String>),
    Assign(PersonId),
    Withdraw,
}

const HOUR: u64 = 60;
const DAY: u64 = 24 * HOUR;
const GIVEN: [&str; 12] =
    ["Maria", "Ruth", "Tomás", "Halima", "Joan", "Piotr", "Grace", "Anselm", "Yuki", "Amara", "Wendell", "Ingrid"];
const FAMILY: [&str; 12] = [
    "Delgado",
    "Abernathy",
    "Iglesias",
    "Yusuf",
    "Whitlock",
    "Nowak",
    "Okafor",
    "Brandt",
    "Tanaka",
    "Diallo",
    "Pruitt",
    "Solberg",
];
const OPENINGS: [&str; 8] = [
    "I want to thank the person who helped me with",
    "The wire had stopped and nobody could say why until she found",
    "He stayed on the telephone until we had",
    "My card was blocked abroad, and your colleague sorted out",
    "She explained to me without haste",
    "Three times I had sent the papers, and then somebody read",
    "On a Friday evening a person took the trouble of",
    "Please tell your colleague how much it meant to us that",
];
const PROBLEMS: [&str; 6] =
    ["wire recall", "blocked card", "estate papers", "lost transfer", "mortgage release", "foreign cheque"];

/// SplitMix64: the same on every machine.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The dice of one letter, whatever was thrown for the others.
    pub fn of(seed: u64, letter: u64) -> Self {
        let mut dice = Self(seed ^ letter.wrapping_mul(0xD1B5_4A32_D192_ED03));
        dice.throw();
        dice
    }

    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn roll(&mut self, sides: usize) -> usize {
        usize::try_from(self.throw() % sides.max(1) as u64).unwrap_or(0)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }

    fn in_hundred(&mut self, chances: usize) -> bool {
        self.roll(100) < chances
    }
}

/// Made-up words, few of them frequent and most of them rare, as in a language; and people, of whom some are named more often.
pub struct Lot {
    plan: Plan,
    cast: Cast,
    vocabulary: Vec<String>,
    word_weights: Vec<u64>,
    helper_weights: Vec<u64>,
}

impl Lot {
    pub fn new(plan: Plan, cast: Cast) -> Self {
        const SYLLABLES: [&str; 17] = [
            "ba", "ter", "lin", "mo", "sen", "ka", "rit", "do", "vel", "tan", "is", "or", "que", "pha", "len", "gri",
            "su",
        ];
        let mut dice = Dice::of(plan.seed, u64::MAX);
        let word = |dice: &mut Dice| (0..=dice.roll(4)).map(|_| *dice.pick(&SYLLABLES)).collect::<String>();
        let vocabulary: Vec<String> = (0..30_000).map(|_| word(&mut dice)).collect();
        let word_weights = falling(vocabulary.len(), 3);
        let helper_weights = falling(cast.helpers.len(), 20);
        Self { plan, cast, vocabulary, word_weights, helper_weights }
    }

    pub fn hr(&self) -> PersonId {
        self.cast.hr
    }

    /// The letter with this number.
    pub fn letter(&self, number: u64) -> Letter {
        let dice = &mut Dice::of(self.plan.seed, number);
        let banker = if dice.in_hundred(1) { self.cast.busy.0 } else { dice.pick(&self.cast.bankers).id };
        let mut helpers = vec![self.helper(dice, banker)];
        if dice.in_hundred(5) {
            let second = self.helper(dice, banker);
            helpers.extend(Some(second).filter(|second| *second != helpers[0]));
        }
        let unknown = dice.in_hundred(1);
        if unknown {
            helpers.truncate(1);
        }
        let note = (unknown || dice.in_hundred(40)).then(|| self.note(dice, helpers[0], unknown));
        let replies = self.replies(dice, &helpers, unknown);
        let input = self.input(dice, if unknown { &[] } else { &helpers });
        Letter { banker, helpers, note, input, replies }
    }

    fn helper(&self, dice: &mut Dice, banker: PersonId) -> PersonId {
        if dice.in_hundred(1) {
            return self.cast.busy.1;
        }
        let drawn = self.cast.helpers[draw(dice, &self.helper_weights)].id;
        if drawn == banker { self.cast.busy.1 } else { drawn }
    }

    fn note(&self, dice: &mut Dice, helper: PersonId, unknown: bool) -> NewAssist {
        let person = self.cast.helpers.iter().find(|person| person.id == helper);
        let hint = |person: &Person| Hint {
            name: dice.pick(&GIVEN).to_string(),
            department: person.department.clone(),
            extension: Some(person.extension.clone()),
        };
        let helper = match person.filter(|_| unknown).map(hint) {
            Some(hint) => Helper::Unsure(hint),
            None => Helper::Known(helper),
        };
        let problem = Some((*dice.pick(&PROBLEMS)).to_owned());
        NewAssist { helper, helped_at: None, summary: Some(self.text(dice, 12)), problem, workaround: None }
    }

    fn replies(&self, dice: &mut Dice, helpers: &[PersonId], unknown: bool) -> Vec<(u64, Reply)> {
        let mut replies = Vec::new();
        // One in a thousand was sent by mistake; a banker may withdraw within a day.
        if dice.roll(1_000) == 0 {
            return vec![(2 * HOUR, Reply::Withdraw)];
        }
        let mut from = 4 * HOUR;
        if unknown {
            // Some are never named.
            if dice.in_hundred(10) {
                return replies;
            }
            from += 3 * DAY;
            replies.push((from, Reply::Assign(helpers[0])));
        }
        if dice.in_hundred(70) {
            let note = dice.in_hundred(30).then(|| self.text(dice, 8));
            replies.push((from + dice.roll(9) as u64 * DAY, Reply::Acknowledge(note)));
        }
        for helper in helpers {
            if dice.in_hundred(30) {
                let text = dice.in_hundred(80).then(|| self.text(dice, 10));
                replies.push((from + dice.roll(5) as u64 * DAY, Reply::Thank(*helper, text)));
            }
        }
        replies
    }

    /// The fields as the banker would fill them in.
    fn input(&self, dice: &mut Dice, helpers: &[PersonId]) -> Input {
        let name = format!("{} {}", dice.pick(&GIVEN), dice.pick(&FAMILY));
        let has_letter = !dice.in_hundred(10);
        let words = self.plan.words / 2 + dice.roll(self.plan.words.max(1));
        let letter = |text| LetterInput {
            kind: Submitted::Value(LetterKind::Typed.as_str().to_owned()),
            text: Submitted::Value(text),
            language: Submitted::Value("en".to_owned()),
            signature: Submitted::Value(SignatureInput {
                name: Submitted::Value(name.clone()),
                ..SignatureInput::default()
            }),
            ..LetterInput::default()
        };
        let strengths = (0..dice.roll(3)).map(|_| *dice.pick(Strength::ALL));
        let mut strengths: Vec<Strength> = strengths.collect();
        strengths.dedup();
        Input {
            helpers: some(helpers.iter().map(|helper| Submitted::Value(*helper)).collect()),
            include_banker: Submitted::Value(dice.in_hundred(10)),
            letter: if has_letter { Submitted::Value(letter(self.text(dice, words))) } else { Submitted::Absent },
            client: Submitted::Value(ClientInput {
                name: Submitted::Value(name.clone()),
                share_name: Submitted::Value(dice.in_hundred(60)),
                invited: Submitted::Value(dice.in_hundred(30)),
                ..ClientInput::default()
            }),
            cover_note: if !has_letter || dice.in_hundred(60) {
                Submitted::Value(self.text(dice, 15))
            } else {
                Submitted::Absent
            },
            strengths: some(strengths.iter().map(|strength| Submitted::Value(strength.as_str().to_owned())).collect()),
            ..Input::default()
        }
    }

    fn text(&self, dice: &mut Dice, words: usize) -> String {
        let mut text = (*dice.pick(&OPENINGS)).to_owned();
        for nth in text.split(' ').count()..words {
            text.push_str(if nth % 12 == 0 { ", and " } else { " " });
            text.push_str(&self.vocabulary[draw(dice, &self.word_weights)]);
        }
        text.push('.');
        text
    }
}

/// The same input, made from a note.
pub fn made_from(input: Input, note: AssistId) -> Input {
    Input { assist: Submitted::Value(note), ..input }
}

fn some<T>(values: Vec<Submitted<T>>) -> Submitted<Vec<Submitted<T>>> {
    if values.is_empty() { Submitted::Absent } else { Submitted::Value(values) }
}

/// Running sums of weights that fall with the rank; the higher `flat`, the more alike they are.
fn falling(count: usize, flat: u64) -> Vec<u64> {
    let mut sum = 0;
    (0..count as u64)
        .map(|rank| {
            sum += 1_000_000_000 / (rank + flat);
            sum
        })
        .collect()
}

fn draw(dice: &mut Dice, sums: &[u64]) -> usize {
    let thrown = dice.throw() % sums.last().copied().unwrap_or(1).max(1);
    sums.partition_point(|sum| *sum <= thrown)
}
