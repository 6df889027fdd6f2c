//! The index of the open register: made, and kept up to date as drivers come and change.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::State;
use crate::browser::clock::Slices;
use crate::browser::timing::{self, Span};
use crate::domain::driver::Driver;
use crate::domain::edit::EntryId;
use crate::search::index::Index;
use crate::search::query::Query;
use crate::search::view::View;

/// How much is known of the drivers of a register that is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Outlined,
    Whole,
}

/// Drivers being read into the index, in slices.
pub(super) struct Indexing {
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

    pub(super) fn begin() -> Self {
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

impl State {
    /// Makes the index of the register: lists all drivers, and goes on to read those of which all is known.
    pub(super) async fn index_anew(self, known: Known) {
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
    pub(super) async fn index_again(self, ids: BTreeSet<EntryId>) {
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
    pub(super) async fn index_whole(self, ids: BTreeSet<EntryId>, indexing: &mut Indexing) {
        for id in &ids {
            let is_stopped = self.is_reading_stopped.get_untracked();
            indexing.step(|| self.index_one(id, !is_stopped));
            indexing.pause(self).await;
        }
    }

    pub(super) fn index_one(self, id: &str, is_to_be_read: bool) {
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

    /// Stops reading drivers into the index, or goes on with it.
    pub fn stop_reading(self, is_stopped: bool) {
        self.is_reading_stopped.set(is_stopped);
        self.read_on();
    }

    /// Reads all drivers that are only listed yet, in slices, unless the person stopped that.
    pub(super) fn read_on(self) {
        if self.is_reading.get_value() || self.is_reading_stopped.get_untracked() {
            return;
        }
        self.is_reading.set_value(true);
        spawn_local(async move {
            let mut indexing = Indexing::begin();
            let read = || self.index.try_update_value(Index::read_next) == Some(true);
            while !self.is_reading_stopped.get_untracked() && indexing.step(read) {
                indexing.pause(self).await;
            }
            self.is_reading.set_value(false);
            self.end_indexing(&indexing);
        });
    }

    pub(super) fn end_indexing(self, indexing: &Indexing) {
        if indexing.has_begun {
            self.index.update_value(Index::settle);
            self.answer_anew();
            Span::of(timing::INDEX, indexing.busy).end();
        }
        timing::mark(timing::READY);
    }

    pub(super) fn answer_anew(self) {
        self.indexings.update(|indexings| *indexings += 1);
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
}
