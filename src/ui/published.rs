//! A published copy: its register comes out of the page itself, and is read-only until its reader keeps an own copy.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::action::{Action, dispatch};
use super::navigation::{focus_heading, go};
use super::parts::{Heading, tag};
use super::state::{Phase, State, evaluate, use_state};
use super::text;
use super::text::publish as words;
use crate::browser::clock::{self, Slices};
use crate::browser::page;
use crate::browser::store::{self, Loaded, Store, looked};
use crate::domain::driver::Driver;
use crate::domain::edit::EntryId;
use crate::domain::entry::Entry;
use crate::domain::glance::{Glance, News, NewsKind, Seen};
use crate::domain::merge::{Change, Plan, Source};
use crate::domain::register::{Batch, Register};
use crate::exchange::publication::{self, Damaged, Publication};
use crate::names;
use crate::route::Route;
use crate::search::view::View;

/// How many drivers the news names; the list marks all of them.
const NAMED: usize = 100;

/// The publication that is open, until its reader keeps an own copy.
#[derive(Clone)]
pub struct Published {
    pub publication: Arc<Publication>,
    /// How many of its drivers are read.
    pub done: usize,
    /// Whether this browser has an own copy of the register.
    has_own: bool,
    look: Look,
}

/// How this publication compares with the one last looked at.
#[derive(Clone)]
enum Look {
    /// Not known yet, or never looked before.
    First,
    Since {
        looked: Timestamp,
        news: Arc<BTreeMap<EntryId, News>>,
    },
    /// A newer one was opened on this computer.
    Older { by: String, published: Timestamp },
}

/// What is kept between two looks.
#[derive(Serialize, Deserialize)]
struct Kept {
    latest: Glance,
    /// Another publication, looked at before the latest: what has changed since stays marked when a page is reloaded.
    before: Option<Glance>,
}

impl Published {
    pub fn news_of(&self, id: &str) -> Option<&NewsKind> {
        match &self.look {
            Look::Since { news, .. } => news.get(id).map(|news| &news.kind),
            Look::First | Look::Older { .. } => None,
        }
    }
}

// Opening.

/// Opens the register inside the page. `false` where there is none.
pub fn open(state: State) -> bool {
    let Some(bytes) = page::take_register() else {
        return false;
    };
    let Ok((publication, inside)) = publication::Published::new(bytes) else {
        page::is_damaged();
        return true;
    };
    state.published.set(Some(Published {
        publication: Arc::new(publication),
        done: 0,
        has_own: false,
        look: Look::First,
    }));
    spawn_local(async move {
        match read(state, inside).await {
            Ok(register) => {
                state.show_published(register);
                compare(state).await;
            }
            Err(Damaged) => page::is_damaged(),
        }
    });
    true
}

fn update(state: State, change: impl FnOnce(&mut Published)) {
    state.published.update(|published| {
        if let Some(published) = published {
            change(published);
        }
    });
}

fn publication(state: State) -> Option<Arc<Publication>> {
    state
        .published
        .with_untracked(|published| Some(published.as_ref()?.publication.clone()))
}

async fn read(state: State, mut inside: publication::Published) -> Result<Register, Damaged> {
    let publication = publication(state).ok_or(Damaged)?;
    let mut register = Register::new(publication.register.clone(), []);
    let mut slices = Slices::new();
    while let Some(entries) = inside.step() {
        slices.pause().await;
        for (id, entry) in entries? {
            register.put(id, entry);
            slices.pause().await;
        }
        update(state, |published| published.done = register.live().count());
    }
    Ok(register)
}

/// Finds out what has changed since the reader last looked, and remembers this look once it is shown.
async fn compare(state: State) {
    let Some(publication) = publication(state) else {
        return;
    };
    let has_own = store::has_register(&publication.register).await;
    update(state, |published| published.has_own = has_own);

    let drivers: Vec<Arc<Driver>> = state
        .register
        .with_untracked(|register| register.live().cloned().collect());
    let mut seen = BTreeMap::new();
    let mut slices = Slices::new();
    for driver in drivers {
        seen.insert(driver.id.clone(), Seen::of(&driver));
        slices.pause().await;
    }
    let now = Glance {
        looked: clock::now(),
        published: publication.at,
        by: publication.by.clone(),
        drivers: seen,
    };
    let text = looked::read(&publication.register, &publication.view).await;
    let kept: Option<Kept> = text.and_then(|text| serde_json::from_str(&text).ok());
    let before = match kept {
        None => None,
        Some(kept) if kept.latest.published > now.published => {
            let (by, published) = (kept.latest.by, kept.latest.published);
            update(state, |open| open.look = Look::Older { by, published });
            return;
        }
        Some(kept) if kept.latest.published == now.published => kept.before,
        Some(kept) => Some(kept.latest),
    };
    if let Some(before) = &before {
        let look = Look::Since {
            looked: before.looked,
            news: Arc::new(before.news(&now)),
        };
        update(state, |published| published.look = look);
    }
    // Nobody has seen what a tab in the background shows.
    while document().hidden() {
        clock::sleep(500).await;
    }
    clock::next_tick().await;
    keep_look(&publication, now, before).await;
}

