//! Writing XML 1.0: elements and texts, with nothing in them that XML forbids.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// A document being written. Names are the caller's own; attributes and texts may be anything.
pub struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    /// Begins with the declaration: UTF-8, and no other document needed to read this one.
    pub fn new() -> Self {
        let mut xml = Self {
            writer: Writer::new(Vec::new()),
        };
        let declaration = BytesDecl::new("1.0", Some("UTF-8"), Some("yes"));
        xml.write(Event::Decl(declaration));
        xml
    }

    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.write(Event::Start(start(name, attributes)));
    }

    pub fn close(&mut self, name: &str) {
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// An element with nothing in it.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.write(Event::Empty(start(name, attributes)));
    }

    pub fn text(&mut self, text: &str) {
        self.write(Event::Text(BytesText::new(&permitted(text))));
    }

    /// An element with a text in it.
    pub fn element(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.text(text);
        self.close(name);
    }

    /// What was written since this was asked before, in UTF-8: for documents that are passed on piece by piece.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(self.writer.get_mut())
    }

    /// The document in UTF-8.
    pub fn finish(self) -> Vec<u8> {
        self.writer.into_inner()
    }

    fn write(&mut self, event: Event<'_>) {
        // Writing to memory can't fail.
        let _ = self.writer.write_event(event);
    }
}

fn start<'a>(name: &'a str, attributes: &[(&'a str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, &*permitted(value)));
    }
    start
}

/// The text without the characters that no XML may hold (XML 1.0, production 2): controls but tab and line ends, and two
/// that are none.
pub fn permitted(text: &str) -> Cow<'_, str> {
    match text.contains(is_forbidden) {
        true => Cow::Owned(text.replace(is_forbidden, "")),
        false => Cow::Borrowed(text),
    }
}

fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_written_is_escaped() {
        let mut xml = Xml::new();
        xml.open("a", &[("b", "\"<&>'")]);
        xml.empty("c", &[]);
        xml.text("1 < 2 & \u{b}]]>");
        xml.close("a");
        let xml = String::from_utf8(xml.finish()).unwrap();
        insta::assert_snapshot!(xml, @r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><a b="&quot;&lt;&amp;&gt;&apos;"><c/>1 &lt; 2 &amp; ]]&gt;</a>"#);
    }

    proptest! {
        #[test]
        fn any_text_comes_back_but_for_what_is_forbidden(text in "(.|\\PC|[\\x00-\\x1f]|\u{fffe}){0,30}") {
            let mut xml = Xml::new();
            xml.element("a", &[("b", &text)], &text);
            let xml = String::from_utf8(xml.finish()).unwrap();
            let read = roxmltree::Document::parse(&xml).unwrap();
            let root = read.root_element();
            prop_assert_eq!(root.text().unwrap_or_default(), &*permitted(&text));
            // Line ends and tabs in attributes are spaces to who reads them.
            let spaced = |text: &str| text.replace(['\n', '\t', '\r'], " ");
            prop_assert_eq!(spaced(root.attribute("b").unwrap()), spaced(&permitted(&text)));
        }
    }
}
