//! Today's account of who asked for what, in the memory of this process: how it is known that enough different people
//! asked for a term, without it being known who or, until then, what.
//!
//! Terms and askers are hashes under a key of the day. An asker is hashed together with the term, so that nobody's
//! searches can be laid beside each other. The key is made at random, leaves this file in no form, and goes with all of
//! the account at the end of the day (UTC). The text of a term is held only from the moment in which the last asker that
//! it needs brings it.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, Utc};
use ring::hmac;
use ring::rand::SystemRandom;

use super::model::{Counts, Finding, Week};
use crate::accounts::limiter::network;
use crate::error::{Error, Result};
use crate::ids::AccountId;

/// Terms of one day; beyond, those are forgotten that one asker had.
const TERMS_MAX: usize = 20_000;
/// Askers of one term that are told apart; the others do not count.
const ASKERS_MAX: usize = 1_000;

type Hash = [u8; 16];

/// Who asks, as far as it can be known: one person is one account and the places where they use it.
#[derive(Clone, Copy, Debug)]
pub struct Asker {
    pub account: Option<AccountId>,
    pub address: Option<IpAddr>,
}

/// One search, and what it came to.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    pub text: &'a str,
    pub asker: Asker,
    pub finding: Finding,
    pub is_opened: bool,
    pub at: DateTime<Utc>,
}

/// What is to be written of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub counts: Counts,
    /// Different askers of this day, so far.
    pub askers: i32,
    pub asked_at: DateTime<Utc>,
    /// Not known before: it has to be looked at, and its row made.
    pub is_new: bool,
}

pub type AllDue = HashMap<(String, Week), Due>;

pub struct Book {
    threshold: usize,
    day: NaiveDate,
    key: hmac::Key,
    today: HashMap<Hash, Today>,
    due: AllDue,
}

/// One term, today.
#[derive(Default)]
struct Today {
    /// Whether each opened something.
    people: HashMap<Hash, bool>,
    /// Of visitors.
    places: HashMap<Hash, bool>,
    /// From where people with an account asked: a visitor there may be one of them.
    places_of_people: HashSet<Hash>,
    /// What is not written yet because too few asked.
    waiting: Counts,
    state: State,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Waiting,
    Kept,
    /// It names somebody.
    Refused,
}

impl Today {
    fn askers(&self) -> usize {
        let visitors = self.places.keys().filter(|place| !self.places_of_people.contains(*place));
        self.people.len() + visitors.count()
    }

    fn is_full(&self) -> bool {
        self.people.len() + self.places.len() >= ASKERS_MAX
    }
}

impl Book {
    /// A term is written down from so many askers on.
    pub fn new(threshold: usize, now: DateTime<Utc>) -> Result<Self> {
        let (today, due) = (HashMap::new(), HashMap::new());
        Ok(Self { threshold, day: now.date_naive(), key: key()?, today, due })
    }

    /// Counts one search, once a day for each asker and term. `is_known`: the term is written down already.
    pub fn note(&mut self, heard: &Heard<'_>, is_known: bool) -> Result<()> {
        if heard.at.date_naive() != self.day {
            *self = Self { due: std::mem::take(&mut self.due), ..Self::new(self.threshold, heard.at)? };
        }
        let term = self.hash(&["term", heard.text]);
        if !self.today.contains_key(&term) && self.today.len() >= TERMS_MAX {
            self.today.retain(|_, today| today.state != State::Waiting || today.askers() > 1);
            if self.today.len() >= TERMS_MAX {
                return Ok(());
            }
        }
        let account =
            heard.asker.account.map(|account| self.hash(&["account", &account.0.to_string(), heard.text]));
        let place = heard.asker.address.map_or_else(String::new, |address| network(address).to_string());
        let place = self.hash(&["place", &place, heard.text]);

        let today = self.today.entry(term).or_default();
        if is_known && today.state == State::Waiting {
            today.state = State::Kept;
        }
        let is_full = today.is_full();
        let (askers, asker) = match account {
            Some(account) => {
                if !is_full {
                    today.places_of_people.insert(place);
                }
                (&mut today.people, account)
            }
            None => (&mut today.places, place),
        };
        let (is_first, is_opened) = match askers.get_mut(&asker) {
            Some(has_opened) => (false, !std::mem::replace(has_opened, *has_opened || heard.is_opened)),
            None if is_full => return Ok(()),
            None => {
                askers.insert(asker, heard.is_opened);
                (true, true)
            }
        };
        let told = |finding| i32::from(is_first && heard.finding == finding);
        today.waiting.add(Counts {
            asked: is_first.into(),
            without_result: told(Finding::Nothing),
            partial_only: told(Finding::SomeOfIt),
            opened: (heard.is_opened && is_opened).into(),
        });
        let is_new = today.state == State::Waiting && today.askers() >= self.threshold;
        if is_new || today.state == State::Kept {
            today.state = State::Kept;
            let counts = std::mem::take(&mut today.waiting);
            let askers = i32::try_from(today.askers()).unwrap_or(i32::MAX);
            let due = Due { counts, askers, asked_at: heard.at, is_new };
            add(&mut self.due, (heard.text.to_owned(), Week::of(heard.at)), due);
        }
        Ok(())
    }

    pub fn has_due(&self) -> bool {
        !self.due.is_empty()
    }

    /// What is to be written; it is the caller's now.
    pub fn take(&mut self) -> AllDue {
        std::mem::take(&mut self.due)
    }

