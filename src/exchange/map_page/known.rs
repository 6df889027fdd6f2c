//! The labels of the template in all the ways that pages spell them.

use std::sync::LazyLock;

use super::label::Shown;
use crate::domain::distance::distance;
use crate::domain::field::Field;
use crate::domain::fold::fold;

/// How near a label is to one that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    Known,
    /// But for a letter or two.
    Slip,
    /// With more words.
    Longer,
}

/// Longer than any label may be, in bytes.
pub(super) const LONGEST: usize = 160;

#[rustfmt::skip]
const LABELS: &[(Field, &[&str])] = &[
    (Field::Title, &[
        "title", "title of driver", "title of the driver", "driver title", "name of driver", "driver name",
        "title of document", "document title", "title of publication",
    ]),
    (Field::AlternativeTitles, &[
        "alternative titles", "alternative title", "alternate titles", "other titles", "other title", "also known as",
        "acronyms", "acronym", "acronyms and alternative titles", "alternative titles and acronyms",
        "alternative titles acronyms", "short title",
    ]),
    (Field::Level, &["level", "level of driver", "driver level", "type of driver", "driver type"]),
    (Field::Nations, &["nation", "nations", "country", "countries", "home nation", "home nations"]),
    (Field::Settings, &[
        "care setting", "care settings", "healthcare setting", "healthcare settings", "health care setting", "setting",
        "settings", "sector", "sectors",
    ]),
    (Field::Sources, &[
        "source", "sources", "source of driver", "publisher", "publishers", "published by", "author", "authors",
        "publishing body", "publishing organisation", "issuing body", "issued by", "produced by",
    ]),
    (Field::Link, &[
        "link to main document", "link to the main document", "link to main documents", "links to main document",
        "links to main documents", "link to document", "link to the document", "link to documents",
        "link to full document", "link to the full document", "link to driver", "link to the driver",
        "link to publication", "link to the publication", "link to report", "link to the report", "link to full text",
        "link to full report", "link to original document", "link to source document", "link to website",
        "link to the website", "main link", "document link", "url", "web link", "weblink", "web address",
    ]),
    (Field::FurtherLinks, &[
        "further links", "other links", "additional links", "related links", "useful links",
        "links to other documents", "links to further information", "links to related documents",
        "related documents", "supporting documents", "associated documents",
    ]),
    (Field::PublicationFormat, &[
        "publication format", "format", "format of publication", "document format", "type of publication",
        "publication type", "type of document", "document type",
    ]),
    (Field::Published, &[
        "date of publication", "publication date", "date published", "published", "published on", "published date",
        "date of document", "document date", "date issued", "date of issue", "year of publication",
        "date of publication of driver",
    ]),
    (Field::Impact, &[
        "impact on library policy practice", "impact on library policy and practice", "impact on library policy",
        "impact on library practice", "impact on library policy or practice", "impact on libraries",
        "impact for libraries", "impact on the library", "impact on library services",
        "impact on library and knowledge services", "impact on lks", "library impact",
        "what does this mean for libraries", "what does this mean for the library",
        "what does this mean for library services", "what does this mean for library and knowledge services",
        "what does this mean for lks", "what does it mean for libraries", "what this means for libraries",
        "what it means for libraries", "what this means for library services", "implications for libraries",
        "implications for library services", "implications for library and knowledge services",
        "implications for library policy practice", "implications for library policy and practice",
        "implications for lks", "relevance to libraries", "relevance for libraries",
    ]),
    (Field::Summary, &[
        "summary", "summary of driver", "summary of the driver", "driver summary", "summary of document",
        "summary of the document", "brief summary", "overview of driver", "overview of the driver", "synopsis",
    ]),
    (Field::KeyFeatures, &[
        "key features", "key features of driver", "key features of the driver", "key features of document",
        "key features of the document", "main features", "main features of driver", "main features of the driver",
        "features of driver",
    ]),
    (Field::CaseStudies, &[
        "case studies", "case study", "case studies local service profile examples mapping to this driver",
        "case studies local service profiles mapping to this driver",
        "case study local service profile examples mapping to this driver",
        "local service profile examples mapping to this driver", "local service profile examples",
        "case study examples", "case studies mapping to this driver", "case studies and local examples",
    ]),
    (Field::Audiences, &[
        "primary audience", "primary audiences", "audience", "audiences", "target audience", "target audiences",
        "intended audience", "main audience", "primary target audience", "aimed at",
    ]),
    (Field::Topics, &[
        "keywords", "keyword", "key words", "topics", "topic", "subjects", "subject headings", "tags", "tagged",
        "tagged with",
    ]),
    (Field::Status, &["status", "status of driver", "driver status"]),
    (Field::SupersededBy, &["superseded by", "replaced by"]),
    (Field::LastUpdated, &[
        "date last updated", "last updated", "last updated on", "date updated", "date of last update", "last update",
        "date last reviewed", "last reviewed", "date last amended", "page last updated", "entry last updated",
    ]),
    (Field::ReviewDue, &[
        "due for review", "review date", "date for review", "date due for review", "next review", "next review date",
        "date of next review", "review due", "date of review", "next review due", "to be reviewed",
    ]),
    (Field::Responsible, &[
        "group member responsible", "group members responsible", "responsible group member", "map group member",
        "map group member responsible", "member responsible", "team member responsible", "person responsible",
        "responsible person", "responsible", "group member",
    ]),
];

