//! The edge against a real browser: its databases, its `localStorage`, its tabs and its clock.

#![cfg(target_arch = "wasm32")]

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use driver_atlas::browser::clock;
use driver_atlas::browser::files;
use driver_atlas::browser::linked::{FileHandle, Lead};
use driver_atlas::browser::page::Packing;
use driver_atlas::browser::preferences::{KnownRegister, Moments, Preferences};
use driver_atlas::browser::store::{
    self, Begun, Company, DamagedEntry, Loaded, Medium, Store, WriteError, handles, looked,
};
use driver_atlas::browser::tabs::{News, Tabs};
use driver_atlas::domain::draft::Draft;
use driver_atlas::domain::edit::EntryId;
use driver_atlas::domain::entry::{Delta, Entry, own_delta};
use driver_atlas::domain::field::Field;
use driver_atlas::domain::link::{Permission, Trouble};
use driver_atlas::domain::outline::Outline;
use driver_atlas::domain::register::{Batch, Evaluated, Register};
use driver_atlas::domain::removal;
use gloo_storage::{LocalStorage, Storage};
use jiff::civil::Date;
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = r#"
const open = (name, version, furnish) => new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => furnish && furnish(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
});
const within = async (name, store, mode, act) => {
    const database = await open(name);
    const transaction = database.transaction(store, mode);
    const request = act(transaction.objectStore(store));
    await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
    });
    database.close();
    return request.result;
};
export const peek = (name, store, key) => within(name, store, "readonly", it => it.get(key));
export const tamper = (name, store, key, value) => within(name, store, "readwrite", it => it.put(value, key));
export const furnish = async (name, version, stores) =>
    (await open(name, version, database => stores.split(" ").forEach(it => database.createObjectStore(it)))).close();
export const all = (name, store) => within(name, store, "readonly", it => it.getAll());

const put = IDBObjectStore.prototype.put;
export const fill_after = count => {
    IDBObjectStore.prototype.put = function (...given) {
        if (count-- > 0) return put.apply(this, given);
        throw new DOMException("no room", "QuotaExceededError");
    };
};
export const make_room = () => { IDBObjectStore.prototype.put = put; };

const granted = {};
export const refuse = name => {
    granted[name] = Object.getOwnPropertyDescriptor(window, name);
    Object.defineProperty(window, name, {
        configurable: true,
        get() { throw new DOMException("refused", "SecurityError"); },
    });
};
export const grant = name => Object.defineProperty(window, name, granted[name]);

const durabilities = [];
const transaction = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (...given) {
    const made = transaction.apply(this, given);
    if (made.mode == "readwrite" && given.length > 2) durabilities.push(made.durability);
    return made;
};
export const weaker_durabilities = () => durabilities.filter(it => it != "strict").length;

let latest = 0, longest = 0, beating = false;
const { port1, port2 } = new MessageChannel();
port1.onmessage = () => {
    longest = Math.max(longest, performance.now() - latest);
    latest = performance.now();
    if (beating) port2.postMessage(null);
};
export const begin_beating = () => { longest = 0; latest = performance.now(); beating = true; port2.postMessage(null); };
export const end_beating = () => { beating = false; return longest; };

export const make_file = async name =>
    (await navigator.storage.getDirectory()).getFileHandle(name, { create: true });
export const remove_file = async name => (await navigator.storage.getDirectory()).removeEntry(name);
export const has_permissions = () => "queryPermission" in (self.FileSystemHandle?.prototype ?? {});

