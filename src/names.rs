//! The accessible names that people with screen readers, and tests, know the page by. They are a contract: add, never
//! rename.

use crate::domain::field::Field;
use crate::search::facet::Facet;

/// What each field is called, in the editor and on the driver's page.
pub const fn label(field: Field) -> &'static str {
    match field {
        Field::Title => "Title",
        Field::AlternativeTitles => "Alternative titles",
        Field::Level => "Level",
        Field::Nations => "Nations",
        Field::Settings => "Care settings",
        Field::Sources => "Source",
        Field::Link => "Link to main document",
        Field::FurtherLinks => "Further links",
        Field::PublicationFormat => "Publication format",
        Field::Published => "Date of publication",
        Field::Impact => "Impact on library policy and practice",
        Field::Summary => "Summary",
        Field::KeyFeatures => "Key features",
        Field::CaseStudies => "Case studies",
        Field::Audiences => "Primary audience",
        Field::Topics => "Topics",
        Field::Status => "Status",
        Field::SupersededBy => "Superseded by",
        Field::LastUpdated => "Last updated",
        Field::ReviewDue => "Due for review",
        Field::Responsible => "Responsible",
    }
}

/// What each facet is called.
pub const fn legend(facet: Facet) -> &'static str {
    match facet {
        Facet::Level => "Level",
        Facet::Status => "Status",
        Facet::Review => "Review",
        Facet::Conflict => "Conflict",
        Facet::Source => "Source",
        Facet::Topic => "Topic",
        Facet::Audience => "Audience",
        Facet::Responsible => "Responsible",
        Facet::Nation => "Nation",
        Facet::Setting => "Setting",
        Facet::Format => "Format",
    }
}

// Everywhere.
pub const SKIP_LINK: &str = "Skip to main content";
pub const MAIN_NAVIGATION: &str = "Main";
pub const DRIVERS: &str = "Drivers";
pub const IMPORT: &str = "Import";
pub const EXPORT: &str = "Export";
pub const TRASH: &str = "Trash";
pub const SETTINGS: &str = "Settings";
pub const HELP: &str = "Help";
/// The status reads this in the same task as the action…
pub const SAVING: &str = "Saving…";
/// …and begins with this only when the store has confirmed.
pub const SAVED: &str = "Saved";
pub const UNDO: &str = "Undo";

// Drivers.
pub const SEARCH: &str = "Search drivers";
pub const FILTERS: &str = "Filters";
pub const SORT_BY: &str = "Sort by";
pub const ADD_A_DRIVER: &str = "Add a driver";
pub const PAGINATION: &str = "Pagination";
pub const ADD_FIRST: &str = "Add your first driver";
pub const IMPORT_A_FILE: &str = "Import a file";
pub const TRY_SAMPLE: &str = "Try the sample register";
pub const DUPLICATES: &str = "Duplicates";
pub const STOP_READING: &str = "Stop reading";
pub const GO_ON_READING: &str = "Go on reading";
pub const LAYOUT: &str = "Layout";
pub const ACTIVE_FILTERS: &str = "Active filters";
pub const CLEAR_ALL_FILTERS: &str = "Clear all filters";
/// Goes on with the facet's name.
pub const FIND_A_VALUE: &str = "Find a value of";
pub const YEAR: &str = "Year of publication";
pub const FROM_YEAR: &str = "From year";
pub const TO_YEAR: &str = "To year";
pub const COLUMNS: &str = "Columns";
/// The part of the page that scrolls sideways where the table is too wide.
pub const TABLE_OF_DRIVERS: &str = "Table of drivers";
pub const BUILD_A_SEARCH: &str = "Build a search";
pub const ALL_OF_THESE: &str = "All of these words";
pub const THIS_PHRASE: &str = "This phrase";
pub const ANY_OF_THESE: &str = "Any of these words";
pub const NONE_OF_THESE: &str = "None of these words";
pub const IN_THE_TITLE: &str = "In the title";
pub const PUBLISHED_BETWEEN: &str = "Published";
pub const MORE_CONDITIONS: &str = "More conditions";

// Saved views.
pub const SAVED_VIEWS: &str = "Saved views";
pub const SAVE_THIS_VIEW: &str = "Save this view";
pub const COPY_LINK: &str = "Copy link";

// Selected drivers.
/// In a row of the list, goes on with the title.
pub const SELECT: &str = "Select";
/// Beside it stands of how many.
pub const SELECT_ALL: &str = "Select all";
pub const CLEAR_SELECTION: &str = "Clear selection";
pub const CHANGE_SELECTED: &str = "Change selected";
pub const EXPORT_SELECTED: &str = "Export selected";
pub const WHAT_TO_DO: &str = "What to do";
pub const FIELD: &str = "Field";
pub const VALUE_TO_REPLACE: &str = "Value to replace";
pub const PREVIEW: &str = "Preview";

