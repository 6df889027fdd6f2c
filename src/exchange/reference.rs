//! A driver as reference managers see it: one small model between drivers and the formats of references.
//!
//! What it has no place for is in [`NOT_CARRIED`]. The impact, the key features and the case studies are notes, each
//! under its label, so that a person finds them and a reader of such a note knows the field again ([`Note`]).

mod author;
mod kind;
mod legislation;
mod markup;
mod note;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

pub use author::Author;
pub use kind::Kind;
pub use legislation::number as number_of_law;
pub use note::Note;

pub use super::markdown::one_line;
use crate::domain::date::{ApproximateDate, Edtf};
use crate::domain::driver::Driver;
use crate::domain::field::Field;
use crate::domain::fold::fold;
use crate::domain::value::is_live_address;

/// The fields that no format of references carries; nor does any carry comments, or what further links are called.
///
/// They are about the register's work and not about the document. As keywords they would only clutter the libraries of
/// those who take references in.
pub const NOT_CARRIED: &[Field] = &[
    Field::Level,
    Field::Nations,
    Field::Settings,
    Field::Audiences,
    Field::Status,
    Field::SupersededBy,
    Field::LastUpdated,
    Field::ReviewDue,
    Field::Responsible,
];

/// A reference to a document. Texts are empty where nothing is known; all but the summary and the notes are one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// The driver's id. A file's own ids and keys aren't kept: nobody but that file knows them.
    pub id: String,
    pub kind: Kind,
    pub title: String,
    pub alternative_titles: Vec<String>,
    pub authors: Vec<Author>,
    pub publisher: String,
    pub issued: Option<ApproximateDate>,
    /// The address of the document, then further ones.
    pub links: Vec<String>,
    /// As people say it: "PDF and web pages".
    pub format: String,
    /// Markdown, as are the notes.
    pub summary: String,
    pub keywords: Vec<String>,
    pub notes: Vec<Note>,
}

impl Reference {
    /// What a reference can say of a driver.
    pub fn of(driver: &Driver) -> Self {
        let list = |field| -> Vec<String> {
            let elements = driver.list(field).map(one_line);
            elements.filter(|element| !element.is_empty()).collect()
        };
        let main = one_line(driver.text(Field::Link));
        let further = driver.further_links().into_iter();
        let links = std::iter::once(main)
            .chain(further.map(|link| one_line(&link.url)))
            .filter(|link| !link.is_empty());
        let authors = list(Field::Sources)
            .iter()
            .map(|name| Author::of_source(name))
            .collect::<Vec<_>>();
        let notes = [Field::Impact, Field::KeyFeatures, Field::CaseStudies]
            .into_iter()
            .map(|field| Note::new(field, trimmed(driver.text(field))))
            .filter(|note| !note.text.is_empty());
        Self {
            id: driver.id.clone(),
            kind: Kind::of(driver),
            title: one_line(driver.title()),
            alternative_titles: list(Field::AlternativeTitles),
            // The bodies that published a document are its authors too, as it is cited. Of several publishers,
            // references name the first: Citing Medicine, chapter 2, "Multiple publishers".
            publisher: authors
                .iter()
                .find(|author| !author.is_person)
                .map_or_else(String::new, |body| body.name.clone()),
            authors,
            issued: driver.date(Field::Published).cloned(),
            links: links.collect(),
            format: one_line(driver.text(Field::PublicationFormat)),
            summary: trimmed(driver.text(Field::Summary)).to_owned(),
            keywords: list(Field::Topics),
            notes: notes.collect(),
        }
    }

