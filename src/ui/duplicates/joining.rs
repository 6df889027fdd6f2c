//! Joining drivers: what they say side by side, a choice for each field in which they differ, and a preview.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::super::action::{Action, dispatch};
use super::super::driver::fields;
use super::super::navigation::{focus, focus_id, go};
use super::super::parts::Heading;
use super::super::settle::{Marked, marked_text, shown};
use super::super::state::use_state;
use super::super::text;
use super::super::text::duplicates as says;
use super::{card, found, titles, use_possible};
use crate::browser::clock::{self, Slices};
use crate::domain::difference::{self, Mark};
use crate::domain::driver::Driver;
use crate::domain::duplicates::{Choice, Choices, Offer, choices};
use crate::domain::edit::EntryId;
use crate::domain::field::{Field, Kind};
use crate::domain::fold::fold;
use crate::domain::join;
use crate::domain::register::Register;
use crate::domain::sorting::Gather;
use crate::names;
use crate::route::Route;

/// How many titles are offered at once.
const OFFERED: usize = 20;

/// The screen: of these drivers, or, for one alone, the question which other.
#[component]
pub fn Join(ids: BTreeSet<EntryId>) -> impl IntoView {
    match (ids.len(), ids.first().cloned()) {
        (1, Some(id)) => view! { <Other id /> }.into_any(),
        _ => view! { <Drivers ids /> }.into_any(),
    }
}

#[component]
fn Drivers(ids: BTreeSet<EntryId>) -> impl IntoView {
    let state = use_state();
    let drivers = Memo::new(move |_| state.register.with(|register| found(register, &ids)));
    let is_here = Memo::new(move |_| drivers.with(|drivers| drivers.len() > 1));
    let heading = Signal::derive(move || says::joining(drivers.with(Vec::len)));
    move || {
        let inside = match is_here.get() {
            true => view! { <Heading text=heading /> <Joining drivers /> }.into_any(),
            false => view! { <Heading text=names::DUPLICATES /> <p>{says::GONE}</p> }.into_any(),
        };
        view! {
            <p><a class="atlas-back" href=Route::Duplicates.to_string()>{says::BACK}</a></p>
            {inside}
        }
    }
}

/// What the parts of the screen share.
#[derive(Clone, Copy)]
struct Asked {
    drivers: Memo<Vec<Arc<Driver>>>,
    choices: Memo<Choices>,
    /// By field, the value that was chosen.
    chosen: RwSignal<BTreeMap<String, Value>>,
    /// The places of the fields that are still to be chosen, once somebody tried to go on.
    missing: RwSignal<Vec<usize>>,
}

impl Asked {
    fn ids(self) -> BTreeSet<EntryId> {
        let id = |driver: &Arc<Driver>| driver.id.clone();
        self.drivers
            .with(|drivers| drivers.iter().map(id).collect())
    }

    /// What a person calls each driver: its title, with a number where others have the same.
    fn labels(self) -> BTreeMap<EntryId, String> {
        let drivers = self.drivers.get();
        let titles = titles(&drivers);
        let is_alone = |title| titles.iter().filter(|other| *other == title).count() == 1;
        let labels = titles
            .iter()
            .enumerate()
            .map(|(place, title)| match is_alone(title) {
                true => title.clone(),
                false => says::numbered(title, place + 1),
            });
        let ids = drivers.iter().map(|driver| driver.id.clone());
        ids.zip(labels).gather()
    }

    /// The fields that are settled or chosen, with their values.
    fn set(self) -> BTreeMap<String, Value> {
        let Choices { fields, settled } = self.choices.get();
        let chosen = self.chosen.get();
        let chosen = fields.into_iter().filter_map(|choice| {
            let value = chosen.get(&choice.key)?;
            // The drivers may have changed since.
            let is_offered = choice.offers.iter().any(|offer| offer.value == *value);
            is_offered.then(|| (choice.key, value.clone()))
        });
        settled.into_iter().chain(chosen).gather()
    }
}

