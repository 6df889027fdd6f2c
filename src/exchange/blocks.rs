//! Markdown as blocks of runs: the model from which every output with formatted text is drawn.
//!
//! As on the page, raw HTML is text, pictures are their text, and only addresses that may be followed are links: another
//! address stands behind its text in brackets, so that nothing is lost. However deep a text nests lists and quotations,
//! blocks nest at most [`DEEPEST`] of them: what is deeper stands in the deepest. So what draws blocks may recurse.

use std::sync::Arc;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use crate::domain::value::is_live_address;

/// How many lists and quotations may stand inside each other. Word numbers lists to nine levels.
pub const DEEPEST: usize = 8;

/// What stands below the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    Heading(Vec<Run>),
    Paragraph(Vec<Run>),
    List(List),
    Quote(Vec<Block>),
    /// Lines to be shown as they are, without a line end at the end.
    Code(String),
    /// A line across.
    Rule,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The number of the first item; `None` for a list with bullets.
    pub first: Option<u64>,
    /// Whether its items follow one another without space between: none of them has paragraphs set apart.
    pub is_tight: bool,
    pub items: Vec<Vec<Block>>,
}

/// A text of one look. A line feed in it is a line break.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    pub look: Look,
    /// An address that may be followed.
    pub link: Option<Arc<str>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    pub is_bold: bool,
    pub is_italic: bool,
    pub is_code: bool,
}

impl Run {
    /// A text without a look.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    pub fn bold(text: impl Into<String>) -> Self {
        let mut run = Self::plain(text);
        run.look.is_bold = true;
        run
    }

    /// An address: a link, if it may be followed.
    pub fn address(address: &str) -> Self {
        Self {
            link: is_live_address(address).then(|| address.into()),
            ..Self::plain(address)
        }
    }
}

