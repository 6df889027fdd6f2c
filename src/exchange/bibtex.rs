//! BibTeX, and BibLaTeX, which has more types and fields of the same form: written and read.
//!
//! The form is that of BibTeX (Oren Patashnik, "BibTeXing", 1988); types, fields and dates are also those of the BibLaTeX
//! manual (sections 2.1 to 2.3). What is written works in both, and in the reference managers that read them:
//!
//! - **Types.** `@techreport` is BibTeX's, an alias in BibLaTeX, and a report to managers. `@online`, `@legislation` and
//!   `@video` are BibLaTeX's. The styles of BibTeX take a type that they don't know as `@misc`, and managers know them,
//!   while they take `@misc` itself as a book or as nothing in particular.
//! - **Names** of bodies stand in braces of their own, so that nobody turns "NHS England" into England, N., or parts one
//!   at its "and". So do titles, as styles would put "NHS" in small letters.
//! - **Dates.** `year` and `month` for all; where they don't say everything, `date` too, in EDTF, which comes last as
//!   managers take the last. A date that is near, or of several years, has its words as `year`.
//! - **Text** is UTF-8. What means something to TeX is written as a command; so are braces that have no other, as BibTeX counts
//!   those behind a backslash. Addresses have theirs as they are or percent-encoded, since `url` is taken to the letter.
//! - **Keys** are of the first source, the year and the title, in ASCII, and never depend on the order of drivers. Where
//!   two would be the same, each goes on with a digest of its driver's id.
//! - **Notes** are `annote`, which styles don't print as they do `note`. The publication format is one: `howpublished` is
//!   shown in citations, by some programs as part of the publisher.
//!
//! Reading finds the bounds of entries first, so that one that is damaged is told and the others come in.

mod read;
mod split;
mod tex;
mod write;

use super::reference::Kind;
pub use read::read;
pub(super) use split::begins_entry;
pub use write::{Entries, write};

/// The types of entries, as they are read, in small letters; of a kind, the first is written.
const TYPES: [(&str, Kind); 33] = [
    ("techreport", Kind::Report),
    ("report", Kind::Report),
    ("manual", Kind::Report),
    ("standard", Kind::Report),
    ("online", Kind::WebPage),
    ("electronic", Kind::WebPage),
    ("www", Kind::WebPage),
    ("webpage", Kind::WebPage),
    ("legislation", Kind::Legislation),
    ("legislation", Kind::Bill),
    ("legal", Kind::Legislation),
    ("video", Kind::Video),
    ("movie", Kind::Video),
    ("article", Kind::Article),
    ("periodical", Kind::Article),
    ("suppperiodical", Kind::Article),
    ("book", Kind::Book),
    ("mvbook", Kind::Book),
    ("booklet", Kind::Book),
    ("collection", Kind::Book),
    ("proceedings", Kind::Book),
    ("reference", Kind::Book),
    ("incollection", Kind::Chapter),
    ("inbook", Kind::Chapter),
    ("suppbook", Kind::Chapter),
    ("inreference", Kind::Chapter),
    ("phdthesis", Kind::Thesis),
    ("mastersthesis", Kind::Thesis),
    ("thesis", Kind::Thesis),
    ("inproceedings", Kind::ConferencePaper),
    ("conference", Kind::ConferencePaper),
    ("misc", Kind::Other),
    ("unpublished", Kind::Other),
];

#[cfg(test)]
mod tests;