/// Labels that are common words: see [`Label::is_common`].
const COMMON: &[(Field, &[&str])] = &[
    (Field::Title, &["driver"]),
    (Field::Sources, &["organisation", "organisations"]),
    (
        Field::Link,
        &["link", "full document", "main document", "full text"],
    ),
    (
        Field::FurtherLinks,
        &[
            "links",
            "see also",
            "further information",
            "further reading",
        ],
    ),
    (Field::Published, &["date"]),
    (Field::Impact, &["impact", "implications"]),
    (Field::Summary, &["overview", "description", "abstract"]),
    (
        Field::KeyFeatures,
        &["key points", "key messages", "main points"],
    ),
    (Field::LastUpdated, &["updated"]),
];

/// What may follow a label of several words inside it: "… taken from the executive summary".
const GOES_ON: [&str; 10] = [
    "and", "as", "for", "from", "local", "mapping", "of", "relating", "taken", "to",
];

/// What a label as written is of, whether it is a common word, and how it is spelt.
pub(super) fn lookup(written: &str, shown: Shown) -> Option<(Field, bool, Spelling)> {
    let folded = fold(&written.replace("(s)", "s"));
    if folded.len() > LONGEST {
        return None;
    }
    let near = beginning_like(&folded);
    let exactly = |folded: &str| {
        near.iter()
            .find(|known| known.label == folded)
            .map(|known| (known.field, known.is_common))
    };
    if let Some((field, is_common)) = exactly(&folded) {
        return Some((field, is_common, Spelling::Known));
    }
    if let Some((before, _)) = written
        .trim_end()
        .strip_suffix(')')
        .and_then(|inside| inside.split_once('('))
        && let Some((field, is_common)) = exactly(&fold(before))
    {
        return Some((field, is_common, Spelling::Longer));
    }
    // Prose comes near a short label easily.
    let shortest = match shown {
        Shown::Plainly => 7,
        Shown::Alone => 14,
        Shown::BySign => return None,
    };
    let letters: Vec<char> = folded.chars().collect();
    let slips = near.iter().filter_map(|known| {
        let most = known.slips().filter(|_| known.label.len() >= shortest)?;
        Some((distance(&letters, known.label, most)?, known.field))
    });
    if let Some((_, field)) = slips.min_by_key(|(distance, _)| *distance) {
        return Some((field, false, Spelling::Slip));
    }
    if shown == Shown::Alone {
        return None;
    }
    let longer = near.iter().filter(|known| {
        let rest = folded
            .strip_prefix(known.label)
            .and_then(|rest| rest.strip_prefix(' '));
        let next = rest.and_then(|rest| rest.split(' ').next());
        !known.is_common
            && known.label.contains(' ')
            && next.is_some_and(|next| GOES_ON.contains(&next))
    });
    let longest = longer.max_by_key(|known| known.label.len())?;
    Some((longest.field, false, Spelling::Longer))
}

/// A label that is known.
#[derive(Debug)]
struct Known {
    /// Folded.
    label: &'static str,
    field: Field,
    is_common: bool,
}

impl Known {
    /// How many letters may differ: short words are too near to other words, as "country" is to "county".
    fn slips(&self) -> Option<usize> {
        if self.is_common
            || matches!(
                self.field,
                Field::Level | Field::Nations | Field::Settings | Field::Status
            )
        {
            return None;
        }
        match self.label.len() {
            14.. => Some(2),
            10.. => Some(1),
            7.. if !self.label.contains(' ') => Some(1),
            _ => None,
        }
    }
}

/// The labels that begin with the same letter as a text, which nobody mistypes: it keeps every line from being compared
/// with all of them.
fn beginning_like(folded: &str) -> &'static [Known] {
    static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
        let mut known: Vec<Known> = known().collect();
        known.sort_unstable_by_key(|known| known.label);
        known
    });
    let Some(first) = folded.bytes().next() else {
        return &[];
    };
    let start = KNOWN.partition_point(|known| known.label.as_bytes() < [first].as_slice());
    let rest = KNOWN.get(start..).unwrap_or_default();
    let length = rest.partition_point(|known| known.label.as_bytes().first() == Some(&first));
    rest.get(..length).unwrap_or_default()
}

fn known() -> impl Iterator<Item = Known> {
    let of = |table: &'static [(Field, &'static [&'static str])], is_common: bool| {
        table.iter().flat_map(move |(field, labels)| {
            labels.iter().map(move |label| Known {
                label,
                field: *field,
                is_common,
            })
        })
    };
    of(LABELS, false).chain(of(COMMON, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_label_is_folded_and_of_one_field() {
        let mut seen = std::collections::BTreeSet::new();
        for Known { label, .. } in known() {
            assert_eq!(fold(label), label);
            assert!(seen.insert(label), "{label}");
        }
    }
}
