//! The measurements, size by size: the app and its peers take turns, so that what else the computer does weighs on all.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::thread::available_parallelism;
use std::time::Instant;

use driver_atlas::domain::fold::fold;
use driver_atlas::exchange::sample as sample_register;
use jiff::civil::date;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::files::{Files, Place};
use crate::harness::{Browser, Element, Stage};
use crate::judged::{self, Judged};
use crate::peers::{Bare, Compared};
use crate::statistics::Times;
use crate::watched::{Answered, Memory, ROWS, SIDEBAR, Watched};

/// How often a register is imported, each time into a browser that has never seen the page.
const IMPORTS: usize = 3;
/// How often each page is opened.
const OPENINGS: usize = 7;
/// How often each index is built.
const BUILDS: usize = 3;
/// How often an edit is saved, after some that only warm up what a page that was used before has warm.
const SAVES: usize = 30;
const FIRST_SAVES: usize = 10;
/// How many queries are typed.
const QUERIES: usize = 40;
/// How many of them are typed as soon as the list is there.
const EARLY_QUERIES: usize = 4;
/// How many of them are typed into a page that does nothing with them.
const IDLE_QUERIES: usize = 12;

/// The list, in the page's address.
const LIST: &str = "#/drivers";

/// What came of a register of one size. Times are in milliseconds.
pub struct Measured {
    pub size: usize,
    pub bytes: usize,
    pub machine: String,
    pub importing: Importing,
    pub opening: Opening,
    pub building: Building,
    pub typing: Typing,
    pub saving: Saving,
    pub ranking: Ranking,
}

/// Files that come in.
#[derive(Default)]
pub struct Importing {
    /// From the file's choice until what it would change is shown.
    pub reading: Times,
    /// From the confirmation until the store's.
    pub storing: Times,
    pub whole: Times,
    /// What no program can do without.
    pub bare: Times,
    pub bare_reading: Times,
    pub longest_task: f64,
}

/// From the beginning of a page until it can be used.
pub struct Opening {
    pub app: Times,
    pub wiki: Times,
    /// Until the whole register is read and indexed.
    pub ready: Times,
    pub longest_task: f64,
    pub memory: Memory,
}

/// Indexes built.
#[derive(Default)]
pub struct Building {
    /// Without the time that other tasks had between.
    pub app: Times,
    pub mini: Times,
    pub flex: Times,
    /// What the plain scan needs beforehand.
    pub folding: Times,
}

/// Keys typed.
#[derive(Default)]
pub struct Typing {
    /// Searching alone, as the app times it.
    pub app: Times,
    pub mini: Times,
    pub flex: Times,
    pub scan: Times,
    pub wiki: Times,
    pub painted: Times,
    pub busy: Times,
    /// Keys typed as soon as the list is there.
    pub early_painted: Times,
    /// Those of them that were answered before the index was ready.
    pub early_compared: Vec<Compared>,
    /// The same in a page that has nothing to find.
    pub idle_painted: Times,
    pub idle_busy: Times,
    pub longest_task: f64,
    /// What was typed up to each key, and how long its answer took, the longest first.
    pub slowest: Vec<(String, f64)>,
    pub compared: Vec<Compared>,
}

/// One edit after another.
#[derive(Default)]
pub struct Saving {
    pub times: Times,
    /// The same among a hundred drivers.
    pub hundred: Times,
    pub longest_task: f64,
}

/// How good the first ten are on average (nDCG@10).
pub struct Ranking {
    pub app: f64,
    pub mini: f64,
    /// For each search the app's and MiniSearch's.
    pub each: Vec<(String, f64, f64)>,
}

/// Measures everything with a made register of this size.
pub async fn all(stage: Stage, size: usize) -> Measured {
    let files = Files::new(&stage, size);
    let (place, importing) = importing(&files).await;
    let Place { app, page, profile } = place;
    let opening = opening(&files, &app, &page, &profile).await;
    let early = early(&files, &app, &page).await;
    let peers = Watched::in_new_tab(&app, ROWS).await;
    let idle = idle(&files, &app, &peers).await;
    let building = building(&files, &app, [&page, &peers]).await;
    let wiki = Watched::in_new_tab(&app, SIDEBAR).await;
    wiki.open(&files.wiki, "").await;
    page.show().await;
    let mut typing = typing(&files, &app, [&page, &peers, &wiki]).await;
    peers.show().await;
    let (before, after): (Vec<_>, _) = early
        .iter()
        .zip(compared(&peers, &early).await)
        .partition(|(answer, _)| answer.early);
    typing.early_compared = before.into_iter().map(|(_, compared)| compared).collect();
    typing
        .compared
        .extend(after.into_iter().map(|(_, compared)| compared));
    typing.early_painted = early.iter().map(|answer| answer.painted).collect();
    typing.idle_painted = idle.iter().map(|answer| answer.painted).collect();
    typing.idle_busy = idle.iter().map(|answer| answer.busy).collect();
    let ranking = ranking(&app, [&page, &peers], &judged::of_made(), &files.drivers).await;
    page.show().await;
    say("Saving");
    let saving = saving(&files, &app, &page).await;
    Measured {
        size,
        bytes: files.bytes,
        machine: machine(&app).await,
        importing,
        opening,
        building,
        typing,
        saving,
        ranking,
    }
}

