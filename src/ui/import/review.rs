//! What was read of a page, side by side with the fields that it came to: checked by a person, then saved.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::plan::alike;
use crate::browser::clock;
use crate::domain::draft::{Draft, Problem};
use crate::domain::edit::{EntryId, comment_key};
use crate::domain::entry::own_delta;
use crate::domain::field::{Field, Kind};
use crate::domain::register::Batch;
use crate::exchange::map_page::{Certainty, Found, FoundComment, FoundDriver, Placed, Unplaced};
use crate::names;
use crate::ui::action::{Action, dispatch};
use crate::ui::editor::{self, FieldInput, Form, ProblemSummary};
use crate::ui::markdown::markdown;
use crate::ui::navigation::focus;
use crate::ui::parts::{plain_text, tag};
use crate::ui::state::{State, Watch, use_state};
use crate::ui::text;
use crate::ui::text::importing as says;

/// One driver that was found.
#[derive(Clone)]
struct Item {
    form: Form,
    found: Arc<FoundDriver>,
    is_chosen: RwSignal<bool>,
    is_saved: RwSignal<bool>,
    /// Places in the list of what wasn't placed, of what the person put into a field.
    taken: RwSignal<BTreeSet<usize>>,
}

impl Item {
    fn new(found: &FoundDriver) -> Self {
        let mut draft = Draft::new(clock::random_id().to_string());
        for placed in &found.fields {
            draft.set(placed.field, placed.text.clone());
        }
        Self {
            form: Form {
                draft: RwSignal::new(draft),
                problems: RwSignal::new(Vec::new()),
            },
            found: Arc::new(found.clone()),
            is_chosen: RwSignal::new(true),
            is_saved: RwSignal::new(false),
            taken: RwSignal::new(BTreeSet::new()),
        }
    }

    fn id(&self) -> EntryId {
        self.form.draft.with_untracked(|draft| draft.driver.clone())
    }

    fn title(&self) -> String {
        self.form
            .draft
            .with(|draft| text::title_of(&draft.driver, draft.typed(Field::Title).trim()))
    }

    /// The step that adds it, or what is to be mended first.
    fn step(&self, state: State) -> Result<Batch, Vec<Problem>> {
        let draft = self.form.draft.get_untracked();
        let is_driver = |id: &str| {
            state
                .register
                .with_untracked(|register| register.driver(id).is_some())
        };
        let mut set = draft.check(is_driver)?;
        for FoundComment { by, at, text } in &self.found.comments {
            let comment = json!({ "by": by, "at": at, "text": text });
            set.insert(comment_key(&comment), comment);
        }
        let (_, delta) = own_delta(
            &draft.driver,
            draft.after,
            set,
            clock::now(),
            state.author(),
        );
        Ok([(draft.driver, delta)].into())
    }
}