#[component]
fn Joining(drivers: Memo<Vec<Arc<Driver>>>) -> impl IntoView {
    let state = use_state();
    let possible = use_possible();
    let choices = Memo::new(move |_| {
        let ids = drivers.with(|drivers| drivers.iter().map(|driver| driver.id.clone()).collect());
        state.register.with(|register| choices(register, &ids))
    });
    let asked = Asked {
        drivers,
        choices,
        chosen: RwSignal::new(BTreeMap::new()),
        missing: RwSignal::new(Vec::new()),
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (ids, set) = untrack(|| (asked.ids(), asked.set()));
        let fields = asked.choices.get_untracked().fields;
        let missing = fields
            .iter()
            .enumerate()
            .filter(|(_, choice)| !set.contains_key(&choice.key));
        let missing: Vec<usize> = missing.map(|(place, _)| place).collect();
        asked.missing.set(missing.clone());
        if !missing.is_empty() {
            return focus("#problems");
        }
        let groups = possible.groups.get_untracked().unwrap_or_default();
        let group = groups.iter().find(|group| group.drivers == ids);
        let back = match (group, ids.first()) {
            (None, Some(first)) => Route::Driver(first.clone()),
            _ => Route::Duplicates,
        };
        if let Some(group) = group {
            possible.go_on_after(std::slice::from_ref(group));
        }
        let done = Callback::new(move |is_written: bool| {
            possible.done().run(is_written);
            if is_written {
                go(&back);
            }
        });
        dispatch(
            state,
            Action::Join {
                groups: vec![(ids, set)],
                left: 0,
                done,
            },
        );
    };
    let cards = move || {
        let drivers = drivers.get();
        let may_leave = drivers.len() > 2;
        let ids = asked.ids();
        let cards = drivers.iter().map(|driver| {
            let leave = may_leave.then(|| {
                let mut rest = ids.clone();
                rest.remove(&driver.id);
                let hidden = says::of(&text::title_of(&driver.id, driver.title()));
                view! {
                    <p>
                        <a href=Route::Join(rest).to_string()>
                            {says::LEAVE_OUT} <span class="nhsuk-u-visually-hidden">{hidden}</span>
                        </a>
                    </p>
                }
            });
            view! { <div>{card(state, driver)} {leave}</div> }
        });
        cards.collect_view()
    };
    let to_choose = move || {
        let fields = asked.choices.get().fields;
        if fields.is_empty() {
            return view! { <p>{says::NOTHING_TO_CHOOSE}</p> }.into_any();
        }
        let hint = fields.iter().any(|choice| is_long(&choice.key));
        let hint = hint.then(|| view! { <p class="nhsuk-hint">{text::settle::DIFFERENCES}</p> });
        let fields = fields.into_iter().enumerate();
        let fields = fields.map(|(place, choice)| view! { <FieldChoice asked place choice /> });
        view! {
            <h2 class="nhsuk-heading-m">{says::TO_CHOOSE}</h2>
            <TakeAll asked />
            {hint}
            {fields.collect_view()}
        }
        .into_any()
    };
    view! {
        <Problems asked />
        <p class="atlas-prose">{says::JOIN_LEAD}</p>
        <div class="atlas-versions">{cards}</div>
        <form on:submit=submit novalidate>
            {to_choose}
            <Preview asked />
            <div class="nhsuk-button-group">
                <button type="submit" class="nhsuk-button">{names::JOIN_THESE}</button>
                <a class="atlas-actions__link" href=Route::Duplicates.to_string()>{names::CANCEL}</a>
            </div>
        </form>
    }
}

/// Says which fields are still to be chosen.
#[component]
fn Problems(asked: Asked) -> impl IntoView {
    move || {
        let missing = asked.missing.get();
        let fields = asked.choices.get().fields;
        let links = missing.into_iter().filter_map(|place| {
            let label = text::field(&fields.get(place)?.key);
            let id = radio_id(place, 0);
            let href = format!("#{id}");
            let go = move |event: ev::MouseEvent| {
                event.prevent_default();
                focus_id(&id);
            };
            Some(view! { <li><a href=href on:click=go>{says::not_chosen(&label)}</a></li> })
        });
        let links: Vec<_> = links.collect();
        (!links.is_empty()).then(|| {
            view! {
                <div id="problems" class="nhsuk-error-summary" role="alert" aria-labelledby="problems-title" tabindex="-1">
                    <h2 id="problems-title" class="nhsuk-error-summary__title">{names::PROBLEM}</h2>
                    <div class="nhsuk-error-summary__body">
                        <ul class="nhsuk-list nhsuk-error-summary__list">{links}</ul>
                    </div>
                </div>
            }
        })
    }
}

