//! A register in IndexedDB: one database a register, one JSON text an entry, and their outlines beside them.
//!
//! Texts, and not structured clones: a damaged one is seen as such and given out as it is, and they are quicker.

use std::cell::{Cell, RefCell};
use std::collections::{HashSet, VecDeque};
use std::rc::Rc;

use js_sys::{Array, JSON};
use serde_json::{Map, Value};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Event, IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest,
};

use super::idb::{Fault, Request, Transaction};
use super::outlines::{self, Changes};
use super::{
    Company, FORMAT, Found, Loaded, Outlines, Page, ReadError, StoredDraft, WriteError, sort,
    stepped,
};
use crate::browser::PREFIX;
use crate::browser::clock::Slices;
use crate::domain::edit::EntryId;
use crate::domain::entry::{Delta, Entry};
use crate::domain::outline::Outline;
use crate::domain::register::{Batch, Evaluated};
use crate::domain::sorting::Gather;

const ENTRIES: &str = "entries";
const DRAFTS: &str = "drafts";
const META: &str = "meta";
const OUTLINES: &str = "outlines";
const STORES: [&str; 4] = [ENTRIES, DRAFTS, META, OUTLINES];

/// Which object stores there are: the second version brought [`OUTLINES`].
const DATABASE: u32 = 2;

/// The key in [`META`] of the format's version.
const FORMAT_KEY: &str = "format";

/// How many requests are asked ahead: enough that the database never waits for the page, few enough that asking
/// for thousands doesn't hold the page up.
const AHEAD: usize = 64;

/// How many entries are put between two looks at how that goes.
const GROUP: usize = 50;

/// How many entries one request brings where all are read.
const PAGE: u32 = 250;

/// Up to how many entries a register is read at once: outlines would save nothing that a person sees.
const AT_ONCE: f64 = 250.0;

/// A connection to a register's database; closed when dropped.
pub(super) struct Indexed {
    database: IdbDatabase,
    state: Rc<State>,
    _on_version_change: Closure<dyn FnMut(Event)>,
    _on_close: Closure<dyn FnMut(Event)>,
}

#[derive(Default)]
struct State {
    is_closed: Cell<bool>,
    on_close: RefCell<Option<Box<dyn FnOnce()>>>,
}

impl State {
    fn close(&self) {
        self.is_closed.set(true);
        let on_close = self.on_close.take();
        if let Some(tell) = on_close {
            tell();
        }
    }
}

impl Indexed {
    /// Opens a register's database, and makes it where there is none.
    ///
    /// # Errors
    /// Any: the browser refuses it, or it fails. A newer database is opened as it is, for [`Self::load`] to see.
    pub async fn open(register_id: &str) -> Result<Self, Fault> {
        let name = name(register_id);
        let factory = factory().ok_or(Fault::Closed)?;
        let database = match connect(factory.open_with_u32(&name, DATABASE)?).await {
            Err(Fault::Newer) => connect(factory.open(&name)?).await?,
            connected => connected?,
        };
        Ok(Self::new(database))
    }

    fn new(database: IdbDatabase) -> Self {
        let state = Rc::new(State::default());
        // Another tab deletes the database, or a later version of the app changes it: both wait for this.
        let on_version_change = Closure::new({
            let (database, state) = (database.clone(), Rc::clone(&state));
            move |_| {
                database.close();
                state.close();
            }
        });
        // The browser closed it: its data were cleared, or the disk fails.
        let on_close = Closure::new({
            let state = Rc::clone(&state);
            move |_| state.close()
        });
        database.set_onversionchange(Some(on_version_change.as_ref().unchecked_ref()));
        database.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Self {
            database,
            state,
            _on_version_change: on_version_change,
            _on_close: on_close,
        }
    }

    /// Tells once that the connection is closed.
    pub fn on_close(&self, tell: impl FnOnce() + 'static) {
        if self.state.is_closed.get() {
            tell();
        } else {
            self.state.on_close.replace(Some(Box::new(tell)));
        }
    }

    /// Reads all entries.
    pub async fn load(&self) -> Result<Loaded, Fault> {
        let newer = |version: f64| (version > f64::from(DATABASE)).then_some(version as u32);
        if let Some(version) = newer(self.database.version()) {
            return Ok(Loaded::Newer { version });
        }
        let names = self.database.object_store_names();
        if !STORES.iter().all(|store| names.contains(store)) {
            return Ok(Loaded::Damaged {
                raw: self.raw().await?,
            });
        }
        let transaction = Transaction::read(&self.database, &[META])?;
        let format = Request::new(transaction.store(META)?.get(&FORMAT_KEY.into())?).await?;
        match format.as_string().map(|text| text.parse::<u32>()) {
            Some(Ok(version)) if version > FORMAT => return Ok(Loaded::Newer { version }),
            Some(Ok(version)) if version > 0 => {}
            _ => {
                return Ok(Loaded::Damaged {
                    raw: self.raw().await?,
                });
            }
        }
        drop(transaction);
        let mut all = Page::default();
        let mut pages = self.pages();
        while let Some(page) = pages.next().await? {
            all.append(page);
        }
        Ok(all.into())
    }

