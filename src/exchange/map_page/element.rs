//! What HTML's elements are to a page that is read as lines.

use super::line::Region;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Begins and ends a line.
    Block,
    Inline,
    /// A block of navigation, a form's part and the like.
    Furniture,
    /// What is in it is never read.
    Unseen,
}

use Shape::{Block, Furniture, Inline, Unseen};

/// The elements that matter, by name. All others are as if only their content were there.
#[rustfmt::skip]
const ELEMENTS: [(&str, Shape); 97] = [
    ("a", Inline), ("abbr", Inline), ("address", Block), ("article", Block), ("aside", Furniture), ("audio", Unseen),
    ("b", Inline), ("big", Inline), ("blockquote", Block), ("body", Block), ("button", Furniture), ("canvas", Unseen),
    ("caption", Block), ("center", Block), ("cite", Inline), ("code", Inline), ("datalist", Unseen), ("dd", Block),
    ("del", Inline), ("details", Block), ("dialog", Furniture), ("dir", Block), ("div", Block), ("dl", Block),
    ("dt", Block), ("em", Inline), ("fieldset", Block), ("figcaption", Block), ("figure", Block), ("font", Inline),
    ("footer", Block), ("form", Furniture), ("h1", Block), ("h2", Block), ("h3", Block), ("h4", Block), ("h5", Block),
    ("h6", Block), ("header", Block), ("hgroup", Block), ("html", Block), ("i", Inline), ("iframe", Unseen),
    ("ins", Inline), ("label", Inline), ("legend", Block), ("li", Block), ("main", Block), ("map", Inline),
    ("math", Unseen), ("menu", Block), ("nav", Furniture), ("noscript", Unseen), ("object", Inline), ("ol", Block),
    ("optgroup", Block), ("option", Block), ("p", Block), ("pre", Block), ("q", Inline), ("s", Inline),
    ("samp", Inline), ("script", Unseen), ("search", Furniture), ("section", Block), ("select", Furniture),
    ("small", Inline), ("span", Inline), ("strike", Inline), ("strong", Inline), ("style", Unseen), ("sub", Inline),
    ("summary", Block), ("sup", Inline), ("svg", Unseen), ("table", Block), ("tbody", Block), ("td", Block),
    ("template", Unseen), ("textarea", Furniture), ("tfoot", Block), ("th", Block), ("thead", Block),
    ("time", Inline), ("title", Unseen), ("tr", Block), ("tt", Inline), ("u", Inline), ("ul", Block), ("var", Inline),
    ("video", Unseen), ("xml", Unseen),
    // Of no shape of their own.
    ("hr", Block), ("br", Inline), ("img", Inline), ("wbr", Inline), ("input", Inline),
];

/// How many elements [`find`] knows.
pub(super) const COUNT: usize = ELEMENTS.len();

/// An element by its name, in lower case: its number, its name and its shape.
pub(super) fn find(name: &[u8]) -> Option<(usize, &'static str, Shape)> {
    let place = ELEMENTS
        .iter()
        .position(|(known, _)| known.as_bytes() == name)?;
    ELEMENTS
        .get(place)
        .map(|(name, shape)| (place, *name, *shape))
}