/// The review. `end` hears which drivers were saved, by id and title; none where the person threw all away.
#[component]
pub fn Review(found: Arc<Found>, end: Callback<Vec<(EntryId, String)>>) -> impl IntoView {
    let state = use_state();
    let items: Vec<Item> = found.drivers.iter().map(Item::new).collect();
    let total = items.len();
    let shown = RwSignal::new(0_usize);
    let saved = StoredValue::new(Vec::<(EntryId, String)>::new());
    let may_be = RwSignal::new(BTreeMap::<EntryId, String>::new());
    editor::keep_while_typed(state, items.iter().map(|item| item.form.draft).collect());
    find_alike(state, &items, may_be);

    let items = StoredValue::new(items);
    let save = move |places: Vec<usize>| {
        let chosen = items.with_value(|items| {
            let chosen = places
                .iter()
                .filter_map(|place| Some((*place, items.get(*place)?.clone())));
            chosen.collect::<Vec<_>>()
        });
        let mut batch = Batch::new();
        for (place, item) in &chosen {
            match item.step(state) {
                Ok(step) => batch.extend(step),
                Err(problems) => {
                    shown.set(*place);
                    item.form.problems.set(problems);
                    return focus("#problems");
                }
            }
        }
        let added: Vec<(EntryId, String)> = chosen
            .iter()
            .map(|(_, item)| (item.id(), untrack(|| item.title())))
            .collect();
        let titles: Vec<String> = added.iter().map(|(_, title)| title.clone()).collect();
        let done = Callback::new(move |is_written: bool| {
            if !is_written {
                return;
            }
            for (_, item) in &chosen {
                item.is_saved.set(true);
                item.form.draft.update(Draft::accept);
            }
            for (id, _) in added.clone() {
                spawn_local(async move { state.forget_drafts(&id, None).await });
            }
            saved.update_value(|saved| saved.extend(added.clone()));
            let next = items.with_value(|items| {
                items.iter().position(|item| {
                    !item.is_saved.get_untracked() && item.is_chosen.get_untracked()
                })
            });
            match next {
                Some(next) => {
                    shown.set(next);
                    focus("#found");
                }
                None => leave(state, items, end, saved.get_value()),
            }
        });
        let what = says::saved(&titles);
        dispatch(
            state,
            Action::ChangeMany {
                batch,
                what,
                watch: Watch::default(),
                done,
            },
        );
    };
    let none_chosen = RwSignal::new(false);
    let save_all = move |_| {
        let places: Vec<usize> = items.with_value(|items| {
            let is_due =
                |item: &Item| item.is_chosen.get_untracked() && !item.is_saved.get_untracked();
            (0..items.len())
                .filter(|place| is_due(&items[*place]))
                .collect()
        });
        none_chosen.set(places.is_empty());
        if !places.is_empty() {
            save(places);
        }
    };
    let discard = move |_| leave(state, items, end, saved.get_value());

    let list = (total > 1).then(|| {
        let rows = items.with_value(|items| {
            let rows = items.iter().cloned().enumerate();
            rows.map(|(place, item)| row(place, item, shown))
                .collect_view()
        });
        view! {
            <h2 class="nhsuk-heading-s">{says::FOUND_DRIVERS}</h2>
            <ul class="nhsuk-list atlas-found">{rows}</ul>
        }
    });
    let one = move || {
        let place = shown.get();
        let item = items.with_value(|items| items.get(place).cloned())?;
        let alone = (total > 1 && !item.is_saved.get()).then(|| {
            let title = {
                let item = item.clone();
                move || says::save_this(&item.title())
            };
            view! {
                <button type="button" class="nhsuk-button nhsuk-button--secondary" on:click=move |_| save(vec![place])>{title}</button>
            }
        });
        let number = (total > 1).then(|| says::driver_of(place + 1, total));
        Some(view! { <One item number may_be /> {alone} })
    };
    let nothing = move || {
        none_chosen
            .get()
            .then(|| view! { <p class="nhsuk-error-message" role="alert">{says::NONE_CHOSEN}</p> })
    };
    let rest = leftovers(&found);
    view! {
        <section class="atlas-review" aria-label=says::FOUND_DRIVERS>
            {list}
            {one}
            {rest}
            {nothing}
            <div class="nhsuk-button-group">
                <button type="button" class="nhsuk-button" on:click=save_all>{names::SAVE_DRIVERS}</button>
                <button type="button" class="nhsuk-button nhsuk-button--secondary" on:click=discard>{says::DISCARD_FOUND}</button>
            </div>
        </section>
    }
}

/// Leaves the review for good: no draft of it is kept.
fn leave(
    state: State,
    items: StoredValue<Vec<Item>>,
    end: Callback<Vec<(EntryId, String)>>,
    saved: Vec<(EntryId, String)>,
) {
    state.is_draft_open.set_value(false);
    let ids: Vec<EntryId> = items.with_value(|items| items.iter().map(Item::id).collect());
    spawn_local(async move {
        for id in ids {
            state.forget_drafts(&id, None).await;
        }
    });
    end.run(saved);
}

/// Finds out which of them may be in the register already.
fn find_alike(state: State, items: &[Item], may_be: RwSignal<BTreeMap<EntryId, String>>) {
    let mut after = state.register.get_untracked();
    let mut new = BTreeSet::new();
    for item in items {
        if let Ok(step) = item.step(state) {
            after.apply(&step);
            new.insert(item.id());
        }
    }
    spawn_local(async move {
        let alike = alike(&after, &new).await;
        // The review may be over by then.
        may_be.try_set(alike);
    });
}

