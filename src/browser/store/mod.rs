//! Where a register is kept in this browser: what was saved is still there, and nothing unreadable is overwritten.

pub mod handles;
mod idb;
mod indexed;
mod local;
pub mod looked;
mod memory;
mod outlines;

use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use self::idb::Fault;
use self::indexed::Indexed;
use self::local::Local;
use self::memory::Memory;
use super::clock::{self, Slices};
use crate::domain::draft::Draft;
use crate::domain::edit::EntryId;
use crate::domain::entry::{Delta, Entry};
use crate::domain::outline::Outline;
use crate::domain::register::{Batch, Evaluated, Register};

/// The version of what is stored. A higher one is left alone.
const FORMAT: u32 = 1;

/// One register's store. Clones are one store.
#[derive(Clone)]
pub struct Store {
    inner: Rc<Inner>,
}

struct Inner {
    backing: Backing,
    is_writable: bool,
}

enum Backing {
    Indexed(Indexed),
    Local(Local),
    Memory(Memory),
    /// The medium was asked for and isn't to be had.
    None(Medium),
}

/// What keeps a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// Survives a crash of the browser.
    IndexedDb,
    /// A crash may lose the last minutes, and 5 MB are all there is.
    LocalStorage,
    /// Gone with the page.
    Memory,
}

/// What a store held when it was opened. Only `Empty` and `Ready` permit writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loaded {
    Empty,
    Ready {
        entries: Vec<(EntryId, Entry)>,
        /// They stay as they are: writing to one of them is refused.
        damaged: Vec<DamagedEntry>,
    },
    /// The store as a whole can't be understood.
    Damaged {
        raw: String,
    },
    /// A later version of the app made it. [`Store::raw`] gives it out.
    Newer {
        version: u32,
    },
    /// The register is in a database that the browser doesn't open now, or the medium asked for is refused.
    Unreachable,
}

/// What goes with a long write.
#[derive(Clone, Copy)]
pub struct Company<'a> {
    /// What the register would be after it: entries that turn out so need no evaluation.
    pub ahead: &'a Register,
    /// Told how many entries are written; says whether to go on, else nothing is.
    pub goes_on: &'a dyn Fn(usize) -> bool,
}

impl Company<'_> {
    fn evaluated(self, id: &EntryId, entry: Entry) -> Evaluated {
        let ahead = self.ahead.evaluated(id);
        ahead
            .filter(|ahead| **ahead.entry() == entry)
            .unwrap_or_else(|| Evaluated::new(id.clone(), entry))
    }
}

/// What is known of a store's entries when it has just been opened.
#[derive(Clone, Debug, PartialEq)]
pub enum Begun {
    /// All of them were read: they are few.
    Read(Loaded),
    /// All of them were read, as outlines are missing: [`Store::outline`] makes them.
    Unoutlined(Loaded),
    /// These are to be read by [`Store::pages`]; until then, nothing may be written.
    Outlined(Outlines),
}

/// The outlines of all entries, by id.
pub type Outlines = BTreeMap<EntryId, Outline>;

/// A stored entry that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DamagedEntry {
    pub key: String,
    pub raw: String,
}

/// A draft as one tab left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredDraft {
    pub draft: Draft,
    pub tab: String,
    /// When it was put here, by this machine's clock.
    pub at: Timestamp,
}

/// Why nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// No room is left.
    Full,
    /// The register was removed in another tab, changed by a later version of the app, or cleared by the browser.
    Closed,
    /// What is stored of this entry can't be read, so nothing can be added to it.
    Damaged { entry: EntryId },
    /// The store was damaged, newer or unreachable when it was opened, or is that of a published copy.
    ReadOnly,
    /// The one who wanted it thought better of it.
    Cancelled,
    /// Anything else, by the browser's name for it.
    Failed { name: String },
}

/// Why nothing was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// As [`WriteError::Closed`].
    Closed,
    /// Anything else, by the browser's name for it.
    Failed { name: String },
}

/// Why a register wasn't removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeleteError {
    /// Another tab doesn't let go of it: it is removed once that tab is closed.
    InUse,
    /// Anything else, by the browser's name for it.
    Failed { name: String },
}

impl Store {
    /// Opens a register in the best medium that the browser grants, and reads all of it.
    pub async fn open(register_id: &str) -> (Self, Loaded) {
        Self::load(Self::backing(register_id).await).await
    }

