//! Opening a register: the list of a long one first, the rest behind it; and removing one from this browser.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::indexing::{Indexing, Known};
use super::{Line, Phase, Saving, Shut, State, Told, evaluate};
use crate::browser::clock::{self, Slices};
use crate::browser::preferences::Preferences;
use crate::browser::store::{self, Begun, DeleteError, Loaded, Outlines, Store};
use crate::browser::tabs::Tabs;
use crate::browser::timing;
use crate::domain::edit::EntryId;
use crate::domain::outline::Outline;
use crate::domain::register::Register;
use crate::ui::text;

impl State {
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
            Begun::Read(loaded) => self.settle_in(id, store, loaded).await,
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
        self.is_reading_stopped.set(false);
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
