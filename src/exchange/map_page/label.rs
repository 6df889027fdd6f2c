//! A label at the start of a line: where it ends, and what shows that it is one.

use super::known::{LONGEST, Spelling, lookup};
use super::line::{Line, Run};
use crate::domain::field::Field;

/// A label at the start of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub field: Field,
    pub spelling: Spelling,
    pub shown: Shown,
    /// Whether it is a common word, which only counts where a page has no other label for the field.
    pub is_common: bool,
    /// Where its value begins, in bytes of the line's text.
    pub value: usize,
}

/// What shows that it is a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// A colon or question mark, bold type, a hyperlink, or that it is a heading or a cell.
    Plainly,
    /// A dash between it and the value, or an address right after it.
    BySign,
    /// No more than that it is all of the line.
    Alone,
}

/// The label that a line begins with, if any.
pub(super) fn of(line: &Line) -> Option<Label> {
    // A cell that is nothing but a label is as plain as a heading.
    find(
        &line.text(),
        &line.runs,
        line.is_heading() || line.cell.is_some(),
    )
}

/// The same for a line of plain text.
pub(super) fn of_text(text: &str) -> Option<Label> {
    find(text, &[], false)
}

/// Tries what may be the label in turn: the surest sign first.
fn find(text: &str, runs: &[Run], stands_out: bool) -> Option<Label> {
    let start = number_before(text);
    let end = text.len();
    let longest = text.floor_char_boundary(start + LONGEST);
    let begun = text.get(start..longest)?;
    let up_to = |signs: &[char]| {
        let at = start + begun.find(signs)?;
        let sign = text.get(at..)?.chars().next()?;
        Some((at, at + sign.len_utf8()))
    };
    let dash = || {
        let dashes = [" - ", " – ", " — "].into_iter();
        let (at, dash) = dashes
            .filter_map(|dash| Some((begun.find(dash)?, dash)))
            .min()?;
        Some((start + at, start + at + dash.len()))
    };
    // Where runs of one sort end, the label does; its value follows at once.
    let up_to_end = |end: Option<usize>| {
        end.filter(|end| (start + 1..=longest).contains(end))
            .map(|end| (end, end))
    };
    let all = Some((end, end)).filter(|_| end <= longest);
    let first = runs.first().and_then(|first| first.href.as_ref());
    let tried = [
        (up_to(&[':', '：', '?', '\t']), Shown::Plainly, false),
        (all.filter(|_| stands_out), Shown::Plainly, false),
        (
            up_to_end(leading(runs, |run| run.is_strong)),
            Shown::Plainly,
            false,
        ),
        (
            up_to_end(leading(runs, |run| {
                first.is_some() && run.href.as_ref() == first
            })),
            Shown::Plainly,
            true,
        ),
        (all, Shown::Alone, false),
        (dash(), Shown::BySign, false),
        (
            up_to_end(leading(runs, |run| run.href.is_none())),
            Shown::BySign,
            true,
        ),
    ];
    tried.into_iter().find_map(|(place, shown, is_by_link)| {
        let (end, value) = place?;
        let (field, is_common, spelling) = lookup(text.get(start..end)?, shown)?;
        // What else is linked may be a menu, or "Published by" a member of the blog.
        if is_by_link && !matches!(field, Field::Link | Field::FurtherLinks) {
            return None;
        }
        let rest = text.get(value..)?;
        let rest = rest.trim_start_matches(|c: char| c == ':' || c.is_whitespace());
        Some(Label {
            field,
            spelling,
            shown,
            is_common,
            value: text.len() - rest.len(),
        })
    })
}

/// How long the number of a label is: "3. Source".
fn number_before(text: &str) -> usize {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..).unwrap_or_default();
    match rest.strip_prefix(['.', ')']) {
        Some(rest) if (1..=2).contains(&digits) => text.len() - rest.trim_start().len(),
        _ => 0,
    }
}

/// Where the first runs end that are of one sort, if there are any.
fn leading(runs: &[Run], is_of_it: impl Fn(&Run) -> bool) -> Option<usize> {
    let length = runs
        .iter()
        .take_while(|run| is_of_it(run))
        .map(|run| run.text.len())
        .sum();
    Some(length).filter(|length| *length > 0)
}

#[cfg(test)]
mod tests {
    use super::super::bullet::runs;
    use super::*;

    /// A line's field, how its label is spelt, and what stands after it.
    fn found(line: &Line) -> Option<(Field, Spelling, String)> {
        let label = of(line)?;
        Some((
            label.field,
            label.spelling,
            line.text().split_off(label.value),
        ))
    }

    #[test]
    fn labels_are_found_in_any_case_with_slips_and_signs() {
        use Spelling::{Known, Longer, Slip};
        for (text, field, spelling, value) in [
            ("Source: NHS England", Field::Sources, Known, "NHS England"),
            (
                "SOURCE\u{a0}:\u{a0}NHS England",
                Field::Sources,
                Known,
                "NHS England",
            ),
            (
                "Source(s):NHS England",
                Field::Sources,
                Known,
                "NHS England",
            ),
            ("Source\tNHS England", Field::Sources, Known, "NHS England"),
            ("Source – NHS England", Field::Sources, Known, "NHS England"),
            (
                "2. Source: NHS England",
                Field::Sources,
                Known,
                "NHS England",
            ),
            ("Key features of driver", Field::KeyFeatures, Known, ""),
            (
                "Key features of driver, taken from the executive summary:",
                Field::KeyFeatures,
                Longer,
                "",
            ),
            (
                "Impact on library policy/practice:",
                Field::Impact,
                Known,
                "",
            ),
            (
                "What does this mean for libraries? More.",
                Field::Impact,
                Known,
                "More.",
            ),
            ("Sumary of drivr: x", Field::Summary, Slip, "x"),
            (
                "Due for review (month): May 2018",
                Field::ReviewDue,
                Longer,
                "May 2018",
            ),
            (
                "Case Studies/Local Service Profile examples mapping to this driver:",
                Field::CaseStudies,
                Known,
                "",
            ),
        ] {
            let expected = Some((field, spelling, value.to_owned()));
            assert_eq!(found(&Line::paragraph(runs(text))), expected, "{text}");
        }
    }

    #[test]
    fn prose_is_no_label() {
        for text in [
            "Source material was collected by libraries: a list follows",
            "The source: NHS England",
            "Summary of recommendations",
            "Published in 2014 and since then read by many",
            "Title page - missing",
            "Impact assessment: done",
            "Keywords were searched",
            "Published by Ann",
            "",
            ":",
            "12.",
        ] {
            assert_eq!(found(&Line::paragraph(runs(text))), None, "{text}");
        }
    }

    #[test]
    fn bold_type_and_links_show_labels_without_a_colon() {
        let run = |text: &str, is_strong, href: Option<&str>| Run {
            text: text.to_owned(),
            is_strong,
            is_emphasised: false,
            href: href.map(Into::into),
        };
        let address = Some("https://a.example");
        for (runs, value) in [
            (
                vec![
                    run("Link to main ", true, None),
                    run("document ", true, address),
                    run("PDF", false, None),
                ],
                "PDF",
            ),
            (
                vec![
                    run("Link to main document", false, address),
                    run(" (PDF)", false, None),
                ],
                "(PDF)",
            ),
            (
                vec![
                    run("Link to main document ", false, None),
                    run("A plan", false, address),
                ],
                "A plan",
            ),
        ] {
            let expected = Some((Field::Link, Spelling::Known, value.to_owned()));
            assert_eq!(found(&Line::paragraph(runs)), expected);
        }
    }
}
