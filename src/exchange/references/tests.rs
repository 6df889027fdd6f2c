//! Which format a text is in, whatever its file is called.

use super::*;

#[test]
fn formats_are_told_apart_by_what_is_in_them() {
    const RIS: &str = "\u{feff}\nTY  - RPRT\nTI  - A @book{x,\nER  - \n";
    const BIBTEX: &str = "A file of somebody's\n@book{x,\ntitle = {TY  - }}";
    const JSON: &str = " [{\"title\": \"TY  - \"}]";
    for (name, text, expected) in [
        ("a.ris", RIS, Some(Format::Ris)),
        ("a.txt", RIS, Some(Format::Ris)),
        ("a.bib", RIS, Some(Format::Ris)),
        ("a.bib", BIBTEX, Some(Format::Bibtex)),
        ("a.ris", BIBTEX, Some(Format::Bibtex)),
        ("a.json", JSON, Some(Format::CslJson)),
        ("", JSON, Some(Format::CslJson)),
        ("a.RIS", "Hello", Some(Format::Ris)),
        ("a.b.bibtex", "Hello", Some(Format::Bibtex)),
        ("a.json", "Hello", Some(Format::CslJson)),
        ("a.txt", "Hello @ward {", None),
        ("ris", "Hello", None),
        ("a.ris", " ", None),
    ] {
        assert_eq!(format(name, text), expected, "{name}: {text}");
    }
}

#[test]
fn what_is_none_of_them_is_refused() {
    let medline = "\nPMID- 1\nTI  - Reading on wards\nAB  - x\n";
    for (name, text, expected) in [
        ("a.txt", "Hello", Unreadable::UnknownFormat),
        ("a.txt", "", Unreadable::Empty),
        ("a.ris", "\u{feff} \n", Unreadable::Empty),
        ("a.nbib", medline, Unreadable::Medline),
        ("a.ris", "Hello", Unreadable::NoReferences(Format::Ris)),
        (
            "a.json",
            "Hello",
            Unreadable::NotJson { line: 1, column: 1 },
        ),
    ] {
        assert_eq!(read(name, text), Err(expected), "{name}: {text}");
    }
    let large = "x".repeat(MAX_BYTES + 1);
    for name in ["a.ris", "a.bib", "a.json"] {
        assert_eq!(read(name, &large), Err(Unreadable::TooLarge));
    }
}

#[test]
fn notices_name_the_entry_and_count_what_is_left_out() {
    let text = "TY  - RPRT\nTI  - First\nSP  - 1\nSP  - 2\nER  - \nTY  - RPRT\nTI  - Second\nSP  - 3\nVL  - 4\nER  - \n";
    let read = read("", text).unwrap();
    let place = |entry, line, name: &str| Place {
        entry: Some(entry),
        line,
        name: name.to_owned(),
    };
    let left_out = |field: &str, entries| NoticeKind::LeftOut {
        field: field.to_owned(),
        entries,
    };
    let expected = [
        Notice {
            place: place(1, 1, "First"),
            kind: left_out("SP", 2),
        },
        Notice {
            place: place(2, 6, "Second"),
            kind: left_out("VL", 1),
        },
    ];
    assert_eq!(read.notices, expected);
    assert_eq!(read.format, Format::Ris);
}
