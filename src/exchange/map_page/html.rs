//! HTML as lines, from its tokens alone.
//!
//! Which elements are open is kept as HTML's own rules would have it where pages in fact go wrong: end tags that are left
//! out, or that end nothing. Each token costs the same, however deep elements nest.

use std::rc::Rc;

use html5gum::{DefaultEmitter, EndTag, HtmlString, StartTag, Token, Tokenizer};

use super::address;
use super::element::{self, Shape, Style};
use super::line::{DEEPEST, Kind, Line, Region, Run, trimmed};

/// What is read of a page of HTML.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub lines: Vec<Line>,
    /// The title of the window, which isn't on the page.
    pub title: String,
    /// Addresses of buttons that share, log in and so on: their text stays without them.
    pub cut: Vec<String>,
}

/// Reads a page, or the part of one that a clipboard holds, with or without the header that Windows puts before it
/// (CF_HTML).
pub(super) fn read(html: &str) -> Page {
    let html = html.trim_start_matches('\u{feff}').trim_start();
    let html = match html.strip_prefix("Version:") {
        Some(rest) => rest
            .find('<')
            .and_then(|start| rest.get(start..))
            .unwrap_or(html),
        None => html,
    };
    let mut emitter = DefaultEmitter::default();
    // So that what is in scripts and styles isn't taken for elements.
    emitter.naively_switch_states(true);
    let mut builder = Builder::default();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        // Reading a text can't fail: the error is one that can't be.
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => builder.start(&tag),
            Token::EndTag(EndTag { name, .. }) => builder.end(&name),
            Token::String(text) => builder.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => (),
        }
    }
    builder.end_line();
    Page {
        lines: builder.lines,
        title: super::one_line(&builder.title),
        cut: builder.cut,
    }
}

/// How text looks and where it is, inside the elements that are open.
#[derive(Clone)]
struct State {
    is_strong: bool,
    is_emphasised: bool,
    href: Option<Rc<str>>,
    region: Region,
    is_unseen: bool,
    is_title: bool,
    is_marker: bool,
    is_preformatted: bool,
    heading: Option<u8>,
    is_entry_title: bool,
    /// The depth of the item that this is in.
    item: Option<u8>,
    row: u32,
    cell: Option<(u32, u32)>,
}

/// An element that is open, and the state that comes back with its end.
struct Open {
    element: usize,
    shape: Shape,
    outer: State,
}

/// What parts the next line from the last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    Break,
    Block,
}

struct Builder {
    lines: Vec<Line>,
    title: String,
    cut: Vec<String>,
    state: State,
    open: Vec<Open>,
    /// Where in `open` the elements of each name are.
    places: Vec<Vec<usize>>,
    /// The next number of each list that is open, if it has numbers.
    counters: Vec<Option<u32>>,
    rows: u32,
    cells: u32,
    /// An item that began and has no text yet.
    item: Option<(u8, Option<u32>)>,
    /// The bullet or number that Word wrote out.
    marker: String,
    line: Option<Line>,
    gap: Gap,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            lines: Vec::new(),
            title: String::new(),
            cut: Vec::new(),
            state: State {
                is_strong: false,
                is_emphasised: false,
                href: None,
                region: Region::Page,
                is_unseen: false,
                is_title: false,
                is_marker: false,
                is_preformatted: false,
                heading: None,
                is_entry_title: false,
                item: None,
                row: 0,
                cell: None,
            },
            open: Vec::new(),
            places: vec![Vec::new(); element::COUNT],
            counters: Vec::new(),
            rows: 0,
            cells: 0,
            item: None,
            marker: String::new(),
            line: None,
            gap: Gap::Block,
        }
    }
}

const LISTS: [usize; 4] = [
    element::number("ul"),
    element::number("ol"),
    element::number("menu"),
    element::number("dir"),
];
const CELLS: [usize; 3] = [
    element::number("td"),
    element::number("th"),
    element::number("caption"),
];
const TABLE: [usize; 1] = [element::number("table")];
const ROW: [usize; 1] = [element::number("tr")];
const ITEM: [usize; 1] = [element::number("li")];
const TERMS: [usize; 2] = [element::number("dt"), element::number("dd")];
const TERM_LIST: [usize; 1] = [element::number("dl")];
const PARAGRAPH: [usize; 1] = [element::number("p")];
const LINK: [usize; 1] = [element::number("a")];

