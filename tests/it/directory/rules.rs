//! `directory::rules`: every case of the supervisor rule, and its properties for arbitrary lines.

use std::collections::HashMap;
use std::convert::Infallible;

use chrono::{Days, NaiveDate};
use commend::directory::rules::{self, Below, HOPS, Line, Lines, Member, WalkedChain};
use commend::directory::{ChainReason, LineBreak, LineKind, LineSource};
use commend::ids::{LineId, PersonId};
use proptest::prelude::*;

use super::day;

const TODAY: &str = "2026-11-21";

/// A few people, named by letters, and the lines between them.
#[derive(Debug, Default)]
struct Paper {
    people: HashMap<char, PersonId>,
    left: Vec<char>,
    lines: Vec<(char, char, Line)>,
}

impl Paper {
    fn id(&mut self, name: char) -> PersonId {
        *self.people.entry(name).or_insert_with(PersonId::new)
    }

    fn name(&self, id: PersonId) -> char {
        self.people.iter().find(|(_, known)| **known == id).map(|(name, _)| *name).expect("a person of this paper")
    }

    /// `"A>B"`: A reports to B, by a primary line of an import since 2020.
    fn drawn(lines: &str) -> Self {
        let mut paper = Self::default();
        for line in lines.split_whitespace() {
            let (person, supervisor) = line.split_once('>').expect("A>B");
            paper.draw(person, supervisor, LineKind::Primary, LineSource::Import, "2020-01-01", None);
        }
        paper
    }

    fn draw(
        &mut self,
        person: &str,
        supervisor: &str,
        kind: LineKind,
        source: LineSource,
        from: &str,
        until: Option<&str>,
    ) -> &mut Self {
        let letter = |text: &str| text.chars().next().expect("a letter");
        let (person, supervisor) = (letter(person), letter(supervisor));
        self.id(person);
        let line = Line {
            id: LineId::new(),
            supervisor: self.id(supervisor),
            supervisor_active: true,
            kind,
            source,
            from: day(from),
            until: until.map(day),
        };
        self.lines.push((person, supervisor, line));
        self
    }

    fn acting(&mut self, person: &str, supervisor: &str, from: &str, until: &str) -> &mut Self {
        self.draw(person, supervisor, LineKind::Acting, LineSource::Correction, from, Some(until))
    }

    fn left(&mut self, names: &str) -> &mut Self {
        self.left.extend(names.chars());
        self
    }

    fn walk(&mut self, subject: char, on: &str, levels: usize) -> WalkedChain {
        let subject = self.id(subject);
        let Ok(walked) = rules::chain(self, subject, day(on), levels);
        walked
    }

    /// The chain as `B primary, C acting | cycle at A`.
    fn chain(&mut self, subject: char, levels: usize) -> String {
        self.chain_on(subject, TODAY, levels)
    }

    fn chain_on(&mut self, subject: char, on: &str, levels: usize) -> String {
        let walked = self.walk(subject, on, levels);
        let above: Vec<_> =
            walked.above.iter().map(|above| format!("{} {}", self.name(above.person), above.reason)).collect();
        let findings: Vec<_> =
            walked.findings.iter().map(|found| format!("{} at {}", found.kind, self.name(found.person))).collect();
        let bar = if findings.is_empty() { "" } else { " | " };
        format!("{}{bar}{}", above.join(", "), findings.join(", "))
    }
}

impl Lines for Paper {
    type Error = Infallible;

    fn lines_of(&mut self, person: PersonId) -> Result<Vec<Line>, Infallible> {
        let from_here = self.lines.iter().filter(|(name, _, _)| self.people[name] == person);
        Ok(from_here
            .map(|(_, above, line)| Line { supervisor_active: !self.left.contains(above), ..line.clone() })
            .collect())
    }

    fn supervises_anyone(&mut self, person: PersonId, on: NaiveDate) -> Result<bool, Infallible> {
        Ok(self.lines.iter().any(|(below, _, line)| {
            line.supervisor == person && line.covers(on) && !self.left.contains(below) && self.people[below] != person
        }))
    }

    fn reporting_to(&mut self, people: &[PersonId], on: NaiveDate) -> Result<Vec<Below>, Infallible> {
        let here = self.lines.iter().filter(|(_, _, line)| people.contains(&line.supervisor) && line.covers(on));
        let here = here.filter(|(_, _, line)| line.kind != LineKind::Dotted);
        Ok(here.map(|(below, _, _)| Below { person: self.people[below], active: !self.left.contains(below) }).collect())
    }
}