    /// How many entries there are, with their outlines, so far as these can be read; `None` where they are few, or can't
    /// be understood.
    pub async fn outlines(&self) -> Option<(usize, Outlines)> {
        let read = async {
            let transaction = Transaction::read(&self.database, &[ENTRIES, META, OUTLINES])?;
            let format = Request::new(transaction.store(META)?.get(&FORMAT_KEY.into())?);
            let count = Request::new(transaction.store(ENTRIES)?.count()?);
            let (format, count) = (format.await?, count.await?.as_f64());
            let is_known = format
                .as_string()
                .is_some_and(|text| text == FORMAT.to_string());
            let count = count.filter(|count| is_known && *count > AT_ONCE);
            let Some(count) = count else {
                return Ok(None);
            };
            let shelves = Request::new(transaction.store(OUTLINES)?.get_all()?).await?;
            Ok::<_, Fault>(Some((count, Array::from(&shelves))))
        };
        let (count, shelves) = read.await.ok()??;
        let mut all = Outlines::new();
        let mut slices = Slices::new();
        for shelf in shelves.iter() {
            all.append(&mut outlines::read(&shelf.as_string()?));
            slices.pause().await;
        }
        Some((count as usize, all))
    }

    /// Reads all entries, page by page.
    pub fn pages(&self) -> Pages<'_> {
        Pages {
            database: &self.database,
            ahead: None,
            is_begun: false,
        }
    }

    /// Takes steps, all or none.
    pub async fn write(
        &self,
        batch: &Batch,
        company: Company<'_>,
    ) -> Result<Vec<Evaluated>, WriteError> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let transaction = Transaction::write(&self.database, &[ENTRIES, OUTLINES])
            .map_err(|fault| self.write_error(fault))?;
        match put_steps(&transaction, batch, company).await {
            Ok(written) => {
                let complete = transaction.complete().await;
                complete.map_err(|fault| self.write_error(fault))?;
                Ok(written)
            }
            // Dropping the transaction undoes it.
            Err(StepError::Damaged { entry }) => Err(WriteError::Damaged { entry }),
            Err(StepError::Cancelled) => Err(WriteError::Cancelled),
            Err(StepError::Fault(fault)) => Err(self.write_error(transaction.undo(fault))),
        }
    }

    /// Makes all outlines anew, of these entries as they are stored.
    pub async fn outline(&self, ids: &[EntryId]) -> Result<(), WriteError> {
        let outline = async {
            let transaction = Transaction::write(&self.database, &[ENTRIES, OUTLINES])?;
            let mut changes = Changes::new();
            get_each(&transaction.store(ENTRIES)?, ids, |id, value| {
                let outline = match found_in(&value) {
                    Found::Entry(entry) => {
                        Some(Outline::of(Evaluated::new(id.clone(), entry).driver()))
                    }
                    Found::Damaged { .. } => None,
                };
                let shelf = changes.entry(outlines::shelf(id)).or_default();
                shelf.insert(id.clone(), outline);
                Ok::<_, Fault>(())
            })
            .await?;
            transaction.store(OUTLINES)?.clear()?;
            put_outlines(&transaction, changes).await?;
            transaction.complete().await
        };
        outline.await.map_err(|fault| self.write_error(fault))
    }

    /// The entries of these ids that are here and can be read.
    pub async fn read(&self, ids: &[EntryId]) -> Result<Vec<(EntryId, Entry)>, ReadError> {
        let read = async {
            let transaction = Transaction::read(&self.database, &[ENTRIES])?;
            let mut entries = Vec::new();
            get_each(&transaction.store(ENTRIES)?, ids, |id, value| {
                if let Found::Entry(entry) = found_in(&value) {
                    entries.push((id.clone(), entry));
                }
                Ok::<_, Fault>(())
            })
            .await?;
            Ok(entries)
        };
        read.await.map_err(|fault| self.read_error(fault))
    }

    pub async fn put_draft(&self, key: &str, draft: &StoredDraft) -> Result<(), WriteError> {
        let text = serde_json::to_string(draft)?;
        let put = async {
            let transaction = Transaction::write(&self.database, &[DRAFTS])?;
            transaction
                .store(DRAFTS)?
                .put_with_key(&text.into(), &key.into())?;
            transaction.complete().await
        };
        put.await.map_err(|fault| self.write_error(fault))
    }

    pub async fn delete_draft(&self, key: &str) -> Result<(), WriteError> {
        let delete = async {
            let transaction = Transaction::write(&self.database, &[DRAFTS])?;
            transaction.store(DRAFTS)?.delete(&key.into())?;
            transaction.complete().await
        };
        delete.await.map_err(|fault| self.write_error(fault))
    }

    /// The drafts that can be read.
    pub async fn drafts(&self) -> Result<Vec<StoredDraft>, ReadError> {
        let read = async {
            let transaction = Transaction::read(&self.database, &[DRAFTS])?;
            let all = Request::new(transaction.store(DRAFTS)?.get_all()?).await?;
            Ok(Array::from(&all))
        };
        let all = read.await.map_err(|fault| self.read_error(fault))?;
        let texts = all.iter().filter_map(|value| value.as_string());
        Ok(texts
            .filter_map(|text| serde_json::from_str(&text).ok())
            .collect())
    }

    /// All that is stored, whatever it is: by object store and key, each value as its text.
    pub async fn raw(&self) -> Result<String, Fault> {
        let names = self.database.object_store_names();
        let names: Vec<String> = (0..names.length())
            .filter_map(|index| names.get(index))
            .collect();
        let mut all = Map::new();
        for name in names {
            let transaction = Transaction::read(&self.database, &[&name])?;
            let pairs = pairs(&transaction.store(&name)?).await?;
            let texts = pairs
                .iter()
                .map(|(key, value)| (shown(key), Value::String(shown(value))));
            all.insert(name, Value::Object(texts.gather()));
        }
        Ok(Value::Object(all).to_string())
    }

    fn write_error(&self, fault: Fault) -> WriteError {
        match fault {
            _ if self.state.is_closed.get() => WriteError::Closed,
            Fault::Full => WriteError::Full,
            Fault::Closed | Fault::Newer | Fault::Waiting => WriteError::Closed,
            Fault::Other { name } => WriteError::Failed { name },
        }
    }

    pub fn read_error(&self, fault: Fault) -> ReadError {
        match fault {
            _ if self.state.is_closed.get() => ReadError::Closed,
            Fault::Closed | Fault::Newer | Fault::Waiting => ReadError::Closed,
            Fault::Full => ReadError::Failed {
                name: "QuotaExceededError".to_owned(),
            },
            Fault::Other { name } => ReadError::Failed { name },
        }
    }
}