    /// Opens a register as [`Self::open`] does, but where it is long reads no more than the outlines of its entries.
    pub async fn begin(register_id: &str) -> (Self, Begun) {
        let backing = Self::backing(register_id).await;
        let found = match &backing {
            Backing::Indexed(indexed) => indexed.outlines().await,
            Backing::Local(_) | Backing::Memory(_) | Backing::None(_) => None,
        };
        match found {
            Some((count, outlines)) if outlines.len() == count => {
                let is_writable = true;
                let inner = Rc::new(Inner {
                    backing,
                    is_writable,
                });
                (Self { inner }, Begun::Outlined(outlines))
            }
            Some(_) => {
                let (store, loaded) = Self::load(backing).await;
                (store, Begun::Unoutlined(loaded))
            }
            None => {
                let (store, loaded) = Self::load(backing).await;
                (store, Begun::Read(loaded))
            }
        }
    }

    /// A register stays in the medium that it is kept in, and so is never shown as empty while it is elsewhere:
    /// where IndexedDB fails one that is kept there, that is [`Loaded::Unreachable`].
    async fn backing(register_id: &str) -> Backing {
        let local = Local::open(register_id);
        let kept_in = local.as_ref().and_then(Local::kept_in);
        let indexed = match kept_in {
            Some(Medium::LocalStorage) => None,
            _ => Indexed::open(register_id).await.ok(),
        };
        match (indexed, local) {
            (Some(indexed), local) => {
                if let Some(local) = local {
                    local.note_indexed();
                }
                Backing::Indexed(indexed)
            }
            (None, Some(_)) if kept_in == Some(Medium::IndexedDb) => {
                Backing::None(Medium::IndexedDb)
            }
            (None, Some(local)) => Backing::Local(local),
            (None, None) => Backing::Memory(Memory::default()),
        }
    }

    /// Opens a register in this medium and no other.
    pub async fn open_in(medium: Medium, register_id: &str) -> (Self, Loaded) {
        let backing = match medium {
            Medium::IndexedDb => Indexed::open(register_id).await.ok().map(Backing::Indexed),
            Medium::LocalStorage => Local::open(register_id).map(Backing::Local),
            Medium::Memory => Some(Backing::Memory(Memory::default())),
        };
        Self::load(backing.unwrap_or(Backing::None(medium))).await
    }

    async fn load(backing: Backing) -> (Self, Loaded) {
        let loaded = match &backing {
            Backing::Indexed(indexed) => indexed.load().await.unwrap_or(Loaded::Unreachable),
            Backing::Local(local) => local.load().await,
            Backing::Memory(_) => Loaded::Empty,
            Backing::None(_) => Loaded::Unreachable,
        };
        let is_writable = matches!(loaded, Loaded::Empty | Loaded::Ready { .. });
        let inner = Rc::new(Inner {
            backing,
            is_writable,
        });
        (Self { inner }, loaded)
    }

    /// No store: a published copy's register is in its file. Nothing is read here, and nothing written.
    pub fn none() -> Self {
        let inner = Rc::new(Inner {
            backing: Backing::None(Medium::IndexedDb),
            is_writable: false,
        });
        Self { inner }
    }

