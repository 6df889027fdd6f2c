//! The sentences of briefings and citations.

use super::drivers;
use crate::exchange::citation::Style;

pub const WHAT_FOR_LIBRARIES: &str = "What does this mean for libraries?";
pub const LEAD: &str = "A summary for a manager. Print it, or save it as PDF from the print window; download it for Word; or copy it and paste it into an e-mail.";
pub const COPIED: &str = "Copied. Paste it into Word or an e-mail.";
pub const COPIED_CITATION: &str = "Copied. Paste it where you need it.";
pub const NOTHING: &str = "There is no driver for this briefing in the register. Open a driver and choose Briefing, or select drivers in the list.";
pub const CITATION: &str = "How to cite it";
pub const CONTENTS: &str = "In this briefing";
pub const PAGE: &str = "Page";
pub const OF: &str = "of";

pub fn making(done: usize, total: usize) -> String {
    format!("Making the briefing: {done} of {}", drivers(total))
}

/// What a briefing is called, of so many drivers of a register.
pub fn title(count: usize, register: &str) -> String {
    match count {
        1 => format!("Policy briefing from {register}"),
        _ => format!("Briefing on {count} policy drivers from {register}"),
    }
}

pub const fn style(style: Style) -> &'static str {
    match style {
        Style::Harvard => "Harvard",
        Style::Vancouver => "Vancouver",
    }
}
pub const fn copy_citation(style: Style) -> &'static str {
    match style {
        Style::Harvard => "Copy Harvard citation",
        Style::Vancouver => "Copy Vancouver citation",
    }
}

pub fn too_many(most: usize) -> String {
    format!("A briefing is of at most {most} drivers. Filter the list or select fewer first.")
}
