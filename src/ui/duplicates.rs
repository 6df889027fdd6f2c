//! Duplicates: drivers that may be the same document, to be joined or told apart.

mod joined;
mod joining;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

pub use self::joined::{JoinWith, Joined};
pub use self::joining::Join;
use super::action::{Action, dispatch};
use super::markdown::link;
use super::navigation::focus;
use super::parts::Heading;
use super::state::{State, use_state};
use super::text;
use super::text::duplicates as says;
use crate::browser::clock::{self, Slices};
use crate::domain::digest::Digest;
use crate::domain::driver::Driver;
use crate::domain::duplicates::{Group, Index, choices};
use crate::domain::edit::EntryId;
use crate::domain::field::Field;
use crate::domain::register::Register;
use crate::domain::sorting::Gather;
use crate::names;
use crate::route::Route;

/// From how many entries on duplicates are looked for only so many milliseconds after a change.
const MANY: usize = 500;
const LATER: i32 = 250;

/// How many groups are shown at once.
const PAGE_SIZE: usize = 25;

/// What the screens of duplicates share; it lives as long as the page.
#[derive(Clone, Copy)]
pub struct Possible {
    /// `None` until they have been looked for.
    groups: RwSignal<Option<Arc<Vec<Group>>>>,
    /// The first group that is shown.
    from: RwSignal<usize>,
    /// Where the focus goes once what was asked for is done: to this group, or to the heading.
    next: StoredValue<Option<Next>>,
}

#[derive(Clone)]
enum Next {
    Group(Group),
    Heading,
}

/// Looks for duplicates as the register changes, in slices; call once, at the root.
pub fn look(state: State) {
    let possible = Possible {
        groups: RwSignal::new(None),
        from: RwSignal::new(0),
        next: StoredValue::new(None),
    };
    provide_context(possible);
    let index = StoredValue::new_local(Index::default());
    let latest = StoredValue::new(0_u32);
    Effect::new(move |_| {
        // Those who only read have nothing to join.
        if !state.can_edit() {
            return;
        }
        let is_long = state.register.with(|register| register.len() > MANY);
        latest.update_value(|latest| *latest += 1);
        let this = latest.get_value();
        spawn_local(async move {
            // What a person waits for comes first.
            if is_long {
                clock::sleep(LATER).await;
                state.whole().await;
            }
            if latest.get_value() != this {
                return;
            }
            let live = |register: &Register| register.live().cloned().collect::<Vec<_>>();
            let drivers = state.register.with_untracked(live);
            let mut slices = Slices::new();
            for driver in &drivers {
                index.update_value(|index| index.put(driver));
                slices.pause().await;
                // The register has changed again.
                if latest.get_value() != this {
                    return;
                }
            }
            let here: BTreeSet<&str> = drivers.iter().map(|driver| driver.id.as_str()).collect();
            let groups = state.register.with_untracked(|register| {
                index.try_update_value(|index| {
                    index.retain(|id| here.contains(id));
                    index.groups(register)
                })
            });
            possible.groups.set(groups.map(Arc::new));
        });
    });
}

fn use_possible() -> Possible {
    expect_context()
}

impl Possible {
    fn count(self) -> usize {
        self.groups
            .with(|groups| groups.as_ref().map_or(0, |groups| groups.len()))
    }

    /// Notes where the focus goes once these groups are gone: to the first that comes after them, or before.
    fn go_on_after(self, done: &[Group]) {
        let groups = self.groups.get_untracked().unwrap_or_default();
        let place = |group: &Group| groups.iter().position(|other| other == group);
        let last = done.iter().filter_map(place).max().unwrap_or(0);
        let (before, behind) = groups.split_at(last.min(groups.len()));
        let mut rest = behind.iter().chain(before.iter().rev());
        let next = rest.find(|group| !done.contains(group));
        let next = next.map_or(Next::Heading, |next| Next::Group(next.clone()));
        self.next.set_value(Some(next));
    }

    /// Hears how it went.
    fn done(self) -> Callback<bool> {
        Callback::new(move |is_written: bool| {
            if !is_written {
                self.next.set_value(None);
            }
        })
    }
}

