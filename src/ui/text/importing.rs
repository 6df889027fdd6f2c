//! The sentences of Import: the ways in, what a file would change, tables, references and pages of the old register.

pub mod json;

use super::{counted, drivers, field, listed, views};
use crate::browser::files;
use crate::domain::field::Field;
use crate::domain::merge::Change;
use crate::exchange::encoding::Encoding;
use crate::exchange::map_page::{Certainty, Origin, Unplaced, Why, WhyUnplaced};
use crate::exchange::references::{Format, Notice, NoticeKind, Unreadable as NoReferences};
use crate::exchange::table::{
    CellProblem, CellProblemKind, Notice as TableNotice, Separator, Table, Unreadable as NoTable,
};
use crate::names;
use crate::route::Intake;

/// What a person is to do first.
pub const fn lead(intake: Intake) -> &'static str {
    match intake {
        Intake::Json => {
            "Choose a register that was exported as JSON. You see what would change before anything does."
        }
        Intake::Page => {
            "Copy a page of the old register, or of any site made from its template, and paste it here. You check every field before anything is saved."
        }
        Intake::Table => {
            "Choose a table with one driver a row. You say what each column is, and see what would change before anything does."
        }
        Intake::References => {
            "Choose a file from a reference manager, such as EndNote, Mendeley, RefWorks or Zotero. You see what would be added before anything is."
        }
    }
}

// What a file would change.

pub const CHOOSE_ANOTHER: &str = "You can choose another file.";
pub const READING: &str = "Reading the file…";
pub fn reading(done: usize, total: usize) -> String {
    format!("Reading the file: {done} of {}", drivers(total))
}
pub fn planning(done: usize, total: usize) -> String {
    format!("Comparing with what is here: {done} of {}", drivers(total))
}
pub fn importing(done: usize, total: usize) -> String {
    format!("Importing: {done} of {}", drivers(total))
}
pub const INCLUDE: &str = "Import";
pub fn include(title: &str) -> String {
    format!("Import {title}")
}
pub const CHANGE: &str = "Change";
pub const LEFT_OUT: &str = "Left out of the import";
pub const WARNINGS: &str = "Worth knowing";
pub const NOTHING_TO_IMPORT: &str =
    "Nothing changed. Nothing to import: this register already has everything in the file.";
pub const NOTHING_CHOSEN: &str = "Nothing changed. No row was chosen.";
pub const IMPORT_CANCELLED: &str = "Nothing changed. The import was cancelled.";
pub const NOTHING_READABLE: &str =
    "Nothing changed. Nothing to import: no driver of the file could be read.";
pub fn unchanged(count: usize) -> String {
    format!("{} in the file would change nothing.", drivers(count))
}
pub fn rows_shown(from: usize, to: usize, total: usize) -> String {
    format!("Rows {from} to {to} of {total}")
}

/// The kind of a change, in the words of the report.
pub const fn change(change: &Change) -> &'static str {
    match change {
        Change::New => "New",
        Change::Changed { .. } => "Changed",
        Change::InConflict { .. } => "In conflict",
        Change::InTrash { .. } => "In trash",
        Change::EarlierOnly => "Earlier changes only",
    }
}

/// Which fields a change is of.
pub fn change_fields(change: &Change) -> String {
    change_fields_by(change, field)
}

/// Which fields a change is of, each called as is said.
pub fn change_fields_by(change: &Change, name: impl Fn(&str) -> String) -> String {
    let names = |fields: &[String]| listed(&fields.iter().map(|key| name(key)).collect::<Vec<_>>());
    match change {
        Change::New => String::new(),
        Change::Changed { fields } | Change::InTrash { fields } => names(fields),
        Change::InConflict { fields, changed } if changed.is_empty() => {
            format!("{}: both versions are kept", names(fields))
        }
        Change::InConflict { fields, changed } => {
            format!(
                "{}: both versions are kept. Also changed: {}",
                names(fields),
                names(changed)
            )
        }
        Change::EarlierOnly => "Adds to the history; nothing shown changes".to_owned(),
    }
}

/// The report of an import, by the number of rows of each kind.
pub fn imported(changes: &[&Change]) -> String {
    let count =
        |is_kind: fn(&Change) -> bool| changes.iter().filter(|change| is_kind(change)).count();
    let kinds = [
        (count(|change| matches!(change, Change::New)), "new"),
        (
            count(|change| matches!(change, Change::Changed { .. })),
            "changed",
        ),
        (
            count(|change| matches!(change, Change::InConflict { .. })),
            "in conflict",
        ),
        (
            count(|change| matches!(change, Change::InTrash { .. })),
            "in the trash",
        ),
        (
            count(|change| matches!(change, Change::EarlierOnly)),
            "with earlier changes only",
        ),
    ];
    let parts: Vec<String> = kinds
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, kind)| format!("{count} {kind}"))
        .collect();
    format!("Imported {}: {}.", drivers(changes.len()), listed(&parts))
}

