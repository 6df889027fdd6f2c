//! Who wrote a document: bodies mostly, and persons.

use super::one_line;
use crate::domain::fold::fold;

/// A body or a person who wrote a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// As it is to be shown; of a person, "Surname, Given names".
    pub name: String,
    pub is_person: bool,
}

impl Author {
    /// A name from a file that doesn't say what it is the name of.
    ///
    /// A person is who has a comma, "Marmot, Michael", but for names that no person has: "Ministry of Housing,
    /// Communities & Local Government". A name without a comma may be either, and is taken as a body's, as persons are
    /// left out where there are bodies ([`super::Reference::persons_left_out`]).
    pub fn new(name: &str) -> Self {
        const OF_BODIES: [&str; 5] = ["and", "for", "of", "the", "nhs"];
        let name = one_line(name);
        let is_bodys = |word: &str| OF_BODIES.contains(&word);
        let (surname, given) = name.split_once(',').unwrap_or_default();
        let is_person =
            !surname.is_empty() && !given.is_empty() && !fold(&name).split(' ').any(is_bodys);
        Self { name, is_person }
    }

    /// A source of a driver. Most are bodies, so a person is only who looks much like one: with a surname, initials,
    /// and not more than one other name.
    pub(super) fn of_source(name: &str) -> Self {
        let author = Self::new(name);
        let (surname, given) = author.name.split_once(',').unwrap_or_default();
        let has_capital = |word: &&str| word.starts_with(char::is_uppercase);
        let is_initial = |word: &str| word.trim_end_matches('.').chars().count() == 1;
        let names = surname.split(' ').filter(has_capital).count();
        let others = given.split_whitespace().filter(|word| !is_initial(word));
        let is_person = author.is_person
            && names <= 2
            && others.count() <= 1
            && given.split_whitespace().all(|word| has_capital(&word));
        Self {
            is_person,
            ..author
        }
    }

    /// A body, whatever its name looks like.
    pub fn body(name: &str) -> Self {
        Self {
            name: one_line(name),
            is_person: false,
        }
    }
}