/// How many there are, beside the link to them.
#[component]
pub fn DuplicatesCount() -> impl IntoView {
    let possible = use_possible();
    move || {
        let count = possible.count();
        (count > 0)
            .then(|| view! { <span class="atlas-quiet">" " {says::to_look_at(count)}</span> })
    }
}

/// Leads to them, if there are any.
#[component]
pub fn DuplicatesLink() -> impl IntoView {
    let possible = use_possible();
    move || {
        let count = possible.count();
        (count > 0).then(|| {
            let href = Route::Duplicates.to_string();
            view! { <p><a href=href>{says::look_at(count)}</a></p> }
        })
    }
}

/// The groups that are ticked.
type Ticked = RwSignal<BTreeSet<BTreeSet<EntryId>>>;

/// The screen.
#[component]
pub fn Duplicates() -> impl IntoView {
    let possible = use_possible();
    let ticked: Ticked = RwSignal::new(BTreeSet::new());
    follow_focus(possible);
    let shown = Memo::new(move |_| {
        let groups = possible.groups.get()?;
        let from = possible.from.get();
        // What is left may end on an earlier page.
        let last = groups.len().saturating_sub(1) / PAGE_SIZE * PAGE_SIZE;
        let from = from.min(last);
        let page: Vec<Group> = groups.iter().skip(from).take(PAGE_SIZE).cloned().collect();
        Some((from, page, groups.len()))
    });
    let page = Memo::new(move |_| shown.get().map(|(_, page, _)| page).unwrap_or_default());
    let is_empty = Memo::new(move |_| page.with(Vec::is_empty));
    let status = move || match shown.get() {
        None => says::LOOKING.to_owned(),
        Some((_, _, 0)) => says::NONE.to_owned(),
        Some((_, _, total)) if total <= PAGE_SIZE => says::possible(total),
        Some((from, page, total)) => says::shown(from + 1, from + page.len(), total),
    };
    let list = move || match is_empty.get() {
        true => view! { <p class="atlas-prose">{says::NONE_HINT}</p> }.into_any(),
        false => view! {
            <p class="atlas-prose">{says::LEAD}</p>
            <Selected possible page ticked />
            <For each=move || page.get() key=|group| group.clone() let(group)>
                <GroupView possible group ticked />
            </For>
            <Pages possible shown />
        }
        .into_any(),
    };
    view! {
        <p><a class="atlas-back" href=move || Route::Drivers(use_state().view.get()).to_string()>{text::BACK_TO_DRIVERS}</a></p>
        <Heading text=names::DUPLICATES />
        <p class="atlas-report" role="status">{status}</p>
        {list}
    }
}

/// Moves the focus on, once the list is as it is after what was done.
fn follow_focus(possible: Possible) {
    Effect::new(move |_| {
        possible.groups.track();
        let Some(next) = possible.next.get_value() else {
            return;
        };
        possible.next.set_value(None);
        spawn_local(async move {
            // After the page's heading, which takes the focus when the page changes.
            clock::next_tick().await;
            let is_here = |group: &Group| {
                let groups = possible.groups.get_untracked().unwrap_or_default();
                groups.contains(group)
            };
            match next {
                Next::Group(group) if is_here(&group) => focus(format!("#{}", element_id(&group))),
                _ => focus("main h1"),
            }
        });
    });
}

fn element_id(group: &Group) -> String {
    format!("group-{}", Digest::of(&json!(group.drivers)))
}

#[component]
fn Pages(possible: Possible, shown: Memo<Option<(usize, Vec<Group>, usize)>>) -> impl IntoView {
    let turn = move |from: usize| {
        possible.from.set(from);
        focus("main h1");
    };
    move || {
        let (from, _, total) = shown.get().filter(|(_, _, total)| *total > PAGE_SIZE)?;
        let button = |name: &'static str, from: usize| {
            view! { <button type="button" class="atlas-link" on:click=move |_| turn(from)>{name}</button> }
        };
        let previous = (from > 0).then(|| button(text::PREVIOUS, from.saturating_sub(PAGE_SIZE)));
        let next = (from + PAGE_SIZE < total).then(|| button(text::NEXT, from + PAGE_SIZE));
        let page = text::page_of(from / PAGE_SIZE + 1, total.div_ceil(PAGE_SIZE));
        Some(view! {
            <nav class="atlas-pages" aria-label=names::PAGINATION>{previous} <span>{page}</span> {next}</nav>
        })
    }
}

