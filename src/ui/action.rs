//! Actions: what people want done to the register, all through one [`dispatch`].

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::navigation::go;
use super::published;
use super::state::{How, Phase, Saving, State, Undoable, Watch};
use super::text;
use crate::browser::clock::{self, Slices};
use crate::browser::store::DeleteError;
use crate::domain::draft::Draft;
use crate::domain::driver::Driver;
use crate::domain::edit::{EditId, EntryId, REGISTER, comment_key};
use crate::domain::entry::own_delta;
use crate::domain::field::{COMMENT, Field, TRASHED, names_drivers};
use crate::domain::join;
use crate::domain::law;
use crate::domain::merge;
use crate::domain::register::{Batch, Register};
use crate::domain::removal::{self, Refused};
use crate::domain::sorting::Gather;
use crate::domain::undo::{BuiltOn, Undo};
use crate::exchange::json::Reading;
use crate::exchange::sample;
use crate::route::Route;
use crate::search::view::View;

/// What a person wants.
pub enum Action {
    /// The draft's changed fields, already checked, are to be saved.
    Save {
        draft: Box<Draft>,
        set: BTreeMap<String, Value>,
    },
    /// A draft is to be thrown away.
    Discard(Box<Draft>),
    Archive(EntryId),
    Unarchive(EntryId),
    MoveToTrash(EntryId),
    Restore(EntryId),
    /// `done` hears whether it was written.
    Comment {
        driver: EntryId,
        text: String,
        done: Callback<bool>,
    },
    /// A driver is to be as it was after this edit.
    RestoreVersion {
        driver: EntryId,
        edit: EditId,
    },
    /// A field in conflict is to have this value, after the versions that were on screen. `done` hears of the edit once
    /// it is written.
    Settle {
        driver: EntryId,
        key: String,
        value: Value,
        after: BTreeSet<EditId>,
        done: Callback<EditId>,
    },
    /// A value, or an element of a list, is to go for good. `done` hears whether it was written.
    RemoveForGood {
        driver: EntryId,
        value: Value,
        done: Callback<bool>,
    },
    /// Groups of drivers that are one document each are to be joined, with the fields that were chosen; so many others
    /// were left, for a person has to choose there. `done` hears whether it was written.
    Join {
        groups: Vec<(BTreeSet<EntryId>, BTreeMap<String, Value>)>,
        left: usize,
        done: Callback<bool>,
    },
    /// Groups of drivers that look alike are no duplicates. `done` hears whether it was written.
    TellApart {
        groups: Vec<BTreeSet<EntryId>>,
        done: Callback<bool>,
    },
    /// An entry is to be taken out of the driver that it was joined to.
    Separate(EntryId),
    RenameRegister(String),
    /// Saved views are to be as these fields of the register itself say. `done` hears whether it was written.
    SetViews {
        set: BTreeMap<String, Value>,
        what: String,
        done: Callback<bool>,
    },
    /// Many drivers are to be changed, as was previewed. `done` hears whether it was written.
    ChangeMany {
        batch: Batch,
        what: String,
        watch: Watch,
        done: Callback<bool>,
    },
    /// The chosen rows of an import. `done` hears whether they were written.
    Import {
        batch: Batch,
        report: String,
        watch: Watch,
        done: Box<dyn FnOnce(bool)>,
    },
    /// A file was given out that holds these edits.
    GaveOut(Batch),
    Undo,
    OpenRegister {
        id: EntryId,
        title: String,
    },
    NewRegister,
    OpenSample,
    /// The open register is to be removed from this browser.
    RemoveRegister,
    /// A published copy is to become the reader's own. `done` hears when that is over.
    KeepOwnCopy {
        done: Callback<()>,
    },
    /// The reader's own copy is to be opened in place of the published one.
    OpenOwnCopy,
}

impl Action {
    /// Whether those who only read may do it.
    fn is_for_readers(&self) -> bool {
        matches!(
            self,
            Self::GaveOut(_) | Self::KeepOwnCopy { .. } | Self::OpenOwnCopy
        )
    }
}