/// A driver in the list of those found: chosen or not, and a button that shows it.
fn row(place: usize, item: Item, shown: RwSignal<usize>) -> AnyView {
    let Item {
        is_chosen,
        is_saved,
        ..
    } = item;
    let title = Signal::derive({
        let item = item.clone();
        move || item.title()
    });
    let show = move |_| {
        shown.set(place);
        focus("#found");
    };
    let is_shown = move || (shown.get() == place).then_some("true");
    view! {
        <li class="atlas-found__row">
            <input
                type="checkbox"
                class="atlas-checkbox"
                aria-label=move || says::save_this(&title.get())
                prop:checked=is_chosen
                prop:disabled=is_saved
                on:change=move |event| is_chosen.set(event_target_checked(&event))
            />
            <button type="button" class="atlas-link" aria-current=is_shown on:click=show>
                {move || says::check(&title.get())}
            </button>
            {move || is_saved.get().then(|| tag("nhsuk-tag--green", names::SAVED.to_owned()))}
        </li>
    }
    .into_any()
}

/// One driver: each field beside what it was read from.
#[component]
fn One(
    item: Item,
    number: Option<String>,
    may_be: RwSignal<BTreeMap<EntryId, String>>,
) -> impl IntoView {
    let form = item.form;
    let id = item.id();
    let found = item.found.clone();
    let title = {
        let item = item.clone();
        move || item.title()
    };
    let alike = move || {
        let sentence = may_be.with(|may_be| may_be.get(&id).cloned())?;
        Some(view! { <p class="nhsuk-inset-text">{sentence}</p> })
    };
    let placed = |field| found.fields.iter().find(|placed| placed.field == field);
    // What every driver ought to have stays in sight.
    let is_in_sight =
        |field: &Field| placed(*field).is_some() || matches!(field, Field::Title | Field::Level);
    let (first, others): (Vec<Field>, Vec<Field>) =
        editor::ORDER.into_iter().partition(is_in_sight);
    let rows = first.into_iter().map(|field| {
        let source = match placed(field) {
            Some(placed) => from_page(placed),
            None => view! { <p class="nhsuk-hint">{says::NOT_ON_THE_PAGE}</p> }.into_any(),
        };
        view! {
            <div class="atlas-review__row">
                <div class="atlas-review__source">{source}</div>
                <div><FieldInput form field /></div>
            </div>
        }
    });
    // What was put there is to be seen.
    let has_text = {
        let others = others.clone();
        Memo::new(move |_| {
            let is_typed = |field: &Field| form.draft.with(|draft| !draft.typed(*field).is_empty());
            others.iter().any(is_typed)
        })
    };
    let others = others
        .into_iter()
        .map(|field| view! { <FieldInput form field /> });
    view! {
        <ProblemSummary problems=form.problems />
        <h2 id="found" class="nhsuk-heading-m" tabindex="-1">
            {number.map(|number| view! { <span class="nhsuk-caption-m">{number}</span> })}
            {title}
        </h2>
        {alike}
        <div class="atlas-editor">
            {rows.collect_view()}
            {folded(says::OTHER_FIELDS, has_text.into(), others.collect_view().into_any())}
        </div>
        {comments(&found.comments)}
        <Unplaceds item=item.clone() />
    }
}

/// What a field was read from, and how sure that is.
fn from_page(placed: &Placed) -> AnyView {
    let (colour, word) = match placed.certainty {
        Certainty::Sure => ("nhsuk-tag--green", says::SURE),
        Certainty::Likely(_) => ("nhsuk-tag--yellow", says::LIKELY),
        Certainty::Unsure(_) => ("nhsuk-tag--orange", says::UNSURE),
    };
    let why = says::why(placed.certainty)
        .map(|why| view! { <p class="nhsuk-hint atlas-review__why">{why}</p> });
    // Of an address that stood behind other words, nothing was seen.
    let raw = &placed.source.raw;
    let raw = (!raw.trim().is_empty())
        .then(|| view! { <div class="atlas-review__raw">{plain_text(raw.clone())}</div> });
    view! {
        <p class="atlas-review__from">{says::origin(&placed.source.place)} " " {tag(colour, word.to_owned())}</p>
        {why}
        {raw}
    }
    .into_any()
}

fn comments(comments: &[FoundComment]) -> Option<AnyView> {
    if comments.is_empty() {
        return None;
    }
    let items = comments.iter().map(|comment| {
        let at = comment.at.parse().map_or(comment.at.clone(), text::moment);
        view! {
            <li>
                <p class="atlas-comments__by"><strong>{comment.by.clone()}</strong> ", " {at}</p>
                {plain_text(comment.text.clone())}
            </li>
        }
    });
    Some(
        view! {
            <h3 class="nhsuk-heading-s">{names::COMMENTS}</h3>
            <p class="nhsuk-hint">{says::COMMENTS_HINT}</p>
            <ul class="nhsuk-list atlas-comments">{items.collect_view()}</ul>
        }
        .into_any(),
    )
}

