//! The app's state: signals that live as long as the page, and the store behind them.

mod drafts;
mod indexing;
mod opening;

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::Arc;

use jiff::civil::Date;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::published::Published;
use super::text;
use crate::browser::clock::{self, Slices};
use crate::browser::preferences::{KnownRegister, Moments, Preferences};
use crate::browser::store::{self, Company, DamagedEntry, Medium, Store, StoredDraft, WriteError};
use crate::browser::tabs::{News, Tabs};
use crate::browser::timing::{self, Span};
use crate::domain::draft::Draft;
use crate::domain::driver::Driver;
use crate::domain::edit::EntryId;
use crate::domain::entry::Entry;
use crate::domain::field::Field;
use crate::domain::law;
use crate::domain::register::{Batch, Evaluated, Register};
use crate::domain::removal;
use crate::domain::sorting::sort_by_key;
use crate::domain::undo::Undo;
use crate::route::Route;
use crate::search::index::{Answer, Index};
use crate::search::view::View;

/// What every screen shares. Copies are one state.
#[derive(Clone, Copy)]
pub struct State {
    pub phase: RwSignal<Phase>,
    pub register: RwSignal<Register>,
    /// How many entries are read, and of how many, while the phase is [`Phase::Listed`].
    pub reading: RwSignal<(usize, usize)>,
    /// The published copy that is shown; `None` in an ordinary one.
    pub published: RwSignal<Option<Published>>,
    pub route: RwSignal<Route>,
    /// The view of the list that was last shown: where "all drivers" leads back to.
    pub view: RwSignal<View>,
    /// The drivers that are selected in the list. Some may not be there any more.
    pub selected: RwSignal<BTreeSet<EntryId>>,
    pub saving: RwSignal<Saving>,
    pub message: RwSignal<Option<Message>>,
    pub preferences: RwSignal<Preferences>,
    pub drafts: RwSignal<Vec<StoredDraft>>,
    pub today: RwSignal<Date>,
    /// What the address is still to say.
    pub address_due: StoredValue<Option<Route>>,
    /// What takes the focus on the next page, by a selector, in place of its heading.
    pub landing: StoredValue<Option<&'static str>>,
    /// Whether an editor holds changes that aren't saved.
    pub is_draft_open: StoredValue<bool>,
    /// The list as its view shows it.
    pub answer: Memo<Answer>,
    /// Counts what was saved, here and in other tabs.
    pub savings: RwSignal<usize>,
    /// What can be undone, the latest last.
    pub(super) undos: RwSignal<Vec<Undoable>>,
    index: StoredValue<Index, LocalStorage>,
    /// Counts how often the index has come to answer otherwise.
    indexings: RwSignal<usize>,
    /// Whether drivers are being read into the index.
    is_reading: StoredValue<bool>,
    /// Whether the person stopped that: until it goes on, drivers are listed and no more.
    pub is_reading_stopped: RwSignal<bool>,
    line: StoredValue<Option<Line>, LocalStorage>,
    /// Names this tab's drafts.
    tab: StoredValue<String>,
}

/// The open register's store, and the line to other tabs.
struct Line {
    store: Store,
    tabs: Tabs,
}

/// Whether a register is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    Opening,
    /// The list is there, and all else is being read. Nothing is written until it is.
    Listed,
    Open {
        medium: Medium,
        damaged: Vec<DamagedEntry>,
    },
    /// It can't be opened; nothing is written.
    Shut(Shut),
}

/// How many entries come into the register at a time.
const PAGE: usize = 100;

/// One who watches over a long write.
#[derive(Clone)]
pub struct Watch {
    /// What the register would be after it, as far as that was worked out before.
    pub ahead: Arc<Register>,
    /// Told how many entries are written; says whether to go on.
    pub goes_on: Arc<dyn Fn(usize) -> bool>,
    /// As what the browser is told how long it takes ([`timing`]).
    pub measured: &'static str,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            ahead: Arc::default(),
            goes_on: Arc::new(|_| true),
            measured: timing::SAVE,
        }
    }
}

/// When the screens hear of entries that came in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Now,
    Later,
}

/// Why a register can't be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shut {
    Damaged { raw: String },
    Newer { version: u32 },
    Unreachable,
}

/// How the latest writing went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saving {
    /// Writings under way.
    under_way: usize,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    #[default]
    Nothing,
    Saved,
    NotSaved,
}

