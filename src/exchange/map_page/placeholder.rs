//! What stands in the place of a value and says that there is none.

use super::WhyUnplaced;
use super::line::Line;
use crate::domain::field::{Field, Kind};
use crate::domain::fold::fold;

/// Why there is no value in some lines.
pub(super) fn nothing(field: Field, lines: &[Line]) -> Option<WhyUnplaced> {
    let text = match lines {
        [] => return Some(WhyUnplaced::NoValue(field)),
        [line] => line.text(),
        _ => return None,
    };
    let is_date = matches!(field.kind(), Kind::Date);
    is_placeholder(&text, is_date).then_some(WhyUnplaced::Placeholder(field))
}

/// Whether a text only stands in the place of a value. A date may be to be confirmed.
fn is_placeholder(text: &str, is_date: bool) -> bool {
    const ALWAYS: [&str; 18] = [
        "",
        "awaited",
        "blank",
        "n a",
        "na",
        "nil",
        "none",
        "none at present",
        "none found",
        "none identified",
        "none yet",
        "not allocated",
        "not applicable",
        "not available",
        "not yet allocated",
        "to be added",
        "to be completed",
        "unallocated",
    ];
    const UNLESS_DATE: [&str; 8] = [
        "not known",
        "tba",
        "tbc",
        "to be announced",
        "to be confirmed",
        "to follow",
        "unknown",
        "to be agreed",
    ];
    if text.len() > 60 {
        return false;
    }
    let folded = fold(text);
    // What isn't in the Latin script folds to itself, so nothing is left of signs only.
    ALWAYS.contains(&folded.as_str()) || !is_date && UNLESS_DATE.contains(&folded.as_str())
}