const click = HTMLAnchorElement.prototype.click;
export const catch_download = act => {
    let caught;
    HTMLAnchorElement.prototype.click = function () { caught = fetch(this.href).then(async it =>
        [this.download, it.headers.get("content-type"), await it.text()].join("|")); };
    act();
    HTMLAnchorElement.prototype.click = click;
    return caught;
};
"#)]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn peek(name: &str, store: &str, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn make_file(name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn remove_file(name: &str) -> Result<JsValue, JsValue>;
    fn has_permissions() -> bool;
    #[wasm_bindgen(catch)]
    async fn tamper(name: &str, store: &str, key: &str, value: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn furnish(name: &str, version: u32, stores: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn all(name: &str, store: &str) -> Result<JsValue, JsValue>;
    fn fill_after(count: u32);
    fn make_room();
    fn refuse(name: &str);
    fn grant(name: &str);
    fn weaker_durabilities() -> u32;
    fn begin_beating();
    fn end_beating() -> f64;
    #[wasm_bindgen(catch)]
    async fn catch_download(act: &js_sys::Function) -> Result<JsValue, JsValue>;
}

const KEPT: [Medium; 2] = [Medium::IndexedDb, Medium::LocalStorage];

/// A register that no other test knows, removed at the end.
struct Fresh {
    id: String,
    medium: Medium,
}

impl Fresh {
    fn new(medium: Medium) -> Self {
        let id = clock::random_id().to_string();
        Self { id, medium }
    }

    async fn open(&self) -> (Store, Loaded) {
        Store::open_in(self.medium, &self.id).await
    }

    /// Opened, to be written to.
    async fn store(&self) -> Store {
        self.open().await.0
    }

    fn database(&self) -> String {
        format!("driver-atlas:{}", self.id)
    }

    /// Puts a text where an entry stands, behind the store's back.
    async fn damage(&self, entry: &str, text: &str) {
        match self.medium {
            Medium::IndexedDb => drop(
                tamper(&self.database(), "entries", entry, text)
                    .await
                    .unwrap(),
            ),
            _ => set_text(&format!("{}:entry:{entry}", self.database()), text),
        }
    }

    /// The text where an entry stands.
    async fn text(&self, entry: &str) -> Option<String> {
        match self.medium {
            Medium::IndexedDb => peek(&self.database(), "entries", entry)
                .await
                .unwrap()
                .as_string(),
            _ => text(&format!("{}:entry:{entry}", self.database())),
        }
    }

    async fn set_format(&self, format: &str) {
        match self.medium {
            Medium::IndexedDb => drop(
                tamper(&self.database(), "meta", "format", format)
                    .await
                    .unwrap(),
            ),
            _ => set_text(&format!("{}:format", self.database()), format),
        }
    }

    async fn remove(self) {
        assert_eq!(store::delete_register(&self.id).await, Ok(()));
    }
}

fn text(key: &str) -> Option<String> {
    LocalStorage::raw().get_item(key).unwrap()
}

fn set_text(key: &str, text: &str) {
    LocalStorage::raw().set_item(key, text).unwrap();
}

fn delta(entry: &str, field: &str, value: &str) -> Delta {
    let set = [(field.to_owned(), json!(value))].into();
    own_delta(
        entry,
        BTreeSet::new(),
        set,
        clock::now(),
        Some("Ann".to_owned()),
    )
    .1
}

fn batch<const N: usize>(steps: [(&str, &str, &str); N]) -> Batch {
    steps
        .into_iter()
        .map(|(entry, field, value)| (entry.to_owned(), delta(entry, field, value)))
        .collect()
}

/// The values of an entry, as texts.
fn said(entry: &Entry) -> BTreeSet<&str> {
    let values = entry.values.values();
    values.filter_map(|value| value.as_str()).collect()
}

/// What was written, as entries.
fn entries(written: Vec<Evaluated>) -> Vec<(EntryId, Entry)> {
    let entries = written.iter();
    entries
        .map(|one| (one.id().clone(), (**one.entry()).clone()))
        .collect()
}

#[track_caller]
fn ready(loaded: Loaded) -> Vec<(EntryId, Entry)> {
    match loaded {
        Loaded::Ready { entries, damaged } if damaged.is_empty() => entries,
        other => panic!("not ready: {other:?}"),
    }
}

#[wasm_bindgen_test]
async fn what_was_written_is_there_on_the_next_opening() {
    for medium in KEPT {
        let register = Fresh::new(medium);
        let (store, loaded) = register.open().await;
        assert_eq!((store.medium(), loaded), (medium, Loaded::Empty));

        let first = store
            .write(&batch([("a", "title", "A plan")]))
            .await
            .unwrap();
        let second = store
            .write(&batch([
                ("a", "summary", "Short"),
                ("b", "title", "Another"),
            ]))
            .await
            .unwrap();
        let (first, second) = (entries(first), entries(second));
        assert_eq!(said(&first[0].1), ["A plan"].into());
        assert_eq!(said(&second[0].1), ["A plan", "Short"].into());

        assert_eq!(ready(register.open().await.1), second);
        assert_eq!(
            store
                .read(&["b".to_owned(), "nowhere".to_owned()])
                .await
                .unwrap(),
            second[1..]
        );
        register.remove().await;
    }
}

#[wasm_bindgen_test]
async fn what_was_removed_for_good_is_not_stored_and_no_late_write_of_another_tab_stores_it() {
    const BAD: &str = "Call Jo Bloggs.";
    for medium in KEPT {
        let register = Fresh::new(medium);
        let (store, other_tab) = (register.store().await, register.store().await);
        let bad = batch([("a", "summary", BAD)]);
        let written = entries(store.write(&bad).await.unwrap());
        assert!(register.text("a").await.unwrap().contains(BAD));
        let known = Register::new("r", written);
        let removal = removal::remove(&known, "a", &json!(BAD), clock::now(), None).unwrap();
        let written = entries(store.write(&removal).await.unwrap());
        assert_eq!(said(&written[0].1), [].into());
        assert!(!register.text("a").await.unwrap().contains(BAD));
        let late = entries(other_tab.write(&bad).await.unwrap());
        assert_eq!(said(&late[0].1), [].into());
        assert!(!register.text("a").await.unwrap().contains(BAD));
        register.remove().await;
    }
}

#[wasm_bindgen_test]
async fn two_tabs_that_write_to_one_driver_at_once_lose_nothing() {
    for medium in KEPT {
        let register = Fresh::new(medium);
        let mut writing = Vec::new();
        for number in 0..20 {
            let store = register.store().await;
            writing.push(future_to_promise(async move {
                let step = batch([("a", "title", &format!("Title {number}"))]);
                store.write(&step).await.unwrap();
                Ok(JsValue::UNDEFINED)
            }));
        }
        for write in writing {
            JsFuture::from(write).await.unwrap();
        }
        let entries = ready(register.open().await.1);
        assert_eq!(
            (
                entries.len(),
                entries[0].1.edits.len(),
                said(&entries[0].1).len()
            ),
            (1, 20, 20)
        );
        register.remove().await;
    }
}

#[wasm_bindgen_test]
async fn every_write_waits_for_the_disk() {
    let register = Fresh::new(Medium::IndexedDb);
    let store = register.store().await;
    store
        .write(&batch([("a", "title", "A plan")]))
        .await
        .unwrap();
    assert_eq!(weaker_durabilities(), 0);
    register.remove().await;
}

#[wasm_bindgen_test]
async fn a_damaged_entry_stays_as_it_is_and_the_rest_opens() {
    for medium in KEPT {
        let register = Fresh::new(medium);
        let store = register.store().await;
        store
            .write(&batch([("a", "title", "A"), ("b", "title", "B")]))
            .await
            .unwrap();
        register.damage("b", "{\"edits\":").await;

        let (store, loaded) = register.open().await;
        let Loaded::Ready { entries, damaged } = loaded else {
            panic!("not ready")
        };
        assert_eq!(
            entries
                .iter()
                .map(|(id, _)| id.as_str())
                .collect::<Vec<_>>(),
            ["a"]
        );
        let b = DamagedEntry {
            key: "b".to_owned(),
            raw: "{\"edits\":".to_owned(),
        };
        assert_eq!(damaged, [b]);
        assert_eq!(store.read(&["b".to_owned()]).await, Ok(vec![]));

        // A batch with it is refused as a whole, whatever its place; one without it is written.
        let before = register.text("a").await;
        let refused = store
            .write(&batch([
                ("a", "topic", "T"),
                ("b", "topic", "T"),
                ("c", "topic", "T"),
            ]))
            .await;
        assert_eq!(
            refused,
            Err(WriteError::Damaged {
                entry: "b".to_owned()
            })
        );
        assert_eq!(register.text("a").await, before);
        assert_eq!(register.text("b").await.as_deref(), Some("{\"edits\":"));
        assert_eq!(register.text("c").await, None);
        assert!(store.write(&batch([("a", "topic", "T")])).await.is_ok());
        register.remove().await;
    }
}

#[wasm_bindgen_test]
async fn a_store_of_a_later_version_is_left_alone() {
    for medium in KEPT {
        let register = Fresh::new(medium);
        let store = register.store().await;
        store
            .write(&batch([("a", "title", "A plan")]))
            .await
            .unwrap();
        let before = register.text("a").await;
        register.set_format("2").await;

        let (store, loaded) = register.open().await;
        assert_eq!(loaded, Loaded::Newer { version: 2 });
        assert_eq!(
            store.write(&batch([("a", "title", "B")])).await,
            Err(WriteError::ReadOnly)
        );
        assert_eq!(
            store.put_draft(&Draft::new("a".to_owned()), "tab").await,
            Err(WriteError::ReadOnly)
        );
        assert_eq!(register.text("a").await, before);
        assert!(store.raw().await.unwrap().contains("A plan"));
        register.remove().await;
    }
}

#[wasm_bindgen_test]
async fn a_database_of_a_later_version_is_left_alone() {
    let register = Fresh::new(Medium::IndexedDb);
    furnish(&register.database(), 7, "something-new")
        .await
        .unwrap();
    tamper(&register.database(), "something-new", "a", "A plan")
        .await
        .unwrap();
    for (store, loaded) in [register.open().await, Store::open(&register.id).await] {
        assert_eq!(
            (store.medium(), loaded),
            (Medium::IndexedDb, Loaded::Newer { version: 7 })
        );
        assert_eq!(
            store.raw().await.unwrap(),
            r#"{"something-new":{"a":"A plan"}}"#
        );
    }
    register.remove().await;
}

#[wasm_bindgen_test]
async fn a_store_that_is_damaged_as_a_whole_is_given_out_and_left_alone() {
    for medium in KEPT {
        for format in ["", "one", "0", "-1", "99999999999999999999"] {
            let register = Fresh::new(medium);
            let store = register.store().await;
            store
                .write(&batch([("a", "title", "A plan")]))
                .await
                .unwrap();
            register.set_format(format).await;

            let (store, loaded) = register.open().await;
            let Loaded::Damaged { raw } = loaded else {
                panic!("{format}: {loaded:?}")
            };
            assert!(raw.contains("A plan"), "{raw}");
            assert_eq!(
                store.write(&batch([("a", "title", "B")])).await,
                Err(WriteError::ReadOnly)
            );
            register.remove().await;
        }
    }
    let register = Fresh::new(Medium::IndexedDb);
    furnish(&register.database(), 1, "entries").await.unwrap();
    tamper(&register.database(), "entries", "a", "A plan")
        .await
        .unwrap();
    let raw = r#"{"entries":{"a":"A plan"}}"#.to_owned();
    assert_eq!(register.open().await.1, Loaded::Damaged { raw });
    register.remove().await;
}

#[wasm_bindgen_test]
async fn a_draft_is_kept_for_each_driver_and_tab() {
    for medium in [Medium::IndexedDb, Medium::LocalStorage, Medium::Memory] {
        let register = Fresh::new(medium);
        let (store, _) = register.open().await;
        let mut draft = Draft::new("a".to_owned());
        store.put_draft(&draft, "one").await.unwrap();
        draft.set(Field::Title, "A pl");
        store.put_draft(&draft, "one").await.unwrap();
        store
            .put_draft(&Draft::new("a".to_owned()), "two")
            .await
            .unwrap();
        store
            .put_draft(&Draft::new("b".to_owned()), "two")
            .await
            .unwrap();
        store.delete_draft("b", "two").await.unwrap();
        store.delete_draft("b", "two").await.unwrap();

        let mut drafts = store.drafts().await.unwrap();
        drafts.sort_by(|a, b| a.tab.cmp(&b.tab));
        let [one, two] = drafts.as_slice() else {
            panic!("{drafts:?}")
        };
        assert_eq!((one.tab.as_str(), &one.draft), ("one", &draft));
        assert_eq!((two.tab.as_str(), two.draft.driver.as_str()), ("two", "a"));
        assert!(one.at <= clock::now());
        if medium != Medium::Memory {
            assert_eq!(register.store().await.drafts().await.unwrap().len(), 2);
        }
        register.remove().await;
    }
}

#[wasm_bindgen_test]
async fn a_draft_that_cannot_be_read_is_passed_over_and_stays() {
    let register = Fresh::new(Medium::IndexedDb);
    let store = register.store().await;
    store
        .put_draft(&Draft::new("a".to_owned()), "one")
        .await
        .unwrap();
    tamper(&register.database(), "drafts", "b/one", "{")
        .await
        .unwrap();
    assert_eq!(store.drafts().await.unwrap().len(), 1);
    assert_eq!(
        peek(&register.database(), "drafts", "b/one").await.unwrap(),
        "{"
    );
    register.remove().await;
}

#[wasm_bindgen_test]
async fn a_batch_that_finds_the_database_full_leaves_no_trace() {
    let register = Fresh::new(Medium::IndexedDb);
    let store = register.store().await;
    store
        .write(&batch([("a", "title", "A plan")]))
        .await
        .unwrap();
    let before = register.text("a").await;
    fill_after(2);
    let full = store
        .write(&batch([
            ("a", "topic", "T"),
            ("b", "topic", "T"),
            ("c", "topic", "T"),
        ]))
        .await;
    make_room();
    assert_eq!(full, Err(WriteError::Full));
    assert_eq!(register.text("a").await, before);
    assert_eq!(register.text("b").await, None);
    assert!(store.write(&batch([("b", "topic", "T")])).await.is_ok());
    register.remove().await;
}

#[wasm_bindgen_test]
async fn a_batch_that_finds_local_storage_full_leaves_no_trace() {
    const FILLER: &str = "filler";
    let register = Fresh::new(Medium::LocalStorage);
    let store = register.store().await;
    store
        .write(&batch([("a", "title", "A plan")]))
        .await
        .unwrap();
    let before = register.text("a").await;
    // All but some 20 kB, which the first entries of the batch fit into.
    let mut filler = String::new();
    let mut step = 4 << 20;
    while step > 10_000 {
        let larger = filler.clone() + &"x".repeat(step);
        match LocalStorage::raw().set_item(FILLER, &larger) {
            Ok(()) => filler = larger,
            Err(_) => step /= 2,
        }
    }
    set_text(FILLER, &filler[..filler.len() - 10_000]);

    let long = "long ".repeat(10_000);
    let full = store
        .write(&batch([
            ("a", "topic", "T"),
            ("b", "topic", "T"),
            ("c", "topic", &long),
        ]))
        .await;
    let after = (
        register.text("a").await,
        register.text("b").await,
        register.text("c").await,
    );
    let fits = store.write(&batch([("b", "topic", "T")])).await;
    LocalStorage::delete(FILLER);
    assert_eq!(full, Err(WriteError::Full));
    assert_eq!(after, (before, None, None));
    assert!(fits.is_ok());
    register.remove().await;
}

#[wasm_bindgen_test]
async fn a_write_that_is_dropped_half_way_leaves_no_trace() {
    let register = Fresh::new(Medium::IndexedDb);
    let store = register.store().await;
    let long: Batch = (0..3000)
        .map(|number| {
            (
                number.to_string(),
                delta(&number.to_string(), "title", "A plan"),
            )
        })
        .collect();
    {
        let mut write = pin!(store.write(&long));
        for _ in 0..2 {
            let polled = write.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(polled, Poll::Pending));
            clock::next_tick().await;
        }
    }
    assert_eq!(register.open().await.1, Loaded::Empty);
    register.remove().await;
}