impl Saving {
    pub fn is_under_way(&self) -> bool {
        self.under_way > 0
    }
}

/// What has just happened, for the person to read, and maybe undo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub text: String,
    pub kind: MessageKind,
    /// Whether the page changed since: news goes at the next change.
    is_read: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageKind {
    News,
    CanUndo,
    Failure,
}

/// Something done that can be undone.
#[derive(Clone, Debug)]
pub struct Undoable {
    /// What was done, as it was told.
    pub what: String,
    pub how: How,
}

#[derive(Clone, Debug)]
pub enum How {
    Register(Undo),
    /// A draft that was thrown away.
    Draft(Box<Draft>),
}

impl State {
    /// The state of a page that is just opening. Call once, at the root.
    pub fn new() -> Self {
        let register = RwSignal::new(Register::default());
        let view = RwSignal::new(View::default());
        let today = RwSignal::new(clock::today());
        let index = StoredValue::new_local(Index::default());
        let indexings = RwSignal::new(0);
        let answer = move |_: Option<&Answer>| {
            indexings.track();
            let (today, view) = (today.get(), view.get());
            let search = Span::begin(timing::SEARCH);
            let answer = index.try_update_value(|index| index.answer(&view, today));
            search.end();
            answer.unwrap_or_default()
        };
        Self {
            phase: RwSignal::new(Phase::Opening),
            register,
            reading: RwSignal::new((0, 0)),
            published: RwSignal::new(None),
            route: RwSignal::new(Route::Unknown),
            view,
            selected: RwSignal::default(),
            saving: RwSignal::default(),
            message: RwSignal::new(None),
            preferences: RwSignal::new(Preferences::load()),
            drafts: RwSignal::new(Vec::new()),
            today,
            address_due: StoredValue::new(None),
            landing: StoredValue::new(None),
            is_draft_open: StoredValue::new(false),
            // Comparing two answers would cost more than showing one again.
            answer: Memo::new_with_compare(answer, |_, _| true),
            savings: RwSignal::new(0),
            undos: RwSignal::new(Vec::new()),
            index,
            indexings,
            is_reading: StoredValue::new(false),
            is_reading_stopped: RwSignal::new(false),
            line: StoredValue::new_local(None),
            tab: StoredValue::new(clock::random_id().to_string()),
        }
    }

    /// Puts entries into the register, in place of those with their ids: the only place where they come in once the
    /// register is shown.
    /// Returns the ids under which drivers may show otherwise for it, which are to be indexed.
    fn put_in(self, evaluated: Vec<Evaluated>, told: Told) -> BTreeSet<EntryId> {
        let put = |register: &mut Register| register.put_all(evaluated);
        let concerned = match told {
            Told::Now => self.register.try_update(put),
            Told::Later => self.register.try_update_untracked(put),
        };
        concerned.unwrap_or_default()
    }

    /// Whether the register can be changed here: not in a published copy.
    pub fn can_edit(self) -> bool {
        self.published.with(Option::is_none)
    }

    /// Notes the register in the preferences, to be found again at the next start.
    fn remember(self, register: &Register) {
        let known = KnownRegister {
            id: register.id.clone(),
            title: register.title().to_owned(),
        };
        self.preferences.update(|preferences| {
            // Kept for this session where the browser keeps nothing; the banner says so.
            let _ = preferences.know_register(known);
            if preferences.last_register.as_ref() != Some(&register.id) {
                let _ = preferences.set_last_register(&register.id);
            }
        });
    }

    /// Notes that a file of the open register is given out or taken in; not in a published copy.
    pub fn note(self, what: impl FnOnce(&mut Moments)) {
        if !untrack(|| self.can_edit()) {
            return;
        }
        let id = self.register.with_untracked(|register| register.id.clone());
        self.preferences.update(|preferences| {
            // Kept for this session where the browser keeps nothing; the banner says so.
            let _ = preferences.note(&id, what);
        });
    }

    /// Another tab wrote: its entries are read anew.
    fn hear(self, news: News) {
        let News::Entries(ids) = news;
        let Some(store) = self.store() else { return };
        spawn_local(async move {
            // So that what is read of it here isn't older than that.
            self.whole().await;
            match store.read(&ids).await {
                Ok(entries) => {
                    self.take_in(evaluate(entries).await).await;
                    self.savings.update(|savings| *savings += 1);
                }
                Err(error) => self.fail(text::cannot_read(&error)),
            }
        });
    }

