//! What a document says: its paragraphs, tables and lists, in the order of elements that the schema asks for (ECMA-376,
//! part 1, annex A.1: `CT_PPr`, `CT_RPr`, `CT_TblPr`, `CT_Lvl`, `CT_SectPr`).
//!
//! Lengths are in twentieths of a point.

use std::collections::BTreeMap;

use super::super::blocks::{Block, List, Run, by_link};
use super::super::briefing::{Briefing, Fact, Part, Piece};
use super::super::direction;
use super::super::uri::uri;
use super::super::xml::Xml;
use super::super::zip::Packed;
use super::numbering::{BULLETS, numbering};
use super::{MAIN, RELATED};
use crate::domain::date::formatted;
use crate::domain::field::Field;
use crate::names::label;

/// The width of A4 without margins, of which facts give their labels the first part.
const WIDTH: usize = 9_412;
const LABELS: usize = 2_300;
/// How far a list, and a quotation, is set in.
pub const INDENT: usize = 397;
/// Word counts from no greater number.
const GREATEST_START: u64 = 32_767;
/// The longest address that Windows follows, with its end (`INTERNET_MAX_URL_LENGTH`).
const LONGEST_ADDRESS: usize = 2_083;

/// The parts of the container that depend on what is said.
pub struct Contents {
    pub document: Packed,
    pub numbering: Vec<u8>,
    /// The addresses of links, with their ids.
    pub links: BTreeMap<String, String>,
}

/// The title, the date and the page's number, as the one paragraph of a page's foot.
pub fn footer(xml: &mut Xml, briefing: &Briefing) {
    let title = title_and_date(briefing);
    open_paragraph(xml, Place::of("Footer"), direction::is_rtl(&title));
    write_run(xml, &title, &[]);
    xml.open("w:r", &[]);
    xml.empty("w:tab", &[]);
    xml.close("w:r");
    for (word, field) in [
        (briefing.words.page, "PAGE"),
        (briefing.words.of, "NUMPAGES"),
    ] {
        let before = if field == "PAGE" { "" } else { " " };
        write_run(xml, &format!("{before}{word} "), &[]);
        // Word counts when it shows the page.
        xml.open("w:fldSimple", &[("w:instr", field)]);
        write_run(xml, "1", &[]);
        xml.close("w:fldSimple");
    }
    xml.close("w:p");
}

fn title_and_date(briefing: &Briefing) -> String {
    format!("{} · {}", briefing.title, formatted(briefing.date))
}

/// Where and as what a paragraph stands.
#[derive(Clone, Copy, Default)]
struct Place {
    /// The id of its style; empty for the default.
    style: &'static str,
    starts_page: bool,
    mark: Mark,
    /// How many lists it stands in.
    level: usize,
    indent: usize,
    /// Whether there is space below it, as between the items of a loose list.
    is_loose: bool,
    /// Whether a list ends with it.
    is_last: bool,
}

/// What stands before the first paragraph of a list's item.
#[derive(Clone, Copy, Default)]
enum Mark {
    #[default]
    None,
    /// A bullet or number that Word sets, by its numbering.
    Set(usize),
    /// A number that is too great for that.
    Written(u64),
}

impl Place {
    fn of(style: &'static str) -> Self {
        Self {
            style,
            ..Self::default()
        }
    }
}

/// The main part being written. It is packed as it is.
pub struct Document {
    xml: Xml,
    packed: Packed,
    links: BTreeMap<String, String>,
    /// Of each numbered list its level and first number.
    numbered: Vec<(usize, u64)>,
}

impl Document {
    /// Begins with what stands before the drivers.
    pub fn new(briefing: &Briefing) -> Self {
        let mut document = Self {
            xml: Xml::new(),
            packed: Packed::new(),
            links: BTreeMap::new(),
            numbered: Vec::new(),
        };
        let xml = &mut document.xml;
        xml.open("w:document", &[("xmlns:w", MAIN), ("xmlns:r", RELATED)]);
        xml.open("w:body", &[]);
        if briefing.drivers.len() > 1 {
            document.line("Title", &briefing.title);
            document.line("Subtitle", &formatted(briefing.date));
            document.line("Heading2", briefing.words.contents);
            document.list_of_drivers(&briefing.drivers);
        } else {
            document.line("Subtitle", &title_and_date(briefing));
        }
        document
    }