/// Does what a person wants, once what they wanted before is written: an edit is after what they see.
pub fn dispatch(state: State, action: Action) {
    if !untrack(|| state.can_edit()) && !action.is_for_readers() {
        state.fail(text::publish::READ_ONLY.to_owned());
        return;
    }
    let is_listed = state.phase.with_untracked(|phase| *phase == Phase::Listed);
    if is_listed || state.saving.with_untracked(Saving::is_under_way) {
        spawn_local(async move {
            state.whole().await;
            state.idle().await;
            dispatch(state, action);
        });
        return;
    }
    match action {
        Action::Save { draft, set } => save(state, *draft, set),
        Action::Discard(draft) => discard(state, *draft),
        Action::Archive(id) => {
            let what = text::driver_archived(&state.title_of(&id));
            set_one(state, id, Field::Status.key(), json!("archived"), what);
        }
        Action::Unarchive(id) => {
            let what = text::driver_unarchived(&state.title_of(&id));
            set_one(state, id, Field::Status.key(), json!("current"), what);
        }
        Action::MoveToTrash(id) => {
            let what = text::driver_trashed(&state.title_of(&id));
            set_one(state, id, TRASHED, json!(true), what);
            go(&Route::Drivers(state.view.get_untracked()));
        }
        Action::Restore(id) => {
            let what = text::driver_restored(&state.title_of(&id));
            set_one(state, id, TRASHED, Value::Null, what);
        }
        Action::Comment {
            driver,
            text: written,
            done,
        } => comment(state, driver, &written, done),
        Action::RestoreVersion { driver, edit } => restore_version(state, driver, edit),
        Action::Settle {
            driver,
            key,
            value,
            after,
            done,
        } => settle(state, driver, key, value, after, done),
        Action::RemoveForGood {
            driver,
            value,
            done,
        } => remove_for_good(state, driver, value, done),
        Action::Join { groups, left, done } => {
            let names: Vec<String> = groups
                .iter()
                .map(|(ids, _)| group_name(state, ids))
                .collect();
            let mut what = text::duplicates::joined(&names);
            if left > 0 {
                what = format!("{what} {}", text::duplicates::left(left));
            }
            in_turn(
                state,
                groups,
                what,
                done,
                |register, (ids, chosen), at, by| join::join(register, &ids, chosen, at, by),
            );
        }
        Action::TellApart { groups, done } => {
            let names: Vec<String> = groups.iter().map(|ids| group_name(state, ids)).collect();
            let what = text::duplicates::told_apart(&names);
            in_turn(state, groups, what, done, |register, ids, at, by| {
                join::tell_apart(register, &ids, at, by)
            });
        }
        Action::Separate(id) => {
            let title = state.title_alone(&id);
            let what = text::duplicates::separated(&title);
            let done = Callback::new(|_| ());
            in_turn(state, vec![id], what, done, |register, id, at, by| {
                join::separate(register, &id, at, by)
            });
        }
        Action::RenameRegister(title) => {
            let what = text::register_renamed(&title);
            set_one(
                state,
                REGISTER.to_owned(),
                Field::Title.key(),
                json!(title),
                what,
            );
        }
        Action::SetViews { set, what, done } => {
            let (_, batch) = own(state, REGISTER, set);
            make(state, batch, what, done);
        }
        Action::ChangeMany {
            batch,
            what,
            watch,
            done,
        } => make_watched(state, batch, what, watch, done),
        Action::Import {
            batch,
            report,
            watch,
            done,
        } => {
            let undo = Undo::of_import(&batch);
            let arrived = batch.values().filter_map(|delta| delta.arrived).max();
            let written = state.commit_with(batch, report, Some(undo), watch);
            spawn_local(async move {
                let is_written = written.await;
                if is_written {
                    state.note(|moments| moments.imported = arrived.or(moments.imported));
                }
                done(is_written);
            });
        }
        Action::GaveOut(batch) => {
            if !batch.is_empty() {
                spawn_local(wait(state.commit(batch, String::new(), None)));
            }
        }
        Action::Undo => undo(state),
        Action::OpenRegister { id, title } => switch(state, id, Some(text::switched(&title))),
        Action::NewRegister => switch(state, clock::random_id().to_string(), None),
        Action::OpenSample => open_sample(state),
        Action::RemoveRegister => remove_register(state),
        Action::KeepOwnCopy { done } => spawn_local(async move {
            published::keep_own_copy(state).await;
            done.try_run(());
        }),
        Action::OpenOwnCopy => {
            spawn_local(published::open_own_copy(state, text::publish::OWN_OPENED));
        }
    }
}