#[wasm_bindgen_test]
async fn a_register_removed_in_another_tab_takes_no_more_writes() {
    let register = Fresh::new(Medium::IndexedDb);
    let store = register.store().await;
    let told = Rc::new(Cell::new(false));
    let tell = Rc::clone(&told);
    store.on_close(move || tell.set(true));
    store
        .write(&batch([("a", "title", "A plan")]))
        .await
        .unwrap();
    assert!(store::registers().await.contains(&register.id));

    assert_eq!(store::delete_register(&register.id).await, Ok(()));
    assert!(told.get());
    assert_eq!(
        store.write(&batch([("a", "title", "B")])).await,
        Err(WriteError::Closed)
    );
    assert!(!store::registers().await.contains(&register.id));
    assert_eq!(register.open().await.1, Loaded::Empty);
    register.remove().await;
}

#[wasm_bindgen_test]
async fn where_the_database_is_refused_local_storage_takes_over_and_then_memory() {
    let register = Fresh::new(Medium::LocalStorage);
    let kept_elsewhere = Fresh::new(Medium::IndexedDb);
    Store::open(&kept_elsewhere.id).await;

    refuse("indexedDB");
    let (local, loaded) = Store::open(&register.id).await;
    let elsewhere = Store::open(&kept_elsewhere.id).await;
    refuse("localStorage");
    let (memory, nothing) = Store::open(&register.id).await;
    let written = memory
        .write(&batch([("a", "title", "A plan")]))
        .await
        .unwrap();
    let read = memory.read(&["a".to_owned()]).await.unwrap();
    let asked_for = Store::open_in(Medium::LocalStorage, &register.id).await.1;
    let mut preferences = Preferences::load();
    let kept = preferences.set_name("Ann");
    grant("localStorage");
    local
        .write(&batch([("a", "title", "A plan")]))
        .await
        .unwrap();
    grant("indexedDB");
    let (still_local, with_entry) = Store::open(&register.id).await;

    assert_eq!(still_local.medium(), Medium::LocalStorage);
    assert_eq!(ready(with_entry).len(), 1);
    assert_eq!(
        (local.medium(), loaded),
        (Medium::LocalStorage, Loaded::Empty)
    );
    assert_eq!((memory.medium(), nothing), (Medium::Memory, Loaded::Empty));
    assert_eq!(entries(written), read);
    assert_eq!(asked_for, Loaded::Unreachable);
    assert!(kept.is_err() && preferences.name == "Ann");
    // Not shown as empty, since it isn't.
    assert_eq!(
        (elsewhere.0.medium(), elsewhere.1),
        (Medium::IndexedDb, Loaded::Unreachable)
    );
    assert_eq!(
        elsewhere.0.write(&Batch::new()).await,
        Err(WriteError::ReadOnly)
    );
    register.remove().await;
    kept_elsewhere.remove().await;
}

