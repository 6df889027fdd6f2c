//! Drafts: what was typed and isn't saved, kept in the store as it is typed.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::{How, State};
use crate::browser::store::StoredDraft;
use crate::domain::draft::Draft;
use crate::domain::edit::EntryId;
use crate::domain::removal;
use crate::ui::text;

impl State {
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
}

fn is_of(stored: &StoredDraft, driver: &str, settles: Option<&str>) -> bool {
    stored.draft.driver == driver && stored.draft.settles() == settles
}