/// What can be done with all groups that are ticked.
#[component]
fn Selected(possible: Possible, page: Memo<Vec<Group>>, ticked: Ticked) -> impl IntoView {
    let state = use_state();
    let is_short = RwSignal::new(false);
    let chosen = move || {
        let page = page.get_untracked();
        let is_ticked =
            |group: &Group| ticked.with_untracked(|ticked| ticked.contains(&group.drivers));
        let chosen: Vec<Group> = page.into_iter().filter(is_ticked).collect();
        is_short.set(chosen.is_empty());
        chosen
    };
    let tell_apart = move |_| {
        let chosen = chosen();
        if !chosen.is_empty() {
            possible.go_on_after(&chosen);
            ticked.set(BTreeSet::new());
            let groups = chosen.into_iter().map(|group| group.drivers).collect();
            dispatch(
                state,
                Action::TellApart {
                    groups,
                    done: possible.done(),
                },
            );
        }
    };
    let join = move |_| {
        let chosen = chosen();
        if chosen.is_empty() {
            return;
        }
        // Where they contradict each other, or one is in several groups, a person has to look at each.
        let mut taken = BTreeSet::new();
        let mut ready = Vec::new();
        state.register.with_untracked(|register| {
            for group in &chosen {
                let choices = choices(register, &group.drivers);
                if choices.fields.is_empty() && taken.is_disjoint(&group.drivers) {
                    taken.extend(group.drivers.iter().cloned());
                    ready.push((group.clone(), choices.settled));
                }
            }
        });
        let left = chosen.len() - ready.len();
        if ready.is_empty() {
            return state.tell(says::left(left));
        }
        let done: Vec<Group> = ready.iter().map(|(group, _)| group.clone()).collect();
        possible.go_on_after(&done);
        ticked.update(|ticked| {
            ticked.retain(|drivers| done.iter().all(|group| group.drivers != *drivers))
        });
        let groups = ready
            .into_iter()
            .map(|(group, settled)| (group.drivers, settled));
        dispatch(
            state,
            Action::Join {
                groups: groups.collect(),
                left,
                done: possible.done(),
            },
        );
    };
    let is_all = move || {
        page.with(|page| {
            ticked.with(|ticked| page.iter().all(|group| ticked.contains(&group.drivers)))
        })
    };
    let all = move |_| {
        let groups = match is_all() {
            true => BTreeSet::new(),
            false => {
                page.with_untracked(|page| page.iter().map(|group| group.drivers.clone()).collect())
            }
        };
        ticked.set(groups);
    };
    let error = move || {
        let is_short = is_short.get() && ticked.with(BTreeSet::is_empty);
        is_short.then(
            || view! { <p class="nhsuk-error-message" role="alert">{says::NOTHING_SELECTED}</p> },
        )
    };
    view! {
        <section class="atlas-selected" aria-label=says::SELECTED>
            <label class="atlas-select">
                <input type="checkbox" class="atlas-checkbox" prop:checked=is_all on:change=all />
                {says::SELECT_ALL}
            </label>
            <div class="atlas-selected__buttons">
                <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" on:click=tell_apart>
                    {names::NOT_DUPLICATES}
                </button>
                <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" on:click=join>
                    {names::JOIN_SELECTED}
                </button>
            </div>
            {error}
        </section>
    }
}

