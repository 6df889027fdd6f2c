//! The formats of other programs: a file of each, written in slices and given out.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::{Tell, file_name};
use crate::browser::clock::{self, Slices};
use crate::browser::files;
use crate::domain::driver::Driver;
use crate::domain::edit::EntryId;
use crate::domain::fold::fold;
use crate::domain::sorting::sort_by_key;
use crate::exchange::atom::Feed;
use crate::exchange::calendar::{self, Calendar};
use crate::exchange::{Writing, bibtex, csl_json, csv, json_lines, ris, xlsx};
use crate::names;
use crate::ui::briefing;
use crate::ui::state::State;
use crate::ui::text;
use crate::ui::text::exporting as says;

/// A format of other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Xlsx,
    Ris,
    Bibtex,
    CslJson,
    Calendar,
    Atom,
    JsonLines,
    Briefing,
}

impl Format {
    pub const ALL: [Self; 9] = [
        Self::Csv,
        Self::Xlsx,
        Self::Ris,
        Self::Bibtex,
        Self::CslJson,
        Self::Calendar,
        Self::Atom,
        Self::JsonLines,
        Self::Briefing,
    ];

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => names::CSV,
            Self::Xlsx => names::XLSX,
            Self::Ris => names::RIS,
            Self::Bibtex => names::BIBTEX,
            Self::CslJson => names::CSL_JSON,
            Self::Calendar => names::CALENDAR,
            Self::Atom => names::ATOM_FEED,
            Self::JsonLines => names::JSON_LINES,
            Self::Briefing => names::BRIEFING,
        }
    }

    /// The end of the file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Ris => "ris",
            Self::Bibtex => "bib",
            // What Zotero and Pandoc take for CSL-JSON.
            Self::CslJson => "csl.json",
            Self::Calendar => "ics",
            Self::Atom => "atom",
            Self::JsonLines => "jsonl",
            Self::Briefing => "docx",
        }
    }

    /// What browsers and mail programs call it.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Csv => "text/csv;charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Ris => "application/x-research-info-systems",
            Self::Bibtex => "application/x-bibtex",
            Self::CslJson => "application/vnd.citationstyles.csl+json",
            Self::Calendar => "text/calendar;charset=utf-8",
            Self::Atom => "application/atom+xml",
            Self::JsonLines => "application/jsonl",
            Self::Briefing => {
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
        }
    }
}

/// What is said when a file is given out, and what is worth knowing of it.
type Said = (String, Vec<String>);

/// Downloads a file of the live drivers, or of these of them, in the order of their titles. It is written in slices;
/// `tell` hears how far it is, and says whether it is still wanted.
pub async fn give_out(
    state: State,
    format: Format,
    chosen: Option<BTreeSet<EntryId>>,
    tell: Tell<'_>,
) -> Option<Said> {
    // Of a register that is only listed yet, a file would hold a part.
    state.whole().await;
    let register = state.register.get_untracked();
    let is_chosen = |id: &EntryId| chosen.as_ref().is_none_or(|chosen| chosen.contains(id));
    let live = register.live().filter(|driver| is_chosen(&driver.id));
    let mut drivers: Vec<Arc<Driver>> = live.cloned().collect();
    sort_by_key(&mut drivers, |driver| {
        (fold(driver.title()), driver.id.clone())
    });
    if drivers.is_empty() {
        return Some((says::NOTHING.to_owned(), Vec::new()));
    }
    // It may have been cancelled while the register was read.
    if !tell(0, drivers.len()) {
        return None;
    }
    let (title, now) = (untrack(|| state.register_title()), clock::now());
    let mut writing: Box<dyn Writing + '_> = match format {
        Format::Csv => Box::new(csv::Rows::new()),
        Format::Xlsx => {
            let mut rows = xlsx::Rows::new(&title, drivers.len());
            push_in_slices(&drivers, &mut rows, tell).await?;
            let written = rows.finish_with_cut();
            let cut = written.cut.iter();
            let cut = cut.map(|cut| says::cut(&state.title_of(&cut.driver), cut.field.header()));
            return hand_over(state, format, &written.bytes, cut.collect());
        }
        Format::Ris => Box::new(ris::Entries::default()),
        Format::Bibtex => Box::new(bibtex::Entries::default()),
        Format::CslJson => Box::new(csl_json::Items::default()),
        Format::JsonLines => Box::new(json_lines::Lines::default()),
        Format::Calendar => {
            let mut calendar = Calendar::new(&register, &title, now, REVIEW_WORDS);
            push_in_slices(&drivers, &mut calendar, tell).await?;
            let left_out = calendar.left_out;
            if left_out == drivers.len() {
                return Some((says::NO_REVIEWS.to_owned(), Vec::new()));
            }
            let written = Box::new(calendar).finish();
            let notes = (left_out > 0).then(|| says::without_date(left_out));
            return hand_over(state, format, &written, notes.into_iter().collect());
        }
        Format::Atom => Box::new(Feed::new(&register, &title, now, briefing::WORDS)),
        Format::Briefing if drivers.len() > briefing::LONGEST => {
            return Some((text::briefing::too_many(briefing::LONGEST), Vec::new()));
        }
        Format::Briefing => {
            let content = briefing::content(state, &drivers, tell).await?;
            let written = briefing::document(&content, tell).await?;
            return hand_over(state, format, &written, Vec::new());
        }
    };
    push_in_slices(&drivers, &mut *writing, tell).await?;
    hand_over(state, format, &writing.finish(), Vec::new())
}

/// The words of a calendar of reviews.
const REVIEW_WORDS: calendar::Words = calendar::Words {
    review: says::review_of,
    untitled: text::UNTITLED_DRIVER,
};

/// `None` once it isn't wanted any more.
async fn push_in_slices(
    drivers: &[Arc<Driver>],
    writing: &mut dyn Writing,
    tell: Tell<'_>,
) -> Option<()> {
    let mut slices = Slices::new();
    for driver in drivers {
        writing.look_ahead(driver);
        if slices.pause_and_tell().await && !tell(0, drivers.len()) {
            return None;
        }
    }
    for (done, driver) in drivers.iter().enumerate() {
        writing.push(driver);
        if slices.pause_and_tell().await && !tell(done, drivers.len()) {
            return None;
        }
    }
    Some(())
}

fn hand_over(state: State, format: Format, bytes: &[u8], notes: Vec<String>) -> Option<Said> {
    let name = file_name(state, format.extension());
    match files::download_bytes(&name, format.mime(), bytes) {
        Ok(()) => Some((text::downloaded(&name), notes)),
        Err(files::NotDownloaded) => {
            state.fail(text::CANNOT_DOWNLOAD.to_owned());
            None
        }
    }
}
