//! The other programs, and the files that they read. Where they are installed, xtask says in `PEERS`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::{Value, json};

/// What the peers answered to what the app answered.
#[derive(Debug, Deserialize)]
pub struct Compared {
    pub query: String,
    /// What the app said.
    pub status: String,
    pub taken: Taken,
    /// How many drivers a plain scan finds.
    pub total: usize,
    /// Whether a plural may meet a singular here, of which the scan knows nothing.
    pub plural: bool,
    /// Whether the app found what the scan found.
    pub app: bool,
    pub mini: bool,
    pub flex: bool,
}

/// Milliseconds of a search.
#[derive(Debug, Deserialize)]
pub struct Taken {
    pub mini: f64,
    pub flex: f64,
    pub scan: f64,
}

/// What storing takes with the browser's bare means, in milliseconds.
#[derive(Debug, Deserialize)]
pub struct Bare {
    pub reading: f64,
    pub parsing: f64,
    pub putting: f64,
}

/// Writes the page in which MiniSearch, FlexSearch and the scan run.
pub fn page(folder: &Path) -> PathBuf {
    let script = |path: &str| {
        let url = format!("file://{}", installed(path).display());
        format!("<script src=\"{url}\"></script>")
    };
    let html = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>Peers</title>\n\
         <label>File <input type=\"file\"></label>\n\
         <label>Search <input type=\"search\"></label>\n\
         <p role=\"status\" data-query=\"\"></p>\n{}\n{}\n<script>\n{}</script>\n",
        script("minisearch/dist/umd/index.js"),
        script("flexsearch/dist/flexsearch.bundle.min.js"),
        include_str!("peers.js"),
    );
    let page = folder.join("peers.html");
    fs::write(&page, html).expect("the peers' page can be written");
    page
}

/// Makes a TiddlyWiki of the drivers: a tiddler each, with all of its text.
pub fn tiddlywiki(drivers: &[Value], folder: &Path) -> PathBuf {
    let tiddlers: Vec<Value> = drivers.iter().map(tiddler).collect();
    let (info, tiddlers) = (
        json!({ "plugins": [], "themes": ["tiddlywiki/vanilla", "tiddlywiki/snowwhite"] }),
        json!(tiddlers),
    );
    let list = folder.join("drivers.json");
    fs::write(folder.join("tiddlywiki.info"), info.to_string()).expect("a file can be written");
    fs::write(&list, tiddlers.to_string()).expect("a file can be written");
    let status = Command::new("node")
        .arg(installed("tiddlywiki/tiddlywiki.js"))
        .arg(folder)
        .arg("--load")
        .arg(list)
        .args(["--render", "$:/core/save/all", "wiki.html", "text/plain"])
        .status()
        .expect("Node.js starts");
    assert!(status.success(), "TiddlyWiki makes no page: {status}");
    folder.join("output/wiki.html")
}

/// The title, the topics as tags, and all else as text.
fn tiddler(driver: &Value) -> Value {
    let fields = driver.as_object().into_iter().flatten();
    let text = fields
        .filter(|(key, _)| !["id", "title", "topics"].contains(&key.as_str()))
        .map(|(_, value)| text_of(value));
    let tags = driver["topics"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    json!({
        "title": driver["title"],
        "tags": tags.map(|topic| format!("[[{topic}]]")).collect::<Vec<_>>().join(" "),
        "text": text.collect::<Vec<_>>().join("\n\n"),
        "type": "text/plain",
    })
}

fn text_of(value: &Value) -> String {
    let join = |values: Vec<String>| values.join(", ");
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => join(values.iter().map(text_of).collect()),
        Value::Object(fields) => match fields.get("text") {
            Some(Value::String(text)) if fields.contains_key("edtf") => text.clone(),
            _ => join(fields.values().map(text_of).collect()),
        },
        other => other.to_string(),
    }
}

/// A version, as the package says.
pub fn version(package: &str) -> String {
    let file = fs::read(installed(package).join("package.json")).expect("the package is installed");
    let package: Value = serde_json::from_slice(&file).expect("it is JSON");
    package["version"].as_str().unwrap_or_default().to_owned()
}

fn installed(path: &str) -> PathBuf {
    let folder = env::var_os("PEERS").expect("PEERS is not set: run `cargo xtask bench`");
    Path::new(&folder).join(path)
}