#[wasm_bindgen_test]
async fn no_register_reaches_into_another_with_a_like_name() {
    let ids = ["x", "x:entry:y", "x%3Aentry%3Ay", "preferences", ""];
    let mut preferences = Preferences::load();
    preferences.set_name("Ann").unwrap();
    for medium in KEPT {
        for id in ids {
            let (store, loaded) = Store::open_in(medium, id).await;
            assert_eq!(loaded, Loaded::Empty, "{id}");
            store
                .write(&batch([("y:entry:z", "title", &format!("It is {id}"))]))
                .await
                .unwrap();
        }
    }
    for id in ids {
        for medium in KEPT {
            let entries = ready(Store::open_in(medium, id).await.1);
            assert_eq!(
                (entries.len(), said(&entries[0].1)),
                (1, [format!("It is {id}").as_str()].into())
            );
        }
        assert_eq!(store::delete_register(id).await, Ok(()));
    }
    assert_eq!(Preferences::load().name, "Ann");
}

#[wasm_bindgen_test]
async fn a_thousand_entries_are_written_and_read_without_holding_the_page_up() {
    let register = Fresh::new(Medium::IndexedDb);
    let store = register.store().await;
    let text = "Some policy. ".repeat(350);
    let entries: Batch = (0..1000)
        .map(|number| {
            (
                format!("{number:04}"),
                delta(&number.to_string(), "summary", &text),
            )
        })
        .collect();
    for round in ["new", "again"] {
        begin_beating();
        let begun = js_sys::Date::now();
        let written = store.write(&entries).await.unwrap();
        let took = js_sys::Date::now() - begun;
        console_log!(
            "1,000 {round}: {took} ms, longest pause {:.0} ms",
            end_beating()
        );
        assert_eq!(written.len(), 1000);
    }
    begin_beating();
    let begun = js_sys::Date::now();
    let read = ready(register.open().await.1);
    let took = js_sys::Date::now() - begun;
    let longest = end_beating();
    console_log!("1,000 read: {took} ms, longest pause {longest:.0} ms");
    assert_eq!(read.len(), 1000);
    assert!(longest < 500.0, "{longest} ms");
    register.remove().await;
}

