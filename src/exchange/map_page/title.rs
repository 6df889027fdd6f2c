//! The title of a driver that no label names: the heading above its labels, or what stands in its place.

use super::line::{Kind, Line};
use super::render;
use super::signs::{LONGEST_TITLE, may_be_title};
use super::{Certainty, Origin, Placed, Provenance, Why};
use crate::domain::field::Field;

/// Finds the title among the lines before the first label: which line it is, if it is one of them.
///
/// The heading nearest to the labels counts first, then a line in bold, then the last that is short and no sentence, and
/// at last the title of the window, which has the blog's name as well.
pub(super) fn find(lead: &[Line], window_title: &str) -> Option<(Option<usize>, Placed)> {
    let nearest = |is_it: &dyn Fn(&Line) -> bool| lead.iter().rposition(is_it);
    let is_short = |line: &Line| line.kind == Kind::Paragraph && may_be_title(&line.text());
    let heading =
        nearest(&|line| line.is_entry_title).or_else(|| nearest(&|line| line.is_heading()));
    let other =
        || nearest(&|line| is_short(line) && line.is_strong()).or_else(|| nearest(&is_short));
    let placed = |text: String, place: Origin, certainty: Certainty| Placed {
        field: Field::Title,
        text: super::one_line(&text),
        source: Provenance { place, raw: text },
        certainty,
    };
    if let Some(place) = heading {
        let text = lead.get(place)?.text();
        let certainty = match text.len() <= LONGEST_TITLE {
            true => Certainty::Likely(Why::NoLabel),
            false => Certainty::Unsure(Why::Long),
        };
        return Some((Some(place), placed(text, Origin::Heading, certainty)));
    }
    if let Some(name) = entry_in(window_title)
        && lead.last().is_none_or(|last| !is_short(last))
    {
        let certainty = Certainty::Likely(Why::NoLabel);
        return Some((
            None,
            placed(name.to_owned(), Origin::WindowTitle, certainty),
        ));
    }
    let place = other()?;
    let certainty = match place + 1 == lead.len() {
        true => Certainty::Likely(Why::NoLabel),
        // Something stands between it and the labels.
        false => Certainty::Unsure(Why::NoLabel),
    };
    let text = render::seen(lead.get(place..=place)?);
    Some((Some(place), placed(text, Origin::Position, certainty)))
}

/// The entry's part of a window's title, which has the blog's name before or after it: "A plan | MAP Toolkit".
fn entry_in(window_title: &str) -> Option<&str> {
    let title = window_title.trim();
    let first = [" | ", " « ", " – ", " — ", " - "]
        .iter()
        .find_map(|sign| title.split_once(sign));
    let entry = match (title.rsplit_once(" » "), first) {
        (Some((_, last)), _) => last,
        (None, Some((first, _))) => first,
        (None, None) => title,
    };
    Some(entry.trim()).filter(|entry| !entry.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_blog_is_taken_from_a_windows_title() {
        for (title, entry) in [
            ("A plan | MAP Toolkit", Some("A plan")),
            (
                "A plan - in two parts – MAP Toolkit",
                Some("A plan - in two parts"),
            ),
            ("MAP Toolkit » Blog Archive » A plan", Some("A plan")),
            ("A plan", Some("A plan")),
            (" ", None),
        ] {
            assert_eq!(entry_in(title), entry, "{title}");
        }
    }
}