    pub fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }

    pub fn medium(&self) -> Medium {
        match &self.inner.backing {
            Backing::Indexed(_) => Medium::IndexedDb,
            Backing::Local(_) => Medium::LocalStorage,
            Backing::Memory(_) => Medium::Memory,
            Backing::None(medium) => *medium,
        }
    }

    /// Tells once when the store is closed from outside ([`WriteError::Closed`]); the page must be reloaded then.
    /// Only the last `tell` is kept.
    pub fn on_close(&self, tell: impl FnOnce() + 'static) {
        if let Backing::Indexed(indexed) = &self.inner.backing {
            indexed.on_close(tell);
        }
    }

    /// Takes steps: all of them, or none. Each is taken of the entry as it is stored at that moment, so no other
    /// tab's work is overwritten. Returns the entries as stored, once they are safe.
    pub async fn write(&self, batch: &Batch) -> Result<Vec<Evaluated>, WriteError> {
        let nothing = Register::default();
        let alone = Company {
            ahead: &nothing,
            goes_on: &|_| true,
        };
        self.write_with(batch, alone).await
    }

    /// Takes steps as [`Self::write`] does, in company.
    pub async fn write_with(
        &self,
        batch: &Batch,
        company: Company<'_>,
    ) -> Result<Vec<Evaluated>, WriteError> {
        let entries = match self.writable()? {
            Backing::Indexed(indexed) => return indexed.write(batch, company).await,
            Backing::Local(local) => local.write(batch)?,
            Backing::Memory(memory) => memory.write(batch),
            Backing::None(_) => return Err(WriteError::ReadOnly),
        };
        let evaluated = entries.into_iter();
        Ok(evaluated
            .map(|(id, entry)| Evaluated::new(id, entry))
            .collect())
    }

    /// Reads all entries, page by page, where they were only outlined; elsewhere there are no pages.
    pub fn pages(&self) -> Pages<'_> {
        Pages(match &self.inner.backing {
            Backing::Indexed(indexed) => Some((indexed, indexed.pages())),
            Backing::Local(_) | Backing::Memory(_) | Backing::None(_) => None,
        })
    }

    /// Makes all outlines anew, where some were found to be missing or wrong: those of these entries.
    pub async fn outline(&self, ids: &[EntryId]) -> Result<(), WriteError> {
        match self.writable()? {
            Backing::Indexed(indexed) => indexed.outline(ids).await,
            Backing::Local(_) | Backing::Memory(_) | Backing::None(_) => Ok(()),
        }
    }

    /// The entries of these ids as they are stored now; those that aren't here or can't be read are left out.
    pub async fn read(&self, ids: &[EntryId]) -> Result<Vec<(EntryId, Entry)>, ReadError> {
        match &self.inner.backing {
            Backing::Indexed(indexed) => indexed.read(ids).await,
            Backing::Local(local) => Ok(local.read(ids)),
            Backing::Memory(memory) => Ok(memory.read(ids)),
            Backing::None(_) => Ok(Vec::new()),
        }
    }

    /// Keeps a draft for one tab, in place of that tab's draft of the same driver.
    pub async fn put_draft(&self, draft: &Draft, tab: &str) -> Result<(), WriteError> {
        let key = draft_key(&draft.driver, tab);
        let draft = StoredDraft {
            draft: draft.clone(),
            tab: tab.to_owned(),
            at: clock::now(),
        };
        match self.writable()? {
            Backing::Indexed(indexed) => indexed.put_draft(&key, &draft).await,
            Backing::Local(local) => local.put_draft(&key, &draft),
            Backing::Memory(memory) => {
                memory.put_draft(key, draft);
                Ok(())
            }
            Backing::None(_) => Err(WriteError::ReadOnly),
        }
    }

    /// All drafts, of every tab. One that can't be read is left out, and left where it is.
    pub async fn drafts(&self) -> Result<Vec<StoredDraft>, ReadError> {
        match &self.inner.backing {
            // A store that can't be understood has no drafts that can.
            _ if !self.inner.is_writable => Ok(Vec::new()),
            Backing::Indexed(indexed) => indexed.drafts().await,
            Backing::Local(local) => Ok(local.drafts()),
            Backing::Memory(memory) => Ok(memory.drafts()),
            Backing::None(_) => Ok(Vec::new()),
        }
    }

    /// Removes one tab's draft of a driver, where there is one.
    pub async fn delete_draft(&self, driver: &str, tab: &str) -> Result<(), WriteError> {
        let key = draft_key(driver, tab);
        match self.writable()? {
            Backing::Indexed(indexed) => indexed.delete_draft(&key).await,
            Backing::Local(local) => {
                local.delete_draft(&key);
                Ok(())
            }
            Backing::Memory(memory) => {
                memory.delete_draft(&key);
                Ok(())
            }
            Backing::None(_) => Err(WriteError::ReadOnly),
        }
    }

    /// All that is stored, untouched, as one JSON text to be downloaded: also what can't be understood here.
    pub async fn raw(&self) -> Result<String, ReadError> {
        match &self.inner.backing {
            Backing::Indexed(indexed) => indexed
                .raw()
                .await
                .map_err(|fault| indexed.read_error(fault)),
            Backing::Local(local) => Ok(local.raw()),
            Backing::Memory(_) | Backing::None(_) => Ok("{}".to_owned()),
        }
    }

    fn writable(&self) -> Result<&Backing, WriteError> {
        let backing = &self.inner.backing;
        self.inner
            .is_writable
            .then_some(backing)
            .ok_or(WriteError::ReadOnly)
    }
}