#[test]
fn the_primary_line_of_the_day_decides() {
    let mut paper = Paper::drawn("B>C C>D");
    paper.draw("A", "X", LineKind::Primary, LineSource::Import, "2020-01-01", Some("2026-11-09"));
    paper.draw("A", "B", LineKind::Primary, LineSource::Import, "2026-11-10", None);
    assert_eq!(paper.chain(char::from(b'A'), 1), "B primary");
    assert_eq!(paper.chain('A', 3), "B primary, C primary, D primary");
    assert_eq!(paper.chain_on('A', "2026-11-10", 1), "B primary");
    assert_eq!(paper.chain_on('A', "2026-11-09", 1), "X primary");
    assert_eq!(paper.chain('A', 9), "B primary, C primary, D primary", "the chain ends at the top without a finding");
    assert_eq!(paper.chain('A', 0), "");
}

#[test]
fn the_top_of_the_tree_has_nobody_above_and_that_is_right() {
    let mut paper = Paper::drawn("B>A");
    assert_eq!(paper.chain('A', 2), "");
}

#[test]
fn nobody_above_and_nobody_below_is_for_hr() {
    let mut paper = Paper::drawn("B>A");
    paper.id('L');
    assert_eq!(paper.chain('L', 1), " | no_supervisor at L");
    assert_eq!(paper.chain_on('B', "2019-12-31", 1), " | no_supervisor at B", "before the first line");
    paper.left("B");
    assert_eq!(paper.chain('A', 1), " | no_supervisor at A", "whoever was below has left");
}

#[test]
fn past_somebody_who_left_the_next_active_one_above_is_reached() {
    let mut paper = Paper::drawn("A>B B>C C>D D>E");
    paper.left("BC");
    assert_eq!(paper.chain('A', 1), "D next_active_above | supervisor_left at A");
    assert_eq!(paper.chain('A', 2), "D next_active_above, E primary | supervisor_left at A");
    paper.left("DE");
    assert_eq!(paper.chain('A', 1), " | supervisor_left at A", "nobody above is left: HR");
}

#[test]
fn a_leaver_further_up_is_found_where_the_line_is_broken() {
    let mut paper = Paper::drawn("A>B B>C C>D");
    paper.left("C");
    assert_eq!(paper.chain('A', 2), "B primary, D next_active_above | supervisor_left at B");
    assert_eq!(paper.chain('A', 1), "B primary", "what is not needed is not looked at");
}

#[test]
fn at_most_ten_leavers_are_passed() {
    let letters: Vec<char> = ('A'..='Z').collect();
    let tree: Vec<String> = letters.windows(2).map(|pair| format!("{}>{}", pair[0], pair[1])).collect();
    let leavers = |n: usize| letters[1..=n].iter().collect::<String>();

    let mut paper = Paper::drawn(&tree.join(" "));
    paper.left(&leavers(HOPS));
    assert_eq!(paper.chain('A', 1), format!("{} next_active_above | supervisor_left at A", letters[HOPS + 1]));
    let mut paper = Paper::drawn(&tree.join(" "));
    paper.left(&leavers(HOPS + 1));
    assert_eq!(paper.chain('A', 1), " | supervisor_left at A");
}

#[test]
fn a_circle_is_left_where_it_closes() {
    let mut paper = Paper::drawn("A>B B>C C>A");
    assert_eq!(paper.chain('A', 1), "B primary");
    assert_eq!(paper.chain('A', 5), "B primary, C primary | cycle at C");
    let mut paper = Paper::drawn("A>B B>C C>B");
    assert_eq!(paper.chain('A', 5), "B primary, C primary | cycle at C", "a circle further up");
    let mut paper = Paper::drawn("A>B B>C C>B");
    paper.left("BC");
    assert_eq!(paper.chain('A', 1), " | supervisor_left at A, cycle at C", "leavers in a circle");
}

#[test]
fn nobody_is_their_own_supervisor() {
    let mut paper = Paper::drawn("A>A B>A");
    assert_eq!(paper.chain('A', 3), " | cycle at A");
    assert_eq!(paper.chain('B', 3), "A primary | cycle at A");
    let mut paper = Paper::drawn("A>A A>B");
    paper.acting("A", "A", "2026-11-01", "2026-12-01");
    assert!(!paper.chain('A', 3).contains("A primary") && !paper.chain('A', 3).contains("A acting"));
}

