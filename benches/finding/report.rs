//! What was measured, as a table, each target beside what was reached of it.

use crate::measure::{Measured, Ranking, Saving};
use crate::peers;
use crate::statistics::Times;
use crate::table::{Table, megabytes, reached, share, time};

/// No task may hold up the page for longer, in milliseconds.
const LONGEST_TASK: f64 = 50.0;
/// What may pass from a key to its painted result, in milliseconds.
const PAINTED: f64 = 16.0;

/// The table, and what it was measured with.
pub fn table(measured: &[Measured], hundred: &Saving, sample: &Ranking) -> String {
    let sizes = measured
        .iter()
        .map(|of| format!("{} drivers", grouped(of.size)));
    let head: Vec<String> = std::iter::once(String::new())
        .chain(sizes)
        .chain(["To reach".to_owned()])
        .collect();
    let mut rows = Rows {
        measured,
        table: Table::new(&head),
    };
    rows.add("JSON of the register", "", |of| megabytes(of.bytes as f64));
    index(&mut rows);
    keystrokes(&mut rows);
    opening(&mut rows);
    storing(&mut rows, hundred);
    memory(&mut rows);
    tasks(&mut rows);
    answers(&mut rows);
    ranking(&mut rows, sample);
    let machine = measured.first().map_or("", |of| &of.machine);
    let versions = ["minisearch", "flexsearch", "tiddlywiki"]
        .map(|name| format!("{name} {}", peers::version(name)))
        .join(", ");
    format!(
        "Headless {machine}; {versions}. Times are medians, or medians / 95th percentiles.\n\n{}",
        rows.table.into_text()
    )
}

/// Tells, beside the table, which answers differ from the scan's, and how each judged search is ranked.
pub fn tell_more(measured: &[Measured], sample: &Ranking) {
    for of in measured {
        for compared in &of.typing.compared {
            if !compared.app && !compared.plural {
                eprintln!(
                    "“{}” among {}: a scan finds {}, the app something else",
                    compared.query, of.size, compared.total
                );
            }
        }
    }
    for ranking in measured.iter().map(|of| &of.ranking).chain([sample]) {
        for (query, app, mini) in &ranking.each {
            eprintln!("nDCG@10 of “{query}”: {app:.3}, MiniSearch {mini:.3}");
        }
    }
}

struct Rows<'a> {
    measured: &'a [Measured],
    table: Table,
}

impl Rows<'_> {
    fn head(&mut self, what: &str) {
        self.table.row([format!("**{what}**")]);
    }

    fn add(&mut self, what: &str, target: &str, cell: impl Fn(&Measured) -> String) {
        let cells = self.measured.iter().map(cell);
        let ends = |text: &str| std::iter::once(text.to_owned());
        self.table.row(ends(what).chain(cells).chain(ends(target)));
    }
}

fn index(rows: &mut Rows) {
    rows.head("Building the index");
    rows.add("Driver Atlas", "", |of| time(of.opening.indexing.median()));
    rows.add("MiniSearch", "", |of| time(of.building.mini.median()));
    rows.add("FlexSearch", "", |of| time(of.building.flex.median()));
    rows.add("`includes`: folding the texts", "", |of| {
        time(Some(of.building.folding))
    });
    rows.add("Driver Atlas / MiniSearch", "≤ 0.125", |of| {
        share(
            of.opening.indexing.median(),
            of.building.mini.median(),
            0.125,
        )
    });
}

fn keystrokes(rows: &mut Rows) {
    rows.head("One key's search");
    rows.add(
        "Driver Atlas, with ranking, total and all counts",
        "",
        |of| both(&of.typing.app),
    );
    rows.add(
        "FlexSearch, without ranking of fields or counts",
        "",
        |of| both(&of.typing.flex),
    );
    rows.add("MiniSearch, without counts", "", |of| both(&of.typing.mini));
    rows.add("`includes`, without ranking or counts", "", |of| {
        both(&of.typing.scan)
    });
    rows.add("TiddlyWiki, without ranking or counts", "", |of| {
        both(&of.typing.wiki)
    });
    for (name, peer) in [
        (
            "MiniSearch",
            (|of| &of.typing.mini) as fn(&Measured) -> &Times,
        ),
        ("`includes`", |of| &of.typing.scan),
        ("TiddlyWiki", |of| &of.typing.wiki),
    ] {
        rows.add(
            &format!("95th percentile: Driver Atlas / {name}"),
            "",
            |of| share(of.typing.app.p95(), peer(of).p95(), f64::INFINITY).replace(", reached", ""),
        );
    }
    rows.add(
        "95th percentile: Driver Atlas / FlexSearch",
        "≤ 0.25",
        |of| share(of.typing.app.p95(), of.typing.flex.p95(), 0.25),
    );
    rows.head("From the key to the painted result");
    let painted = |times: &Times| {
        let verdict = times.p95().map(|time| reached(time < PAINTED));
        format!("{}, {}", both(times), verdict.unwrap_or_default())
    };
    rows.add("Driver Atlas", "95th < 16 ms", |of| {
        painted(&of.typing.painted)
    });
    rows.add("… in a page that only repeats what is typed", "", |of| {
        both(&of.typing.idle_painted)
    });
    rows.add(
        "Driver Atlas, without the wait for the frame's turn",
        "95th < 16 ms",
        |of| painted(&of.typing.busy),
    );
}