/// So many that they are outlined before they are read.
fn many() -> Batch {
    let title = |number: i32| {
        (
            number.to_string(),
            delta(&number.to_string(), "title", "A plan"),
        )
    };
    (1000..1400).map(title).collect()
}

/// The outlines of a register that is just opened.
#[track_caller]
fn outlined(begun: Begun) -> store::Outlines {
    match begun {
        Begun::Outlined(outlines) => outlines,
        Begun::Read(loaded) | Begun::Unoutlined(loaded) => panic!("read at once: {loaded:?}"),
    }
}

/// The entries of a long register that is just opened, and lacks outlines.
#[track_caller]
fn unoutlined(begun: Begun) -> Vec<(EntryId, Entry)> {
    match begun {
        Begun::Unoutlined(loaded) => ready(loaded),
        Begun::Read(_) | Begun::Outlined(_) => panic!("not read for want of outlines"),
    }
}

/// Reads page by page what was outlined.
async fn paged(store: &Store) -> Vec<(EntryId, Entry)> {
    let mut pages = store.pages();
    let mut all = Vec::new();
    while let Some(page) = pages.next().await.unwrap() {
        assert_eq!(page.damaged, []);
        all.extend(page.entries);
    }
    all
}

fn outlines_of(entries: &[(EntryId, Entry)]) -> store::Outlines {
    let outline = |(id, entry): &(EntryId, Entry)| {
        let evaluated = Evaluated::new(id.clone(), entry.clone());
        (id.clone(), Outline::of(evaluated.driver()))
    };
    entries.iter().map(outline).collect()
}

#[wasm_bindgen_test]
async fn a_long_register_is_outlined_before_it_is_read() {
    let register = Fresh::new(Medium::IndexedDb);
    let store = register.store().await;
    let mut written = entries(store.write(&many()).await.unwrap());
    assert_eq!(
        outlined(Store::begin(&register.id).await.1),
        outlines_of(&written)
    );
    // They follow each write.
    let step = batch([("1200", "topics", "T"), ("2000", "title", "Another")]);
    let changed = entries(store.write(&step).await.unwrap());
    written[200] = changed[0].clone();
    written.push(changed[1].clone());
    let (again, begun) = Store::begin(&register.id).await;
    assert_eq!(outlined(begun), outlines_of(&written));
    assert_eq!(paged(&again).await, written);
    register.remove().await;
}