/// The ids of the registers that are in IndexedDB here, in no order.
///
/// A crash can lose the list in the preferences, which is in `localStorage`, while the registers are safe.
pub async fn registers() -> Vec<String> {
    indexed::registers().await
}

/// Whether this browser has this register, as far as it tells.
pub async fn has_register(register_id: &str) -> bool {
    let local = Local::open(register_id);
    local.is_some_and(|local| local.kept_in().is_some())
        || registers().await.iter().any(|id| id == register_id)
}

/// Removes a register from this browser, in every medium; other tabs that have it open are told ([`Store::on_close`]).
pub async fn delete_register(register_id: &str) -> Result<(), DeleteError> {
    indexed::delete(register_id)
        .await
        .map_err(|fault| match fault {
            Fault::Waiting => DeleteError::InUse,
            Fault::Other { name } => DeleteError::Failed { name },
            other => DeleteError::Failed {
                name: format!("{other:?}"),
            },
        })?;
    if let Some(local) = Local::open(register_id) {
        local.delete();
    }
    Ok(())
}

/// Asks the browser not to clear what is stored when room gets short. It may say no, and always does for files in
/// Chromium.
pub fn ask_to_persist() {
    let asked = web_sys::window().and_then(|window| window.navigator().storage().persist().ok());
    if let Some(answer) = asked {
        spawn_local(async { drop(JsFuture::from(answer).await) });
    }
}

/// Whether the browser has promised so.
pub async fn is_persistent() -> bool {
    let asked = web_sys::window().and_then(|window| window.navigator().storage().persisted().ok());
    let Some(answer) = asked else { return false };
    JsFuture::from(answer)
        .await
        .is_ok_and(|answer| answer.is_truthy())
}

fn draft_key(driver: &str, tab: &str) -> String {
    format!("{driver}/{tab}")
}

/// A stored text, read.
enum Found {
    Entry(Entry),
    Damaged { raw: String },
}

impl Found {
    fn of(text: String) -> Self {
        match serde_json::from_str(&text) {
            Ok(entry) => Self::Entry(entry),
            Err(_) => Self::Damaged { raw: text },
        }
    }
}

/// All entries of a store, page by page.
pub struct Pages<'a>(Option<(&'a Indexed, indexed::Pages<'a>)>);

impl Pages<'_> {
    /// The next page; `None` when all are read.
    pub async fn next(&mut self) -> Result<Option<Page>, ReadError> {
        let Some((indexed, pages)) = &mut self.0 else {
            return Ok(None);
        };
        let page = pages.next().await;
        page.map_err(|fault| indexed.read_error(fault))
    }
}

/// Stored entries, those that can be read and those that can't.
#[derive(Default)]
pub struct Page {
    pub entries: Vec<(EntryId, Entry)>,
    pub damaged: Vec<DamagedEntry>,
}

impl Page {
    fn push(&mut self, key: String, found: Found) {
        match found {
            Found::Entry(entry) => self.entries.push((key, entry)),
            Found::Damaged { raw } => self.damaged.push(DamagedEntry { key, raw }),
        }
    }

    fn append(&mut self, mut other: Self) {
        self.entries.append(&mut other.entries);
        self.damaged.append(&mut other.damaged);
    }
}

impl From<Page> for Loaded {
    fn from(page: Page) -> Self {
        let Page { entries, damaged } = page;
        if entries.is_empty() && damaged.is_empty() {
            Self::Empty
        } else {
            Self::Ready { entries, damaged }
        }
    }
}

/// Tells the entries that can be read from those that can't, in slices.
async fn sort(found: impl Iterator<Item = (String, Found)>) -> Page {
    let mut page = Page::default();
    let mut slices = Slices::new();
    for (key, found) in found {
        page.push(key, found);
        slices.pause().await;
    }
    page
}

/// The stored entry, or a new one, after a step, with its text to be stored; `None` where it can't be read.
fn stepped(stored: Option<&str>, delta: &Delta) -> Option<(Entry, String)> {
    let mut entry: Entry = match stored {
        Some(text) => serde_json::from_str(text).ok()?,
        None => Entry::default(),
    };
    entry.apply(delta);
    // An entry's keys are texts, so it always has a text.
    let text = serde_json::to_string(&entry).ok()?;
    Some((entry, text))
}

impl From<serde_json::Error> for WriteError {
    fn from(error: serde_json::Error) -> Self {
        Self::Failed {
            name: error.to_string(),
        }
    }
}