#[component]
fn GroupView(possible: Possible, group: Group, ticked: Ticked) -> impl IntoView {
    let state = use_state();
    let id = element_id(&group);
    let drivers = {
        let ids = group.drivers.clone();
        Memo::new(move |_| state.register.with(|register| found(register, &ids)))
    };
    let name = Memo::new(move |_| says::group(&drivers.with(|drivers| titles(drivers))));
    let hidden = move || says::of(&name.get());
    let stored = StoredValue::new(group.clone());
    let is_ticked =
        move || stored.with_value(|group| ticked.with(|ticked| ticked.contains(&group.drivers)));
    let tick = move |_| {
        let drivers = stored.with_value(|group| group.drivers.clone());
        ticked.update(|ticked| {
            if !ticked.remove(&drivers) {
                ticked.insert(drivers);
            }
        });
    };
    let tell_apart = move |_| {
        let group = stored.get_value();
        possible.go_on_after(std::slice::from_ref(&group));
        let groups = vec![group.drivers];
        dispatch(
            state,
            Action::TellApart {
                groups,
                done: possible.done(),
            },
        );
    };
    let reasons = group.reasons.iter().map(|reason| {
        view! { <li><strong class="nhsuk-tag nhsuk-tag--grey">{says::reason(*reason)}</strong></li> }
    });
    let facts = move || {
        let drivers = drivers.get();
        drivers
            .iter()
            .map(|driver| card(state, driver))
            .collect_view()
    };
    view! {
        <section class="atlas-duplicate" aria-labelledby=id.clone()>
            <h2 id=id.clone() class="nhsuk-heading-m" tabindex="-1">{name}</h2>
            <ul class="atlas-duplicate__reasons" aria-label=says::WHY>{reasons.collect_view()}</ul>
            <div class="atlas-versions">{facts}</div>
            <div class="atlas-duplicate__buttons">
                <label class="atlas-select">
                    <input type="checkbox" class="atlas-checkbox" prop:checked=is_ticked on:change=tick />
                    {says::SELECT}
                    <span class="nhsuk-u-visually-hidden">{hidden}</span>
                </label>
                <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" on:click=tell_apart>
                    {names::NOT_A_DUPLICATE}
                    <span class="nhsuk-u-visually-hidden">{hidden}</span>
                </button>
                <a class="nhsuk-button nhsuk-button--small" href=Route::Join(group.drivers).to_string()>
                    {names::JOIN}
                    <span class="nhsuk-u-visually-hidden">{hidden}</span>
                </a>
            </div>
        </section>
    }
}

/// The drivers of these ids, each once; those in the trash are out.
fn found(register: &Register, ids: &BTreeSet<EntryId>) -> Vec<Arc<Driver>> {
    let drivers = ids.iter().filter_map(|id| register.driver(id));
    let live = drivers.filter(|driver| !driver.is_in_trash());
    let by_id: BTreeMap<&EntryId, &Arc<Driver>> = live.map(|driver| (&driver.id, driver)).gather();
    by_id.into_values().cloned().collect()
}

fn titles(drivers: &[Arc<Driver>]) -> Vec<String> {
    let title = |driver: &Arc<Driver>| text::title_of(&driver.id, driver.title());
    drivers.iter().map(title).collect()
}

/// What helps to decide whether a driver is the same document as another.
fn card(state: State, driver: &Driver) -> AnyView {
    let address = driver.text(Field::Link);
    let published = driver.date(Field::Published);
    let also: Vec<&str> = driver.list(Field::AlternativeTitles).collect();
    let sources: Vec<&str> = driver.list(Field::Sources).collect();
    let last = state.register.with_untracked(|register| {
        let whole = register.whole(&driver.id)?;
        let last = whole.edits.values().max_by_key(|edit| edit.at)?;
        Some(says::changed(text::author(last), &text::edit_time(last)))
    });
    let line = |text: String| (!text.is_empty()).then(|| text.into_any());
    let facts = [
        (
            names::label(Field::AlternativeTitles),
            line(also.join(", ")),
        ),
        (names::label(Field::Sources), line(sources.join(", "))),
        (
            names::label(Field::Published),
            published.and_then(|date| line(date.display().into_owned())),
        ),
        (
            names::label(Field::Link),
            (!address.is_empty()).then(|| link(address.to_owned(), address.to_owned().into_any())),
        ),
        (says::LAST_CHANGE, last.and_then(line)),
    ];
    let facts = facts
        .into_iter()
        .filter_map(|(label, value)| Some(view! { <div><dt>{label}</dt><dd>{value?}</dd></div> }));
    let href = Route::Driver(driver.id.clone()).to_string();
    let title = text::title_of(&driver.id, driver.title());
    view! {
        <div class="atlas-version">
            <h3 class="nhsuk-heading-s"><a href=href>{title}</a></h3>
            <dl class="atlas-duplicate__facts">{facts.collect_view()}</dl>
        </div>
    }
    .into_any()
}
