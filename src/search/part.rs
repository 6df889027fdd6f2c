//! The parts of a driver's text, and how much a word found there says of what the driver is about.

use inverted::PARTS;

use crate::domain::driver::Driver;
use crate::domain::field::{Field, Kind};

use super::query::Scope;

/// Where in a driver a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Title,
    Alternative,
    Topics,
    Sources,
    Impact,
    Summary,
    KeyFeatures,
    /// Case studies, links, dates, comments and every other field.
    Rest,
}

/// Several parts, a bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts(pub u8);

impl Part {
    pub const ALL: [Self; PARTS] = [
        Self::Title,
        Self::Alternative,
        Self::Topics,
        Self::Sources,
        Self::Impact,
        Self::Summary,
        Self::KeyFeatures,
        Self::Rest,
    ];

    pub const fn of(field: Field) -> Self {
        match field {
            Field::Title => Self::Title,
            Field::AlternativeTitles => Self::Alternative,
            Field::Topics => Self::Topics,
            Field::Sources => Self::Sources,
            Field::Impact => Self::Impact,
            Field::Summary => Self::Summary,
            Field::KeyFeatures => Self::KeyFeatures,
            _ => Self::Rest,
        }
    }

    /// What a word in this part weighs. The title says most, then what people filed it under, then what it means for
    /// libraries; the judged queries of the benchmark keep the figures honest.
    pub const fn weight(self) -> f32 {
        match self {
            Self::Title => 100.0,
            Self::Alternative => 90.0,
            Self::Topics => 60.0,
            Self::Sources => 50.0,
            Self::Impact => 30.0,
            Self::Summary => 20.0,
            Self::KeyFeatures => 16.0,
            Self::Rest => 10.0,
        }
    }
}

impl Parts {
    pub const ALL: Self = Self(u8::MAX);
    /// What is known of a driver before its texts are read.
    pub const SHORT: Self =
        Self::of(&[Part::Title, Part::Alternative, Part::Topics, Part::Sources]);

    pub const fn of(parts: &[Part]) -> Self {
        let mut bits = 0;
        let mut place = 0;
        while place < parts.len() {
            bits |= 1 << parts[place] as u8;
            place += 1;
        }
        Self(bits)
    }

    pub const fn has(self, part: Part) -> bool {
        self.0 & 1 << part as u8 != 0
    }
}

impl From<Scope> for Parts {
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::Anywhere => Self::ALL,
            Scope::Title => Self::of(&[Part::Title, Part::Alternative]),
            Scope::Impact => Self::of(&[Part::Impact]),
            Scope::Summary => Self::of(&[Part::Summary]),
            Scope::KeyFeatures => Self::of(&[Part::KeyFeatures]),
        }
    }
}

/// All text of a driver by part, each element of a list by itself: no phrase goes from one to the next.
pub fn each_text(driver: &Driver, mut each: impl FnMut(Part, &str)) {
    for field in Field::ALL {
        let part = Part::of(field);
        match field.kind() {
            Kind::Line | Kind::Markdown | Kind::Url | Kind::Choice(_) => {
                each(part, driver.text(field));
            }
            Kind::List(_) => driver.list(field).for_each(|text| each(part, text)),
            Kind::Links => {
                for link in driver.further_links() {
                    each(part, &link.label);
                    each(part, &link.url);
                }
            }
            Kind::Date => {
                if let Some(date) = driver.date(field) {
                    each(part, date.text());
                    each(part, &date.display());
                }
            }
            // An id says nothing to anybody.
            Kind::Driver => (),
        }
    }
    for comment in driver.comments() {
        each(Part::Rest, &comment.by);
        each(Part::Rest, &comment.text);
    }
}