    /// Writes a driver, by its index among those of the briefing.
    pub fn driver(&mut self, briefing: &Briefing, index: usize) {
        if let Some(part) = briefing.drivers.get(index) {
            self.part(part, index + 1, briefing.drivers.len() > 1);
            self.packed.push(&self.xml.take());
        }
    }

    pub fn finish(mut self) -> Contents {
        self.section();
        self.xml.close("w:body");
        self.xml.close("w:document");
        self.packed.push(&self.xml.take());
        Contents {
            document: self.packed,
            numbering: numbering(&self.numbered),
            links: self.links,
        }
    }

    fn list_of_drivers(&mut self, drivers: &[Part]) {
        let place = Place {
            is_loose: true,
            ..self.item_of(Some(1), Place::default())
        };
        for (number, part) in (1..).zip(drivers) {
            let way = direction::is_rtl(&part.title);
            open_paragraph(&mut self.xml, place, way);
            let anchor = [("w:anchor", &*anchor(number)), ("w:history", "1")];
            self.xml.open("w:hyperlink", &anchor);
            let mut way = way.unwrap_or_default();
            self.run(&Run::plain(&part.title), true, &mut way);
            self.xml.close("w:hyperlink");
            let facts = part.pieces.iter().find_map(|piece| match piece {
                Piece::Facts(facts) => Some(facts.as_slice()),
                _ => None,
            });
            let fact = |field| {
                let mut facts = facts.unwrap_or_default().iter();
                facts.find(|fact| fact.label == label(field))
            };
            let facts = [fact(Field::Sources), fact(Field::Published)];
            let facts: Vec<&str> = facts.iter().flatten().map(|fact| &*fact.text).collect();
            if !facts.is_empty() {
                let facts = format!("\n{}", facts.join(", "));
                self.run(&Run::plain(facts), false, &mut way);
            }
            self.xml.close("w:p");
        }
    }

    fn part(&mut self, part: &Part, number: usize, starts_page: bool) {
        let place = Place {
            starts_page,
            ..Place::of("Heading1")
        };
        let way = direction::is_rtl(&part.title);
        open_paragraph(&mut self.xml, place, way);
        let id = number.to_string();
        let name = anchor(number);
        self.xml
            .empty("w:bookmarkStart", &[("w:id", &id), ("w:name", &name)]);
        self.run(
            &Run::plain(&part.title),
            false,
            &mut way.unwrap_or_default(),
        );
        self.xml.empty("w:bookmarkEnd", &[("w:id", &id)]);
        self.xml.close("w:p");
        for piece in &part.pieces {
            match piece {
                Piece::Section { heading, blocks } => {
                    self.line("Heading2", heading);
                    self.blocks(blocks, Place::default());
                }
                Piece::Facts(facts) => self.facts(facts),
                Piece::Line { label, runs } => {
                    let label = Run::bold(format!("{label}: "));
                    self.paragraph(Place::of("Reference"), &[&[label], &runs[..]].concat());
                }
            }
        }
        if let Some(Piece::Facts(_)) = part.pieces.last() {
            // Word asks for a paragraph below a table.
            self.paragraph(Place::of("Fact"), &[]);
        }
    }