/// The report of an import of nothing but the register's own fields.
pub fn imported_register(change: &Change) -> String {
    let none = Vec::new();
    let (fields, more) = match change {
        Change::Changed { fields } | Change::InTrash { fields } => (fields, &none),
        Change::InConflict { fields, changed } => (fields, changed),
        Change::New | Change::EarlierOnly => (&none, &none),
    };
    let keys = fields.iter().chain(more).map(String::as_str);
    match views::of_register(keys) {
        what if what.is_empty() => "Imported what the file says of the register itself.".to_owned(),
        what => format!("Imported the register’s {what}."),
    }
}

/// `max_bytes` is the size of the largest file that would have been read.
pub fn cannot_take(error: &files::ReadError, max_bytes: u64) -> String {
    match error {
        files::ReadError::TooLarge { size } => too_large(*size, max_bytes),
        files::ReadError::Failed => "The browser could not read the file. It may have been moved or locked. Nothing was changed.".to_owned(),
    }
}

/// As [`cannot_take`], of one of several files.
pub fn cannot_take_one(name: &str, error: &files::ReadError, max_bytes: u64) -> String {
    format!("{name}: {}", cannot_take(error, max_bytes))
}

fn too_large(size: u64, max_bytes: u64) -> String {
    const MEGABYTE: u64 = 1024 * 1024;
    format!(
        "The file is too large: {} MB, and at most {} MB are read. Nothing was changed.",
        size.div_ceil(MEGABYTE),
        max_bytes / MEGABYTE
    )
}

// A page.

pub const PASTE_HINT: &str = "Select the whole page in your browser, copy it, and paste it into this box. Links come with it. You can paste several pages one after the other, or type.";
pub const PAGES_HINT: &str =
    "Or choose pages that you saved as .html or .txt. You can also drop them on the box.";
pub const NOTHING_PASTED: &str = "Paste a page first, or choose a saved one.";
pub const NO_DRIVER_FOUND: &str = "No driver was found in this text. A driver begins with a title, and its parts have labels such as Source or Date of publication.";
pub const TYPED_OVER: &str = "The text was changed after it was pasted, so links behind words are not known. Paste the page again to have them.";
pub fn found(drivers: usize) -> String {
    format!(
        "{}. Check the fields, then save.",
        counted(drivers, "driver was found", "drivers were found")
    )
}
pub fn driver_of(number: usize, total: usize) -> String {
    format!("Driver {number} of {total}")
}
pub const FOUND_DRIVERS: &str = "Drivers found";
pub fn check(title: &str) -> String {
    format!("Check {title}")
}
pub fn save_this(title: &str) -> String {
    format!("Save {title}")
}
pub const NOT_ON_THE_PAGE: &str = "Not found on the page";
pub const OTHER_FIELDS: &str = "Fields that the page does not have";
pub const NOT_PLACED_HINT: &str = "Nothing is thrown away: add what you need to a field.";
pub const NOISE: &str = "Left out as not part of the page";
pub const COMMENTS_HINT: &str = "They are saved with the driver.";
pub const ADD_TO: &str = "Add to";
pub const ADD: &str = "Add";
pub fn added_to(label: &str) -> String {
    format!("Added to {label}.")
}
pub const DISCARD_FOUND: &str = "Discard";
pub const DISCARDED: &str = "Nothing was saved. What you pasted is still in the box.";
pub const NONE_CHOSEN: &str = "Nothing was saved. No driver was chosen.";
pub fn saved(titles: &[String]) -> String {
    match titles {
        [one] => format!("“{one}” was added."),
        many => format!(
            "{}.",
            counted(many.len(), "driver was added", "drivers were added")
        ),
    }
}

pub const SURE: &str = "Sure";
pub const LIKELY: &str = "Likely";
pub const UNSURE: &str = "Please check";
pub const BEFORE: &str = "Before the first driver";
pub fn not_placed(count: usize) -> String {
    match count {
        0 => "Everything has its place".to_owned(),
        _ => format!("Not placed in any field ({count})"),
    }
}

/// Where on the page a value comes from.
pub fn origin(origin: &Origin) -> String {
    match origin {
        Origin::Label(label) => format!("“{label}”"),
        Origin::Hyperlink(label) => format!("The link behind “{label}”"),
        Origin::Heading => "The heading".to_owned(),
        Origin::WindowTitle => "The title of the window".to_owned(),
        Origin::Position => "Its place above the labels".to_owned(),
        Origin::Categories => "The categories of the page".to_owned(),
    }
}