impl Drop for Indexed {
    fn drop(&mut self) {
        self.database.set_onversionchange(None);
        self.database.set_onclose(None);
        self.database.close();
    }
}

/// Removes a register's database.
///
/// # Errors
/// [`Fault::Waiting`]: another tab holds on to it, and it is removed once that is closed.
pub(super) async fn delete(register_id: &str) -> Result<(), Fault> {
    // Where there is no IndexedDB, there is no database.
    if let Some(factory) = factory() {
        Request::of_database(factory.delete_database(&name(register_id))?).await?;
    }
    Ok(())
}

/// The ids of the registers that have a database here, as far as the browser tells.
pub(super) async fn registers() -> Vec<String> {
    let listed = async {
        let factory: ListingFactory = factory()?.unchecked_into();
        JsFuture::from(factory.databases().ok()?).await.ok()
    };
    let databases = listed
        .await
        .map(|databases| Array::from(&databases))
        .unwrap_or_default();
    databases
        .iter()
        .filter_map(|database| {
            js_sys::Reflect::get(&database, &"name".into())
                .ok()?
                .as_string()
        })
        .filter_map(|name| name.strip_prefix(PREFIX).map(str::to_owned))
        .collect()
}

#[wasm_bindgen]
extern "C" {
    /// The call that web-sys doesn't have.
    #[wasm_bindgen(extends = IdbFactory)]
    type ListingFactory;

    #[wasm_bindgen(method, catch)]
    fn databases(this: &ListingFactory) -> Result<js_sys::Promise, JsValue>;
}

fn name(register_id: &str) -> String {
    format!("{PREFIX}{register_id}")
}

pub(super) fn factory() -> Option<IdbFactory> {
    web_sys::window()?.indexed_db().ok()?
}