    /// A table of labels and what they say, with fine lines between.
    fn facts(&mut self, facts: &[Fact]) {
        let xml = &mut self.xml;
        let line = [
            ("w:val", "single"),
            ("w:sz", "4"),
            ("w:space", "0"),
            ("w:color", "D8DDE0"),
        ];
        let (labels, texts) = (LABELS.to_string(), (WIDTH - LABELS).to_string());
        xml.open("w:tbl", &[]);
        xml.open("w:tblPr", &[]);
        xml.empty("w:tblW", &[("w:w", &WIDTH.to_string()), ("w:type", "dxa")]);
        xml.open("w:tblBorders", &[]);
        for side in ["w:top", "w:bottom", "w:insideH"] {
            xml.empty(side, &line);
        }
        xml.close("w:tblBorders");
        xml.empty("w:tblLayout", &[("w:type", "fixed")]);
        xml.open("w:tblCellMar", &[]);
        xml.empty("w:left", &[("w:w", "0"), ("w:type", "dxa")]);
        xml.empty("w:right", &[("w:w", "108"), ("w:type", "dxa")]);
        xml.close("w:tblCellMar");
        // The first column is a heading of its rows.
        xml.empty("w:tblLook", &[("w:val", "0080"), ("w:firstColumn", "1")]);
        xml.close("w:tblPr");
        xml.open("w:tblGrid", &[]);
        for width in [&labels, &texts] {
            xml.empty("w:gridCol", &[("w:w", width)]);
        }
        xml.close("w:tblGrid");
        for fact in facts {
            self.xml.open("w:tr", &[]);
            let (label, text) = (Run::bold(fact.label), Run::plain(&fact.text));
            for (width, run) in [(&labels, label), (&texts, text)] {
                self.xml.open("w:tc", &[]);
                self.xml.open("w:tcPr", &[]);
                self.xml
                    .empty("w:tcW", &[("w:w", width), ("w:type", "dxa")]);
                self.xml.close("w:tcPr");
                self.paragraph(Place::of("Fact"), &[run]);
                self.xml.close("w:tc");
            }
            self.xml.close("w:tr");
        }
        self.xml.close("w:tbl");
    }

    fn blocks(&mut self, blocks: &[Block], mut place: Place) {
        let ends_list = place.is_last;
        for (number, block) in (1..).zip(blocks) {
            place.is_last = ends_list && number == blocks.len();
            let of = |style| Place { style, ..place };
            match block {
                Block::Paragraph(runs) => self.paragraph(place, runs),
                Block::Heading(runs) => self.paragraph(of("Heading3"), runs),
                Block::Code(code) => {
                    self.paragraph(of("HTMLPreformatted"), &[Run::plain(code)]);
                }
                Block::Rule => self.paragraph(of("Rule"), &[]),
                Block::Quote(blocks) => {
                    let inside = Place {
                        indent: place.indent + INDENT,
                        ..of("Quote")
                    };
                    self.blocks(blocks, inside);
                }
                Block::List(list) => self.list(list, place),
            }
            // The first paragraph of an item had it.
            place.mark = Mark::None;
        }
    }

    fn list(&mut self, list: &List, place: Place) {
        if !matches!(place.mark, Mark::None) {
            // A list at the beginning of an item: the item's own mark stands before it.
            let is_last = false;
            self.paragraph(Place { is_last, ..place }, &[]);
        }
        let mut item_place = Place {
            is_loose: !list.is_tight,
            ..self.item_of(list.first, place)
        };
        let goes_on = place.level > 0 && !place.is_last;
        for (number, item) in (1..).zip(&list.items) {
            item_place.is_last = !goes_on && number == list.items.len();
            if item.is_empty() {
                self.paragraph(item_place, &[]);
            }
            self.blocks(item, item_place);
            if let Mark::Written(number) = &mut item_place.mark {
                *number = number.saturating_add(1);
            }
        }
    }

    /// The place of the items of a new list: with bullets, or numbered from a number on.
    fn item_of(&mut self, first: Option<u64>, place: Place) -> Place {
        let mark = match first {
            None => Mark::Set(BULLETS),
            Some(first) if first > GREATEST_START => Mark::Written(first),
            Some(first) => {
                self.numbered.push((place.level, first));
                Mark::Set(BULLETS + self.numbered.len())
            }
        };
        Place {
            style: "ListParagraph",
            mark,
            level: place.level + 1,
            indent: place.indent + INDENT,
            ..place
        }
    }

    /// A paragraph of one plain text.
    fn line(&mut self, style: &'static str, text: &str) {
        self.paragraph(Place::of(style), &[Run::plain(text)]);
    }

    fn paragraph(&mut self, place: Place, runs: &[Run]) {
        let way = runs.iter().find_map(|run| direction::is_rtl(&run.text));
        open_paragraph(&mut self.xml, place, way);
        if let Mark::Written(number) = place.mark {
            write_run(&mut self.xml, &format!("{number}.\t"), &[]);
        }
        let mut way = way.unwrap_or_default();
        for (link, runs) in by_link(runs) {
            let link = link.and_then(uri);
            let link = link.filter(|uri| uri.len() < LONGEST_ADDRESS);
            let is_link = link.is_some();
            if let Some(uri) = link {
                let next = self.links.len() + 1;
                let ids = self.links.entry(uri);
                let id = ids.or_insert_with(|| format!("rIdLink{next}"));
                let attributes = [("r:id", &**id), ("w:history", "1")];
                self.xml.open("w:hyperlink", &attributes);
            }
            for run in runs {
                self.run(run, is_link, &mut way);
            }
            if is_link {
                self.xml.close("w:hyperlink");
            }
        }
        self.xml.close("w:p");
    }