/// Why a value isn't sure.
pub const fn why(certainty: Certainty) -> Option<&'static str> {
    let why = match certainty {
        Certainty::Sure => return None,
        Certainty::Likely(why) | Certainty::Unsure(why) => why,
    };
    Some(match why {
        Why::Spelling => "The label is spelt in an unusual way.",
        Why::LongerLabel => "The label has more words than usual.",
        Why::CommonWord => "The label is a common word.",
        Why::NoLabel => "No label says so.",
        Why::Commas => "The text was parted at its commas.",
        Why::MayBeOneName => "This may be one name with a comma or an “and” in it.",
        Why::SeveralValues => "The page gives it more than once.",
        Why::NoDate => "This is not read as one date.",
        Why::Long => "This is longer than usual.",
        Why::LinkOfTitle => "It is the title’s own link.",
        Why::NoScheme => "The address had no beginning, so https:// was put before it.",
        Why::Categories => "It is from the categories or tags of the page.",
        Why::PartlyTaken => "A part of it does not fit the field and is listed below.",
        Why::Reworded => "It was put in the words of the register.",
    })
}

/// Why something is in no field.
pub fn why_unplaced(unplaced: &Unplaced) -> String {
    let label = |field| names::label(field);
    match unplaced.why {
        WhyUnplaced::Placeholder(field) => {
            format!("{}: only a placeholder stands there.", label(field))
        }
        WhyUnplaced::NoValue(field) => format!("{}: nothing follows the label.", label(field)),
        WhyUnplaced::NoAddress(field) => format!(
            "{}: there is no address. Text that is copied without its links loses it.",
            label(field)
        ),
        WhyUnplaced::NotTaken(field) => format!("{}: this does not fit the field.", label(field)),
        WhyUnplaced::SecondValue(field) => {
            format!("{}: the field already has another value.", label(field))
        }
        WhyUnplaced::After(field) => format!("After {}.", label(field)),
        WhyUnplaced::LinkIn(field) => format!("A link in {}.", label(field)),
        WhyUnplaced::BeforeLabels => "Before the first label.".to_owned(),
        WhyUnplaced::AfterEnd => "After the end of the driver.".to_owned(),
    }
}

// A table.

pub const COLUMNS: &str = "What the columns are";
pub const COLUMNS_LEAD: &str = "Choose the field that each column goes into. Your choice is remembered for columns of the same name.";
pub const COLUMN: &str = "Column";
pub const FIRST_ROWS: &str = "First rows";
pub const NOT_IMPORTED: &str = "Not imported";
pub const EMPTY_CLEARS: &str = "Empty cells clear what is there";
pub const EMPTY_CLEARS_HINT: &str =
    "Without this, an empty cell leaves the field of a driver as it is.";
pub const NO_TITLE_COLUMN: &str = "Choose the column that has the title.";
pub fn column(place: usize, header: &str) -> String {
    match header.trim() {
        "" => format!("Column {}", place + 1),
        header => header.to_owned(),
    }
}
pub fn field_of(column: &str) -> String {
    format!("Field for {column}")
}
/// The beginning of a cell.
pub fn example(cell: &str) -> String {
    const LONGEST: usize = 80;
    let line = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

// References.

/// What a file that can't be read as references is.
pub fn unreadable_references(error: &NoReferences) -> String {
    let why = match error {
        NoReferences::Empty => "The file is empty.".to_owned(),
        NoReferences::TooLarge => "The file is too large.".to_owned(),
        NoReferences::UnknownFormat => {
            "The file is not RIS, BibTeX or CSL-JSON. Export your references again in one of these."
                .to_owned()
        }
        NoReferences::Medline => {
            "The file is in PubMed’s own format. In PubMed choose Send to, then Citation manager, open the file in your reference manager, and export it from there as RIS.".to_owned()
        }
        NoReferences::NoReferences(format) => {
            format!("The file has no reference in {}.", format_name(*format))
        }
        NoReferences::NotJson { line, column } => {
            format!("The file is not JSON, or is cut off: see line {line}, column {column}.")
        }
    };
    format!("{why} Nothing was changed.")
}

const fn format_name(format: Format) -> &'static str {
    match format {
        Format::Ris => names::RIS,
        Format::Bibtex => names::BIBTEX,
        Format::CslJson => names::CSL_JSON,
    }
}