    /// The plain members of a driver, as `docs/file-format.md` has them, but for an id.
    ///
    /// Sources are the bodies among the authors, and the publisher. Where there is none of them, the persons are. Notes
    /// that say what a field says go there, and others to the end of the summary.
    pub fn into_driver(mut self) -> Map<String, Value> {
        self.spread_notes();
        let mut driver = Map::new();
        let mut set = |field: Field, value: Value| {
            let is_empty = match &value {
                Value::String(text) => text.is_empty(),
                Value::Array(list) => list.is_empty(),
                other => other.is_null(),
            };
            if !is_empty {
                driver.insert(field.key().to_owned(), value);
            }
        };
        set(Field::Sources, json!(self.sources()));
        set(Field::Title, json!(self.title));
        let title = fold(&self.title);
        let other_titles = self.alternative_titles.into_iter();
        let other_titles = other_titles.filter(|other| fold(other) != title);
        set(Field::AlternativeTitles, json!(distinct(other_titles)));
        let mut links = distinct(self.links.into_iter()).into_iter();
        set(Field::Link, json!(links.next()));
        let further: Vec<Value> = links.map(|url| json!({ "url": url })).collect();
        set(Field::FurtherLinks, json!(further));
        let format = match self.format.is_empty() {
            true => self.kind.label().to_owned(),
            false => self.format,
        };
        set(Field::PublicationFormat, json!(format));
        set(
            Field::Published,
            json!(self.issued.map(|date| date.to_value())),
        );
        set(Field::Summary, json!(self.summary));
        set(Field::Topics, json!(distinct(self.keywords.into_iter())));
        for note in self.notes {
            if let Some(field) = note.field {
                set(field, json!(note.text));
            }
        }
        driver
    }

    /// The persons whom [`Self::into_driver`] leaves out, as sources are bodies.
    pub fn persons_left_out(&self) -> Vec<&str> {
        let sources: BTreeSet<String> = self.sources().into_iter().map(key).collect();
        let persons = self.authors.iter().filter(|author| author.is_person);
        let names = persons.map(|person| person.name.as_str());
        names.filter(|name| !sources.contains(&key(name))).collect()
    }

    fn sources(&self) -> Vec<&str> {
        let named = |is_person| {
            let authors = self.authors.iter();
            let authors = authors.filter(move |author| author.is_person == is_person);
            authors.map(|author| author.name.as_str())
        };
        let bodies = named(false).chain([self.publisher.as_str()]);
        let bodies = distinct(bodies.filter(|name| !name.is_empty()));
        match bodies.is_empty() {
            true => distinct(named(true)),
            false => bodies,
        }
    }

    /// Puts the notes where they belong, and leaves one for each field of long texts.
    fn spread_notes(&mut self) {
        let mut kept: Vec<Note> = Vec::new();
        for note in std::mem::take(&mut self.notes) {
            match note.field {
                Some(Field::AlternativeTitles) => {
                    let titles = note.text.split(';').map(one_line);
                    let titles = titles.filter(|title| !title.is_empty());
                    self.alternative_titles.extend(titles);
                }
                Some(Field::FurtherLinks) if note.text.split_whitespace().all(is_live_address) => {
                    let links = note.text.split_whitespace().map(str::to_owned);
                    self.links.extend(links);
                }
                Some(Field::PublicationFormat) if self.format.is_empty() => {
                    self.format = one_line(&note.text);
                }
                Some(Field::Published) if self.issued.is_none() => {
                    self.issued = Some(ApproximateDate::from_written(note.text));
                }
                Some(field @ (Field::Impact | Field::KeyFeatures | Field::CaseStudies)) => {
                    match kept.iter_mut().find(|other| other.field == Some(field)) {
                        Some(first) => add_paragraph(&mut first.text, &note.text),
                        None => kept.push(note),
                    }
                }
                _ => add_paragraph(&mut self.summary, &note.labelled()),
            }
        }
        self.notes = kept;
    }

    /// A note of all alternative titles but the first: formats of references have one short title.
    pub fn other_titles(&self) -> Option<Note> {
        let (_, others) = self.alternative_titles.split_first()?;
        (!others.is_empty()).then(|| Note::new(Field::AlternativeTitles, others.join("; ")))
    }

    /// A note of the publication format, unless the kind says it. What formats of references have for it is shown in
    /// every citation, as `A plan [PDF]`.
    pub fn format_note(&self) -> Option<Note> {
        let is_said = self.format.is_empty() || fold(&self.format) == fold(self.kind.label());
        (!is_said).then(|| Note::new(Field::PublicationFormat, self.format.as_str()))
    }

    /// A note of all links but the first, for a format that has one.
    pub fn other_links(&self) -> Option<Note> {
        let (_, others) = self.links.split_first()?;
        (!others.is_empty()).then(|| Note::new(Field::FurtherLinks, others.join(" ")))
    }

    /// Sets the title as a file has it; a second one is another title.
    pub fn set_title(&mut self, title: &str) {
        match self.title.is_empty() {
            true => self.title = plain_line(title),
            false => self.add_alternative_title(title),
        }
    }