// A driver.
pub const EDIT: &str = "Edit";
pub const ARCHIVE: &str = "Archive";
pub const MOVE_TO_TRASH: &str = "Move to trash";
pub const HISTORY: &str = "History";
pub const COMMENTS: &str = "Comments";
pub const SETTLE_CONFLICT: &str = "Settle conflict";
/// Goes on with who and when.
pub const USE_THIS_VERSION: &str = "Use this version";
pub const SAVE_MERGED: &str = "Save merged version";
/// Leads on to the next driver in conflict.
pub const NEXT_CONFLICT: &str = "Next conflict";
pub const KEEP_IT: &str = "Keep it";
/// In the history, goes on with what, who and when.
pub const REMOVE_FOR_GOOD: &str = "Remove for good";

pub const CITE: &str = "Cite";
pub const COPY_FORMATTED: &str = "Copy with formatting";
pub const DOWNLOAD_FOR_WORD: &str = "Download for Word";

// The editor.
pub const SAVE_DRIVER: &str = "Save driver";
pub const CANCEL: &str = "Cancel";
pub const PROBLEM: &str = "There is a problem";

// Import and export.
/// Above the ids in tables. Excel takes a text that begins with "ID" for a file of another kind (SYLK).
pub const DRIVER_ID: &str = "Driver id";
/// The column that tells what was known of a driver when its row was written.
pub const DRIVER_VERSION: &str = "Version";
pub const JSON_FILE: &str = "JSON file";
/// The ways into the register, side by side.
pub const WHAT_TO_IMPORT: &str = "What to import";
pub const JSON: &str = "JSON";
pub const PASTE_A_PAGE: &str = "Paste a page";
pub const CSV_OR_EXCEL: &str = "CSV or Excel";
pub const REFERENCES: &str = "References";
pub const PASTE_HERE: &str = "Paste the page here";
pub const SAVED_PAGES: &str = "Saved pages";
pub const READ_THE_PAGE: &str = "Read the page";
pub const SAVE_DRIVERS: &str = "Save drivers";
pub const TABLE_FILE: &str = "CSV or Excel file";
pub const SHEET: &str = "Sheet";
pub const REFERENCES_FILE: &str = "RIS, BibTeX or CSL-JSON file";
pub const SHOW_WHAT_WILL_CHANGE: &str = "Show what will change";
pub const WHAT_WILL_CHANGE: &str = "What will change";
/// A group of radio buttons.
pub const FORMAT: &str = "Format";
pub const CSV: &str = "CSV";
pub const XLSX: &str = ".xlsx";
pub const RIS: &str = "RIS";
pub const BIBTEX: &str = "BibTeX";
pub const CSL_JSON: &str = "CSL-JSON";
pub const CALENDAR: &str = "Calendar (.ics)";
pub const ATOM_FEED: &str = "Atom feed";
pub const JSON_LINES: &str = "JSON Lines";
pub const BRIEFING: &str = "Briefing";
pub const DOWNLOAD: &str = "Download";
pub const DOWNLOAD_JSON: &str = "Download JSON";
pub const PUBLISH: &str = "Publish";
pub const LINKED_FILE: &str = "Linked file";
pub const WHAT_CHANGED: &str = "What changed";

// What changed.
pub const CHANGES_TO_SHOW: &str = "Changes to show";
pub const EARLIER_FILE: &str = "An earlier JSON file";
pub const PRINT: &str = "Print";
pub const COPY_MARKDOWN: &str = "Copy as Markdown";
pub const COPY_EMAIL: &str = "Copy as e-mail text";
pub const DOWNLOAD_TEXT: &str = "Download as text";
pub const TEXT_TO_COPY: &str = "Text to copy";

// Settings.
pub const KEEPING_SAFE: &str = "Keeping your work safe";
pub const REMOVE_REGISTER: &str = "Remove this register from this browser";
pub const SAVE_COPY_FIRST: &str = "Save a copy first";
/// The button that does it, after the question.
pub const REMOVE_NOW: &str = "Remove it";

// Published copies and linked files.
pub const PUBLISH_COPY: &str = "Publish copy";
pub const KEEP_OWN_COPY: &str = "Keep my own copy";
pub const LINK_A_FILE: &str = "Link a file";
pub const RECONNECT: &str = "Reconnect";

// Duplicates.
pub const NOT_A_DUPLICATE: &str = "Not a duplicate";
pub const NOT_DUPLICATES: &str = "Not duplicates";
pub const JOIN: &str = "Join";
pub const JOIN_SELECTED: &str = "Join selected";
pub const JOIN_THESE: &str = "Join these drivers";
pub const SEPARATE: &str = "Separate";