fn opening(rows: &mut Rows) {
    rows.head("From opening the page to a list that can be used");
    rows.add("Driver Atlas", "", |of| time(of.opening.app.median()));
    rows.add("TiddlyWiki", "", |of| time(of.opening.wiki.median()));
    rows.add("Driver Atlas / TiddlyWiki", "≤ 0.25", |of| {
        share(of.opening.app.median(), of.opening.wiki.median(), 0.25)
    });
    rows.add("Driver Atlas, until all is read and indexed", "", |of| {
        time(of.opening.ready.median())
    });
}

fn storing(rows: &mut Rows, hundred: &Saving) {
    rows.head("Saving one edit");
    rows.add("with 100 drivers", "", |_| both(&hundred.times));
    rows.add("with as many as above", "", |of| both(&of.saving.times));
    rows.add("Ratio", "≤ 1.5", |of| {
        share(of.saving.times.median(), hundred.times.median(), 1.5)
    });
    rows.head("Importing the JSON");
    rows.add("Driver Atlas: reading and planning", "", |of| {
        time(of.importing.reading.median())
    });
    rows.add("Driver Atlas: storing", "", |of| {
        time(of.importing.storing.median())
    });
    rows.add("Bare `JSON.parse` and puts", "", |of| {
        time(of.importing.bare.median())
    });
    rows.add("Only getting the file's text", "", |of| {
        time(of.importing.bare_reading.median())
    });
    rows.add("Driver Atlas, whole / bare", "≤ 2", |of| {
        share(of.importing.whole.median(), of.importing.bare.median(), 2.0)
    });
}

fn memory(rows: &mut Rows) {
    rows.head("Memory of the page");
    rows.add("WebAssembly", "", |of| megabytes(of.opening.memory.wasm));
    rows.add("JavaScript", "", |of| megabytes(of.opening.memory.script));
    rows.add("The page's process, all in all", "", |of| {
        of.opening
            .memory
            .process
            .map_or_else(|| "–".to_owned(), megabytes)
    });
    rows.add("WebAssembly and JavaScript / JSON", "≤ 3", |of| {
        let memory = of.opening.memory;
        share(
            Some(memory.wasm + memory.script),
            Some(of.bytes as f64),
            3.0,
        )
    });
}

fn tasks(rows: &mut Rows) {
    rows.head("The longest task");
    for (what, longest) in [
        (
            "while importing",
            (|of| of.importing.longest_task) as fn(&Measured) -> f64,
        ),
        ("while opening and indexing", |of| of.opening.longest_task),
        ("while typing", |of| of.typing.longest_task),
        ("while saving", |of| of.saving.longest_task),
    ] {
        rows.add(what, "≤ 50 ms", |of| match longest(of) {
            // The browser tells of none that is shorter.
            0.0 => "< 50 ms, reached".to_owned(),
            longest => format!("{longest:.0} ms, {}", reached(longest <= LONGEST_TASK)),
        });
    }
}

fn answers(rows: &mut Rows) {
    rows.head("Answers that agree with the plain scan");
    // Where a plural may meet a singular, the scan isn't what is right.
    fn agreeing(of: &Measured, is_right: fn(&peers::Compared) -> bool) -> String {
        let plain = of
            .typing
            .compared
            .iter()
            .filter(|compared| !compared.plural);
        let (right, all) = plain.fold((0, 0), |(right, all), compared| {
            (right + usize::from(is_right(compared)), all + 1)
        });
        format!("{right} of {all}")
    }
    rows.add("Driver Atlas: total, and the first page", "all", |of| {
        let agree = agreeing(of, |compared| compared.app);
        let is_reached = of
            .typing
            .compared
            .iter()
            .all(|compared| compared.plural || compared.app);
        format!("{agree}, {}", reached(is_reached))
    });
    rows.add(
        "… left out, since a plural may meet its singular",
        "",
        |of| {
            let plurals = of.typing.compared.iter().filter(|compared| compared.plural);
            plurals.count().to_string()
        },
    );
    rows.add("MiniSearch: total", "", |of| {
        agreeing(of, |compared| compared.mini)
    });
    rows.add("FlexSearch: all hits", "", |of| {
        agreeing(of, |compared| compared.flex)
    });
}

fn ranking(rows: &mut Rows, sample: &Ranking) {
    rows.head("Ranking, nDCG@10 of judged searches");
    let better = |of: &Ranking| {
        let verdict = reached(of.app >= of.mini);
        format!("{:.3} and {:.3}, {verdict}", of.app, of.mini)
    };
    let target = "not below MiniSearch";
    rows.add("Made register: Driver Atlas and MiniSearch", target, |of| {
        better(&of.ranking)
    });
    rows.add(
        "Sample register: Driver Atlas and MiniSearch",
        target,
        |_| better(sample),
    );
}

fn both(times: &Times) -> String {
    format!("{} / {}", time(times.median()), time(times.p95()))
}

/// With a comma between thousands.
fn grouped(number: usize) -> String {
    match number / 1000 {
        0 => number.to_string(),
        thousands => format!("{},{:03}", grouped(thousands), number % 1000),
    }
}