/// Chooses what one driver says in all fields at once.
#[component]
fn TakeAll(asked: Asked) -> impl IntoView {
    let buttons = move || {
        let buttons = asked.labels().into_iter().map(|(id, label)| {
            let take = move |_| {
                let fields = asked.choices.get_untracked().fields;
                asked.chosen.update(|chosen| {
                    for choice in fields {
                        let offer = choice.offers.into_iter().find(|offer| offer.of.contains(&id));
                        chosen.extend(offer.map(|offer| (choice.key, offer.value)));
                    }
                });
            };
            view! {
                <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" on:click=take>
                    {says::take_all(&label)}
                </button>
            }
        });
        buttons.collect_view()
    };
    view! { <div class="atlas-duplicate__buttons">{buttons}</div> }
}

/// Whether the differences of its values are marked.
fn is_long(key: &str) -> bool {
    Field::from_key(key).is_some_and(|field| field.kind() == Kind::Markdown)
}

fn radio_id(field: usize, offer: usize) -> String {
    format!("choice-{field}-{offer}")
}

#[component]
fn FieldChoice(asked: Asked, place: usize, choice: Choice) -> impl IntoView {
    let state = use_state();
    let Choice { key, offers } = choice;
    let labels = asked.labels();
    let is_long = is_long(&key);
    let values = offers.iter().map(|offer| {
        state
            .register
            .with_untracked(|register| shown(register, &key, &offer.value))
    });
    let values: Vec<String> = values.collect();
    let marked: Vec<RwSignal<Marked>> = values
        .iter()
        .map(|value| RwSignal::new(vec![(Mark::Same, value.clone())]))
        .collect();
    if is_long {
        mark_differences(&values, &marked);
    }
    let label = text::field(&key);
    let key = StoredValue::new(key);
    let radios = offers.into_iter().zip(values).zip(marked).enumerate().map(
        |(number, ((offer, value), marked))| {
            let Offer { value: offered, of } = offer;
            let from: Vec<String> = of.iter().filter_map(|id| labels.get(id).cloned()).collect();
            let id = radio_id(place, number);
            let text_id = format!("{id}-text");
            let offered = StoredValue::new(offered);
            let is_chosen = move || {
                let chosen = |chosen: &BTreeMap<String, Value>| {
                    key.with_value(|key| offered.with_value(|value| chosen.get(key) == Some(value)))
                };
                asked.chosen.with(chosen)
            };
            let choose = move |_| {
                asked
                    .chosen
                    .update(|chosen| _ = chosen.insert(key.get_value(), offered.get_value()));
            };
            let (inside, below) = match is_long {
                true => (says::from(&from), Some(marked_text(marked))),
                false => (
                    value,
                    Some(view! { <p class="nhsuk-hint">{says::from(&from)}</p> }.into_any()),
                ),
            };
            view! {
                <div class="atlas-version">
                    <div class="nhsuk-radios__item">
                        <input
                            id=id.clone()
                            class="nhsuk-radios__input"
                            type="radio"
                            name=format!("choice-{place}")
                            aria-describedby=text_id.clone()
                            prop:checked=is_chosen
                            on:change=choose
                        />
                        <label class="nhsuk-label nhsuk-radios__label" for=id>{inside}</label>
                    </div>
                    <div id=text_id>{below}</div>
                </div>
            }
        },
    );
    let radios = radios.collect_view();
    view! {
        <div class="atlas-settle"><fieldset class="nhsuk-fieldset">
            <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{label}</legend>
            <div class="nhsuk-radios nhsuk-radios--small atlas-versions">{radios}</div>
        </fieldset></div>
    }
}

/// Marks in which words each text differs from the first, in slices: long ones take their time.
fn mark_differences(texts: &[String], marked: &[RwSignal<Marked>]) {
    let Some(first) = texts.first().cloned() else {
        return;
    };
    let rest = texts.iter().cloned().zip(marked.iter().copied()).skip(1);
    let rest: Vec<_> = rest.collect();
    spawn_local(async move {
        let mut slices = Slices::new();
        for (text, marked) in rest {
            slices.pause().await;
            let pieces = difference::words(&first, &text).into_iter();
            let pieces = pieces.map(|piece| (piece.mark, piece.text.to_owned()));
            // The screen may be gone by then.
            _ = marked.try_set(pieces.collect());
        }
    });
}