#[wasm_bindgen_test]
async fn a_long_write_tells_how_far_it_is_and_leaves_no_trace_when_it_is_cancelled() {
    let register = Fresh::new(Medium::IndexedDb);
    let store = register.store().await;
    let told = RefCell::new(Vec::new());
    let until = |limit: usize| {
        let told = &told;
        move |done: usize| {
            told.borrow_mut().push(done);
            done < limit
        }
    };
    let ahead = Register::default();
    let goes_on = &until(200);
    let company = Company {
        ahead: &ahead,
        goes_on,
    };
    let cancelled = store.write_with(&many(), company).await;
    assert_eq!(cancelled, Err(WriteError::Cancelled));
    let (last, before) = told
        .take()
        .split_last()
        .map(|(last, before)| (*last, before.to_vec()))
        .unwrap();
    assert!(last >= 200 && before.iter().all(|done| *done < 200));
    assert_eq!(register.open().await.1, Loaded::Empty);
    // What was worked out ahead is taken only where it turns out so.
    let batch = many();
    let mut ahead = Register::new("r", []);
    ahead.apply(&batch);
    ahead.put("1000".to_owned(), Entry::default());
    let company = Company {
        ahead: &ahead,
        goes_on: &until(usize::MAX),
    };
    let written = store.write_with(&batch, company).await.unwrap();
    assert_eq!(written.len(), 400);
    for one in &written {
        let anew = Evaluated::new(one.id().clone(), (**one.entry()).clone());
        assert_eq!(*one, anew);
    }
    assert_eq!(told.take().last(), Some(&400));
    register.remove().await;
}

#[wasm_bindgen_test]
async fn no_outline_keeps_what_was_removed_for_good() {
    const BAD: &str = "Jo Bloggs’s plan";
    let register = Fresh::new(Medium::IndexedDb);
    let store = register.store().await;
    let mut steps = many();
    steps.insert("a".to_owned(), delta("a", "responsible", BAD));
    let known = Register::new("r", entries(store.write(&steps).await.unwrap()));
    let stored = async || {
        let shelves = all(&register.database(), "outlines").await.unwrap();
        js_sys::Array::from(&shelves)
            .join("\n")
            .as_string()
            .unwrap()
    };
    assert!(stored().await.contains(BAD));
    let removal = removal::remove(&known, "a", &json!(BAD), clock::now(), None).unwrap();
    store.write(&removal).await.unwrap();
    assert!(!stored().await.contains(BAD));
    register.remove().await;
}

#[wasm_bindgen_test]
async fn outlines_that_are_missing_or_wrong_are_made_anew_of_the_entries() {
    let register = Fresh::new(Medium::IndexedDb);
    let store = register.store().await;
    let written = entries(store.write(&many()).await.unwrap());
    let ids: Vec<EntryId> = written.iter().map(|(id, _)| id.clone()).collect();
    for text in ["", "[]", "{\"1000\":7}", "{\"nobody\":{}}"] {
        for shelf in 0..256 {
            let shelf = format!("{shelf:02x}");
            tamper(&register.database(), "outlines", &shelf, text)
                .await
                .unwrap();
        }
        // What can't be told from outlines is read.
        let (again, begun) = Store::begin(&register.id).await;
        assert_eq!(unoutlined(begun), written);
        again.outline(&ids).await.unwrap();
        assert_eq!(
            outlined(Store::begin(&register.id).await.1),
            outlines_of(&written)
        );
    }
    register.remove().await;
}

#[wasm_bindgen_test]
async fn a_database_without_outlines_gets_them_and_loses_nothing() {
    let kept = Fresh::new(Medium::IndexedDb);
    let written = entries(kept.store().await.write(&many()).await.unwrap());
    let register = Fresh::new(Medium::IndexedDb);
    let database = register.database();
    furnish(&database, 1, "entries drafts meta").await.unwrap();
    register.set_format("1").await;
    for (id, entry) in &written {
        let text = serde_json::to_string(entry).unwrap();
        tamper(&database, "entries", id, &text).await.unwrap();
    }
    let (store, begun) = Store::begin(&register.id).await;
    assert_eq!(unoutlined(begun), written);
    let ids: Vec<EntryId> = written.iter().map(|(id, _)| id.clone()).collect();
    store.outline(&ids).await.unwrap();
    let (again, begun) = Store::begin(&register.id).await;
    assert_eq!(outlined(begun), outlines_of(&written));
    assert_eq!(paged(&again).await, written);
    kept.remove().await;
    register.remove().await;
}

fn preference(name: &str) -> String {
    format!("driver-atlas:preferences:{name}")
}

fn known(id: &str, title: &str) -> KnownRegister {
    KnownRegister {
        id: id.to_owned(),
        title: title.to_owned(),
    }
}

fn forget_preferences() {
    for name in [
        "name",
        "registers",
        "last-register",
        "registers:damaged",
        "name:damaged",
    ] {
        LocalStorage::delete(preference(name));
    }
}

#[wasm_bindgen_test]
fn preferences_are_kept_and_take_in_what_another_tab_added() {
    forget_preferences();
    let mut one = Preferences::load();
    let mut other = Preferences::load();
    assert_eq!(one, Preferences::default());
    one.set_name("Ann").unwrap();
    one.know_register(known("a", "A")).unwrap();
    other.know_register(known("b", "B")).unwrap();
    one.know_register(known("a", "A again")).unwrap();
    one.set_last_register("a").unwrap();
    let kept = Preferences::load();
    assert_eq!(kept, one);
    assert_eq!(kept.name, "Ann");
    assert_eq!(kept.registers, [known("a", "A again"), known("b", "B")]);

    let at = Some(clock::now());
    one.note("a", |moments| moments.copied = at).unwrap();
    other.note("b", |moments| moments.imported = at).unwrap();
    one.note("a", |moments| moments.imported = at).unwrap();
    let kept = Preferences::load();
    let (copied, imported) = (at, at);
    assert_eq!(kept.moments_of("a"), Moments { copied, imported });
    assert_eq!(kept.moments_of("b").imported, at);
    assert_eq!(kept.moments_of("c"), Moments::default());

    other.forget_register("a").unwrap();
    assert_eq!(Preferences::load().moments_of("a"), Moments::default());
    assert_eq!(Preferences::load().moments_of("b").imported, at);
    assert_eq!(Preferences::load().registers, [known("b", "B")]);
    assert_eq!(Preferences::load().last_register.as_deref(), Some("a"));
    one.forget_register("a").unwrap();
    assert_eq!(Preferences::load().last_register, None);
    forget_preferences();
}