    /// Takes back what could not be written.
    pub fn give_back(&mut self, due: AllDue) {
        for (which, due) in due {
            add(&mut self.due, which, due);
        }
    }

    /// A term that names somebody is not asked about again today.
    pub fn refuse(&mut self, text: &str) {
        let term = self.hash(&["term", text]);
        if let Some(today) = self.today.get_mut(&term) {
            *today = Today { state: State::Refused, ..Today::default() };
        }
    }

    fn hash(&self, parts: &[&str]) -> Hash {
        let mut context = hmac::Context::with_key(&self.key);
        for part in parts {
            context.update(part.as_bytes());
            context.update(&[0]);
        }
        let mut hash = Hash::default();
        hash.copy_from_slice(&context.sign().as_ref()[..size_of::<Hash>()]);
        hash
    }
}

fn add(all: &mut AllDue, which: (String, Week), due: Due) {
    match all.get_mut(&which) {
        None => {
            all.insert(which, due);
        }
        Some(sum) => {
            sum.counts.add(due.counts);
            sum.askers = sum.askers.max(due.askers);
            sum.asked_at = sum.asked_at.max(due.asked_at);
            sum.is_new |= due.is_new;
        }
    }
}

fn key() -> Result<hmac::Key> {
    let made = hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new());
    made.map_err(|_| Error::internal("the system gives no random bytes"))
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone};
    use uuid::Uuid;

    use super::*;

    fn noon() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 25, 12, 0, 0).unwrap()
    }

    fn person(number: u128, address: &str) -> Asker {
        Asker { account: Some(AccountId(Uuid::from_u128(number))), address: address.parse().ok() }
    }

    fn visitor(address: &str) -> Asker {
        Asker { account: None, address: address.parse().ok() }
    }

    fn by(asker: Asker) -> Heard<'static> {
        let (text, finding, at) = ("wijkteam", Finding::Nothing, noon());
        Heard { text, asker, finding, is_opened: false, at }
    }

    fn book() -> Book {
        Book::new(3, noon()).unwrap()
    }

    #[test]
    fn nothing_is_due_before_the_third_asker_and_then_all_of_it_is() {
        let mut book = book();
        for asker in [person(1, "192.0.2.1"), person(1, "192.0.2.9"), visitor("192.0.2.2")] {
            book.note(&by(asker), false).unwrap();
            assert!(!book.has_due());
        }
        book.note(&by(visitor("192.0.2.3")), false).unwrap();
        let due = book.take();
        let due = due.get(&("wijkteam".to_owned(), Week(202_648))).unwrap();
        let counts = Counts { asked: 3, without_result: 3, ..Counts::default() };
        assert_eq!((due.counts, due.askers, due.is_new), (counts, 3, true));
    }

    #[test]
    fn one_person_is_no_crowd() {
        let mut book = book();
        // At work with an account and without, on two addresses of one home, and again and again.
        for asker in [
            person(1, "192.0.2.1"),
            visitor("192.0.2.1"),
            visitor("2001:db8::1"),
            visitor("2001:db8::2"),
            person(1, "192.0.2.1"),
        ] {
            book.note(&by(asker), false).unwrap();
        }
        assert!(!book.has_due());
    }

    #[test]
    fn what_was_asked_yesterday_is_forgotten() {
        let mut book = book();
        book.note(&by(person(1, "192.0.2.1")), false).unwrap();
        book.note(&by(person(2, "192.0.2.1")), false).unwrap();
        let before = book.hash(&["term", "wijkteam"]);
        let tomorrow = Heard { at: noon() + Duration::days(1), ..by(person(3, "192.0.2.1")) };
        book.note(&tomorrow, false).unwrap();
        assert!(!book.has_due());
        assert_ne!(before, book.hash(&["term", "wijkteam"]), "another key");
    }

    #[test]
    fn opening_counts_once_and_a_known_term_at_once() {
        let mut book = book();
        let opened = Heard { is_opened: true, finding: Finding::AllOfIt, ..by(person(1, "192.0.2.1")) };
        for heard in [Heard { is_opened: false, ..opened }, opened, opened] {
            book.note(&heard, true).unwrap();
        }
        let counts = Counts { asked: 1, opened: 1, ..Counts::default() };
        let due = book.take().into_values().next().unwrap();
        assert_eq!((due.counts, due.is_new), (counts, false));
    }

    #[test]
    fn memory_is_bounded() {
        let mut book = book();
        for number in 0..TERMS_MAX as u128 + 10 {
            let text = format!("woord{number}");
            book.note(&Heard { text: &text, ..by(person(1, "192.0.2.1")) }, false).unwrap();
        }
        assert!(book.today.len() <= TERMS_MAX);
        for number in 0..ASKERS_MAX as u128 + 10 {
            book.note(&by(person(number, "192.0.2.1")), false).unwrap();
        }
        let term = book.hash(&["term", "wijkteam"]);
        assert_eq!(book.today[&term].askers(), ASKERS_MAX);
    }

    #[test]
    fn a_term_that_names_somebody_is_not_due_again() {
        let mut book = book();
        for number in 1..=3 {
            book.note(&by(person(number, "192.0.2.1")), false).unwrap();
        }
        assert!(!book.take().is_empty());
        book.refuse("wijkteam");
        for number in 4..=8 {
            book.note(&by(person(number, "192.0.2.1")), false).unwrap();
        }
        assert!(!book.has_due());
    }
}