#[test]
fn acting_takes_the_place_between_its_days() {
    let mut paper = Paper::drawn("A>B B>C X>B C>D");
    paper.acting("A", "X", "2026-11-10", "2026-11-21");
    assert_eq!(paper.chain('A', 2), "X acting, C primary", "the level after is above the place, not above X");
    assert_eq!(paper.chain_on('A', "2026-11-10", 1), "X acting");
    assert_eq!(paper.chain_on('A', "2026-11-09", 1), "B primary");
    assert_eq!(paper.chain_on('A', "2026-11-22", 1), "B primary");
}

#[test]
fn acting_from_above_is_named_once() {
    let mut paper = Paper::drawn("A>B B>C C>D");
    paper.acting("A", "C", "2026-11-01", "2026-12-01");
    assert_eq!(paper.chain('A', 3), "C acting, D primary");
}

#[test]
fn acting_who_left_or_is_oneself_is_passed_over() {
    let mut paper = Paper::drawn("A>B B>C");
    paper.acting("A", "X", "2026-11-01", "2026-12-01").left("X");
    assert_eq!(paper.chain('A', 1), "B primary");
    // A stands in for C while C is away, so B reports to A meanwhile; A's own second level stays C.
    let mut paper = Paper::drawn("A>B B>C");
    paper.acting("B", "A", "2026-11-01", "2026-12-01");
    assert_eq!(paper.chain('A', 2), "B primary, C primary");
}

#[test]
fn acting_mends_a_leaver_and_a_vacancy() {
    let mut paper = Paper::drawn("A>B B>C");
    paper.acting("A", "X", "2026-11-01", "2026-12-01").left("B");
    assert_eq!(paper.chain('A', 1), "X acting");
    let mut paper = Paper::drawn("X>C");
    paper.acting("A", "X", "2026-11-01", "2026-12-01");
    assert_eq!(paper.chain('A', 2), "X acting, C primary", "without a primary the way goes on above X");
}

#[test]
fn a_correction_counts_before_an_import_until_it_ends() {
    let mut paper = Paper::drawn("A>B C>D");
    paper.draw("A", "C", LineKind::Primary, LineSource::Correction, "2026-11-10", Some("2026-11-20"));
    // The import is later in every respect and still does not count.
    paper.draw("A", "B", LineKind::Primary, LineSource::Import, "2026-11-15", None);
    assert_eq!(paper.chain_on('A', "2026-11-20", 2), "C primary, D primary");
    assert_eq!(paper.chain_on('A', "2026-11-21", 1), "B primary");
}

#[test]
fn a_dotted_line_is_no_supervisor() {
    let mut paper = Paper::drawn("A>B");
    for above in ["X", "Y", "X", "A"] {
        paper.draw("A", above, LineKind::Dotted, LineSource::Correction, "2026-01-01", None);
    }
    paper.left("Y");
    assert_eq!(paper.chain('A', 2), "B primary");
    let subject = paper.id('A');
    let Ok(lines) = paper.lines_of(subject);
    let dotted = rules::dotted(&lines, subject, day(TODAY));
    assert_eq!(dotted, [paper.id('X')], "active, not oneself, each once");
    assert!(rules::dotted(&lines, subject, day("2025-12-31")).is_empty());
}

#[test]
fn a_correction_that_would_close_a_circle_is_known() {
    let mut paper = Paper::drawn("A>B B>C D>D");
    let mut circles = |person, above| {
        let (person, above) = (paper.id(person), paper.id(above));
        let Ok(circles) = rules::would_circle(&mut paper, person, above, day(TODAY));
        circles
    };
    assert!(circles('C', 'A') && circles('B', 'A') && circles('A', 'A'));
    assert!(!circles('A', 'C') && !circles('D', 'A'));
    assert!(!circles('A', 'D'), "a circle further up is not of this line's making");
}

