//! Blocks as plain text, for programs that show a text as it is. It is only written, never read.

use super::blocks::{Block, List, Run, by_link, text};

/// The text, in lines; blocks have an empty line between them, and a link's address stands behind its text.
pub fn plain(blocks: &[Block]) -> String {
    lines(blocks, false).join("\n")
}

/// Runs on a line, or on several where they have line breaks.
pub fn plain_runs(runs: &[Run]) -> String {
    let mut plain = String::new();
    for (link, runs) in by_link(runs) {
        let text = text(runs);
        plain.push_str(&text);
        let is_its_own_text = |link: &&str| link.strip_prefix("mailto:").unwrap_or(link) == text;
        if let Some(link) = link.filter(|link| *link != text && !is_its_own_text(link)) {
            plain.extend([" (", link, ")"]);
        }
    }
    plain
}

fn lines(blocks: &[Block], is_tight: bool) -> Vec<String> {
    let mut all = Vec::new();
    for block in blocks {
        if !all.is_empty() && !is_tight {
            all.push(String::new());
        }
        match block {
            Block::Heading(runs) | Block::Paragraph(runs) => {
                all.extend(plain_runs(runs).lines().map(str::to_owned));
            }
            Block::List(list) => all.extend(items(list)),
            Block::Quote(blocks) => all.extend(set_in(lines(blocks, false), "> ", "> ")),
            Block::Code(code) => {
                let code = code.lines().map(str::to_owned);
                all.extend(set_in(code.collect(), "    ", "    "));
            }
            Block::Rule => all.push("-".repeat(20)),
        }
    }
    all
}

fn items(list: &List) -> Vec<String> {
    let mut all = Vec::new();
    for (item, place) in list.items.iter().zip(0..) {
        if !all.is_empty() && !list.is_tight {
            all.push(String::new());
        }
        let mark = match list.first {
            Some(first) => format!("{}. ", first.saturating_add(place)),
            None => "- ".to_owned(),
        };
        let mut lines = lines(item, list.is_tight);
        if lines.is_empty() {
            lines.push(String::new());
        }
        all.extend(set_in(lines, &mark, &" ".repeat(mark.len())));
    }
    all
}

/// Lines behind a mark: the first behind one, and the others behind another.
fn set_in(lines: Vec<String>, first: &str, others: &str) -> Vec<String> {
    let marks = std::iter::once(first).chain(std::iter::repeat(others));
    let set_in = lines.iter().zip(marks).map(|(line, mark)| match &line[..] {
        "" => mark.trim_end().to_owned(),
        line => format!("{mark}{line}"),
    });
    set_in.collect()
}

#[cfg(test)]
mod tests {
    use super::super::blocks::blocks;
    use super::*;

    #[test]
    fn blocks_become_lines() {
        let markdown = "\
## Why

Read the [plan](https://policy.example/plan), <https://policy.example>\\
and write to <ann@policy.example>.

- **Plan**
- Count
  1. questions
  2. answers

9. nine
9. ten
   more

---

* loose

  > said
  >
  > again

*

      code
";
        insta::assert_snapshot!(plain(&blocks(markdown)), @"
        Why

        Read the plan (https://policy.example/plan), https://policy.example
        and write to ann@policy.example.

        - Plan
        - Count
          1. questions
          2. answers

        9. nine
        10. ten more

        --------------------

        - loose

          > said
          >
          > again

        -

              code
        ");
    }
}