/// Opens another register, and says what may be lost of the one that is left.
fn switch(state: State, id: EntryId, said: Option<String>) {
    let left = left_behind(state);
    let said: Vec<String> = said.into_iter().chain(left).collect();
    spawn_local(async move {
        state.open(id).await;
        if !said.is_empty() {
            state.tell(said.join(" "));
        }
        go(&Route::Drivers(View::default()));
    });
}

fn remove_register(state: State) {
    let title = untrack(|| state.register_title());
    spawn_local(async move {
        match state.remove().await {
            Ok(()) => {
                state.tell(text::safe::removed(&title));
                go(&Route::Drivers(View::default()));
            }
            Err(DeleteError::InUse) => state.fail(text::safe::STILL_IN_USE.to_owned()),
            Err(DeleteError::Failed { name }) => state.fail(text::safe::not_removed(&name)),
        }
    });
}

/// What is to be said of a register that is left with changes that no file holds.
fn left_behind(state: State) -> Option<String> {
    let count = state.register.with_untracked(|register| register.unheld());
    let title = untrack(|| state.register_title());
    (count > 0).then(|| text::safe::left_behind(&title, count))
}

async fn wait(written: impl Future<Output = bool>) {
    written.await;
}

/// One edit of one driver, made now, after what is on screen.
fn own(state: State, id: &str, set: BTreeMap<String, Value>) -> (EditId, Batch) {
    let (id, after) = state.register.with_untracked(|register| {
        let id = register.group_of(id).to_owned();
        let after = register.heads(&id);
        (id, after)
    });
    let (edit, delta) = own_delta(&id, after, set, clock::now(), state.author());
    (edit, [(id, delta)].into())
}

/// Writes own edits that belong together: one undo takes them all back.
fn make(state: State, batch: Batch, what: String, done: Callback<bool>) {
    make_watched(state, batch, what, Watch::default(), done);
}

fn make_watched(state: State, batch: Batch, what: String, watch: Watch, done: Callback<bool>) {
    let undo = Undo::of_own(&batch);
    let written = state.commit_with(batch, what, Some(undo), watch);
    // The screen that asked may be gone by then.
    spawn_local(async move { _ = done.try_run(written.await) });
}

fn set_one(state: State, id: EntryId, key: &str, value: Value, what: String) {
    let (_, batch) = own(state, &id, [(key.to_owned(), value)].into());
    let undo = Undo::of_own(&batch);
    spawn_local(wait(state.commit(batch, what, Some(undo))));
}

/// What a group of drivers is called.
fn group_name(state: State, ids: &BTreeSet<EntryId>) -> String {
    let titles: Vec<String> = ids.iter().map(|id| state.title_of(id)).collect();
    text::duplicates::group(&titles)
}

/// Several steps as one action, each of them after those before.
fn in_turn<T>(
    state: State,
    wishes: Vec<T>,
    what: String,
    done: Callback<bool>,
    step: impl Fn(&Register, T, Timestamp, Option<&str>) -> Batch,
) {
    let (at, author) = (clock::now(), state.author());
    let mut register = state.register.get_untracked();
    let mut batch = Batch::new();
    for wish in wishes {
        let steps = step(&register, wish, at, author.as_deref());
        register.apply(&steps);
        for (id, delta) in steps {
            batch.entry(id).or_default().add(delta);
        }
    }
    make(state, batch, what, done);
}