/// Waits for a connection, and furnishes a new database.
async fn connect(request: IdbOpenDbRequest) -> Result<IdbDatabase, Fault> {
    let furnish = Closure::<dyn FnMut(Event)>::new({
        let request = request.clone();
        // A fault here undoes the making of the database, and so comes to light as the request's.
        move |_| drop(furnish(&request))
    });
    request.set_onupgradeneeded(Some(furnish.as_ref().unchecked_ref()));
    let opened = Request::new(request.clone().into()).await;
    request.set_onupgradeneeded(None);
    opened?.dyn_into().map_err(Fault::from)
}

fn furnish(request: &IdbOpenDbRequest) -> Result<(), JsValue> {
    let database: IdbDatabase = request.result()?.dyn_into()?;
    let names = database.object_store_names();
    let is_new = names.length() == 0;
    // One of the first version gets the place of outlines; they are made as its entries are read. One that lacks more
    // can't be understood, and is left as it is.
    let is_of_first = [ENTRIES, DRAFTS, META]
        .iter()
        .all(|store| names.contains(store));
    if is_new || is_of_first {
        for store in STORES.iter().filter(|store| !names.contains(store)) {
            database.create_object_store(store)?;
        }
    }
    if let Some(transaction) = request.transaction().filter(|_| is_new) {
        let meta = transaction.object_store(META)?;
        meta.put_with_key(&FORMAT.to_string().into(), &FORMAT_KEY.into())?;
    }
    Ok(())
}

/// Why a step wasn't taken.
enum StepError {
    Damaged { entry: EntryId },
    Cancelled,
    Fault(Fault),
}

impl From<Fault> for StepError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<JsValue> for StepError {
    fn from(thrown: JsValue) -> Self {
        Self::Fault(thrown.into())
    }
}

async fn put_steps(
    transaction: &Transaction,
    batch: &Batch,
    company: Company<'_>,
) -> Result<Vec<Evaluated>, StepError> {
    let store = transaction.store(ENTRIES)?;
    let mut writing = Writing {
        store: &store,
        company,
        written: Vec::with_capacity(batch.len()),
        changes: Changes::new(),
    };
    if batch.len() <= AHEAD {
        let mut deltas = batch.values();
        get_each(&store, batch.keys(), |id, value| {
            // As many deltas as keys, in the same order.
            if let Some(delta) = deltas.next() {
                writing.step(id, &value, delta)?;
            }
            Ok::<_, StepError>(())
        })
        .await?;
    } else {
        // Of thousands, mostly new, it is quicker to ask which are here than to ask for each.
        let keys = Request::new(store.get_all_keys()?).await?;
        let keys = Array::from(&keys);
        let here: HashSet<EntryId> = keys.iter().filter_map(|key| key.as_string()).collect();
        let mut latest: Option<Request> = None;
        for (number, (id, delta)) in batch.iter().enumerate() {
            let stored = match here.contains(id) {
                true => Request::new(store.get(&id.into())?).await?,
                false => JsValue::UNDEFINED,
            };
            let put = writing.step(id, &stored, delta)?;
            // In small groups, so that neither the database nor the page waits for the other.
            if number % GROUP == GROUP - 1 {
                if let Some(before) = latest.replace(Request::new(put)) {
                    before.await?;
                }
                if !(company.goes_on)(number + 1) {
                    return Err(StepError::Cancelled);
                }
            }
        }
    }
    put_outlines(transaction, writing.changes).await?;
    Ok(writing.written)
}

/// The entries of a batch as they are written.
struct Writing<'a> {
    store: &'a IdbObjectStore,
    company: Company<'a>,
    written: Vec<Evaluated>,
    changes: Changes,
}

impl Writing<'_> {
    /// Takes one step of what is stored. It need not be waited for: a put that fails undoes the transaction, which says so
    /// when it ends.
    fn step(
        &mut self,
        id: &EntryId,
        stored: &JsValue,
        delta: &Delta,
    ) -> Result<IdbRequest, StepError> {
        let damaged = || StepError::Damaged { entry: id.clone() };
        let stored = match stored.as_string() {
            None if stored.is_undefined() => None,
            None => return Err(damaged()),
            text => text,
        };
        let (entry, text) = stepped(stored.as_deref(), delta).ok_or_else(damaged)?;
        let put = self.store.put_with_key(&text.into(), &id.into())?;
        let evaluated = self.company.evaluated(id, entry);
        let shelf = self.changes.entry(outlines::shelf(id)).or_default();
        shelf.insert(id.clone(), Some(Outline::of(evaluated.driver())));
        self.written.push(evaluated);
        Ok(put)
    }
}