/// What has no place yet, each with a way into a field.
#[component]
fn Unplaceds(item: Item) -> impl IntoView {
    let Item { form, taken, .. } = item;
    let unplaced = item.found.unplaced.clone();
    let report = RwSignal::new(String::new());
    move || {
        let left = unplaced.iter().enumerate();
        let left = left.filter(|(place, _)| taken.with(|taken| !taken.contains(place)));
        let rows: Vec<_> = left
            .map(|(place, unplaced)| {
                let add = Callback::new(move |(field, text): (Field, String)| {
                    form.draft.update(|draft| {
                        let typed = draft.typed(field);
                        let text = match typed.trim() {
                            "" => text,
                            _ if field.kind() == Kind::Markdown => format!("{typed}\n\n{text}"),
                            _ => format!("{typed}\n{text}"),
                        };
                        draft.set(field, text);
                    });
                    taken.update(|taken| _ = taken.insert(place));
                    report.set(says::added_to(names::label(field)));
                    focus("#not-placed");
                });
                unplaced_view(place, unplaced, add)
            })
            .collect();
        let reads = view! { <p class="atlas-report" role="status">{report}</p> };
        if unplaced.is_empty() {
            return None;
        }
        let hint =
            (!rows.is_empty()).then(|| view! { <p class="nhsuk-hint">{says::NOT_PLACED_HINT}</p> });
        Some(view! {
            <h3 id="not-placed" class="nhsuk-heading-s" tabindex="-1">{says::not_placed(rows.len())}</h3>
            {hint}
            {reads}
            <ul class="nhsuk-list atlas-unplaced">{rows}</ul>
        })
    }
}

/// The fields that a text without a place may go into.
const TAKING: [Field; 8] = [
    Field::Impact,
    Field::Summary,
    Field::KeyFeatures,
    Field::CaseStudies,
    Field::AlternativeTitles,
    Field::Sources,
    Field::Audiences,
    Field::Topics,
];

fn unplaced_view(place: usize, unplaced: &Unplaced, add: Callback<(Field, String)>) -> AnyView {
    let id = format!("add-to-{place}");
    let chosen = RwSignal::new(Field::Summary);
    let options = TAKING.map(|field| {
        view! { <option value=field.key() selected=field == Field::Summary>{names::label(field)}</option> }
    });
    let choose = move |event| {
        chosen.set(Field::from_key(&event_target_value(&event)).unwrap_or(Field::Summary));
    };
    let text = unplaced.text.clone();
    let label = format!("{} ({})", says::ADD_TO, place + 1);
    view! {
        <li class="atlas-unplaced__row">
            <p class="nhsuk-hint">{says::why_unplaced(unplaced)}</p>
            {markdown(&unplaced.text)}
            <div class="atlas-unplaced__add">
                <label class="nhsuk-label" for=id.clone()>{label}</label>
                <select id=id class="nhsuk-select" on:change=choose>{options.into_iter().collect_view()}</select>
                <button
                    type="button"
                    class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                    on:click=move |_| add.run((chosen.get_untracked(), text.clone()))
                >
                    {says::ADD}
                    <span class="nhsuk-u-visually-hidden">{format!(" ({})", place + 1)}</span>
                </button>
            </div>
        </li>
    }
    .into_any()
}

/// What belongs to no driver, so that nothing goes in silence.
fn leftovers(found: &Found) -> AnyView {
    let list = |texts: &[String]| {
        let items = texts
            .iter()
            .cloned()
            .map(|text| view! { <li>{plain_text(text)}</li> });
        view! { <ul class="nhsuk-list">{items.collect_view()}</ul> }.into_any()
    };
    let before = (!found.unplaced.is_empty())
        .then(|| folded(says::BEFORE, Signal::stored(false), list(&found.unplaced)));
    let noise = (!found.noise.is_empty())
        .then(|| folded(says::NOISE, Signal::stored(false), list(&found.noise)));
    view! { {before} {noise} }.into_any()
}

/// Something that is shown on request, or once it is to be seen.
fn folded(summary: &'static str, is_open: Signal<bool>, inside: AnyView) -> AnyView {
    view! {
        <details class="nhsuk-details" prop:open=is_open>
            <summary class="nhsuk-details__summary">
                <span class="nhsuk-details__summary-text">{summary}</span>
            </summary>
            <div class="nhsuk-details__text">{inside}</div>
        </details>
    }
    .into_any()
}