    /// Shows entries as the store has them now.
    async fn take_in(self, evaluated: Vec<Evaluated>) {
        let mut slices = Slices::new();
        let mut evaluated = evaluated.into_iter();
        let mut concerned = BTreeSet::new();
        loop {
            let page: Vec<Evaluated> = evaluated.by_ref().take(PAGE).collect();
            if evaluated.len() == 0 {
                concerned.extend(self.put_in(page, Told::Now));
                break;
            }
            concerned.extend(self.put_in(page, Told::Later));
            slices.pause().await;
        }
        self.register
            .with_untracked(|register| self.remember(register));
        self.index_again(concerned).await;
    }

    /// Writes a batch. The status reads "Saving…" at once, and "Saved" when the store has confirmed.
    ///
    /// The future says whether it was written; what went wrong has been told.
    pub fn commit(
        self,
        batch: Batch,
        what: String,
        undo: Option<Undo>,
    ) -> impl Future<Output = bool> + 'static {
        self.commit_with(batch, what, undo, Watch::default())
    }

    /// Writes a batch as [`Self::commit`] does, watched: it can be cancelled, which is no failure.
    pub fn commit_with(
        self,
        batch: Batch,
        what: String,
        undo: Option<Undo>,
        watch: Watch,
    ) -> impl Future<Output = bool> + 'static {
        self.saving.update(|saving| saving.under_way += 1);
        let span = Span::begin(watch.measured);
        let brings_again = self
            .register
            .with_untracked(|register| removal::brings_again(register, &batch));
        let store = self.store();
        async move {
            if brings_again {
                self.fail(text::removal::BROUGHT_AGAIN.to_owned());
                self.end_saving(Outcome::NotSaved);
                return false;
            }
            // No screen but the list is there before all is read, and none of its actions gets here sooner.
            let is_whole = self.phase.with_untracked(|phase| *phase != Phase::Listed);
            let Some(store) = store.filter(|_| is_whole) else {
                self.end_saving(Outcome::NotSaved);
                return false;
            };
            let was_empty = self.register.with_untracked(Register::is_empty);
            let written = self.write(&store, &batch, &watch, Some(span)).await;
            let is_written = written.is_ok();
            match written {
                Ok(()) => {
                    // The sample, which nobody can undo, can be had again.
                    if was_empty && undo.is_some() {
                        store::ask_to_persist();
                    }
                    let kind = match undo {
                        Some(_) => MessageKind::CanUndo,
                        None => MessageKind::News,
                    };
                    if let Some(undo) = undo {
                        let what = what.clone();
                        let how = How::Register(undo);
                        self.undos
                            .update(|undos| undos.push(Undoable { what, how }));
                    }
                    if !what.is_empty() {
                        self.say(what, kind);
                    }
                    self.end_saving(Outcome::Saved);
                    self.savings.update(|savings| *savings += 1);
                }
                Err(WriteError::Cancelled) => self.end_saving(Outcome::Nothing),
                Err(error) => self.not_written(&error),
            }
            is_written
        }
    }

    /// Writes what comes by itself, with no word of it: nobody here asked for it.
    pub async fn receive(self, batch: &Batch) -> Result<(), WriteError> {
        match self.store() {
            Some(_) if batch.is_empty() => Ok(()),
            Some(store) if self.phase.with_untracked(|phase| *phase != Phase::Listed) => {
                self.write(&store, batch, &Watch::default(), None).await
            }
            _ => Err(WriteError::Closed),
        }
    }

    /// Writes a batch, shows what is stored then, and tells the other tabs.
    async fn write(
        self,
        store: &Store,
        batch: &Batch,
        watch: &Watch,
        span: Option<Span>,
    ) -> Result<(), WriteError> {
        let company = Company {
            ahead: &watch.ahead,
            goes_on: &|done| (watch.goes_on)(done),
        };
        let written = store.write_with(batch, company).await?;
        if let Some(span) = span {
            span.end();
        }
        let ids: Vec<EntryId> = written.iter().map(|one| one.id().clone()).collect();
        self.take_in(written).await;
        self.line.with_value(|line| {
            if let Some(line) = line {
                line.tabs.tell(&News::Entries(ids));
            }
        });
        Ok(())
    }

    /// Waits until nothing is being written, so that the next edit is after the one before.
    pub async fn idle(self) {
        while self.saving.with_untracked(Saving::is_under_way) {
            clock::sleep(5).await;
        }
    }

    fn not_written(self, error: &WriteError) {
        self.fail(text::cannot_write(error));
        self.end_saving(Outcome::NotSaved);
    }

    /// Keeps other actions waiting while one is prepared that takes long.
    pub fn begin_work(self) {
        self.saving.update(|saving| saving.under_way += 1);
    }

    /// What was begun so is prepared: what it writes goes next.
    pub fn end_work(self) {
        self.saving
            .update(|saving| saving.under_way = saving.under_way.saturating_sub(1));
    }

    fn end_saving(self, outcome: Outcome) {
        self.saving.update(|saving| {
            saving.under_way = saving.under_way.saturating_sub(1);
            saving.outcome = outcome;
        });
    }

    fn say(self, text: String, kind: MessageKind) {
        self.message.set(Some(Message {
            text,
            kind,
            is_read: false,
        }));
    }

    /// The page has changed: news that was there before goes.
    pub fn turn_page(self) {
        let is_old = self.message.with_untracked(|message| {
            let news = message.as_ref();
            news.is_some_and(|news| news.kind == MessageKind::News && news.is_read)
        });
        if is_old {
            self.message.set(None);
        } else {
            // Nothing that is shown changes.
            self.message.update_untracked(|message| {
                if let Some(message) = message {
                    message.is_read = true;
                }
            });
        }
    }

    /// Tells of something that went wrong.
    pub fn fail(self, text: String) {
        self.say(text, MessageKind::Failure);
    }

    /// Tells of something that isn't a change.
    pub fn tell(self, text: impl Into<String>) {
        self.say(text.into(), MessageKind::News);
    }

    /// Tells of something done that can be undone, without the register having changed.
    pub fn offer_undo(self, what: String, how: How) {
        let text = what.clone();
        self.undos
            .update(|undos| undos.push(Undoable { what, how }));
        self.say(text, MessageKind::CanUndo);
    }

    pub fn store(self) -> Option<Store> {
        self.line
            .with_value(|line| line.as_ref().map(|line| line.store.clone()))
    }

    /// The name that edits are signed with.
    pub fn author(self) -> Option<String> {
        let name = self
            .preferences
            .with_untracked(|preferences| preferences.name.trim().to_owned());
        (!name.is_empty()).then_some(name)
    }

    /// What the register is called.
    pub fn register_title(self) -> String {
        self.register.with(|register| match register.title() {
            "" => text::UNTITLED_REGISTER.to_owned(),
            title => title.to_owned(),
        })
    }

    /// A driver's title, for messages.
    pub fn title_of(self, id: &str) -> String {
        self.register
            .with_untracked(|register| match register.driver(id) {
                Some(driver) => text::title_of(id, driver.title()),
                None => match register.entry(id) {
                    Some(entry) => {
                        text::title_of(id, Driver::new(id.to_owned(), law::evaluate(entry)).title())
                    }
                    None => text::title_of(id, ""),
                },
            })
    }

    /// The title that an entry gives by itself, whatever it is joined to.
    pub fn title_alone(self, id: &str) -> String {
        self.register.with_untracked(|register| {
            let alone = register.alone(id);
            text::title_of(id, alone.map_or("", |alone| alone.title()))
        })
    }

    /// Values of a field that drivers already have, the most frequent first.
    pub fn values_used(self, field: Field) -> Vec<String> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        self.register.with_untracked(|register| {
            for driver in register.live() {
                for value in driver.list(field).chain(Some(driver.text(field))) {
                    if !value.is_empty() {
                        *counts.entry(value.to_owned()).or_default() += 1;
                    }
                }
            }
        });
        let mut values: Vec<(String, usize)> = counts.into_iter().collect();
        sort_by_key(&mut values, |(_, count)| std::cmp::Reverse(*count));
        values.into_iter().map(|(value, _)| value).collect()
    }
}

/// Evaluates entries in slices.
pub(super) async fn evaluate(entries: Vec<(EntryId, Entry)>) -> Vec<Evaluated> {
    let mut slices = Slices::new();
    let mut evaluated = Vec::with_capacity(entries.len());
    for (id, entry) in entries {
        evaluated.push(Evaluated::new(id, entry));
        slices.pause().await;
    }
    evaluated
}

/// The state, from any screen.
pub fn use_state() -> State {
    expect_context()
}