    pub fn add_alternative_title(&mut self, title: &str) {
        let title = plain_line(title);
        if !title.is_empty() {
            self.alternative_titles.push(title);
        }
    }

    /// Sets the publisher; only the first counts.
    pub fn set_publisher(&mut self, name: &str) {
        if self.publisher.is_empty() {
            self.publisher = plain_line(name);
        }
    }

    pub fn add_summary(&mut self, text: &str) {
        let text = markup::removed(text);
        add_paragraph(&mut self.summary, trimmed(&text));
    }

    pub fn add_notes(&mut self, text: &str) {
        self.notes.extend(Note::read(&markup::removed(text)));
    }

    pub fn add_keyword(&mut self, keyword: &str) {
        let keyword = plain_line(keyword);
        if !keyword.is_empty() {
            self.keywords.push(keyword);
        }
    }

    /// Adds an address: whether it was one. That of a DOI comes first, as it doesn't change.
    pub fn add_link(&mut self, link: &str) -> bool {
        let link = one_line(link).replace(' ', "%20");
        let link = match link.get(..4) {
            Some(www) if www.eq_ignore_ascii_case("www.") => format!("https://{link}"),
            _ => link,
        };
        let is_address = is_live_address(&link);
        match doi_address(&link) {
            Some(address) if is_address => self.add_doi_address(address),
            _ if is_address => self.links.push(link),
            _ => (),
        }
        is_address
    }

    fn add_doi_address(&mut self, address: String) {
        let has_one = self.links.first().and_then(|link| doi_address(link));
        match has_one {
            Some(_) => self.links.push(address),
            None => self.links.insert(0, address),
        }
    }

    /// Adds what a field of DOIs holds: whether it was one.
    pub fn add_doi(&mut self, doi: &str) -> bool {
        let doi = one_line(doi);
        let doi = doi.trim_start_matches("doi:").trim_start_matches("DOI:");
        let address = doi_address(doi.trim());
        let is_doi = address.is_some();
        if let Some(address) = address {
            self.add_doi_address(address);
        }
        is_doi
    }
}

/// The address of a DOI, be it given bare (`10.1000/182`) or as an address; `None` where it is none.
///
/// The DOI Handbook has both: a DOI begins with `10.`, and its address with that of a resolver.
fn doi_address(text: &str) -> Option<String> {
    const RESOLVERS: [&str; 4] = [
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
    ];
    let doi = RESOLVERS
        .iter()
        .find_map(|resolver| text.strip_prefix(resolver))
        .unwrap_or(text);
    let (registrant, name) = doi.strip_prefix("10.")?.split_once('/')?;
    let is_registrant = !registrant.is_empty()
        && registrant
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let address = format!("https://doi.org/{doi}");
    (is_registrant && !name.is_empty() && is_live_address(&address)).then_some(address)
}

/// A date of which a file says what it means, what was written, or both; `None` where it says neither.
pub fn dated(edtf: Option<Edtf>, written: &str) -> Option<ApproximateDate> {
    match (edtf, written.trim()) {
        (None, "") => None,
        (None, written) => Some(ApproximateDate::from_written(written)),
        (Some(edtf), "") => Some(edtf.into()),
        (Some(edtf), written) => {
            let value = json!({ "edtf": edtf.to_string(), "text": written });
            ApproximateDate::from_value(&value).ok()
        }
    }
}

/// One line of a file's text: tags and entities of HTML are no part of it.
pub fn plain_line(text: &str) -> String {
    one_line(&markup::removed(text))
}

/// A long text without the empty lines around it.
fn trimmed(text: &str) -> &str {
    text.trim_matches(['\n', '\r']).trim_end()
}

fn add_paragraph(text: &mut String, paragraph: &str) {
    // Some programs say the abstract again in a note.
    if paragraph.is_empty() || text == paragraph {
        return;
    }
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(paragraph);
}

/// The texts, but of those that are alike the first only.
fn distinct<T: AsRef<str>>(texts: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    texts
        .filter(|text| seen.insert(key(text.as_ref())))
        .collect()
}

/// What is the same of texts that are alike; of what has no letters, the text itself.
fn key(text: &str) -> String {
    match (text.contains("://"), fold(text)) {
        (false, folded) if !folded.is_empty() => folded,
        _ => text.to_owned(),
    }
}

#[cfg(test)]
pub(super) mod tests;
