use std::fmt::Write;

use proptest::prelude::*;

use super::*;

/// Blocks as lines: what each is, its runs between marks of their looks, and what is in it further in.
fn told(blocks: &[Block]) -> String {
    let mut told = String::new();
    tell(blocks, 0, &mut told);
    told
}

fn tell(blocks: &[Block], margin: usize, told: &mut String) {
    for block in blocks {
        let (name, runs, inside): (String, &[Run], &[Block]) = match block {
            Block::Heading(runs) => ("heading".into(), runs, &[]),
            Block::Paragraph(runs) => ("paragraph".into(), runs, &[]),
            Block::Quote(inside) => ("quote".into(), &[], inside),
            Block::Code(code) => (format!("code {code:?}"), &[], &[]),
            Block::Rule => ("rule".into(), &[], &[]),
            Block::List(list) => {
                let tight = if list.is_tight { "tight" } else { "loose" };
                let first = list.first.map_or("bullets".into(), |n| format!("from {n}"));
                writeln!(told, "{:margin$}{tight} list, {first}", "").unwrap();
                for item in &list.items {
                    writeln!(told, "{:margin$}  item", "").unwrap();
                    tell(item, margin + 4, told);
                }
                continue;
            }
        };
        let runs = runs.iter().map(|run| {
            let Look {
                is_bold,
                is_italic,
                is_code,
            } = run.look;
            let marks = [(is_bold, 'b'), (is_italic, 'i'), (is_code, 'c')];
            let marks: String = marks.iter().filter(|(is, _)| *is).map(|m| m.1).collect();
            let link = run
                .link
                .as_ref()
                .map_or(String::new(), |to| format!("→{to}"));
            format!(" [{marks}{:?}{link}]", run.text)
        });
        let runs: String = runs.collect();
        writeln!(told, "{:margin$}{name}{runs}", "").unwrap();
        tell(inside, margin + 2, told);
    }
}

#[test]
fn markdown_becomes_blocks() {
    let markdown = "\
## Why it *matters*

Every ward is to have
a **named _librarian_** (p. 12), and  \n`searches` by [noon](https://policy.example/noon).

- Plan
- Count
  1. questions
  2. answers

3) loose

   still the third

> said
> - by many

    two
    lines

---
";
    insta::assert_snapshot!(told(&blocks(markdown)), @r#"
    heading ["Why it "] [i"matters"]
    paragraph ["Every ward is to have a "] [b"named "] [bi"librarian"] [" (p. 12), and\n"] [c"searches"] [" by "] ["noon"→https://policy.example/noon] ["."]
    tight list, bullets
      item
        paragraph ["Plan"]
      item
        paragraph ["Count"]
        tight list, from 1
          item
            paragraph ["questions"]
          item
            paragraph ["answers"]
    loose list, from 3
      item
        paragraph ["loose"]
        paragraph ["still the third"]
    quote
      paragraph ["said"]
      tight list, bullets
        item
          paragraph ["by many"]
    code "two\nlines"
    rule
    "#);
}

#[test]
fn no_address_is_lost_and_none_is_followed_that_may_not() {
    for (markdown, expected) in [
        (
            "[a](https://b.example)",
            r#"paragraph ["a"→https://b.example]"#,
        ),
        (
            "<https://b.example/c>",
            r#"paragraph ["https://b.example/c"→https://b.example/c]"#,
        ),
        (
            "<a@b.example>",
            r#"paragraph ["a@b.example"→mailto:a@b.example]"#,
        ),
        (
            "[](https://b.example)",
            r#"paragraph ["https://b.example"→https://b.example]"#,
        ),
        ("[a](plan.pdf)", r#"paragraph ["a (plan.pdf)"]"#),
        ("[a](javascript:b)", r#"paragraph ["a (javascript:b)"]"#),
        ("<ftp://b.example>", r#"paragraph ["ftp://b.example"]"#),
        ("[dot](t)", r#"paragraph ["dot (t)"]"#),
        ("[a]()", r#"paragraph ["a"]"#),
        (
            "![a map](https://b.example/map.png)",
            r#"paragraph ["a map"]"#,
        ),
        ("![](map.png)", r#"paragraph ["map.png"]"#),
        (
            "[![a](b.png)](https://c.example)",
            r#"paragraph ["a"→https://c.example]"#,
        ),
    ] {
        assert_eq!(told(&blocks(markdown)).trim_end(), expected, "{markdown}");
    }
}

#[test]
fn html_is_text() {
    for (markdown, expected) in [
        ("<b>x</b> &amp; y", r#"paragraph ["<b>x</b> & y"]"#),
        ("<div>\nx\n</div>\n", r#"paragraph ["<div>\nx\n</div>"]"#),
        ("<!-- x -->", r#"paragraph ["<!-- x -->"]"#),
    ] {
        assert_eq!(told(&blocks(markdown)).trim_end(), expected, "{markdown}");
    }
}

#[test]
fn a_text_that_is_nested_without_end_keeps_its_words() {
    for mark in ["- ", "> ", "1. "] {
        let deep = blocks(&format!("{}word", mark.repeat(5_000)));
        let told = told(&deep);
        assert!(told.contains("word"), "{mark}");
        assert!(depth(&deep) <= DEEPEST, "{mark}");
    }
    let mixed = blocks("- > - > - > - > - > - > word\n- more");
    assert_eq!(depth(&mixed), DEEPEST);
    assert!(told(&mixed).contains("word"));
    assert!(told(&mixed).contains("more"));
}

fn depth(blocks: &[Block]) -> usize {
    let depths = blocks.iter().map(|block| match block {
        Block::Quote(inside) => 1 + depth(inside),
        Block::List(list) => 1 + list.items.iter().map(|item| depth(item)).max().unwrap_or(0),
        _ => 0,
    });
    depths.max().unwrap_or(0)
}

fn words(blocks: &[Block], words: &mut String) {
    for block in blocks {
        match block {
            Block::Heading(runs) | Block::Paragraph(runs) => words.push_str(&text(runs)),
            Block::List(list) => list.items.iter().for_each(|item| self::words(item, words)),
            Block::Quote(inside) => self::words(inside, words),
            Block::Code(code) => words.push_str(code),
            Block::Rule => (),
        }
    }
}

proptest! {
    #[test]
    fn every_word_is_there_once_in_order(
        lines in prop::collection::vec(("([-*+>#] |[0-9]{1,3}[.)] | {1,8}|~~~|```|)", "[-*+>#_`! ]{0,3}"), 0..20)
    ) {
        let lines = lines.iter().enumerate();
        let markdown: Vec<String> = lines.map(|(place, (start, mark))| format!("{start}{mark}w{place}w")).collect();
        let mut found = String::new();
        words(&blocks(&markdown.join("\n")), &mut found);
        // What stands behind the mark of a block of code names its language.
        let of_code = |line: &&String| line.starts_with("~~~") || line.starts_with("```");
        let is_code = markdown.iter().any(|line| of_code(&line));
        let mut at = 0;
        for (place, line) in markdown.iter().enumerate() {
            let word = format!("w{place}w");
            match found[at..].find(&word) {
                Some(ahead) => at += ahead + word.len(),
                None => prop_assert!(is_code, "{line} isn't in {found}"),
            }
        }
        prop_assert!(depth(&blocks(&markdown.join("\n"))) <= DEEPEST);
    }
}
