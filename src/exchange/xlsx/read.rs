//! Reads a workbook: its sheets in their order, found as the workbook refers to them.

use std::collections::{BTreeMap, BTreeSet};

use super::dates::{self, Shown};
use super::part;
use super::parts::{Package, Piece, Relationship, each_piece, relationships_of};
use super::sheet::{self, Shared};
use crate::exchange::pause::{Pause, at_once};
use crate::exchange::table::{MAX_BYTES, Room, Table, Unreadable, is_packed, unpacked_kind};

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    /// Whether spreadsheet programs show it only when asked to.
    pub is_hidden: bool,
    pub table: Table,
}

/// Reads a workbook as [`read_in_slices`] does, without a pause.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    at_once(async |pause| read_in_slices(bytes, pause).await)
}

/// Reads the sheets of a workbook (.xlsx or .xlsm, transitional or strict), with what their cells show: texts without
/// their looks, the results of formulas, dates as ISO 8601 with as much of them as is shown (a month, say), other
/// numbers plainly, and where links lead. Of merged cells the first has the text.
///
/// # Errors
/// See [`Unreadable`]. A workbook that has one sheet too many rows or columns of is refused whole.
pub async fn read_in_slices(bytes: &[u8], pause: &mut dyn Pause) -> Result<Vec<Sheet>, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    if !is_packed(bytes) {
        return Err(unpacked_kind(bytes).unwrap_or(Unreadable::NotAWorkbook));
    }
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let mut package = Package::default();
    let mut left = MAX_BYTES;
    let first = [part::RELATIONSHIPS, OPEN_DOCUMENT].map(str::to_owned);
    package
        .unpack(bytes, &first.into(), &mut left, pause)
        .await?;
    let workbook = workbook_of(&package)?;
    let names = [workbook.clone(), relationships_of(&workbook)];
    package
        .unpack(bytes, &names.into(), &mut left, pause)
        .await?;
    let references = package.relationships(&workbook)?;
    let book = Book::read(package.get(&workbook).ok_or(Unreadable::Damaged)?)?;

    let of_kind = |kind: &str| {
        let mut references = references.values();
        references.find(|reference| reference.kind == kind && !reference.is_external)
    };
    let (styles, texts) = (of_kind("styles"), of_kind("sharedStrings"));
    // One part is one sheet, however often a file says it.
    let mut seen = BTreeSet::new();
    let sheets = book.sheets.into_iter().filter_map(|said| {
        let reference = references.get(&said.relationship)?;
        let is_sheet = reference.kind == "worksheet" && seen.insert(reference.target.clone());
        is_sheet.then_some((said, reference.target.as_str()))
    });
    let sheets: Vec<(SheetOfBook, &str)> = sheets.collect();
    let of_sheets = sheets
        .iter()
        .flat_map(|(_, name)| [(*name).to_owned(), relationships_of(name)]);
    let of_all = [styles, texts]
        .into_iter()
        .flatten()
        .map(|reference| reference.target.clone());
    let names = of_sheets.chain(of_all).collect();
    package.unpack(bytes, &names, &mut left, pause).await?;

    let mut room = Room::new();
    let part = |reference: Option<&Relationship>| package.get(&reference?.target);
    let styles = part(styles).map(styles_of).transpose()?;
    let mut shared = Shared {
        texts: Vec::new(),
        styles: styles.unwrap_or_default(),
        is_from_1904: book.is_from_1904,
    };
    if let Some(part) = part(texts) {
        shared.texts = sheet::shared_texts(part, &mut room, pause).await?;
    }
    let mut read = Vec::new();
    for (said, name) in sheets {
        let part = package.get(name).ok_or(Unreadable::Damaged)?;
        let links = package.relationships(name)?;
        read.push(Sheet {
            name: said.name,
            is_hidden: said.is_hidden,
            table: sheet::table(part, &shared, &links, &mut room, pause).await?,
        });
    }
    match read.is_empty() {
        true => Err(Unreadable::Empty),
        false => Ok(read),
    }
}

/// The part that every document of OpenDocument begins with, and what it says there.
const OPEN_DOCUMENT: &str = "mimetype";
const OPEN_DOCUMENT_KIND: &[u8] = b"application/vnd.oasis.opendocument";

/// The most sheets of a workbook that is read.
const MAX_SHEETS: usize = 1_000;

/// The name of the part that is the workbook.
fn workbook_of(package: &Package) -> Result<String, Unreadable> {
    let kind = package.get(OPEN_DOCUMENT);
    if kind.is_some_and(|kind| kind.starts_with(OPEN_DOCUMENT_KIND)) {
        return Err(Unreadable::OpenDocument);
    }
    let references = package.relationships("")?;
    let document = references
        .into_values()
        .find(|reference| reference.kind == "officeDocument");
    let name = document.ok_or(Unreadable::NotAWorkbook)?.target;
    match name.to_ascii_lowercase().ends_with(".bin") {
        true => Err(Unreadable::BinaryExcel),
        false => Ok(name),
    }
}

/// What a workbook says of itself.
#[derive(Default)]
struct Book {
    is_from_1904: bool,
    sheets: Vec<SheetOfBook>,
}

/// What a workbook says of a sheet.
struct SheetOfBook {
    /// The id of the relationship to its part.
    relationship: String,
    name: String,
    is_hidden: bool,
}

impl Book {
    fn read(part: &[u8]) -> Result<Self, Unreadable> {
        let mut book = Self::default();
        let mut is_workbook = None;
        each_piece(part, &mut |piece| {
            if let Piece::Open(name, element) = piece {
                match name {
                    _ if is_workbook.is_none() => is_workbook = Some(name == "workbook"),
                    "workbookPr" => book.is_from_1904 = element.is("date1904"),
                    "sheet" => {
                        if book.sheets.len() == MAX_SHEETS {
                            return Err(Unreadable::TooLarge);
                        }
                        let state = element.get("state").unwrap_or_default();
                        book.sheets.push(SheetOfBook {
                            relationship: element.get("id").unwrap_or_default(),
                            name: element.get("name").unwrap_or_default(),
                            is_hidden: state == "hidden" || state == "veryHidden",
                        });
                    }
                    _ => (),
                }
            }
            Ok(())
        })?;
        match is_workbook {
            Some(true) => Ok(book),
            _ => Err(Unreadable::NotAWorkbook),
        }
    }
}

/// What each style of cells shows of a number.
fn styles_of(part: &[u8]) -> Result<Vec<Shown>, Unreadable> {
    let mut formats = BTreeMap::new();
    let mut ids = Vec::new();
    let mut inside = String::new();
    each_piece(part, &mut |piece| {
        match piece {
            // Formats stand elsewhere too, and mean something else there.
            Piece::Open(name @ ("numFmts" | "cellXfs" | "cellStyleXfs" | "dxfs"), _) => {
                name.clone_into(&mut inside);
            }
            Piece::Close("numFmts" | "cellXfs" | "cellStyleXfs" | "dxfs") => inside.clear(),
            Piece::Open("numFmt", element) if inside == "numFmts" => {
                if let (Some(id), Some(code)) =
                    (element.number("numFmtId"), element.get("formatCode"))
                {
                    formats.insert(id, dates::custom(&code));
                }
            }
            Piece::Open("xf", element) if inside == "cellXfs" => {
                ids.push(element.number("numFmtId").unwrap_or_default());
            }
            _ => (),
        }
        Ok(())
    })?;
    let shown = |id: u32| {
        formats
            .get(&id)
            .copied()
            .unwrap_or_else(|| dates::built_in(id))
    };
    Ok(ids.into_iter().map(shown).collect())
}
