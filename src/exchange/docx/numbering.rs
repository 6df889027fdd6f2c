//! How lists are numbered (ECMA-376, part 1, section 17.9).

use super::super::xml::Xml;
use super::MAIN;
use super::document::INDENT;

/// The numbering of all lists with bullets; those of numbered lists follow.
pub const BULLETS: usize = 1;

/// The numberings: one of bullets for all lists, and for each numbered list one of its own, so that it begins anew.
pub fn numbering(numbered: &[(usize, u64)]) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("w:numbering", &[("xmlns:w", MAIN)]);
    for (id, format) in [("0", "bullet"), ("1", "decimal")] {
        xml.open("w:abstractNum", &[("w:abstractNumId", id)]);
        xml.empty("w:multiLevelType", &[("w:val", "hybridMultilevel")]);
        for level in 0..9 {
            let left = (INDENT * (level + 1)).to_string();
            let text = match format {
                "bullet" => ["•", "–"][level % 2].to_owned(),
                _ => format!("%{}.", level + 1),
            };
            xml.open("w:lvl", &[("w:ilvl", &level.to_string())]);
            xml.empty("w:start", &[("w:val", "1")]);
            xml.empty("w:numFmt", &[("w:val", format)]);
            xml.empty("w:lvlText", &[("w:val", &text)]);
            xml.empty("w:lvlJc", &[("w:val", "left")]);
            xml.open("w:pPr", &[]);
            let hanging = INDENT.to_string();
            xml.empty("w:ind", &[("w:left", &left), ("w:hanging", &hanging)]);
            xml.close("w:pPr");
            xml.close("w:lvl");
        }
        xml.close("w:abstractNum");
    }
    open_numbering(&mut xml, BULLETS, "0");
    xml.close("w:num");
    for (number, (level, start)) in (BULLETS + 1..).zip(numbered) {
        open_numbering(&mut xml, number, "1");
        xml.open("w:lvlOverride", &[("w:ilvl", &level.to_string())]);
        xml.empty("w:startOverride", &[("w:val", &start.to_string())]);
        xml.close("w:lvlOverride");
        xml.close("w:num");
    }
    xml.close("w:numbering");
    xml.finish()
}

fn open_numbering(xml: &mut Xml, number: usize, kind: &str) {
    xml.open("w:num", &[("w:numId", &number.to_string())]);
    xml.empty("w:abstractNumId", &[("w:val", kind)]);
}