/// The text of runs, without its looks.
pub fn text(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// Runs by the link that they share, or that they have none.
pub fn by_link(runs: &[Run]) -> impl Iterator<Item = (Option<&str>, &[Run])> {
    let groups = runs.chunk_by(|one, next| one.link == next.link);
    groups.map(|group| (group.first().and_then(|run| run.link.as_deref()), group))
}

/// The blocks of a Markdown text (CommonMark, without extensions).
pub fn blocks(markdown: &str) -> Vec<Block> {
    let mut builder = Builder::default();
    for event in Parser::new(markdown) {
        builder.take(event);
    }
    builder.end_paragraph();
    // Every container was closed: the parser's events are balanced.
    builder.blocks
}

#[derive(Default)]
struct Builder {
    /// What stands in no container.
    blocks: Vec<Block>,
    /// The containers that are open.
    open: Vec<Container>,
    /// How many more are, that are too deep to be made.
    beyond: usize,
    runs: Vec<Run>,
    bold: usize,
    italic: usize,
    link: Option<Arc<str>>,
    /// The addresses of links and pictures that are open, each with how much was written before its text.
    addresses: Vec<(String, usize)>,
    written: usize,
    code: Option<String>,
}

enum Container {
    Quote(Vec<Block>),
    List(List),
    Item(Vec<Block>),
}

impl Builder {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                match &mut self.code {
                    Some(code) => code.push_str(&text),
                    None => self.write(&text, false),
                }
            }
            Event::Code(text) => self.write(&text, true),
            Event::SoftBreak => self.write(" ", false),
            Event::HardBreak => self.write("\n", false),
            Event::Rule => self.push(Block::Rule),
            // Extensions that the parser isn't asked for.
            Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => (),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => {
                if let [.., Container::List(list), Container::Item(_)] = &mut self.open[..] {
                    list.is_tight &= self.beyond > 0;
                }
            }
            Tag::BlockQuote(_) => self.open(Container::Quote(Vec::new())),
            Tag::List(first) => self.open(Container::List(List {
                first,
                is_tight: true,
                items: Vec::new(),
            })),
            Tag::Item => self.open(Container::Item(Vec::new())),
            Tag::CodeBlock(_) => {
                self.end_paragraph();
                self.code = Some(String::new());
            }
            Tag::Heading { .. } | Tag::HtmlBlock => self.end_paragraph(),
            Tag::Emphasis => self.italic += 1,
            Tag::Strong => self.bold += 1,
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                let address = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.into_string(),
                };
                if is_live_address(&address) {
                    self.link = Some(address.as_str().into());
                }
                self.addresses.push((address, self.written));
            }
            Tag::Image { dest_url, .. } => {
                self.addresses.push((dest_url.into_string(), self.written));
            }
            // Extensions.
            _ => (),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.end_paragraph(),
            TagEnd::Heading(_) => {
                let runs = self.end_runs();
                self.push(Block::Heading(runs));
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.close(),
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                let code = code.strip_suffix('\n').map_or(code.as_str(), |code| code);
                self.push(Block::Code(code.to_owned()));
            }
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Link => {
                let (address, length) = self.end_address();
                let is_live = self.link.is_some();
                if length == 0 {
                    self.write(&address, false);
                } else if !is_live && !address.is_empty() && !self.ends_with(&address, length) {
                    self.write(&format!(" ({address})"), false);
                }
                self.link = None;
            }
            TagEnd::Image => {
                // A picture without a text is told by its address.
                let (address, length) = self.end_address();
                if length == 0 {
                    self.write(&address, false);
                }
            }
            _ => (),
        }
    }

    /// The address that began last, and how long its text is.
    fn end_address(&mut self) -> (String, usize) {
        let (address, at) = self.addresses.pop().unwrap_or_default();
        (address, self.written - at)
    }

    /// Whether an address is its own text, which is of that length.
    fn ends_with(&self, address: &str, length: usize) -> bool {
        let last = self.runs.last();
        length == address.len() && last.is_some_and(|last| last.text.ends_with(address))
    }

    /// Adds a text to the paragraph that is open.
    fn write(&mut self, text: &str, is_code: bool) {
        self.written += text.len();
        let look = Look {
            is_bold: self.bold > 0,
            is_italic: self.italic > 0,
            is_code,
        };
        match self.runs.last_mut() {
            _ if text.is_empty() => (),
            Some(last) if last.look == look && last.link == self.link => last.text.push_str(text),
            _ => self.runs.push(Run {
                text: text.to_owned(),
                look,
                link: self.link.clone(),
            }),
        }
    }

    fn end_runs(&mut self) -> Vec<Run> {
        let mut runs = std::mem::take(&mut self.runs);
        if let Some(last) = runs.last_mut() {
            // Raw HTML ends with a line end.
            last.text.truncate(last.text.trim_end().len());
        }
        runs.retain(|run| !run.text.is_empty());
        runs
    }

    /// Ends the paragraph that is open, if there is one: in a tight list nothing says where it ends.
    fn end_paragraph(&mut self) {
        let runs = self.end_runs();
        if !runs.is_empty() {
            self.push(Block::Paragraph(runs));
        }
    }

    fn open(&mut self, container: Container) {
        self.end_paragraph();
        let is_item = |container: &Container| matches!(container, Container::Item(_));
        let depth = self.open.iter().filter(|open| !is_item(open)).count();
        // An item always has its list.
        if self.beyond > 0 || (depth >= DEEPEST && !is_item(&container)) {
            self.beyond += 1;
        } else {
            self.open.push(container);
        }
    }

    fn close(&mut self) {
        self.end_paragraph();
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        match self.open.pop() {
            Some(Container::Quote(blocks)) => self.push(Block::Quote(blocks)),
            Some(Container::List(list)) => self.push(Block::List(list)),
            Some(Container::Item(blocks)) => {
                if let Some(Container::List(list)) = self.open.last_mut() {
                    list.items.push(blocks);
                }
            }
            None => (),
        }
    }

    fn push(&mut self, block: Block) {
        // Before this block stands what was written before it.
        self.end_paragraph();
        match self.open.last_mut() {
            Some(Container::Quote(blocks) | Container::Item(blocks)) => blocks.push(block),
            Some(Container::List(list)) => list.items.push(vec![block]),
            None => self.blocks.push(block),
        }
    }
}

#[cfg(test)]
mod tests;