    /// A run, in as many as its text has ways of running; `is_rtl` is that of what is before it.
    fn run(&mut self, run: &Run, is_link: bool, is_rtl: &mut bool) {
        for (part_is_rtl, text) in direction::parts(&run.text, *is_rtl) {
            *is_rtl = part_is_rtl;
            let style = match run.look.is_code {
                _ if is_link => Some("Hyperlink"),
                true => Some("HTMLCode"),
                false => None,
            };
            let mut properties: Vec<(&str, Option<&str>)> = Vec::new();
            properties.extend(style.map(|style| ("w:rStyle", Some(style))));
            // Those with a C are for scripts that run from right to left.
            if run.look.is_bold {
                properties.extend([("w:b", None), ("w:bCs", None)]);
            }
            if run.look.is_italic {
                properties.extend([("w:i", None), ("w:iCs", None)]);
            }
            if part_is_rtl {
                properties.push(("w:rtl", None));
            }
            write_run(&mut self.xml, text, &properties);
        }
    }

    /// The page: A4, upright.
    fn section(&mut self) {
        let xml = &mut self.xml;
        xml.open("w:sectPr", &[]);
        let footer = [("w:type", "default"), ("r:id", "rIdFooter")];
        xml.empty("w:footerReference", &footer);
        xml.empty("w:pgSz", &[("w:w", "11906"), ("w:h", "16838")]);
        xml.empty(
            "w:pgMar",
            &[
                ("w:top", "1134"),
                ("w:right", "1247"),
                ("w:bottom", "1134"),
                ("w:left", "1247"),
                ("w:header", "567"),
                ("w:footer", "567"),
                ("w:gutter", "0"),
            ],
        );
        xml.close("w:sectPr");
    }
}

fn anchor(number: usize) -> String {
    format!("driver{number}")
}

fn open_paragraph(xml: &mut Xml, place: Place, is_rtl: Option<bool>) {
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    if !place.style.is_empty() {
        xml.empty("w:pStyle", &[("w:val", place.style)]);
    }
    if place.starts_page {
        xml.empty("w:pageBreakBefore", &[]);
    }
    if let Mark::Set(numbering) = place.mark {
        // A list's own level counts from 0.
        let level = place.level.saturating_sub(1).to_string();
        xml.open("w:numPr", &[]);
        xml.empty("w:ilvl", &[("w:val", &level)]);
        xml.empty("w:numId", &[("w:val", &numbering.to_string())]);
        xml.close("w:numPr");
    }
    if is_rtl == Some(true) {
        xml.empty("w:bidi", &[]);
    }
    if place.is_loose || place.is_last {
        xml.empty("w:spacing", &[("w:after", "120")]);
    }
    if place.indent > 0 {
        let (left, hanging) = (place.indent.to_string(), INDENT.to_string());
        match place.mark {
            Mark::None => xml.empty("w:ind", &[("w:left", &left)]),
            _ => xml.empty("w:ind", &[("w:left", &left), ("w:hanging", &hanging)]),
        }
    }
    xml.close("w:pPr");
}

/// A run with these properties, in the order of the schema.
fn write_run(xml: &mut Xml, text: &str, properties: &[(&str, Option<&str>)]) {
    xml.open("w:r", &[]);
    if !properties.is_empty() {
        xml.open("w:rPr", &[]);
        for (name, value) in properties {
            match value {
                Some(value) => xml.empty(name, &[("w:val", value)]),
                None => xml.empty(name, &[]),
            }
        }
        xml.close("w:rPr");
    }
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            xml.empty("w:br", &[]);
        }
        for (number, text) in line.split('\t').enumerate() {
            if number > 0 {
                xml.empty("w:tab", &[]);
            }
            if !text.is_empty() {
                xml.element("w:t", &[("xml:space", "preserve")], text);
            }
        }
    }
    xml.close("w:r");
}