/// The joined driver as it would be.
#[component]
fn Preview(asked: Asked) -> impl IntoView {
    let state = use_state();
    let is_open = RwSignal::new(false);
    let toggle = move |_| is_open.update(|open| *open = !*open);
    let inside = move || {
        let (ids, set) = (asked.ids(), asked.set());
        let driver = state
            .register
            .with(|register| preview(register, &ids, set))?;
        let title = text::title_of(&driver.id, driver.title());
        Some(view! {
            <div class="atlas-preview">
                <h3 class="nhsuk-heading-m">{title}</h3>
                <dl class="atlas-fields">{fields(state, &driver)}</dl>
            </div>
        })
    };
    view! {
        <p>
            <button type="button" class="atlas-link" aria-expanded=move || is_open.get().to_string() on:click=toggle>
                {says::PREVIEW}
            </button>
        </p>
        {move || is_open.get().then_some(inside)}
    }
}

fn preview(
    register: &Register,
    ids: &BTreeSet<EntryId>,
    set: BTreeMap<String, Value>,
) -> Option<Arc<Driver>> {
    let members: BTreeSet<EntryId> = ids.iter().flat_map(|id| register.members(id)).collect();
    let entries = members
        .iter()
        .filter_map(|id| Some((id.clone(), (**register.entry(id)?).clone())));
    let mut joined = Register::new(register.id.clone(), entries);
    let batch = join::join(&joined, ids, set, clock::now(), None);
    joined.apply(&batch);
    joined.driver(members.first()?).cloned()
}

/// Asks with which other driver one is to be joined.
#[component]
fn Other(id: EntryId) -> impl IntoView {
    let state = use_state();
    let this = state
        .register
        .with_untracked(|register| register.group_of(&id).to_owned());
    let title = state.title_of(&this);
    let back = Route::Driver(this.clone()).to_string();
    let this = StoredValue::new(this);
    let typed = RwSignal::new(String::new());
    let is_wrong = RwSignal::new(false);
    let offered = move || {
        let folded = fold(&typed.get());
        let options = state.register.with(|register| {
            let others = register
                .live()
                .filter(|driver| this.with_value(|this| driver.id != *this));
            let titles = others
                .map(|driver| driver.title())
                .filter(|title| !title.is_empty());
            let matching = titles.filter(|title| fold(title).contains(&folded));
            let matching: BTreeSet<String> = matching.take(OFFERED).map(str::to_owned).collect();
            matching
        });
        let options = options
            .into_iter()
            .map(|title| view! { <option value=title></option> });
        options.collect_view()
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let folded = fold(&typed.get_untracked());
        let this = this.get_value();
        let other = state.register.with_untracked(|register| {
            let mut others = register.live().filter(|driver| driver.id != this);
            let other = others.find(|driver| !folded.is_empty() && fold(driver.title()) == folded);
            other.map(|driver| driver.id.clone())
        });
        is_wrong.set(other.is_none());
        match other {
            Some(other) => go(&Route::Join([this, other].into())),
            None => focus("#other"),
        }
    };
    let error = move || {
        is_wrong.get().then(|| {
            view! { <span id="other-error" class="nhsuk-error-message" role="alert">{says::NO_SUCH_TITLE}</span> }
        })
    };
    view! {
        <p><a class="atlas-back" href=back>{text::BACK_TO_DRIVER}</a></p>
        <Heading text=says::joining_with(&title) />
        <form class="atlas-editor" on:submit=submit novalidate>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label nhsuk-label--s" for="other">{says::OTHER}</label>
                <div id="other-hint" class="nhsuk-hint">{says::OTHER_HINT}</div>
                {error}
                <input
                    id="other"
                    class="nhsuk-input"
                    type="text"
                    autocomplete="off"
                    list="other-titles"
                    aria-describedby=move || if is_wrong.get() { "other-hint other-error" } else { "other-hint" }
                    prop:value=move || typed.get()
                    on:input=move |event| typed.set(event_target_value(&event))
                />
                <datalist id="other-titles">{offered}</datalist>
            </div>
            <button type="submit" class="nhsuk-button">{says::CHOOSE_OTHER}</button>
        </form>
    }
}
