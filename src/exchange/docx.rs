//! A briefing as a Word document: WordprocessingML of ECMA-376, part 1, in its container (part 2).
//!
//! Written here, as docx-rs is 185 kB of packed WebAssembly. Word refuses what its schema doesn't have in just this order,
//! so `document` writes each element's children as the schema lists them. The same briefing makes the same bytes.

mod document;
mod numbering;

use self::document::{Contents, Document};
use super::briefing::Briefing;
use super::xml::Xml;
use super::zip::{Part, pack};

/// What the elements of the document's parts are of.
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// What names a relationship from within a part.
const RELATED: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// What a part's relationships are of.
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

const STYLES: &str = include_str!("docx/styles.xml");
const SETTINGS: &str = include_str!("docx/settings.xml");
const TYPES: &str = include_str!("docx/types.xml");

/// The document of a briefing: see [`Writing`].
pub fn write(briefing: &Briefing) -> Vec<u8> {
    let mut writing = Writing::new(briefing);
    while writing.step() {}
    writing.finish()
}

/// A document being written driver by driver, so that a page stays responsive: A4, in Arial and British English; where
/// there are several drivers, with a list of them first and each on a new page.
pub struct Writing<'a> {
    briefing: &'a Briefing,
    document: Document,
    /// How many drivers are written.
    done: usize,
}

impl<'a> Writing<'a> {
    /// Begins with what stands before the drivers.
    pub fn new(briefing: &'a Briefing) -> Self {
        Self {
            briefing,
            document: Document::new(briefing),
            done: 0,
        }
    }

    /// Writes the next driver; `false` once there is none.
    pub fn step(&mut self) -> bool {
        self.document.driver(self.briefing, self.done);
        self.done += 1;
        self.done <= self.briefing.drivers.len()
    }

    /// How many drivers are written, and of how many.
    pub fn progress(&self) -> (usize, usize) {
        (self.done, self.briefing.drivers.len())
    }

    /// The file.
    pub fn finish(self) -> Vec<u8> {
        pack_up(self.briefing, self.document.finish())
    }
}

/// Puts the document into its container, with the other parts.
fn pack_up(briefing: &Briefing, contents: Contents) -> Vec<u8> {
    let Contents {
        document,
        numbering,
        links,
    } = contents;
    let package = relationships(&[
        ("rId1", "officeDocument", "word/document.xml"),
        ("rId2", "metadata/core-properties", "docProps/core.xml"),
    ]);
    let mut related: Vec<(&str, &str, &str)> = vec![
        ("rIdStyles", "styles", "styles.xml"),
        ("rIdNumbering", "numbering", "numbering.xml"),
        ("rIdSettings", "settings", "settings.xml"),
        ("rIdFooter", "footer", "footer.xml"),
    ];
    let links = links.iter();
    related.extend(links.map(|(address, id)| (id.as_str(), HYPERLINK, address.as_str())));
    let related = relationships(&related);
    let (footer, core) = (footer(briefing), core(briefing));
    // The types come first, as a reader may stream.
    pack([
        ("[Content_Types].xml", Part::Whole(TYPES.as_bytes())),
        ("_rels/.rels", Part::Whole(&package)),
        ("docProps/core.xml", Part::Whole(&core)),
        ("word/document.xml", Part::Packed(document)),
        ("word/_rels/document.xml.rels", Part::Whole(&related)),
        ("word/styles.xml", Part::Whole(STYLES.as_bytes())),
        ("word/numbering.xml", Part::Whole(&numbering)),
        ("word/settings.xml", Part::Whole(SETTINGS.as_bytes())),
        ("word/footer.xml", Part::Whole(&footer)),
    ])
}

/// The one kind of relationship to something outside the container.
const HYPERLINK: &str = "hyperlink";

/// What a part is related to: by an id, a kind and a target.
fn relationships(related: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("Relationships", &[("xmlns", RELATIONSHIPS)]);
    for (id, kind, target) in related {
        // Core properties belong to every kind of package, the others to office documents.
        let kind = match kind.strip_prefix("metadata/") {
            Some(_) => {
                format!("http://schemas.openxmlformats.org/package/2006/relationships/{kind}")
            }
            None => format!("{RELATED}/{kind}"),
        };
        let mut attributes = vec![("Id", *id), ("Type", kind.as_str()), ("Target", *target)];
        if kind.ends_with(HYPERLINK) {
            attributes.push(("TargetMode", "External"));
        }
        xml.empty("Relationship", &attributes);
    }
    xml.close("Relationships");
    xml.finish()
}

/// The foot of each page: the title, the date, and the page's number.
fn footer(briefing: &Briefing) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("w:ftr", &[("xmlns:w", MAIN)]);
    document::footer(&mut xml, briefing);
    xml.close("w:ftr");
    xml.finish()
}

/// The title, language and date of the document, for libraries of documents and for screen readers.
fn core(briefing: &Briefing) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open(
        "cp:coreProperties",
        &[
            (
                "xmlns:cp",
                "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
            ),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ("xmlns:dcterms", "http://purl.org/dc/terms/"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ],
    );
    xml.element("dc:title", &[], &briefing.title);
    xml.element("dc:language", &[], "en-GB");
    let created = format!("{}T00:00:00Z", briefing.date);
    xml.element(
        "dcterms:created",
        &[("xsi:type", "dcterms:W3CDTF")],
        &created,
    );
    xml.close("cp:coreProperties");
    xml.finish()
}

#[cfg(test)]
mod tests;