pub fn reference_notice(notice: &Notice) -> String {
    let place = &notice.place;
    let line = place.line;
    let subject = match (place.entry, place.name.as_str()) {
        (Some(entry), "") => format!("Reference {entry} (line {line})"),
        (Some(entry), name) => format!("“{name}”, reference {entry} (line {line})"),
        (None, _) => format!("Line {line}"),
    };
    let what = match &notice.kind {
        NoticeKind::NoTitle => "has no title.".to_owned(),
        NoticeKind::Damaged => "could not be read: it is damaged or cut off.".to_owned(),
        NoticeKind::NoEnd => "has no end. It was read as far as it goes.".to_owned(),
        NoticeKind::PassedOver { lines } => format!(
            "belongs to no reference: {} passed over.",
            counted(*lines, "line was", "lines were")
        ),
        NoticeKind::LeftOut { field, entries } => format!(
            "has “{field}”, for which drivers have no place. It was left out, in {}.",
            counted(*entries, "reference", "references")
        ),
        NoticeKind::PersonsLeftOut { names } => format!(
            "names {}. They were left out, as an organisation is its source.",
            listed(names)
        ),
        NoticeKind::UnknownAbbreviation { name } => format!(
            "has the abbreviation “{name}”, which the file does not explain. It was taken as it is."
        ),
        NoticeKind::MarksKept { field } => {
            format!("has TeX commands in “{field}” that are not known. They were kept as they are.")
        }
    };
    format!("{subject} {what}")
}

/// How a text file was taken.
pub fn read_as(table: &Table) -> Option<String> {
    let encoding = match table.encoding? {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
        Encoding::Windows1252 => "Windows-1252",
    };
    let separator = match table.separator? {
        Separator::Comma => "commas",
        Separator::Semicolon => "semicolons",
        Separator::Tab => "tabs",
        Separator::Pipe => "vertical bars",
    };
    Some(format!(
        "Read as {encoding}, with {separator} between the cells."
    ))
}

/// What a file is of which no table can be read.
pub fn unreadable_table(error: &NoTable) -> String {
    let why = match error {
        NoTable::Empty => "The file is empty.",
        NoTable::NotText | NoTable::NotAWorkbook => "The file is not a CSV or .xlsx file.",
        NoTable::OldExcel => {
            "The file is from an old Excel (.xls). Open it in Excel, save it as .xlsx, and choose that."
        }
        NoTable::BinaryExcel => {
            "The file is a binary workbook (.xlsb). Open it in Excel, save it as .xlsx, and choose that."
        }
        NoTable::Encrypted => {
            "The file has a password. Save a copy without a password, and choose that."
        }
        NoTable::OpenDocument => {
            "The file is an OpenDocument sheet (.ods). Save it as .xlsx, and choose that."
        }
        NoTable::Damaged => "The file is damaged or cut off.",
        NoTable::TooLarge => "The file is too large.",
        NoTable::TooManyRows => "The table has more than 100,000 rows.",
        NoTable::TooManyColumns => "The table has more than 1,000 columns.",
    };
    format!("{why} Nothing was changed.")
}

pub fn table_notice(notice: &TableNotice) -> String {
    match notice {
        TableNotice::Replaced { count } => format!(
            "{} could not be read. They are shown as \u{fffd}.",
            counted(*count, "character", "characters")
        ),
        TableNotice::OpenQuotation { row } => format!(
            "Row {row}: a quotation mark begins a cell that never ends. All that follows is in that cell."
        ),
        TableNotice::NoResult { count } => format!(
            "{} no result in the file, so the cell is empty. Open the file in Excel and save it to have it.",
            counted(*count, "formula has", "formulas have")
        ),
    }
}

pub fn cell_problem(problem: &CellProblem) -> String {
    let CellProblem { row, header, .. } = problem;
    let place = match header.trim() {
        "" if problem.column == 0 => format!("Row {row}"),
        "" => format!("Row {row}, column {}", problem.column),
        header => format!("Row {row}, {header}"),
    };
    let quoted = |texts: &[String]| {
        let texts: Vec<String> = texts
            .iter()
            .map(|text| format!("“{}”", example(text)))
            .collect();
        listed(&texts)
    };
    match &problem.kind {
        CellProblemKind::NoTitle => format!("Row {row} has no title."),
        CellProblemKind::BadId => format!("{place}: no driver can have this id."),
        CellProblemKind::NotAChoice { texts } => {
            format!(
                "{place}: {} is not one of the choices. It was left out.",
                quoted(texts)
            )
        }
        CellProblemKind::NotAnAddress { texts } => format!(
            "{place}: {} does not begin with https://, http:// or mailto:. It was left out.",
            quoted(texts)
        ),
        CellProblemKind::NoDate { text } => format!(
            "{place}: “{}” is not read as a date. It was kept as it is.",
            example(text)
        ),
        CellProblemKind::SecondValue { text } => format!(
            "{place}: “{}” was left out, as another column already gave this field.",
            example(text)
        ),
        CellProblemKind::NoHeader { text } => format!(
            "{place}: “{}” was left out, as the column has no name.",
            example(text)
        ),
    }
}

/// A cell with no more than the beginning of what is here: workbooks can't hold more.
pub fn cut_cell(title: &str, field: Field) -> String {
    format!(
        "{title}: {} in the file is only the beginning of the text here, which is too long for Excel. It was left as it is.",
        names::label(field)
    )
}
