//! What kind of document a driver is, judged from its publication format, its title and its link.

use super::legislation;
use crate::domain::driver::Driver;
use crate::domain::field::Field;
use crate::domain::fold::fold;

/// The kinds of documents that formats of references tell apart, as far as a register has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A strategy, a plan, a review, guidance: what most drivers are.
    Report,
    WebPage,
    /// An Act, or regulations, orders and rules made under one.
    Legislation,
    /// Before a parliament.
    Bill,
    /// A film or an animation.
    Video,
    Article,
    Book,
    Chapter,
    Thesis,
    ConferencePaper,
    /// A file of references says another, or none.
    #[default]
    Other,
}

/// Words for something that is printed or could be. A document with a web page and a film of it is still a document.
const DOCUMENTS: [&str; 11] = [
    "pdf",
    "pdfs",
    "doc",
    "docx",
    "report",
    "reports",
    "document",
    "documents",
    "print",
    "paper",
    "leaflet",
];
const WEB_PAGES: [&str; 8] = [
    "web", "webpage", "webpages", "website", "websites", "site", "html", "blog",
];
const VIDEOS: [&str; 8] = [
    "video",
    "videos",
    "film",
    "films",
    "animation",
    "animations",
    "webinar",
    "recording",
];
const LEGISLATION: [&str; 14] = [
    "act",
    "act of parliament",
    "act of the scottish parliament",
    "act of senedd cymru",
    "act of the senedd",
    "act of the northern ireland assembly",
    "legislation",
    "primary legislation",
    "secondary legislation",
    "measure",
    "order",
    "regulations",
    "statute",
    "statutory instrument",
];
const BILLS: [&str; 4] = ["bill", "draft bill", "private members bill", "public bill"];

impl Kind {
    /// What a document of this kind has as its publication format, if nothing better is known.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Report => "Report",
            Self::WebPage => "Website",
            Self::Legislation => "Legislation",
            Self::Bill => "Bill",
            Self::Video => "Video",
            Self::Article => "Journal article",
            Self::Book => "Book",
            Self::Chapter => "Book chapter",
            Self::Thesis => "Thesis",
            Self::ConferencePaper => "Conference paper",
            Self::Other => "",
        }
    }

    /// The kind that a format's table has by a name; another where it has none.
    pub fn named(name: &str, types: &[(&str, Self)]) -> Self {
        let found = types.iter().find(|(other, _)| *other == name);
        found.map_or(Self::Other, |(_, kind)| *kind)
    }

    /// The first name that a format's table has for the kind, or else for a report.
    pub fn name(self, types: &[(&'static str, Self)]) -> &'static str {
        let named = |kind| types.iter().find(|(_, other)| *other == kind);
        let found = named(self).or_else(|| named(Self::Report));
        found.map_or("", |(name, _)| *name)
    }

    /// The kinds that only references bring: what a publication format says to the letter.
    const OF_REFERENCES: [Self; 5] = [
        Self::Article,
        Self::Book,
        Self::Chapter,
        Self::Thesis,
        Self::ConferencePaper,
    ];

    /// A report, unless something says otherwise. Doubt makes a report: that is never quite wrong.
    pub fn of(driver: &Driver) -> Self {
        let (title, link) = (driver.title(), driver.text(Field::Link));
        let format = driver.text(Field::PublicationFormat);
        let said = Self::of_format(format);
        match said {
            Some(kind @ (Self::Legislation | Self::Bill)) => kind,
            // A title and a link are of the text of the law, in whatever format it is.
            None | Some(Self::Report | Self::WebPage) => {
                let enacted = legislation::kind(title, link);
                enacted.or(said).unwrap_or(Self::Report)
            }
            Some(kind) => kind,
        }
    }

    fn of_format(format: &str) -> Option<Self> {
        let whole = fold(format);
        let is_label = |kind: &Self| fold(kind.label()) == whole;
        if let Some(kind) = Self::OF_REFERENCES.into_iter().find(is_label) {
            return Some(kind);
        }
        let parts: Vec<String> = format
            .split([',', ';', '/', '+', '(', ')', '|'])
            .map(|part| format!(" {} ", fold(part)))
            .flat_map(|part| {
                let parts = part.split(" and ").flat_map(|part| part.split(" with "));
                let parts = parts.map(|part| part.trim().to_owned());
                parts.collect::<Vec<_>>()
            })
            .collect();
        let is_among = |parts: &[String], names: &[&str]| {
            let mut parts = parts.iter();
            parts.any(|part| names.contains(&part.as_str()))
        };
        if is_among(&parts, &LEGISLATION) {
            return Some(Self::Legislation);
        }
        if is_among(&parts, &BILLS) {
            return Some(Self::Bill);
        }
        let mut words = parts.iter().flat_map(|part| part.split(' '));
        let has_document = words.clone().any(|word| DOCUMENTS.contains(&word));
        if has_document {
            return Some(Self::Report);
        }
        words.find_map(|word| {
            let is_page = WEB_PAGES.contains(&word);
            let is_video = VIDEOS.contains(&word);
            (is_page || is_video).then_some(match is_page {
                true => Self::WebPage,
                false => Self::Video,
            })
        })
    }
}