#[wasm_bindgen_test]
fn a_day_begins_at_midnight_where_the_machine_is() {
    for day in ["2026-01-01", "2026-03-29", "2026-07-15", "2024-02-29"] {
        let day: Date = day.parse().unwrap();
        let start = clock::local_date_time(clock::start_of(day));
        assert_eq!(start, day.at(0, 0, 0, 0));
    }
}

#[wasm_bindgen_test]
fn a_damaged_preference_stays_until_it_is_changed_and_leaves_the_others() {
    forget_preferences();
    set_text(&preference("registers"), "[{");
    set_text(&preference("name"), "\"Ann\"");
    let mut preferences = Preferences::load();
    assert_eq!(
        (preferences.name.as_str(), preferences.registers.len()),
        ("Ann", 0)
    );
    preferences.set_name("Bea").unwrap();
    assert_eq!(text(&preference("registers")).as_deref(), Some("[{"));

    preferences.know_register(known("a", "A")).unwrap();
    assert_eq!(Preferences::load().registers, [known("a", "A")]);
    assert_eq!(
        text(&preference("registers:damaged")).as_deref(),
        Some("[{")
    );
    forget_preferences();
}

#[wasm_bindgen_test]
async fn tabs_hear_of_each_other_and_not_of_themselves() {
    let register = clock::random_id().to_string();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let join = |register: &str, name: &'static str| {
        let heard = Rc::clone(&heard);
        Tabs::new(register, move |news| heard.borrow_mut().push((name, news)))
    };
    let one = join(&register, "one");
    let _two = join(&register, "two");
    let _elsewhere = join("elsewhere", "elsewhere");
    let left = join(&register, "left");
    drop(left);
    // News that only a later version understands.
    let channel = web_sys::BroadcastChannel::new(&format!("driver-atlas:{register}")).unwrap();
    channel
        .post_message(&r#"{"Weather":"fine"}"#.into())
        .unwrap();
    channel.post_message(&JsValue::from_f64(7.0)).unwrap();

    let news = News::Entries(vec!["a".to_owned()]);
    one.tell(&news);
    for _ in 0..50 {
        clock::sleep(10).await;
        if !heard.borrow().is_empty() {
            break;
        }
    }
    clock::sleep(50).await;
    channel.close();
    assert_eq!(*heard.borrow(), [("two", news)]);
}

#[wasm_bindgen_test]
async fn a_file_is_read_unless_it_is_too_large() {
    let file = || {
        web_sys::File::new_with_str_sequence(&js_sys::Array::of1(&"æ!".into()), "a.json").unwrap()
    };
    assert_eq!(files::read(file(), 3).await, Ok("æ!".as_bytes().to_vec()));
    assert_eq!(
        files::read(file(), 2).await,
        Err(files::ReadError::TooLarge { size: 3 })
    );
}

#[wasm_bindgen_test]
async fn a_download_is_the_text_under_its_name() {
    let act = wasm_bindgen::closure::Closure::<dyn FnMut()>::new(|| {
        assert_eq!(
            files::download("a.json", "application/json", "{\"é\": 1}"),
            Ok(())
        );
    });
    let caught = catch_download(act.as_ref().unchecked_ref()).await.unwrap();
    assert_eq!(caught, "a.json|application/json|{\"é\": 1}");
}

#[wasm_bindgen_test]
fn a_moment_is_shown_as_a_clock_here_shows_it() {
    for moment in [
        "2018-01-06T10:32:00Z",
        "2018-08-06T10:32:00Z",
        "1970-06-01T00:00:00Z",
    ] {
        let at: jiff::Timestamp = moment.parse().unwrap();
        let date = js_sys::Date::new(&moment.into());
        let local = clock::local_date_time(at);
        let shown = (
            local.day() as u32,
            local.hour() as u32,
            local.minute() as u32,
        );
        assert_eq!(
            shown,
            (date.get_date(), date.get_hours(), date.get_minutes()),
            "{moment}"
        );
    }
    let today = js_sys::Date::new_0();
    assert_eq!(clock::today().day() as u32, today.get_date());
    assert!((clock::now().as_millisecond() as f64 - js_sys::Date::now()).abs() < 1000.0);
}

#[wasm_bindgen_test]
fn no_two_ids_are_the_same() {
    let ids: BTreeSet<_> = (0..100).map(|_| clock::random_id()).collect();
    assert_eq!(ids.len(), 100);
}

#[wasm_bindgen_test]
async fn a_tick_lets_other_tasks_run() {
    let ran = Rc::new(Cell::new(0));
    let run = Rc::clone(&ran);
    let beat = wasm_bindgen::closure::Closure::<dyn FnMut()>::new(move || run.set(run.get() + 1));
    let window = web_sys::window().unwrap();
    let set = window
        .set_interval_with_callback_and_timeout_and_arguments_0(beat.as_ref().unchecked_ref(), 1);
    let begun = js_sys::Date::now();
    while ran.get() < 3 && js_sys::Date::now() - begun < 5000.0 {
        clock::next_tick().await;
    }
    window.clear_interval_with_handle(set.unwrap());
    assert_eq!(ran.get(), 3);
}