/// Measures how well the sample register is ranked.
pub async fn sample(stage: Stage) -> Ranking {
    let json = sample_register::json(date(2026, 11, 22));
    let register: Value = serde_json::from_str(&json).expect("the sample is JSON");
    let files = Files::around(&stage, register);
    let Place { app, page, .. } = files.place("profile").await;
    app.get("link", "Try the sample register")
        .await
        .click()
        .await;
    app.tells("The sample register").await;
    let peers = Watched::in_new_tab(&app, ROWS).await;
    load(&files, &app, &peers).await;
    peers.ask::<f64>("peers.build('mini')").await;
    ranking(&app, [&page, &peers], &judged::of_sample(), &files.drivers).await
}

/// Imports the register, and returns the last browser that it came into.
async fn importing(files: &Files) -> (Place, Importing) {
    let mut importing = Importing::default();
    let mut number = 0;
    loop {
        number += 1;
        say(&format!("Importing, {number} of {IMPORTS}"));
        let place = files.place(&format!("profile-{number}")).await;
        import(files, &place, &mut importing).await;

        let peers = Watched::in_new_tab(&place.app, ROWS).await;
        choose_in_peers(files, &place.app, &peers).await;
        let bare: Bare = peers.ask("peers.store()").await;
        importing.bare.push(bare.parsing + bare.putting);
        importing.bare_reading.push(bare.reading);
        peers.close_page().await;
        place.page.show().await;
        if number == IMPORTS {
            return (place, importing);
        }
        place.app.quit().await;
    }
}

async fn import(files: &Files, Place { app, page, .. }: &Place, importing: &mut Importing) {
    app.go("Import").await;
    page.longest_task().await;
    page.time("change", &["document.querySelector('main table tbody tr')"])
        .await;
    app.choose(&files.json).await;
    let read = page.took().await;
    let read = page.timed("atlas:read").await.unwrap_or(read);

    let steps =
        ["Saving", "Imported", "Saved"].map(|beginning| format!("bench.says('{beginning}')"));
    page.time("click", &steps.each_ref().map(String::as_str))
        .await;
    app.get("button", "Import").await.click().await;
    let stored = page.took().await;
    let stored = page.timed("atlas:import").await.unwrap_or(stored);

    importing.reading.push(read);
    importing.storing.push(stored);
    importing.whole.push(read + stored);
    importing.longest_task = importing.longest_task.max(page.longest_task().await);
}

/// Opens the app and TiddlyWiki in turn.
async fn opening(files: &Files, app: &App, page: &Watched, profile: &Path) -> Opening {
    let wiki = Watched::in_new_tab(app, SIDEBAR).await;
    let [mut of_app, mut of_wiki, mut ready] = [(); 3].map(|()| Times::default());
    let mut longest_task = 0_f64;
    for number in 1..=OPENINGS {
        say(&format!("Opening, {number} of {OPENINGS}"));
        wiki.show().await;
        of_wiki.push(wiki.open(&files.wiki, "").await);
        wiki.close_page().await;

        page.show().await;
        let (usable, indexed) = open(files, page).await;
        of_app.push(usable);
        ready.push(indexed);
        longest_task = longest_task.max(page.longest_task().await);
    }
    Opening {
        app: of_app,
        wiki: of_wiki,
        ready,
        longest_task,
        memory: page.memory(profile).await,
    }
}

/// Opens the list, and returns when it could be used, and when all was read and indexed.
async fn open(files: &Files, page: &Watched) -> (f64, f64) {
    let usable = page.open(&files.page(), LIST).await;
    (usable, page.ready().await)
}