fn save(state: State, draft: Draft, set: BTreeMap<String, Value>) {
    let id = draft.driver.clone();
    let title = draft.typed(Field::Title).trim().to_owned();
    if set.is_empty() {
        state.is_draft_open.set_value(false);
        state.tell(text::driver_unchanged(&title));
        spawn_local(async move {
            state.forget_drafts(&id, None).await;
            go(&Route::Driver(id));
        });
        return;
    }
    let what = if draft.is_new {
        text::driver_added(&title)
    } else {
        text::driver_saved(&title)
    };
    let (_, delta) = own_delta(&id, draft.after.clone(), set, clock::now(), state.author());
    let batch: Batch = [(id.clone(), delta)].into();
    let undo = Undo::of_own(&batch);
    let written = state.commit(batch, what, Some(undo));
    spawn_local(async move {
        if written.await {
            state.is_draft_open.set_value(false);
            state.forget_drafts(&id, None).await;
            go(&Route::Driver(id));
        }
    });
}

fn discard(state: State, draft: Draft) {
    state.is_draft_open.set_value(false);
    let id = draft.driver.clone();
    let settles = draft.settles().map(str::to_owned);
    let back = if draft.is_new {
        Route::Drivers(state.view.get_untracked())
    } else {
        Route::Driver(id.clone())
    };
    if draft.is_changed() {
        let what = text::draft_discarded(&draft_title(state, &draft));
        state.offer_undo(what, How::Draft(Box::new(draft)));
    }
    spawn_local(async move {
        state.forget_drafts(&id, settles.as_deref()).await;
        go(&back);
    });
}

fn comment(state: State, driver: EntryId, written: &str, done: Callback<bool>) {
    let comment = json!({
        "by": state.author().unwrap_or_else(|| text::NAME_NOT_GIVEN.to_owned()),
        "at": clock::now().to_string(),
        "text": written.trim(),
    });
    let what = text::comment_added(&state.title_of(&driver));
    let (_, batch) = own(state, &driver, [(comment_key(&comment), comment)].into());
    let undo = Undo::of_own(&batch);
    let written = state.commit(batch, what, Some(undo));
    // The screen that asked may be gone by then.
    spawn_local(async move { _ = done.try_run(written.await) });
}

fn restore_version(state: State, driver: EntryId, edit: EditId) {
    let set = state.register.with_untracked(|register| {
        let now = register
            .driver(&driver)
            .or_else(|| register.alone(&driver))?;
        let then = law::evaluate_at(register.whole(&driver)?, &[edit].into());
        let then = Driver::new(driver.clone(), then);
        let keys = now
            .standing
            .fields
            .keys()
            .chain(then.standing.fields.keys());
        // Comments stay, and joined drivers are separated by other ways.
        let is_kept = |key: &str| key.starts_with(COMMENT) || names_drivers(key);
        let differing = keys.filter(|key| !is_kept(key) && now.value(key) != then.value(key));
        Some(
            differing
                .map(|key| (key.clone(), then.value(key).clone()))
                .gather::<BTreeMap<_, _>>(),
        )
    });
    let Some(set) = set.filter(|set| !set.is_empty()) else {
        return;
    };
    let what = text::version_restored(&state.title_of(&driver));
    let (_, batch) = own(state, &driver, set);
    let undo = Undo::of_own(&batch);
    let written = state.commit(batch, what, Some(undo));
    let shown = match driver.as_str() {
        REGISTER => Route::Settings,
        _ => Route::Driver(driver),
    };
    spawn_local(async move {
        if written.await {
            go(&shown);
        }
    });
}

fn settle(
    state: State,
    driver: EntryId,
    key: String,
    value: Value,
    after: BTreeSet<EditId>,
    done: Callback<EditId>,
) {
    let what = text::settle::settled(&text::settle::label(&key), &state.title_of(&driver));
    let set = BTreeMap::from([(key.clone(), value)]);
    let (edit, delta) = own_delta(&driver, after, set, clock::now(), state.author());
    let batch: Batch = [(driver.clone(), delta)].into();
    let undo = Undo::of_own(&batch);
    let written = state.commit(batch, what, Some(undo));
    spawn_local(async move {
        if written.await {
            // The screen that asked may be gone by then.
            _ = done.try_run(edit);
            state.forget_drafts(&driver, Some(&key)).await;
        }
    });
}

