//! The parts of a package and how they refer to each other (ECMA-376 part 2), and the events of their XML.
//!
//! Names of elements and attributes are taken without their namespaces: what is read has no others of the same name,
//! and the strict and the transitional form of the standard differ in them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::exchange::encoding::{Encoding, decode};
use crate::exchange::pause::{Pause, at_once};
use crate::exchange::table::Unreadable;
use crate::exchange::zip::{self, Parts};

/// A piece of an XML document.
pub enum Piece<'a> {
    Open(&'a str, &'a Element<'a>),
    Close(&'a str),
    Text(&'a str),
}

/// The attributes of an element that begins.
pub struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// An attribute's value.
    pub fn get(&self, name: &str) -> Option<String> {
        // Looking for repeated ones would take time that grows with the square of their number.
        let mut attributes = self.0.attributes();
        let attributes = attributes.with_checks(false);
        let attribute = attributes
            .flatten()
            .find(|attribute| attribute.key.local_name().as_ref() == name)?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        value.ok().map(Cow::into_owned)
    }

    /// An attribute that is a number from 0.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.trim().parse().ok()
    }

    /// An attribute that is true or false.
    pub fn is(&self, name: &str) -> bool {
        matches!(self.get(name).as_deref(), Some("1" | "true" | "on"))
    }
}

/// Reads a short part without a pause: see [`each_piece_in_slices`].
pub fn each_piece(
    part: &[u8],
    each: &mut dyn FnMut(Piece<'_>) -> Result<(), Unreadable>,
) -> Result<(), Unreadable> {
    at_once(async |pause| each_piece_in_slices(part, pause, each).await)
}

/// How many pieces are read between two pauses: about a dozen rows.
const SLICE: usize = 1_000;

/// Reads a part, piece by piece. Entities other than those of XML itself stay as they are written: nothing is expanded.
pub async fn each_piece_in_slices(
    part: &[u8],
    pause: &mut dyn Pause,
    each: &mut dyn FnMut(Piece<'_>) -> Result<(), Unreadable>,
) -> Result<(), Unreadable> {
    // XML is UTF-8 or UTF-16.
    let decoded = match std::str::from_utf8(part) {
        Ok(text) if !text.contains('\0') => Cow::Borrowed(text),
        _ => {
            let decoded = decode(part).ok_or(Unreadable::Damaged)?;
            if decoded.encoding == Encoding::Windows1252 || decoded.replaced > 0 {
                return Err(Unreadable::Damaged);
            }
            Cow::Owned(decoded.text)
        }
    };
    let mut reader = Reader::from_str(decoded.trim_start_matches('\u{feff}'));
    reader.config_mut().allow_dangling_amp = true;
    let (mut depth, mut read) = (0_usize, 0_usize);
    loop {
        read += 1;
        if read.is_multiple_of(SLICE) {
            pause.pause().await;
        }
        match reader.read_event().map_err(|_| Unreadable::Damaged)? {
            Event::Start(start) => {
                depth += 1;
                let element = Element(start);
                each(Piece::Open(element.0.local_name().as_ref(), &element))?;
            }
            Event::Empty(start) => {
                let element = Element(start);
                let name = element.0.local_name();
                each(Piece::Open(name.as_ref(), &element))?;
                each(Piece::Close(name.as_ref()))?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                each(Piece::Close(end.local_name().as_ref()))?;
            }
            Event::Text(text) => each(Piece::Text(&text.xml10_content()))?,
            Event::CData(text) => each(Piece::Text(&text.xml10_content()))?,
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    Ok(None) => match quick_xml::escape::resolve_predefined_entity(&reference) {
                        Some(text) => text.to_owned(),
                        None => format!("&{};", &*reference),
                    },
                    Err(_) => char::REPLACEMENT_CHARACTER.to_string(),
                };
                each(Piece::Text(&character))?;
            }
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(Unreadable::Damaged),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => (),
        }
    }
}

/// What a part refers to.
pub struct Relationship {
    /// The last part of its type, as `worksheet` of `…/relationships/worksheet`.
    pub kind: String,
    /// The name of a part, or an address outside.
    pub target: String,
    pub is_external: bool,
}

/// Relationships by their ids.
pub type Relationships = BTreeMap<String, Relationship>;

/// The most relationships of one part that are read: Excel has 65,530 links in a sheet at most.
const MAX_RELATIONSHIPS: usize = 100_000;

/// Unpacked parts, by their names in lower case: names don't differ in the case of ASCII letters (ECMA-376 part 2,
/// 6.2.2.3).
#[derive(Default)]
pub struct Package(Parts);

