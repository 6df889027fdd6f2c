//! What was measured, as a table, each target beside what was reached of it.

use crate::measure::{Measured, Ranking};
use crate::peers::{self, Compared};
use crate::statistics::Times;
use crate::table::{Table, megabytes, ratio, share, time};

/// The number of drivers from which on most targets are to be reached.
const TARGET: usize = 10_000;

/// No task may hold up the page for longer, in milliseconds.
const LONGEST_TASK: f64 = 50.0;
/// What may pass from a key to its painted result, in milliseconds.
const PAINTED: f64 = 16.0;

/// How many of the slowest keys are told of.
const SLOWEST: usize = 5;

/// The table, and what it was measured with.
pub fn table(measured: &[Measured], sample: &Ranking) -> String {
    let sizes = measured
        .iter()
        .map(|of| format!("{} drivers", grouped(of.size)));
    let head: Vec<String> = std::iter::once(String::new())
        .chain(sizes)
        .chain(["To reach at 10,000".to_owned()])
        .collect();
    let mut rows = Rows {
        measured,
        table: Table::new(&head),
    };
    rows.add("JSON of the register", "", |of| megabytes(of.bytes as f64));
    index(&mut rows);
    keys(&mut rows);
    opening(&mut rows);
    storing(&mut rows);
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
        for compared in of.typing.compared.iter().chain(&of.typing.early_compared) {
            if !compared.app && !compared.plural {
                eprintln!(
                    "“{}” among {}: a scan finds {}, the app says “{}”",
                    compared.query, of.size, compared.total, compared.status
                );
            }
        }
    }
    for of in measured {
        for (query, busy) in of.typing.slowest.iter().take(SLOWEST) {
            eprintln!(
                "“{query}” among {}: {busy:.1} ms from the key to its result",
                of.size
            );
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

type Of<T> = fn(&Measured) -> T;
type TimesOf = fn(&Measured) -> &Times;

impl Rows<'_> {
    fn head(&mut self, what: &str) {
        self.table.row([format!("**{what}**")]);
    }

    fn add(&mut self, what: &str, target: &str, cell: impl Fn(&Measured) -> String) {
        let cells = self.measured.iter().map(cell);
        let end = |text: &str| std::iter::once(text.to_owned());
        self.table.row(end(what).chain(cells).chain(end(target)));
    }

    /// A row of medians.
    fn medians(&mut self, what: &str, times: TimesOf) {
        self.add(what, "", |of| time(times(of).median()));
    }

    /// A row of medians and 95th percentiles.
    fn spreads(&mut self, what: &str, times: TimesOf) {
        self.add(what, "", |of| spread(times(of)));
    }

    /// A row of shares that nothing is asked of.
    fn shares(&mut self, what: &str, part: Of<Option<f64>>, whole: Of<Option<f64>>) {
        self.add(what, "", |of| share(part(of), whole(of)));
    }

    /// A row of shares, which at this size are to be at most so large.
    fn limited(
        &mut self,
        what: &str,
        (most, from): (f64, usize),
        part: impl Fn(&Measured) -> Option<f64>,
        whole: impl Fn(&Measured) -> Option<f64>,
    ) {
        self.add(what, &format!("≤ {most}"), |of| {
            let (part, whole) = (part(of), whole(of));
            match ratio(part, whole) {
                Some(share) if of.size >= from => format!("{share:.2}, {}", reached(share <= most)),
                _ => share(part, whole),
            }
        });
    }

    /// A row of spreads, whose 95th percentiles are to be short enough for a frame.
    fn painted(&mut self, what: &str, times: TimesOf) {
        self.add(what, "95th < 16 ms", |of| match times(of).p95() {
            Some(time) if of.size >= TARGET => {
                format!("{}, {}", spread(times(of)), reached(time < PAINTED))
            }
            _ => spread(times(of)),
        });
    }
}

fn index(rows: &mut Rows) {
    rows.head("Building the index");
    rows.medians("Driver Atlas", |of| &of.building.app);
    rows.medians("MiniSearch", |of| &of.building.mini);
    rows.medians("FlexSearch", |of| &of.building.flex);
    rows.medians("`includes`: folding the texts", |of| &of.building.folding);
    rows.limited(
        "Driver Atlas / MiniSearch",
        (0.125, TARGET),
        |of| of.building.app.median(),
        |of| of.building.mini.median(),
    );
}

fn keys(rows: &mut Rows) {
    rows.head("One key's search");
    rows.spreads("Driver Atlas, with ranking, total and all counts", |of| {
        &of.typing.app
    });
    rows.spreads("FlexSearch, no fields ranked, no counts", |of| {
        &of.typing.flex
    });
    rows.spreads("MiniSearch, no counts", |of| &of.typing.mini);
    rows.spreads("`includes`, no ranking, no counts", |of| &of.typing.scan);
    rows.spreads("TiddlyWiki, no ranking, no counts", |of| &of.typing.wiki);
    let app: Of<_> = |of| of.typing.app.p95();
    rows.limited(
        "95th: Driver Atlas / FlexSearch",
        (0.25, TARGET),
        app,
        |of| of.typing.flex.p95(),
    );
    rows.shares("95th: Driver Atlas / MiniSearch", app, |of| {
        of.typing.mini.p95()
    });
    rows.shares("95th: Driver Atlas / `includes`", app, |of| {
        of.typing.scan.p95()
    });
    rows.shares("95th: Driver Atlas / TiddlyWiki", app, |of| {
        of.typing.wiki.p95()
    });

    rows.head("From the key to the painted result");
    rows.painted("Driver Atlas", |of| &of.typing.painted);
    rows.painted("… without the wait for the frame's turn", |of| {
        &of.typing.busy
    });
    rows.spreads("A page that only repeats what is typed", |of| {
        &of.typing.idle_painted
    });
    rows.spreads("… without the wait for the frame's turn", |of| {
        &of.typing.idle_busy
    });
    rows.spreads("Driver Atlas, typed as soon as the list is there", |of| {
        &of.typing.early_painted
    });
    rows.add("… of these keys, before the index was ready", "", |of| {
        let (early, all) = (
            of.typing.early_compared.len(),
            of.typing.early_painted.len(),
        );
        format!("{early} of {all}")
    });
}

fn opening(rows: &mut Rows) {
    rows.head("From opening the page to a list that can be used");
    rows.medians("Driver Atlas", |of| &of.opening.app);
    rows.medians("TiddlyWiki", |of| &of.opening.wiki);
    rows.limited(
        "Driver Atlas / TiddlyWiki",
        (0.25, 0),
        |of| of.opening.app.median(),
        |of| of.opening.wiki.median(),
    );
    rows.medians("Driver Atlas, until all is read and indexed", |of| {
        &of.opening.ready
    });
}

fn storing(rows: &mut Rows) {
    rows.head("Saving one edit");
    rows.spreads("with 100 drivers", |of| &of.saving.hundred);
    rows.spreads("with as many as above", |of| &of.saving.times);
    rows.limited(
        "Ratio",
        (1.5, TARGET),
        |of| of.saving.times.median(),
        |of| of.saving.hundred.median(),
    );

    rows.head("Importing the JSON");
    rows.medians("Driver Atlas: reading and planning", |of| {
        &of.importing.reading
    });
    rows.medians("Driver Atlas: storing", |of| &of.importing.storing);
    rows.medians("Bare `JSON.parse` and puts", |of| &of.importing.bare);
    rows.medians("Only getting the file's text", |of| {
        &of.importing.bare_reading
    });
    rows.limited(
        "Driver Atlas, both / bare",
        (2.0, TARGET),
        |of| of.importing.whole.median(),
        |of| of.importing.bare.median(),
    );
}

fn memory(rows: &mut Rows) {
    rows.head("Memory of the page");
    rows.add("WebAssembly", "", |of| megabytes(of.opening.memory.wasm));
    rows.add("JavaScript", "", |of| megabytes(of.opening.memory.script));
    rows.add("The page's process, all in all", "", |of| {
        let process = of.opening.memory.process;
        process.map_or_else(|| "–".to_owned(), megabytes)
    });
    rows.limited(
        "WebAssembly and JavaScript / JSON",
        (3.0, TARGET),
        |of| Some(of.opening.memory.wasm + of.opening.memory.script),
        |of| Some(of.bytes as f64),
    );
}

fn tasks(rows: &mut Rows) {
    rows.head("The longest task");
    let tasks: [(_, Of<f64>); 4] = [
        ("while importing", |of| of.importing.longest_task),
        ("while opening and indexing", |of| of.opening.longest_task),
        ("while typing", |of| of.typing.longest_task),
        ("while saving", |of| of.saving.longest_task),
    ];
    for (what, longest) in tasks {
        rows.add(what, "≤ 50 ms", |of| match longest(of) {
            // The browser tells of none that is shorter.
            0.0 => "< 50 ms, reached".to_owned(),
            longest => format!("{longest:.0} ms, {}", reached(longest <= LONGEST_TASK)),
        });
    }
}

fn answers(rows: &mut Rows) {
    rows.head("Answers that agree with the plain scan");
    rows.add("Driver Atlas: total, and the first page", "all", |of| {
        let (right, all) = agreeing(&of.typing.compared, |compared| compared.app);
        format!("{right} of {all}, {}", reached(right == all))
    });
    rows.add("… typed before the index was ready", "", |of| {
        let (right, all) = agreeing(&of.typing.early_compared, |compared| compared.app);
        format!("{right} of {all}")
    });
    let plain = |(right, all)| format!("{right} of {all}");
    rows.add("MiniSearch: total", "", |of| {
        plain(agreeing(&of.typing.compared, |compared| compared.mini))
    });
    rows.add("FlexSearch: all hits", "", |of| {
        plain(agreeing(&of.typing.compared, |compared| compared.flex))
    });
    rows.add("Left out, since a plural may meet its singular", "", |of| {
        let compared = of.typing.compared.iter();
        compared
            .filter(|compared| compared.plural)
            .count()
            .to_string()
    });
}

/// How many answers are right, of how many. Where a plural may meet its singular, the scan can't say.
fn agreeing(compared: &[Compared], is_right: fn(&Compared) -> bool) -> (usize, usize) {
    let compared = compared.iter().filter(|compared| !compared.plural);
    compared.fold((0, 0), |(right, all), compared| {
        (right + usize::from(is_right(compared)), all + 1)
    })
}

fn ranking(rows: &mut Rows, sample: &Ranking) {
    rows.head("Ranking, nDCG@10 of judged searches: Driver Atlas and MiniSearch");
    let beside = |of: &Ranking| {
        let verdict = reached(of.app >= of.mini);
        format!("{:.3} and {:.3}, {verdict}", of.app, of.mini)
    };
    let target = "not below MiniSearch";
    rows.add("15 searches of the register", target, |of| {
        beside(&of.ranking)
    });
    rows.add("15 searches of the sample register", target, |_| {
        beside(sample)
    });
}

fn reached(is_reached: bool) -> &'static str {
    if is_reached {
        "reached"
    } else {
        "**not reached**"
    }
}

fn spread(times: &Times) -> String {
    format!("{} / {}", time(times.median()), time(times.p95()))
}

/// With a comma between thousands.
fn grouped(number: usize) -> String {
    match number / 1000 {
        0 => number.to_string(),
        thousands => format!("{},{:03}", grouped(thousands), number % 1000),
    }
}