impl Builder {
    fn start(&mut self, tag: &StartTag<()>) {
        let Some((number, name, shape)) = element::find(&tag.name) else {
            return;
        };
        let attribute = |name: &str| {
            let value = tag.attributes.get(name.as_bytes());
            value.map(|value| text_of(&value.value)).unwrap_or_default()
        };
        match name {
            "br" => return self.line_break(),
            "hr" => return self.end_line(),
            "img" => return self.picture(&attribute("class"), &attribute("alt")),
            "wbr" | "input" => return,
            _ => (),
        }
        self.end_what_is_implied(name, shape);
        if shape != Shape::Inline {
            self.end_line();
        }
        let outer = self.state.clone();
        let style = Style::read(&attribute("style"));
        let names = format!("{} {}", attribute("class"), attribute("id"));
        let state = &mut self.state;
        state.region = element::region(state.region, (name, shape), &names, &attribute("role"));
        if style.is_hidden || tag.attributes.contains_key(b"hidden".as_slice()) {
            state.region = Region::Furniture;
        }
        state.is_unseen |= shape == Shape::Unseen;
        match name {
            "b" | "strong" | "dt" => state.is_strong = true,
            "i" | "em" | "cite" => state.is_emphasised = true,
            "pre" | "textarea" => state.is_preformatted = true,
            "title" => state.is_title = !outer.is_unseen,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                state.heading = name.as_bytes().last().map(|digit| digit - b'0');
                state.is_entry_title = element::is_entry_title(&names);
                state.is_strong = false;
            }
            // Word's own.
            "p" if names
                .split_ascii_whitespace()
                .any(|name| name == "MsoTitle") =>
            {
                state.heading = Some(1)
            }
            "a" => self.state.href = self.address(&attribute("href")),
            "ul" | "menu" | "dir" => self.counters.push(None),
            "ol" => self
                .counters
                .push(Some(attribute("start").trim().parse().unwrap_or(1))),
            "li" => self.begin_item(attribute("value").trim().parse().ok()),
            "tr" => {
                self.rows += 1;
                self.state.row = self.rows;
                self.state.cell = None;
            }
            "td" | "th" => {
                self.cells += 1;
                self.state.cell = Some((self.state.row, self.cells));
                self.state.is_strong |= name == "th";
            }
            "time" => self.time(attribute("datetime")),
            "iframe" => self.embedded(&attribute("src")),
            _ => (),
        }
        self.apply(style);
        if let Some(places) = self.places.get_mut(number) {
            places.push(self.open.len());
        }
        self.open.push(Open {
            element: number,
            shape,
            outer,
        });
    }

    /// What an element's style says counts before what its name does.
    fn apply(&mut self, style: Style) {
        let state = &mut self.state;
        state.is_strong = style.is_bold.unwrap_or(state.is_strong);
        state.is_emphasised = style.is_italic.unwrap_or(state.is_emphasised);
        state.is_marker |= style.is_marker;
        if let Some(level) = style.list_level {
            let depth = level.saturating_sub(1).min(DEEPEST);
            state.item = Some(depth);
            self.item = Some((depth, None));
            self.marker.clear();
        }
    }

    /// Ends the elements whose end tags may be left out before another element.
    fn end_what_is_implied(&mut self, name: &str, shape: Shape) {
        if shape != Shape::Inline {
            self.end_within(&PARAGRAPH, &CELLS);
        }
        match name {
            "li" => self.end_within(&ITEM, &LISTS),
            "dt" | "dd" => self.end_within(&TERMS, &TERM_LIST),
            "td" | "th" => self.end_within(&CELLS, &TABLE),
            "tr" | "tbody" | "thead" | "tfoot" => self.end_within(&ROW, &TABLE),
            "a" => self.end_within(&LINK, &CELLS),
            _ => (),
        }
    }

    /// Where the innermost of these elements is.
    fn innermost(&self, elements: &[usize]) -> Option<usize> {
        let places = elements
            .iter()
            .filter_map(|element| self.places.get(*element)?.last());
        places.max().copied()
    }

    /// Ends the innermost of some elements with all that is in it, unless one of others is within it.
    fn end_within(&mut self, elements: &[usize], barriers: &[usize]) {
        if let Some(place) = self
            .innermost(elements)
            .filter(|place| self.innermost(barriers) <= Some(*place))
        {
            self.close(place);
        }
    }

    fn end(&mut self, name: &[u8]) {
        // `</br>` and `</p>` without their beginnings are an empty line in HTML, which is of no matter here.
        if let Some((number, name, _)) = element::find(name) {
            match name {
                // Ends of rows and tables reach beyond cells.
                "table" | "tr" | "tbody" | "thead" | "tfoot" | "td" | "th" => {
                    self.end_within(&[number], &[])
                }
                _ => self.end_within(&[number], &CELLS),
            }
        }
    }

    /// Ends the element at a place of `open` and all within it.
    fn close(&mut self, place: usize) {
        while self.open.len() > place {
            let Some(Open {
                element,
                shape,
                outer,
            }) = self.open.pop()
            else {
                return;
            };
            if shape != Shape::Inline {
                self.end_line();
            }
            if LISTS.contains(&element) {
                self.counters.pop();
            }
            if ITEM.contains(&element) || self.state.item != outer.item {
                // It ended without any text.
                self.item = None;
            }
            if let Some(places) = self.places.get_mut(element) {
                places.pop();
            }
            if self.state.is_marker && !outer.is_marker {
                self.end_marker();
            }
            self.state = outer;
        }
    }

    fn begin_item(&mut self, value: Option<u32>) {
        let depth = self.counters.len().saturating_sub(1);
        let depth = u8::try_from(depth).unwrap_or(DEEPEST).min(DEEPEST);
        let number = self.counters.last_mut().and_then(|counter| {
            let number = value.or(*counter).filter(|_| counter.is_some())?;
            *counter = Some(number.saturating_add(1));
            Some(number)
        });
        self.item = Some((depth, number));
        self.state.item = Some(depth);
    }

    /// Takes the number of a list's item from what Word wrote out before it.
    fn end_marker(&mut self) {
        let number = self.marker.trim().trim_end_matches(['.', ')']).parse().ok();
        if let Some((_, own)) = &mut self.item {
            *own = number;
        }
        self.marker.clear();
    }

    fn text(&mut self, text: &str) {
        if self.state.is_title {
            self.title.push_str(text);
        } else if self.state.is_marker {
            self.marker.push_str(text);
        } else if self.state.is_unseen {
        } else if self.state.is_preformatted {
            for (place, line) in text.split('\n').enumerate() {
                if place > 0 {
                    self.line_break();
                }
                self.push(line);
            }
        } else {
            self.push(text);
        }
    }

    /// Adds text to the line, with every run of white space as one space.
    fn push(&mut self, text: &str) {
        let is_visible = |c: &char| {
            c.is_whitespace()
                || !c.is_control() && !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
        };
        let chars = text.chars().filter(is_visible);
        let mut added = String::with_capacity(text.len());
        let mut is_after_space = match &self.line {
            Some(line) => line.runs.last().is_none_or(|run| run.text.ends_with(' ')),
            None => true,
        };
        for c in chars {
            let is_space = c.is_whitespace();
            if !is_space {
                added.push(c);
            } else if !is_after_space {
                added.push(' ');
            }
            is_after_space = is_space;
        }
        if added.is_empty() {
            return;
        }
        let run = Run {
            text: added,
            is_strong: self.state.is_strong,
            is_emphasised: self.state.is_emphasised,
            href: self.state.href.clone(),
        };
        let line = match self.line.take() {
            Some(line) => line,
            None => self.begin_line(),
        };
        let runs = &mut self.line.insert(line).runs;
        match runs.last_mut() {
            Some(last) if last.is_like(&run) => last.text.push_str(&run.text),
            _ => runs.push(run),
        }
    }

    fn begin_line(&mut self) -> Line {
        let state = &self.state;
        let item = self.item.take();
        let kind = match (state.heading, item, state.item) {
            (Some(level), _, _) => Kind::Heading(level),
            (None, Some((depth, number)), _) => Kind::Item { depth, number },
            (None, None, Some(depth)) => Kind::Inside { depth },
            (None, None, None) => Kind::Paragraph,
        };
        Line {
            kind,
            runs: Vec::new(),
            is_joined: self.gap == Gap::Break,
            region: state.region,
            cell: state.cell,
            is_entry_title: state.is_entry_title,
            time: None,
        }
    }

    /// Ends the line that has begun, if it has any text.
    fn flush(&mut self) -> bool {
        let Some(mut line) = self.line.take() else {
            return false;
        };
        line.runs = trimmed(std::mem::take(&mut line.runs));
        let has_text = !line.runs.is_empty();
        if has_text {
            self.lines.push(line);
        }
        has_text
    }

    fn line_break(&mut self) {
        self.gap = match self.flush() {
            true => Gap::Break,
            // Two in a row part paragraphs.
            false => Gap::Block,
        };
    }

    fn end_line(&mut self) {
        self.flush();
        self.gap = Gap::Block;
    }

    /// Where a link leads, if it may be followed.
    fn address(&mut self, href: &str) -> Option<Rc<str>> {
        let address = address::live(href)?;
        if address::is_button(&address) {
            self.cut.push(address);
            return None;
        }
        Some(address.into())
    }

    fn picture(&mut self, names: &str, alt: &str) {
        let is_face = names
            .split_ascii_whitespace()
            .any(|name| name.starts_with("avatar"));
        if is_face || self.state.is_unseen {
            return;
        }
        match alt.chars().any(char::is_alphanumeric) {
            true => self.push(&format!(" {alt} ")),
            // Blogs show emoji as pictures.
            false => self.push(alt),
        }
    }

    /// A film or another page inside the page: a link to it is all that a text can hold.
    fn embedded(&mut self, src: &str) {
        if let Some(address) = self.address(src) {
            let outer = self.state.href.replace(address.clone());
            // The element itself is one whose content isn't read.
            let was_unseen = std::mem::take(&mut self.state.is_unseen);
            self.push(&address);
            self.state.is_unseen = was_unseen;
            self.state.href = outer;
        }
    }

    /// The line's time, for machines. It may come before the line's first text.
    fn time(&mut self, time: String) {
        if time.is_empty() || self.state.is_unseen {
            return;
        }
        let line = match self.line.take() {
            Some(line) => line,
            None => self.begin_line(),
        };
        self.line.insert(line).time.get_or_insert(time);
    }
}

fn text_of(value: &HtmlString) -> String {
    String::from_utf8_lossy(value).into_owned()
}