/// A real file, of the browser's own file system.
async fn own_file(name: &str) -> FileHandle {
    FileHandle::of(&make_file(name).await.unwrap()).unwrap()
}

#[wasm_bindgen_test]
async fn a_linked_file_is_replaced_only_as_long_as_it_is_what_was_looked_at() {
    let file = own_file("replaced.json").await;
    // Firefox has such files only for the page itself, and asks nobody.
    if has_permissions() {
        assert_eq!(file.permission().await, Permission::Granted);
    }
    // New, and empty.
    assert_eq!(file.replace("first", None).await, Ok(true));
    let (stamp, content) = file.look().await.unwrap();
    assert_eq!(stamp.size, 5);
    assert_eq!(file.read(stamp, content, 100).await.unwrap(), b"first");
    // No longer empty.
    assert_eq!(file.replace("never", None).await, Ok(false));

    let long = "ä".repeat(3 << 20);
    assert_eq!(file.replace(&long, Some(stamp)).await, Ok(true));
    assert_eq!(file.replace("never", Some(stamp)).await, Ok(false));
    let (stamp, content) = file.look().await.unwrap();
    let too_large = file.read(stamp, content.clone(), 100).await;
    assert_eq!(too_large, Err(Trouble::TooLarge));
    let bytes = file.read(stamp, content, 10 << 20).await.unwrap();
    assert_eq!(String::from_utf8(bytes).unwrap(), long);

    remove_file("replaced.json").await.unwrap();
    assert_eq!(file.look().await.map(drop), Err(Trouble::Away));
    assert_eq!(file.replace("never", Some(stamp)).await, Err(Trouble::Away));
    assert_eq!(file.look().await.map(drop), Err(Trouble::Away));
}

#[wasm_bindgen_test]
async fn a_handle_is_kept_for_its_register_until_it_is_forgotten() {
    let (here, there) = ("handles-here", "handles-there");
    assert!(handles::kept(here).await.is_none());
    let file = own_file("kept.json").await;
    handles::keep(here, &file).await.unwrap();
    assert!(handles::kept(there).await.is_none());
    let kept = FileHandle::of(&handles::kept(here).await.unwrap()).unwrap();
    assert_eq!(kept.name(), "kept.json");
    // No register is mistaken for it.
    let registers = store::registers().await;
    assert!(!registers.iter().any(|id| id.contains("handles")));
    handles::forget(here).await.unwrap();
    assert!(handles::kept(here).await.is_none());
}

#[wasm_bindgen_test]
async fn one_tab_leads_until_another_takes_over_or_it_is_closed() {
    let lost = Rc::new(Cell::new(0));
    let count = || {
        let lost = Rc::clone(&lost);
        move || lost.set(lost.get() + 1)
    };
    let first = Lead::new("led", false, count()).await;
    let queued = Rc::new(Cell::new(false));
    wasm_bindgen_futures::spawn_local({
        let queued = Rc::clone(&queued);
        async move {
            let _second = Lead::new("led", false, || ()).await;
            queued.set(true);
        }
    });
    // Another register's is another matter.
    drop(Lead::new("led too", false, count()).await);
    clock::sleep(50).await;
    assert!(!queued.get());
    let third = Lead::new("led", true, count()).await;
    clock::sleep(50).await;
    assert_eq!((lost.get(), queued.get()), (1, false));
    drop(first);
    clock::sleep(50).await;
    assert!(!queued.get());
    drop(third);
    clock::sleep(50).await;
    assert_eq!((lost.get(), queued.get()), (1, true));
}

#[wasm_bindgen(inline_js = r##"
const ALPHABET = "!\"#$%'()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";
export const unpacked = async text => {
    const bytes = [];
    let bits = 0, count = 0;
    for (let at = 0; at < text.length; at += 2) {
        const [low, high] = [text[at], text[at + 1]].map(digit => ALPHABET.indexOf(digit));
        bits |= (high < 0 ? low : low + 91 * high) << count;
        count += high < 0 ? 6 : 13;
        for (; count >= 8; count -= 8, bits >>>= 8) bytes.push(bits & 255);
    }
    const gzip = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(gzip).text();
};
"##)]
extern "C" {
    async fn unpacked(text: &str) -> JsValue;
}

#[wasm_bindgen_test]
async fn what_is_packed_for_the_page_can_be_unpacked() {
    let texts: Vec<String> = (0..300)
        .map(|number| format!("</script> & “{number}” {}", "x".repeat(number)))
        .collect();
    let packing = Packing::new().unwrap();
    for text in &texts {
        packing.push(text).await.unwrap();
    }
    let packed = packing.end().await.unwrap().join("");
    let packed = String::from(packed);
    assert!(!packed.contains(['<', '&', '\\']), "{packed}");
    assert_eq!(unpacked(&packed).await.as_string(), Some(texts.concat()));
}

#[wasm_bindgen_test]
async fn a_look_at_a_published_copy_is_remembered_by_register_and_selection() {
    let (one, other) = (
        clock::random_id().to_string(),
        clock::random_id().to_string(),
    );
    assert_eq!(looked::read(&one, "").await, None);
    looked::keep(&one, "", "all of it").await;
    looked::keep(&one, "q=a", "a part").await;
    looked::keep(&one, "", "all of it, later").await;
    assert_eq!(
        looked::read(&one, "").await.as_deref(),
        Some("all of it, later")
    );
    assert_eq!(looked::read(&one, "q=a").await.as_deref(), Some("a part"));
    assert_eq!(looked::read(&other, "").await, None);
    // It isn't a register, and no page opens it as one.
    assert!(!store::registers().await.iter().any(|id| id.contains(&one)));
    assert!(!store::has_register(&one).await);
}
