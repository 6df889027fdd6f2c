//! The app's state: signals that live as long as the page, and the store behind them.

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
use crate::browser::store::{
    self, Begun, Company, DamagedEntry, DeleteError, Loaded, Medium, Outlines, Store, StoredDraft,
    WriteError,
};
use crate::browser::tabs::{News, Tabs};
use crate::browser::timing::{self, Span};
use crate::domain::draft::Draft;
use crate::domain::driver::Driver;
use crate::domain::edit::EntryId;
use crate::domain::entry::Entry;
use crate::domain::field::Field;
use crate::domain::law;
use crate::domain::outline::Outline;
use crate::domain::register::{Batch, Evaluated, Register};
use crate::domain::removal;
use crate::domain::undo::Undo;
use crate::route::Route;
use crate::search::index::{Answer, Index};
use crate::search::query::Query;
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
            line: StoredValue::new_local(None),
            tab: StoredValue::new(clock::random_id().to_string()),
        }
    }

    /// Opens the register that was used last, or, where none was, an empty one.
    pub fn open_last(self) {
        spawn_local(self.reopen());
    }

    async fn reopen(self) {
        let known = self.preferences.with_untracked(|preferences| {
            let known = preferences.registers.iter().map(|known| &known.id);
            preferences
                .last_register
                .as_ref()
                .or(known.clone().next())
                .cloned()
        });
        let id = match known {
            Some(id) => Some(id),
            // The database knows of registers whose note in the preferences a crash may have lost.
            None => store::registers().await.into_iter().next(),
        };
        self.open(id.unwrap_or_else(|| clock::random_id().to_string()))
            .await;
    }

    /// Opens a register in place of the one that is open. Of a long one the list is there when this is done, and the
    /// rest is read behind it.
    pub async fn open(self, id: EntryId) {
        self.phase.set(Phase::Opening);
        let (store, begun) = Store::begin(&id).await;
        match begun {
            Begun::Read(loaded) => {
                self.settle_in(id, store, loaded).await;
            }
            Begun::Unoutlined(loaded) => {
                self.settle_in(id, store.clone(), loaded).await;
                spawn_local(self.outline_anew(store));
            }
            Begun::Outlined(outlines) => {
                let register = outlined(&id, &store, outlines).await;
                self.begin(&store, register, Known::Outlined).await;
                self.phase.set(Phase::Listed);
                spawn_local(self.read(store));
            }
        }
        // The screens have followed by then.
        clock::next_tick().await;
        timing::mark(timing::LIST);
    }

    /// Opens a register while the screen stays as it is: an import makes the empty app a copy of the file's register.
    pub async fn adopt(self, id: EntryId) {
        let (store, loaded) = Store::open(&id).await;
        self.settle_in(id, store, loaded).await;
    }

    /// Opens a register that was read.
    async fn settle_in(self, id: EntryId, store: Store, loaded: Loaded) {
        let medium = store.medium();
        let mut register = Register::new(id, []);
        let phase = match loaded {
            Loaded::Empty => Phase::Open {
                medium,
                damaged: Vec::new(),
            },
            Loaded::Ready { entries, damaged } => {
                register.put_all(evaluate(entries).await);
                Phase::Open { medium, damaged }
            }
            Loaded::Damaged { raw } => Phase::Shut(Shut::Damaged { raw }),
            Loaded::Newer { version } => Phase::Shut(Shut::Newer { version }),
            Loaded::Unreachable => Phase::Shut(Shut::Unreachable),
        };
        self.begin(&store, register, Known::Whole).await;
        if self.phase.with_untracked(|now| *now != phase) {
            self.phase.set(phase);
        }
    }

    /// Shows a register, and follows its store and what other tabs do with it.
    async fn begin(self, store: &Store, register: Register, known: Known) {
        self.undos.set(Vec::new());
        self.selected.set(BTreeSet::new());
        let closing = register.id.clone();
        store.on_close(move || self.fail(self.why_closed(&closing).to_owned()));
        let tabs = Tabs::new(&register.id, move |news| self.hear(news));
        self.drafts.set(store.drafts().await.unwrap_or_default());
        let store = store.clone();
        self.line.set_value(Some(Line { store, tabs }));
        // A register that nothing was put into isn't worth remembering.
        if !register.is_empty() {
            self.remember(&register);
        }
        self.register.set(register);
        self.index_anew(known).await;
        self.saving.set(Saving::default());
    }

    /// Reads all entries of a register that is listed, page by page.
    async fn read(self, store: Store) {
        let total = self.register.with_untracked(Register::len);
        self.reading.set((0, total));
        let is_here = |store: &Store| self.store().is_some_and(|now| now.is_same(store));
        let (mut done, mut damaged, mut is_right) = (0, Vec::new(), true);
        let mut indexing = Indexing::begin();
        let mut pages = store.pages();
        loop {
            let page = match pages.next().await {
                Ok(Some(page)) => page,
                Ok(None) => break,
                Err(_) if is_here(&store) => return self.phase.set(Phase::Shut(Shut::Unreachable)),
                Err(_) => return,
            };
            let evaluated = evaluate(page.entries).await;
            // Another register may have been opened meanwhile.
            if !is_here(&store) {
                return;
            }
            self.register.with_untracked(|register| {
                for evaluated in &evaluated {
                    let outline = register.alone(evaluated.id());
                    let outline = outline.map(|outline| Outline::of(outline));
                    is_right &= outline == Some(Outline::of(evaluated.driver()));
                }
            });
            done += evaluated.len() + page.damaged.len();
            damaged.extend(page.damaged);
            // The list, which shows the same all the time, is told at the end.
            let concerned = self.put_in(evaluated, Told::Later);
            self.index_whole(concerned, &mut indexing).await;
            if !is_here(&store) {
                return;
            }
            self.reading.set((done, total));
        }
        let gone = self.register.try_update(Register::forget_unread);
        let gone = gone.unwrap_or_default();
        is_right &= gone.is_empty();
        self.index_whole(gone, &mut indexing).await;
        self.end_indexing(&indexing);
        let medium = store.medium();
        self.phase.set(Phase::Open { medium, damaged });
        if !is_right {
            self.outline_anew(store).await;
        }
    }

    /// Makes the outlines of the register anew, which were missing or wrong.
    async fn outline_anew(self, store: Store) {
        let ids: Vec<EntryId> = self.register.with_untracked(|register| {
            let entries = register.entries();
            entries.map(|(id, _)| id.clone()).collect()
        });
        // Where it fails, the next opening finds them so again.
        let _ = store.outline(&ids).await;
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

    /// Waits until all of the register is read.
    pub async fn whole(self) {
        while self.phase.with_untracked(|phase| *phase == Phase::Listed) {
            clock::sleep(5).await;
        }
    }

    /// Why another tab closed the store of a register.
    fn why_closed(self, id: &str) -> &'static str {
        let is_known = Preferences::load()
            .registers
            .iter()
            .any(|known| known.id == id);
        let was_known = self
            .register
            .with_untracked(|register| !register.is_empty());
        match was_known && !is_known {
            true => text::safe::REMOVED_ELSEWHERE,
            false => text::OTHER_TAB,
        }
    }

    /// Removes the open register from this browser, and opens another in its place.
    pub async fn remove(self) -> Result<(), DeleteError> {
        self.idle().await;
        let id = self.register.with_untracked(|register| register.id.clone());
        // First, so that other tabs know why they have to let go.
        self.preferences.update(|preferences| {
            // What stays on the list is found to be empty when it is opened.
            let _ = preferences.forget_register(&id);
        });
        self.line.set_value(None);
        // A linked file stays as it is: only the way to it is forgotten. A way that is left leads no register anywhere.
        if store::handles::kept(&id).await.is_some() {
            let _ = store::handles::forget(&id).await;
        }
        if let Err(error) = store::delete_register(&id).await {
            let next = match &error {
                DeleteError::Failed { .. } => id,
                // It goes once the other tab is closed; opened here, it would stay.
                DeleteError::InUse => clock::random_id().to_string(),
            };
            self.open(next).await;
            return Err(error);
        }
        self.is_draft_open.set_value(false);
        self.reopen().await;
        Ok(())
    }

    /// Whether the register can be changed here: not in a published copy.
    pub fn can_edit(self) -> bool {
        self.published.with(Option::is_none)
    }

    /// Shows the register of a published copy. It has no store, and other tabs are told nothing.
    pub fn show_published(self, register: Register) {
        let (store, tabs) = (Store::none(), Tabs::none());
        let medium = store.medium();
        self.line.set_value(Some(Line { store, tabs }));
        self.register.set(register);
        let damaged = Vec::new();
        self.phase.set(Phase::Open { medium, damaged });
        spawn_local(self.index_anew(Known::Whole));
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

    /// Makes the index of the register: lists all drivers, and goes on to read those of which all is known.
    async fn index_anew(self, known: Known) {
        let drivers: Vec<Arc<Driver>> = self
            .register
            .with_untracked(|register| register.live().cloned().collect());
        let mut index = Index::default();
        let list = |index: &mut Index, driver: &Arc<Driver>| match known {
            Known::Whole => index.list(driver),
            Known::Outlined => index.outline(driver),
        };
        let mut slices = Slices::new();
        for driver in &drivers {
            list(&mut index, driver);
            slices.pause().await;
        }
        // What was changed while the list was made.
        self.register.with_untracked(|register| {
            index.retain(|id| register.listed(id).is_some());
            for driver in register.live() {
                list(&mut index, driver);
            }
        });
        self.index.set_value(index);
        self.answer_anew();
        if known == Known::Whole {
            self.read_on();
        }
    }

    /// Brings drivers that may show otherwise up to date in the index.
    async fn index_again(self, ids: BTreeSet<EntryId>) {
        if self.index.with_value(Index::is_wasteful) {
            return self.index_anew(Known::Whole).await;
        }
        // Few are read at once, so that the list never shows what was; of many the list comes first.
        let mut slices = Slices::new();
        for id in &ids {
            self.index_one(id, ids.len() <= Self::AT_ONCE);
            if ids.len() > Self::AT_ONCE {
                slices.pause().await;
            }
        }
        self.answer_anew();
        self.read_on();
    }

    /// Brings drivers of which all is known now up to date in the index, and reads them.
    async fn index_whole(self, ids: BTreeSet<EntryId>, indexing: &mut Indexing) {
        for id in &ids {
            indexing.step(|| self.index_one(id, true));
            indexing.pause(self).await;
        }
    }

    fn index_one(self, id: &str, is_to_be_read: bool) {
        let listed = self
            .register
            .with_untracked(|register| register.listed(id).cloned());
        self.index.update_value(|index| match &listed {
            Some(driver) if is_to_be_read => index.put(driver),
            Some(driver) => index.list(driver),
            None => index.remove(id),
        });
    }

    /// How many changed drivers are read before the list is shown again.
    const AT_ONCE: usize = 20;

    /// Reads all drivers that are only listed yet, in slices.
    fn read_on(self) {
        if self.is_reading.get_value() {
            return;
        }
        self.is_reading.set_value(true);
        spawn_local(async move {
            let mut indexing = Indexing::begin();
            let read = || self.index.try_update_value(Index::read_next) == Some(true);
            while indexing.step(read) {
                indexing.pause(self).await;
            }
            self.is_reading.set_value(false);
            self.end_indexing(&indexing);
        });
    }

    fn end_indexing(self, indexing: &Indexing) {
        if indexing.has_begun {
            self.index.update_value(Index::settle);
            self.answer_anew();
            Span::of(timing::INDEX, indexing.busy).end();
        }
        timing::mark(timing::READY);
    }

    fn answer_anew(self) {
        self.indexings.update(|indexings| *indexings += 1);
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

    /// The drivers that a view shows, on all its pages.
    pub fn find(self, view: &View) -> BTreeSet<EntryId> {
        let today = self.today.get_untracked();
        let found = self.index.try_update_value(|index| index.find(view, today));
        found.unwrap_or_default()
    }

    /// What may have been meant by a view that shows nothing.
    pub fn suggestion(self, view: &View) -> Option<Query> {
        let today = self.today.get_untracked();
        let suggestion = self
            .index
            .try_update_value(|index| index.suggestion(view, today));
        suggestion.flatten()
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

    // Drafts.

    /// Keeps a draft as it is typed, but for what was removed from its driver for good.
    pub async fn keep_draft(self, mut draft: Draft) {
        let Some(store) = self.store() else { return };
        let removed = self.register.with_untracked(|register| {
            let whole = register.whole(&draft.driver);
            whole.map(|whole| whole.removed()).unwrap_or_default()
        });
        draft.forget(|text| removal::is_removed(&removed, &text.into()));
        let mut tab = self.tab.get_value();
        // Beside the editor's draft of the same driver.
        if let Some(key) = draft.settles() {
            tab = format!("{tab}/{key}");
        }
        match store.put_draft(&draft, &tab).await {
            Ok(()) => self.reread_drafts().await,
            Err(error) => self.fail(text::cannot_write(&error)),
        }
    }

    /// Forgets all drafts of a driver, or those that settle one of its conflicts, of whatever tab: what they held was
    /// saved, or thrown away.
    pub async fn forget_drafts(self, driver: &str, settles: Option<&str>) {
        let Some(store) = self.store() else { return };
        let drafts = store.drafts().await.unwrap_or_default();
        for stored in drafts
            .iter()
            .filter(|stored| is_of(stored, driver, settles))
        {
            // A draft that stays is offered again; nothing is lost by it.
            let _ = store.delete_draft(driver, &stored.tab).await;
        }
        self.reread_drafts().await;
    }

    /// Takes texts out of all drafts of some drivers, also of those that could be brought back.
    pub async fn forget_in_drafts(self, drivers: &BTreeSet<EntryId>, texts: &[String]) {
        let holds = |field: &str| texts.iter().any(|text| field.contains(text));
        self.undos.update(|undos| {
            for undoable in undos {
                if let How::Draft(draft) = &mut undoable.how
                    && drivers.contains(&draft.driver)
                {
                    draft.forget(holds);
                }
            }
        });
        let Some(store) = self.store() else { return };
        for mut stored in store.drafts().await.unwrap_or_default() {
            if drivers.contains(&stored.draft.driver) && stored.draft.forget(holds) {
                let StoredDraft { draft, tab, .. } = stored;
                let written = match draft.is_changed() {
                    true => store.put_draft(&draft, &tab).await,
                    false => store.delete_draft(&draft.driver, &tab).await,
                };
                if let Err(error) = written {
                    self.fail(text::cannot_write(&error));
                }
            }
        }
        self.reread_drafts().await;
    }

    async fn reread_drafts(self) {
        if let Some(store) = self.store()
            && let Ok(drafts) = store.drafts().await
        {
            self.drafts.set(drafts);
        }
    }

    /// The latest draft of a driver, or the latest that settles one of its conflicts.
    pub fn draft_of(self, driver: &str, settles: Option<&str>) -> Option<StoredDraft> {
        self.drafts.with_untracked(|drafts| {
            let drafts = drafts
                .iter()
                .filter(|stored| is_of(stored, driver, settles));
            drafts.max_by_key(|stored| stored.at).cloned()
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
        values.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        values.into_iter().map(|(value, _)| value).collect()
    }
}

/// A register of which no more is read than the list shows: the outlines, and what is joined, for which these don't do.
async fn outlined(id: &str, store: &Store, outlines: Outlines) -> Register {
    let mut drivers = Vec::with_capacity(outlines.len());
    let mut slices = Slices::new();
    for (id, outline) in outlines {
        drivers.push(Arc::new(outline.driver(id)));
        slices.pause().await;
    }
    let mut register = Register::outlined(id, drivers);
    let joined: Vec<EntryId> = register.joined().cloned().collect();
    if !joined.is_empty() {
        // What isn't read now is when its turn comes.
        let joined = store.read(&joined).await.unwrap_or_default();
        register.put_all(evaluate(joined).await);
    }
    register
}

/// How much is known of the drivers of a register that is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Outlined,
    Whole,
}

/// Drivers being read into the index, in slices.
struct Indexing {
    slices: Slices,
    /// The milliseconds that went into it.
    busy: f64,
    /// When the list was last shown again.
    shown: f64,
    has_begun: bool,
}

impl Indexing {
    /// How often the list is shown again meanwhile, in milliseconds.
    const SHOWN_EVERY: f64 = 300.0;

    fn begin() -> Self {
        Self {
            slices: Slices::new(),
            busy: 0.0,
            shown: timing::now(),
            has_begun: false,
        }
    }

    fn step<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let begun = timing::now();
        let done = work();
        self.busy += timing::now() - begun;
        self.has_begun = true;
        done
    }

    async fn pause(&mut self, state: State) {
        self.slices.pause().await;
        if timing::now() - self.shown > Self::SHOWN_EVERY {
            state.answer_anew();
            self.shown = timing::now();
        }
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

fn is_of(stored: &StoredDraft, driver: &str, settles: Option<&str>) -> bool {
    stored.draft.driver == driver && stored.draft.settles() == settles
}

/// The state, from any screen.
pub fn use_state() -> State {
    expect_context()
}