impl Package {
    /// Adds parts of these names, if they are there, as long as all is within what may be unpacked.
    pub async fn unpack(
        &mut self,
        bytes: &[u8],
        names: &BTreeSet<String>,
        left: &mut u64,
        pause: &mut dyn Pause,
    ) -> Result<(), Unreadable> {
        let names: BTreeSet<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
        let is_wanted = |name: &str| names.contains(&name.to_ascii_lowercase());
        let parts = zip::unpack_in_slices(bytes, *left, &is_wanted, pause).await;
        let parts = parts.map_err(|unreadable| match unreadable {
            zip::Unreadable::NoZip | zip::Unreadable::BadPart => Unreadable::Damaged,
            zip::Unreadable::TooLarge => Unreadable::TooLarge,
        })?;
        for (name, part) in parts {
            *left = left.saturating_sub(part.len() as u64);
            self.0.insert(name.to_ascii_lowercase(), part);
        }
        Ok(())
    }

    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.0.get(&name.to_ascii_lowercase()).map(Vec::as_slice)
    }

    /// What a part refers to: nothing, where no part says so. The empty name is that of the package itself.
    pub fn relationships(&self, name: &str) -> Result<Relationships, Unreadable> {
        let mut relationships = Relationships::new();
        let Some(part) = self.get(&relationships_of(name)) else {
            return Ok(relationships);
        };
        each_piece(part, &mut |piece| {
            if let Piece::Open("Relationship", element) = piece
                && let (Some(id), Some(kind), Some(target)) = (
                    element.get("Id"),
                    element.get("Type"),
                    element.get("Target"),
                )
            {
                let is_external = element.get("TargetMode").as_deref() == Some("External");
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let target = match is_external {
                    true => target,
                    false => resolved(name, &target),
                };
                let relationship = Relationship {
                    kind,
                    target,
                    is_external,
                };
                relationships.insert(id, relationship);
                if relationships.len() > MAX_RELATIONSHIPS {
                    return Err(Unreadable::TooLarge);
                }
            }
            Ok(())
        })?;
        Ok(relationships)
    }
}

/// The name of the part that says what another part refers to.
pub fn relationships_of(name: &str) -> String {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}_rels/{file}.rels")
}

/// The name of a part that another part refers to.
fn resolved(from: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = from.split('/').collect();
    path.pop();
    for step in target.split('/') {
        match step {
            "." | "" => (),
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_refer_to_each_other_by_paths() {
        for (from, target, name) in [
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            (
                "xl/workbook.xml",
                "worksheets/sheet1.xml",
                "xl/worksheets/sheet1.xml",
            ),
            ("xl/workbook.xml", "/xl/styles.xml", "xl/styles.xml"),
            ("xl/workbook.xml", "./../a/b.xml", "a/b.xml"),
            ("xl/workbook.xml", "../../../a.xml", "a.xml"),
        ] {
            assert_eq!(resolved(from, target), name, "{from} {target}");
        }
        assert_eq!(relationships_of(""), "_rels/.rels");
        assert_eq!(
            relationships_of("xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels"
        );
    }

    fn pieces(xml: &[u8]) -> Result<String, Unreadable> {
        let mut read = String::new();
        each_piece(xml, &mut |piece| {
            match piece {
                Piece::Open(name, element) => {
                    let a = element.get("a").unwrap_or_default();
                    read.push_str(&format!("<{name} {a}>"));
                }
                Piece::Close(name) => read.push_str(&format!("</{name}>")),
                Piece::Text(text) => read.push_str(text),
            }
            Ok(())
        })?;
        Ok(read)
    }

    #[test]
    fn pieces_have_their_texts_and_no_namespaces() {
        let xml = "\u{feff}<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e \"ee\">]><x:b x:a=\"&lt;\"><c/>1 &amp; \
                   &#x41;&#66;&e;&#0; <![CDATA[<d>]]>\r\n<!-- e --></x:b>";
        let read = "<b <><c ></c>1 & AB&e;\u{fffd} <d>\n</b>";
        assert_eq!(pieces(xml.as_bytes()).as_deref(), Ok(read));
        let wide: Vec<u8> = xml.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(pieces(&wide).as_deref(), Ok(read));
    }

    #[test]
    fn xml_that_is_not_well_formed_is_damaged() {
        for xml in [
            &b"<a>"[..],
            b"<a></b>",
            b"<a",
            b"</a>",
            b"<a>\xff</a>",
            b"\0\0",
        ] {
            assert_eq!(pieces(xml), Err(Unreadable::Damaged), "{xml:?}");
        }
    }

    #[test]
    fn hostile_xml_is_read_in_linear_time() {
        let many = |part: &str| part.repeat(300_000 / part.len());
        let _ = pieces(many("<a>").as_bytes());
        let _ = pieces(format!("<x {}/>", many("a=\"1\" ")).as_bytes());
        let _ = pieces(format!("<x>{}</x>", many("&a;")).as_bytes());
        let _ = pieces(many("<!--").as_bytes());
    }
}