/// The number of an element that is in the table.
pub(super) const fn number(name: &str) -> usize {
    let mut place = 0;
    while place < COUNT {
        if is_same(ELEMENTS[place].0.as_bytes(), name.as_bytes()) {
            return place;
        }
        place += 1;
    }
    panic!("no such element")
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// What themes of blogs call what holds an entry's text: classes, and ids.
const ARTICLE: [&str; 12] = [
    "article-body",
    "article-content",
    "entry",
    "entry-content",
    "hentry",
    "page-content",
    "post",
    "post-body",
    "post-content",
    "post-entry",
    "storycontent",
    "type-page",
];

/// What they call what stands around it.
#[rustfmt::skip]
const AROUND: [&str; 43] = [
    "access", "actionbar", "ad", "ads", "adsbygoogle", "advert", "branding", "colophon", "comment-reply-link",
    "comment-respond", "commentform", "edit-link", "eucookielaw", "jp-post-flair", "jp-relatedposts",
    "main-navigation", "masthead", "menu", "nav", "nav-above", "nav-below", "nav-links", "nav-menu", "nav-single",
    "navbar", "navigation", "post-likes-widget-placeholder", "post-navigation", "primary-navigation", "respond",
    "screen-reader-text", "sd-sharing", "sharedaddy", "sharing", "sidebar", "site-footer", "site-header",
    "site-navigation", "skip-link", "widget", "widget-area", "wpadminbar", "wpcnt",
];

/// The same, but also words that an entry may use for a part of itself.
const AROUND_AN_ARTICLE: [&str; 6] = [
    "footer",
    "header",
    "secondary",
    "supplementary",
    "tertiary",
    "top-bar",
];

/// What the names of such parts begin with.
const AROUND_BEGINS: [&str; 5] = ["cookie", "wp-block-nav", "widget_", "wordads", "wpl-like"];

/// The region that begins with an element inside another region.
///
/// `names` are its classes and id, `role` its ARIA role.
pub(super) fn region(
    outer: Region,
    (name, shape): (&str, Shape),
    names: &str,
    role: &str,
) -> Region {
    let has = |known: &[&str]| {
        let mut names = names.split_ascii_whitespace();
        names.any(|name| known.iter().any(|known| known.eq_ignore_ascii_case(name)))
    };
    let begins = |known: &str| {
        let mut names = names.split_ascii_whitespace();
        names.any(|name| {
            name.get(..known.len())
                .is_some_and(|name| name.eq_ignore_ascii_case(known))
        })
    };
    let is_article = matches!(name, "article" | "main") || role == "main";
    if is_article
        || names
            .split_ascii_whitespace()
            .any(|name| name == "entry-content")
    {
        // Some sites put the whole page into a form.
        return Region::Article;
    }
    if outer == Region::Furniture || matches!(name, "html" | "body") {
        return outer;
    }
    let is_around = shape == Furniture
        || matches!(
            role,
            "navigation" | "complementary" | "search" | "dialog" | "banner" | "contentinfo"
        )
        || has(&AROUND)
        || AROUND_BEGINS.into_iter().any(begins);
    let is_around_an_article = matches!(name, "header" | "footer") || has(&AROUND_AN_ARTICLE);
    if has(&ARTICLE) {
        Region::Article
    } else if is_around || outer != Region::Article && is_around_an_article {
        Region::Furniture
    } else {
        outer
    }
}

/// Whether classes mark a heading as that of an entry.
pub(super) fn is_entry_title(names: &str) -> bool {
    let mut names = names.split_ascii_whitespace();
    names.any(|name| {
        matches!(
            name,
            "entry-title" | "post-title" | "page-title" | "article-title" | "p-name"
        )
    })
}

/// What a `style` attribute says that matters here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub is_bold: Option<bool>,
    pub is_italic: Option<bool>,
    pub is_hidden: bool,
    /// The level of Word's list that the paragraph is an item of, from 1.
    pub list_level: Option<u8>,
    /// Whether this is the bullet or number that Word wrote out.
    pub is_marker: bool,
}

impl Style {
    pub fn read(style: &str) -> Self {
        let mut read = Self::default();
        for declaration in style.split(';') {
            let Some((name, value)) = declaration.split_once(':') else {
                continue;
            };
            let (name, value) = (name.trim(), value.trim());
            let is = |known: &str| name.eq_ignore_ascii_case(known);
            let says = |known: &str| value.eq_ignore_ascii_case(known);
            if is("font-weight") {
                let weight = value.parse::<u16>();
                read.is_bold = match weight {
                    Ok(weight) => Some(weight >= 600),
                    Err(_) if says("bold") || says("bolder") => Some(true),
                    Err(_) if says("normal") || says("lighter") => Some(false),
                    Err(_) => None,
                };
            } else if is("font-style") {
                read.is_italic = match value {
                    _ if says("italic") || says("oblique") => Some(true),
                    _ if says("normal") => Some(false),
                    _ => None,
                };
            } else if is("display") {
                read.is_hidden |= says("none");
            } else if is("mso-list") {
                read.is_marker = says("ignore");
                let levels = value
                    .split_ascii_whitespace()
                    .filter_map(|word| word.strip_prefix("level"));
                read.list_level = levels.filter_map(|level| level.parse().ok()).next();
            }
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_says_what_the_text_looks_like() {
        let word = Style::read("text-indent:-18.0pt;mso-list:l0 level2 lfo1; FONT-WEIGHT : 700");
        assert_eq!((word.list_level, word.is_bold), (Some(2), Some(true)));
        let copied = Style::read("font-style: normal; font-weight: 400; display:none");
        assert_eq!(
            (copied.is_bold, copied.is_italic),
            (Some(false), Some(false))
        );
        assert!(copied.is_hidden && !copied.is_marker);
        assert!(Style::read("mso-list:Ignore").is_marker);
        assert_eq!(Style::read("font-weight; :;;x"), Style::default());
    }

    #[test]
    fn regions_are_told_by_element_role_class_and_id() {
        use Region::{Article, Page};
        for (outer, name, names, role, expected) in [
            (Page, "div", "site hentry", "", Article),
            (Page, "main", "", "", Article),
            (Page, "div", "", "main", Article),
            (Page, "nav", "", "", Region::Furniture),
            (Article, "form", "", "", Region::Furniture),
            (Region::Furniture, "article", "", "", Article),
            (Page, "header", "", "", Region::Furniture),
            (Article, "header", "entry-header", "", Article),
            (Article, "div", "header", "", Article),
            (Page, "body", "sidebar post", "", Page),
            (Page, "div", "Widget_Text", "", Region::Furniture),
            (Page, "div", "content", "", Page),
        ] {
            let (_, name, shape) = find(name.as_bytes()).unwrap();
            assert_eq!(
                region(outer, (name, shape), names, role),
                expected,
                "{name} {names} {role}"
            );
        }
    }
}