async fn keep_look(publication: &Publication, latest: Glance, before: Option<Glance>) {
    // Texts by texts: they always have a JSON.
    if let Ok(text) = serde_json::to_string(&Kept { latest, before }) {
        looked::keep(&publication.register, &publication.view, &text).await;
    }
}

/// Forgets what the marks are about.
fn hide_marks(state: State) {
    update(state, |published| published.look = Look::First);
    let Some(publication) = publication(state) else {
        return;
    };
    spawn_local(async move {
        let text = looked::read(&publication.register, &publication.view).await;
        if let Some(kept) = text.and_then(|text| serde_json::from_str::<Kept>(&text).ok()) {
            keep_look(&publication, kept.latest, None).await;
        }
    });
}

// An own copy.

/// Brings the published register into the reader's own, and opens that. Where it can't, all stays as it is.
pub async fn keep_own_copy(state: State) {
    let Some(publication) = publication(state) else {
        return;
    };
    match add_to_own(state, &publication).await {
        Ok(()) => {
            store::ask_to_persist();
            open_own_copy(state, words::KEPT).await;
        }
        Err(why) => state.fail(why),
    }
}

async fn add_to_own(state: State, publication: &Publication) -> Result<(), String> {
    let (store, loaded) = Store::open(&publication.register).await;
    let entries = match loaded {
        Loaded::Empty => Vec::new(),
        Loaded::Ready { entries, .. } => entries,
        Loaded::Damaged { .. } | Loaded::Newer { .. } | Loaded::Unreachable => {
            return Err(words::CANNOT_KEEP.to_owned());
        }
    };
    let mut own = Register::new(publication.register.clone(), []);
    own.put_all(evaluate(entries).await);
    let batch = missing(state, publication, &own).await;
    match store.write(&batch).await {
        Ok(_) => Ok(()),
        Err(error) => Err(text::cannot_write(&error)),
    }
}

/// What the published register has and the own one lacks.
async fn missing(state: State, publication: &Publication, own: &Register) -> Batch {
    let published: Vec<(EntryId, Arc<Entry>)> = state.register.with_untracked(|register| {
        let entries = register.entries();
        entries
            .map(|(id, entry)| (id.clone(), entry.clone()))
            .collect()
    });
    let source = Source {
        register: &publication.register,
        entries: &BTreeMap::new(),
        made: &BTreeSet::new(),
    };
    let now = clock::now();
    let mut plan = Plan::default();
    let mut slices = Slices::new();
    for (id, entry) in &published {
        plan.consider(own, source, id, entry, now);
        slices.pause().await;
    }
    plan.sort();
    // Without its history a driver that is the same here brings nothing but the edit by which it was read.
    let is_worth_it = |change: &Change| publication.has_history || *change != Change::EarlierOnly;
    let rows = plan.rows.iter().filter(|row| is_worth_it(&row.change));
    let ids: BTreeSet<&EntryId> = rows.map(|row| &row.id).collect();
    plan.chosen(|id| ids.contains(id))
}

/// Opens the reader's own copy in place of the published one.
pub async fn open_own_copy(state: State, tell: &'static str) {
    let Some(publication) = publication(state) else {
        return;
    };
    state.published.set(None);
    state.open(publication.register.clone()).await;
    state.tell(tell);
    go(&Route::Drivers(View::default()));
    // The list may have been there before, but the button that had the focus is gone.
    focus_heading();
}

// What is shown.

/// Whether an address is of no use to those who only read.
pub fn is_for_editing(route: &Route) -> bool {
    match route {
        Route::Edit(_)
        | Route::Settle(_)
        | Route::Add(_)
        | Route::Import(_)
        | Route::LinkedFile
        | Route::Duplicates
        | Route::Join(_)
        | Route::Trash
        | Route::Settings
        | Route::Sample => true,
        Route::Drivers(_)
        | Route::Driver(_)
        | Route::History(_)
        | Route::Briefing(_)
        | Route::Export(_)
        | Route::Publish(_)
        | Route::WhatChanged
        | Route::Help
        | Route::Unknown => false,
    }
}