/// Puts outlines beside those that are there.
async fn put_outlines(transaction: &Transaction, mut changes: Changes) -> Result<(), Fault> {
    let store = transaction.store(OUTLINES)?;
    let keys: Vec<String> = changes.keys().cloned().collect();
    get_each(&store, &keys, |key, stored| {
        let changes = changes.remove(key).unwrap_or_default();
        let text = outlines::changed(stored.as_string().as_deref(), changes);
        // As with an entry: a put that fails undoes the transaction.
        store.put_with_key(&text.into(), &key.into())?;
        Ok::<_, Fault>(())
    })
    .await
}

/// All entries, page by page; each page is asked for while the one before is read.
///
/// Never all texts of a register are in memory at once. Each page has its own transaction, so that reading can pause;
/// what another tab writes meanwhile it tells of.
pub(super) struct Pages<'a> {
    database: &'a IdbDatabase,
    ahead: Option<Asked>,
    is_begun: bool,
}

/// A page that was asked for.
struct Asked {
    keys: Request,
    values: Request,
    _transaction: Transaction,
}

impl Pages<'_> {
    /// The next page; `None` when all are read.
    pub async fn next(&mut self) -> Result<Option<Page>, Fault> {
        if !self.is_begun {
            self.is_begun = true;
            self.ahead = Some(self.ask(&JsValue::UNDEFINED)?);
        }
        let Some(Asked { keys, values, .. }) = &mut self.ahead else {
            return Ok(None);
        };
        let (keys, values) = (keys.await?, values.await?);
        let (keys, values) = (Array::from(&keys), Array::from(&values));
        let last = keys.length().checked_sub(1).map(|last| keys.get(last));
        self.ahead = match last {
            Some(last) if keys.length() == PAGE => {
                Some(self.ask(&IdbKeyRange::lower_bound_with_open(&last, true)?.into())?)
            }
            _ => None,
        };
        let found = keys.iter().zip(values.iter());
        let found = found.map(|(key, value)| (shown(&key), found_in(&value)));
        Ok(Some(sort(found).await))
    }

    fn ask(&self, range: &JsValue) -> Result<Asked, Fault> {
        let transaction = Transaction::read(self.database, &[ENTRIES])?;
        let store = transaction.store(ENTRIES)?;
        let keys = store.get_all_keys_with_key_and_limit(range, PAGE)?;
        let values = store.get_all_with_key_and_limit(range, PAGE)?;
        Ok(Asked {
            keys: Request::new(keys),
            values: Request::new(values),
            _transaction: transaction,
        })
    }
}

/// Gets the value of each key, in order, and does something with it in the event's own task: so thousands of them
/// hold up neither the database nor the page.
async fn get_each<'a, E: From<Fault>>(
    store: &IdbObjectStore,
    keys: impl IntoIterator<Item = &'a EntryId>,
    mut each: impl FnMut(&'a EntryId, JsValue) -> Result<(), E>,
) -> Result<(), E> {
    let mut keys = keys.into_iter();
    let mut under_way = VecDeque::with_capacity(AHEAD);
    loop {
        for key in keys.by_ref().take(AHEAD - under_way.len()) {
            let request = store.get(&key.into()).map_err(Fault::from)?;
            under_way.push_back((key, Request::new(request)));
        }
        let Some((key, request)) = under_way.pop_front() else {
            return Ok(());
        };
        let value = request.await?;
        each(key, value)?;
    }
}

/// All that is in a store, by key.
async fn pairs(store: &IdbObjectStore) -> Result<Vec<(JsValue, JsValue)>, Fault> {
    let keys = Request::new(store.get_all_keys()?).await?;
    let keys: Vec<JsValue> = Array::from(&keys).to_vec();
    let mut values = Vec::with_capacity(keys.len());
    for page in keys.chunks(PAGE as usize) {
        // A chunk is never empty.
        if let [first, ..] = page
            && let [.., last] = page
        {
            let range = IdbKeyRange::bound(first, last)?;
            let page = Request::new(store.get_all_with_key(&range)?).await?;
            values.extend(Array::from(&page).iter());
        }
    }
    // One transaction: nothing came or went between the keys and the values.
    Ok(keys.into_iter().zip(values).collect())
}

fn found_in(value: &JsValue) -> Found {
    match value.as_string() {
        Some(text) => Found::of(text),
        None => Found::Damaged { raw: shown(value) },
    }
}

/// A key or value as a text, whatever it is.
fn shown(value: &JsValue) -> String {
    let text = value.as_string();
    let json = || JSON::stringify(value).ok().filter(|json| json.is_string());
    text.or_else(|| json().map(String::from))
        .unwrap_or_else(|| format!("{value:?}"))
}