/// Types queries as soon as the list is there, each into a page that was opened anew.
async fn early(files: &Files, app: &App, page: &Watched) -> Vec<Answered> {
    say("Typing as soon as the list is there");
    let mut answers = Vec::new();
    for query in queries(&files.drivers).iter().take(EARLY_QUERIES) {
        page.open(&files.page(), LIST).await;
        answers.extend(typed(app, page, query).await);
        page.ready().await;
    }
    answers
}

/// Types queries into a page that finds nothing.
async fn idle(files: &Files, app: &App, peers: &Watched) -> Vec<Answered> {
    say("Typing into a page that finds nothing");
    peers_page(files, peers).await;
    let mut answers = Vec::new();
    for query in queries(&files.drivers).iter().take(IDLE_QUERIES) {
        let search = app.get("searchbox", "Search").await;
        search.paste("").await;
        answers.extend(peers.type_keys(query).await);
    }
    answers
}

/// Builds the app's index and the peers' in turn.
async fn building(files: &Files, app: &App, [page, peers]: [&Watched; 2]) -> Building {
    choose_in_peers(files, app, peers).await;
    let mut building = Building {
        folding: [peers.ask("peers.load()").await].into_iter().collect(),
        ..Building::default()
    };
    for number in 1..=BUILDS {
        say(&format!("Building indexes, {number} of {BUILDS}"));
        page.show().await;
        open(files, page).await;
        building.app.extend(page.timed("atlas:index").await);
        peers.show().await;
        building.mini.push(peers.ask("peers.build('mini')").await);
        building.flex.push(peers.ask("peers.build('flex')").await);
    }
    building
}

async fn peers_page(files: &Files, peers: &Watched) {
    peers.close_page().await;
    // Nothing of it has to come first.
    let url = format!("file://{}", files.peers.display());
    peers.go(&url).await;
}

async fn choose_in_peers(files: &Files, app: &App, peers: &Watched) {
    peers_page(files, peers).await;
    let input: Element = app.get("file", "File").await;
    input.upload(&files.json).await;
}

async fn load(files: &Files, app: &App, peers: &Watched) {
    choose_in_peers(files, app, peers).await;
    peers.ask::<f64>("peers.load()").await;
}

/// What the peers say to what the app answered.
async fn compared(peers: &Watched, answers: &[Answered]) -> Vec<Compared> {
    let told = answers.iter().map(
        |answer| json!({ "query": answer.query, "status": answer.status, "titles": answer.titles }),
    );
    let told: Vec<Value> = told.collect();
    peers.ask(&format!("peers.answer({})", json!(told))).await
}

/// Types each query into the app, and asks the peers for the same beginnings of it.
async fn typing(files: &Files, app: &App, [page, peers, wiki]: [&Watched; 3]) -> Typing {
    let mut typing = Typing::default();
    page.longest_task().await;
    let start = Instant::now();
    for query in &queries(&files.drivers) {
        let answers = typed(app, page, query).await;
        for answer in &answers {
            typing.painted.push(answer.painted);
            typing.busy.push(answer.busy);
            typing.slowest.push((answer.query.clone(), answer.busy));
            if !answer.searching.is_empty() {
                typing.app.push(answer.searching.iter().sum());
            }
        }
        typing.longest_task = typing.longest_task.max(page.longest_task().await);

        peers.show().await;
        let compared = compared(peers, &answers).await;
        typing
            .mini
            .extend(compared.iter().map(|compared| compared.taken.mini));
        typing
            .flex
            .extend(compared.iter().map(|compared| compared.taken.flex));
        typing
            .scan
            .extend(compared.iter().map(|compared| compared.taken.scan));
        typing.compared.extend(compared);

        wiki.show().await;
        let beginnings: Vec<&str> = answers.iter().map(|answer| answer.query.as_str()).collect();
        let taken: Vec<f64> = wiki
            .ask(&format!("{}.map({ASK_WIKI})", json!(beginnings)))
            .await;
        typing.wiki.extend(taken);
        page.show().await;
    }
    typing.slowest.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    say(&format!(
        "Typed {} keys in {:?}",
        typing.compared.len(),
        start.elapsed()
    ));
    typing
}

const ASK_WIKI: &str = "(query) => {
    const start = performance.now();
    $tw.wiki.filterTiddlers(`[!is[system]search[${query}]]`);
    return performance.now() - start;
}";

/// Types a query into the empty search of the list.
async fn typed(app: &App, page: &Watched, query: &str) -> Vec<Answered> {
    app.search("").await;
    page.type_keys(query).await
}