/// In place of a screen that changes the register.
#[component]
pub fn ReadOnly() -> impl IntoView {
    view! {
        <Heading text=words::READ_ONLY_HEADING />
        <p>{words::READ_ONLY}</p>
        <p><a href=Route::Drivers(View::default()).to_string()>{text::BACK_TO_DRIVERS}</a></p>
    }
}

/// Says above every screen who published the copy and when, and offers an own one.
#[component]
pub fn Banner() -> impl IntoView {
    let state = use_state();
    let is_keeping = RwSignal::new(false);
    let keep = move |_| {
        if !is_keeping.get_untracked() {
            is_keeping.set(true);
            let done = Callback::new(move |()| is_keeping.set(false));
            dispatch(state, Action::KeepOwnCopy { done });
        }
    };
    let status = move || if is_keeping.get() { words::KEEPING } else { "" };
    move || {
        let published = state.published.get()?;
        // Once its register is there to be kept.
        let is_open = state
            .phase
            .with(|phase| matches!(phase, Phase::Open { .. }));
        let older = match &published.look {
            Look::Older { by, published } => {
                Some(view! { <p>{words::newer_was_opened(by, *published)}</p> })
            }
            Look::First | Look::Since { .. } => None,
        };
        let open = published.has_own.then(|| {
            view! {
                <button
                    type="button"
                    class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                    on:click=move |_| dispatch(state, Action::OpenOwnCopy)
                >
                    {words::OPEN_OWN}
                </button>
            }
        });
        let hint = match published.has_own {
            true => words::HAS_OWN,
            false => words::FOR_READING,
        };
        let buttons = is_open.then(|| {
            view! {
                <p>{hint}</p>
                <div class="nhsuk-button-group">
                    <button type="button" class="nhsuk-button nhsuk-button--small" on:click=keep>{names::KEEP_OWN_COPY}</button>
                    {open}
                </div>
                <p class="atlas-report" role="status">{status}</p>
            }
        });
        let Publication { by, at, .. } = &*published.publication;
        Some(
            view! {
                <div class="atlas-published" role="note">
                    <p><strong>{words::published_by(by, *at)}</strong></p>
                    {older}
                    {buttons}
                </div>
            }
            .into_any(),
        )
    }
}

/// What has changed since the reader last looked, above the list.
#[component]
pub fn SinceLastLook() -> impl IntoView {
    let state = use_state();
    move || {
        let published = state.published.get()?;
        let Look::Since { looked, news } = published.look else {
            return None;
        };
        let items = news.iter().take(NAMED).map(item).collect_view();
        let more = (news.len() > NAMED).then(|| view! { <p>{words::more(news.len() - NAMED)}</p> });
        let details = (!news.is_empty()).then(|| {
            view! {
                <details class="nhsuk-details">
                    <summary class="nhsuk-details__summary">
                        <span class="nhsuk-details__summary-text">{words::SEE_CHANGES}</span>
                    </summary>
                    <div class="nhsuk-details__text">
                        <ul class="nhsuk-list nhsuk-list--bullet">{items}</ul>
                        {more}
                    </div>
                </details>
                <button type="button" class="atlas-link" on:click=move |_| hide_marks(state)>{words::HIDE_MARKS}</button>
            }
        });
        Some(
            view! {
                <section class="atlas-drafts" aria-labelledby="since">
                    <h2 id="since" class="nhsuk-heading-s">{words::changed_since(news.len(), looked)}</h2>
                    {details}
                </section>
            }
            .into_any(),
        )
    }
}

fn item((id, news): (&EntryId, &News)) -> AnyView {
    let title = text::title_of(id, &news.title);
    let what = format!(" {}", words::news(&news.kind));
    match news.kind {
        NewsKind::Gone => view! { <li>{title} {what}</li> }.into_any(),
        _ => {
            let href = Route::Driver(id.clone()).to_string();
            view! { <li><a href=href>{title}</a> {what}</li> }.into_any()
        }
    }
}

/// Marks a driver that has changed since the reader last looked.
pub fn mark(state: State, id: &str) -> Option<AnyView> {
    state.published.with(|published| {
        let kind = published.as_ref()?.news_of(id)?;
        Some(tag("nhsuk-tag--green", words::mark(kind).to_owned()))
    })
}