/// There is no undo for it.
fn remove_for_good(state: State, driver: EntryId, value: Value, done: Callback<bool>) {
    let author = state.author();
    let removal = state.register.with_untracked(|register| {
        removal::remove(register, &driver, &value, clock::now(), author.as_deref())
    });
    let batch = match removal {
        Ok(batch) => batch,
        // The screen says so, unless the driver was changed elsewhere since.
        Err(Refused::TitleStands) => return state.fail(text::removal::TITLE_STANDS.to_owned()),
        Err(Refused::NotHere) => return state.fail(text::removal::NOT_HERE.to_owned()),
    };
    let drivers = state
        .register
        .with_untracked(|register| register.members(&driver));
    let what = text::removal::removed(&state.title_of(&driver));
    let written = state.commit(batch, what, None);
    spawn_local(async move {
        let is_written = written.await;
        if is_written {
            let texts = removal::texts(&value);
            state.forget_in_drafts(&drivers, &texts).await;
        }
        // The screen that asked may be gone by then.
        _ = done.try_run(is_written);
    });
}

fn undo(state: State) {
    let Some(undoable) = state.undos.try_update(Vec::pop).flatten() else {
        state.tell(text::NOTHING_TO_UNDO);
        return;
    };
    match undoable.how {
        How::Register(undo) => {
            // Nothing else is done meanwhile, and the status says at once that something is.
            state.begin_work();
            spawn_local(async move {
                let steps = steps_in_slices(state, &undo).await;
                state.end_work();
                match steps {
                    Ok(batch) => {
                        let what = text::undone(&undoable.what);
                        // What couldn't be undone now may be later.
                        if !state.commit(batch, what, None).await {
                            let (what, how) = (undoable.what, How::Register(undo));
                            state
                                .undos
                                .update(|undos| undos.push(Undoable { what, how }));
                        }
                    }
                    Err(built_on) => state.fail(text::cannot_undo(
                        &state.title_of(&built_on.entry),
                        &built_on,
                    )),
                }
            });
        }
        How::Draft(draft) => spawn_local(async move {
            let route = draft_route(&draft);
            state.keep_draft(*draft).await;
            state.tell(text::DRAFT_BACK);
            go(&route);
        }),
    }
}

/// The steps that undo something that may be of thousands of drivers.
async fn steps_in_slices(state: State, undo: &Undo) -> Result<Batch, BuiltOn> {
    let (at, author) = (clock::now(), state.author());
    let register = state.register.get_untracked();
    let mut slices = Slices::new();
    let mut batch = Batch::new();
    for id in undo.entries().keys() {
        batch.extend(undo.step(&register, id, at, author.as_deref())?);
        slices.pause().await;
    }
    Ok(batch)
}

/// Where a draft is gone on with.
pub fn draft_route(draft: &Draft) -> Route {
    let driver = draft.driver.clone();
    match draft.settles() {
        _ if draft.is_new => Route::Add(Some(driver)),
        Some(_) => Route::Settle(driver),
        None => Route::Edit(driver),
    }
}

/// The title in a draft, or that of the driver of which it is a part.
pub fn draft_title(state: State, draft: &Draft) -> String {
    match draft.settles() {
        Some(_) => state.title_of(&draft.driver),
        None => draft.typed(Field::Title).trim().to_owned(),
    }
}

fn open_sample(state: State) {
    spawn_local(async move {
        let file = sample::json(state.today.get_untracked());
        // The tests read the sample: it is a register.
        let Ok(reading) = Reading::new(file) else {
            return;
        };
        let incoming = reading.finish();
        state.open(incoming.register.clone()).await;
        let is_new = state
            .register
            .with_untracked(|register| register.is_empty());
        if is_new {
            let now = clock::now();
            let plan = state
                .register
                .with_untracked(|register| merge::plan(register, incoming.source(), now));
            if !state
                .commit(plan.chosen(|_| true), String::new(), None)
                .await
            {
                return;
            }
        }
        state.tell(text::SAMPLE_OPENED);
        super::navigation::replace(state, Route::Drivers(View::default()));
    });
}