/// Queries of one to three words that occur together, the same for the same register.
pub fn queries(drivers: &[Value]) -> Vec<String> {
    let step = drivers.len() / QUERIES;
    let queries = (0..QUERIES).map(|number| {
        let driver = &drivers[number * step + 3];
        let text =
            ["title", "summary", "impact"].map(|key| driver[key].as_str().unwrap_or_default());
        let text = fold(&text[number % 3..].join(" "));
        let words: BTreeSet<&str> = text
            .split(' ')
            .filter(|word| word.len() > 3 && word.chars().all(|c| c.is_ascii_lowercase()))
            .collect();
        let words: Vec<&str> = words.into_iter().collect();
        // In no order of theirs, so that rare and frequent ones meet.
        let chosen = (0..=number % 3).map(|place| words[(number * 7 + place * 13) % words.len()]);
        chosen.collect::<Vec<_>>().join(" ")
    });
    queries.collect()
}

/// Types each judged query, and looks at the first ten.
async fn ranking(
    app: &App,
    [page, peers]: [&Watched; 2],
    judged: &[Judged],
    drivers: &[Value],
) -> Ranking {
    let ids: BTreeMap<&str, &str> = drivers
        .iter()
        .filter_map(|driver| Some((driver["title"].as_str()?, driver["id"].as_str()?)))
        .collect();
    let mut each = Vec::new();
    for Judged { query, grades } in judged {
        page.show().await;
        let answers = typed(app, page, query).await;
        let titles = answers.last().map(|answer| answer.titles.clone());
        let titles = titles.unwrap_or_default();
        let found: Vec<&str> = titles
            .iter()
            .map(|title| ids.get(title.as_str()).copied().unwrap_or_default())
            .collect();
        peers.show().await;
        let best: Vec<String> = peers.ask(&format!("peers.best({})", json!(query))).await;
        each.push((
            query.clone(),
            judged::ndcg(&found, grades),
            judged::ndcg(&best, grades),
        ));
    }
    let mean =
        |of: fn(&(String, f64, f64)) -> f64| each.iter().map(of).sum::<f64>() / each.len() as f64;
    Ranking {
        app: mean(|(_, app, _)| *app),
        mini: mean(|(_, _, mini)| *mini),
        each,
    }
}

/// Archives a driver and makes it current again, over and over, here and among a hundred drivers in turn.
async fn saving(files: &Files, app: &App, page: &Watched) -> Saving {
    let hundred = Files::of_app(&files.stage, 100);
    let small = hundred.place("small").await;
    small.app.import(&hundred.json).await;
    let mut saving = Saving::default();
    show_a_current_driver(&small.app, &hundred.drivers).await;
    show_a_current_driver(app, &files.drivers).await;
    page.longest_task().await;
    for number in 0..FIRST_SAVES + SAVES {
        let button = ["Archive", "Make current again"][number % 2];
        let among_hundred = save(&small.app, &small.page, button).await;
        let here = save(app, page, button).await;
        if number >= FIRST_SAVES {
            saving.hundred.push(among_hundred);
            saving.times.push(here);
        }
    }
    saving.longest_task = page.longest_task().await;
    saving
}

async fn show_a_current_driver(app: &App, drivers: &[Value]) {
    let stands =
        |driver: &&Value| driver["status"] == "current" && driver["superseded_by"].is_null();
    let driver = drivers.iter().filter(stands).nth(9);
    let title = driver.and_then(|driver| driver["title"].as_str());
    let title = title.expect("some are current");
    app.go("Drivers").await;
    app.search(title).await;
    let list = app.get("list", "Drivers").await;
    list.get("link", title).await.click().await;
    app.shows(title).await;
}

/// Clicks a button, and returns how long it takes until that is saved.
async fn save(app: &App, page: &Watched, button: &str) -> f64 {
    let button = app.get("button", button).await;
    page.timed("atlas:save").await;
    page.time("click", &["bench.says('Saving')", "bench.says('Saved')"])
        .await;
    button.click().await;
    let took = page.took().await;
    page.timed("atlas:save").await.unwrap_or(took)
}

/// What it was measured on.
async fn machine(browser: &Browser) -> String {
    #[derive(Deserialize)]
    struct Version {
        product: String,
    }
    let version = browser
        .chromium_command("Browser.getVersion", json!({}))
        .await;
    let version: Version = serde_json::from_value(version).expect("Chromium tells its version");
    let cores = available_parallelism().map_or(1, usize::from);
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processors
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let processor = processor.map_or("unknown", |name| name.trim_start_matches(['\t', ' ', ':']));
    format!("{} on {cores} cores ({processor})", version.product)
}

/// Tells whoever waits what is being done.
pub fn say(what: &str) {
    eprintln!("{what}");
}