#[test]
fn the_head_of_a_department_is_the_one_who_reports_outside() {
    let head = |lines: &str, inside: &str| {
        let mut paper = Paper::drawn(lines);
        let members: Vec<Member> = inside
            .chars()
            .map(|name| {
                let person = paper.id(name);
                let Ok(lines) = paper.lines_of(person);
                Member { person, lines }
            })
            .collect();
        let outside = |person| !inside.contains(paper.name(person));
        rules::head_of_department(&members, day(TODAY), outside).map(|head| paper.name(head))
    };
    assert_eq!(head("A>B B>X C>B", "ABC"), Some('B'));
    assert_eq!(head("A>X B>X C>B", "ABC"), None, "two");
    assert_eq!(head("A>B B>A", "AB"), None, "none");
    assert_eq!(head("A>B", "AB"), None, "the top of the tree reports to nobody outside");
}

/// Arbitrary lines between a few people, sensible or not.
fn any_paper() -> impl Strategy<Value = (Paper, char, usize)> {
    let kind = prop_oneof![4 => Just(LineKind::Primary), 2 => Just(LineKind::Acting), 1 => Just(LineKind::Dotted)];
    let source = prop_oneof![Just(LineSource::Import), Just(LineSource::Correction)];
    let line = (0u8..12, 0u8..12, kind, source, 0u64..40, proptest::option::of(0u64..40));
    let left = proptest::collection::vec(any::<bool>(), 12);
    (proptest::collection::vec(line, 0..40), left, 0u8..12, 0usize..5).prop_map(|(lines, left, subject, levels)| {
        let mut paper = Paper::default();
        let name = |n: u8| char::from(b'A' + n);
        paper.id(name(subject));
        for (person, above, kind, source, from, length) in lines {
            let from = day("2026-11-01") + Days::new(from);
            let until = length.map(|days| (from + Days::new(days)).to_string());
            let (person, above) = (name(person).to_string(), name(above).to_string());
            paper.draw(&person, &above, kind, source, &from.to_string(), until.as_deref());
        }
        paper.left = (0..12).filter(|n| left[usize::from(*n)]).map(name).collect();
        (paper, name(subject), levels)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_lines_are((mut paper, subject, levels) in any_paper()) {
        let walked = paper.walk(subject, TODAY, levels);
        let subject_id = paper.id(subject);
        prop_assert!(walked.above.len() <= levels);
        for (at, above) in walked.above.iter().enumerate() {
            prop_assert_ne!(above.person, subject_id);
            prop_assert!(!paper.left.contains(&paper.name(above.person)), "somebody who has left");
            prop_assert!(walked.above[..at].iter().all(|below| below.person != above.person), "named twice");
        }
        // An empty chain is explained, unless the person is at the top of the tree or no levels were requested.
        if walked.above.is_empty() && levels > 0 && walked.findings.is_empty() {
            let Ok(top) = paper.supervises_anyone(subject_id, day(TODAY));
            let Ok(lines) = paper.lines_of(subject_id);
            prop_assert!(top);
            prop_assert!(rules::in_force(&lines, LineKind::Primary, day(TODAY), |_| true).is_none());
        }
        if walked.above.first().is_some_and(|above| above.reason == ChainReason::NextActiveAbove) {
            prop_assert!(walked.findings.iter().any(|found| found.kind == LineBreak::SupervisorLeft));
        }
    }

    #[test]
    fn everyone_whose_chain_begins_with_a_supervisor_is_found_from_above((mut paper, supervisor, _) in any_paper()) {
        let above = paper.id(supervisor);
        let Ok(candidates) = rules::team_candidates(&mut paper, above, day(TODAY));
        let people: Vec<(char, PersonId)> = paper.people.iter().map(|(name, id)| (*name, *id)).collect();
        for (name, id) in people.into_iter().filter(|(_, id)| *id != above) {
            let Ok(supervised) = rules::supervises(&mut paper, above, id, day(TODAY));
            let found = candidates.contains(&id);
            prop_assert!(found || !supervised || paper.left.contains(&name), "{} is not found", name);
            prop_assert!(!found || !paper.left.contains(&name), "{} has left", name);
        }
    }

    #[test]
    fn the_order_of_reading_does_not_matter((mut paper, subject, levels) in any_paper(), turn in 0usize..40) {
        let before = paper.walk(subject, TODAY, levels);
        if !paper.lines.is_empty() {
            let turn = turn % paper.lines.len();
            paper.lines.rotate_left(turn);
            paper.lines.reverse();
        }
        prop_assert_eq!(before, paper.walk(subject, TODAY, levels));
    }
}
