//! The editor: all fields of a driver as typed, saved whole or not at all.

mod field;
mod suggestions;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

pub use self::field::FieldInput;
use super::action::{Action, dispatch};
use super::driver::NoSuchDriver;
use super::navigation::{focus, focus_id};
use super::parts::Heading;
use super::state::{State, use_state};
use super::text;
use crate::browser::clock;
use crate::domain::draft::{Draft, Problem};
use crate::domain::edit::EntryId;
use crate::domain::field::Field;
use crate::domain::removal;
use crate::names;
use crate::route::Route;

/// How long after a key the draft is kept, in milliseconds.
const KEEP_AFTER: i32 = 1_000;

/// The fields in the order of the form: what a new driver needs first.
pub const ORDER: [Field; 21] = [
    Field::Title,
    Field::AlternativeTitles,
    Field::Impact,
    Field::Sources,
    Field::Link,
    Field::FurtherLinks,
    Field::PublicationFormat,
    Field::Published,
    Field::Summary,
    Field::KeyFeatures,
    Field::CaseStudies,
    Field::Level,
    Field::Nations,
    Field::Settings,
    Field::Audiences,
    Field::Topics,
    Field::Status,
    Field::SupersededBy,
    Field::LastUpdated,
    Field::ReviewDue,
    Field::Responsible,
];

/// The editor of a driver that is there, with its draft if there is one.
#[component]
pub fn Edit(id: EntryId) -> impl IntoView {
    let state = use_state();
    let driver = state
        .register
        .with_untracked(|register| register.driver(&id).cloned());
    let stored = state.draft_of(&id, None);
    let is_continued = stored.is_some();
    match (driver, stored) {
        (None, _) => view! { <NoSuchDriver /> }.into_any(),
        (Some(driver), stored) => {
            let draft = stored.map_or_else(|| Draft::of(&driver), |stored| stored.draft);
            let heading = text::edit_heading(&text::title_of(&id, driver.title()));
            view! { <Editor draft is_continued heading /> }.into_any()
        }
    }
}

/// What the editor's fields share.
#[derive(Clone, Copy)]
pub struct Form {
    pub draft: RwSignal<Draft>,
    pub problems: RwSignal<Vec<Problem>>,
}

impl Form {
    /// The element that holds a field.
    pub fn id(field: Field) -> String {
        format!("field-{}", field.key())
    }

    pub fn problem(self, field: Field) -> Option<String> {
        self.problems.with(|problems| {
            let problem = problems.iter().find(|problem| problem.field == field);
            problem.map(text::problem)
        })
    }
}

/// The editor of a draft.
#[component]
pub fn Editor(draft: Draft, is_continued: bool, heading: String) -> impl IntoView {
    let state = use_state();
    let driver = draft.driver.clone();
    let opened_at = draft.after.clone();
    let is_new = draft.is_new;
    let form = Form {
        draft: RwSignal::new(draft),
        problems: RwSignal::new(Vec::new()),
    };
    keep_while_typed(state, vec![form.draft]);

    let save = move || {
        let draft = form.draft.get_untracked();
        let checked = state.register.with_untracked(|register| {
            let set = draft.check(|id| register.driver(id).is_some())?;
            match removal::problems(register, &draft.driver, &set) {
                problems if problems.is_empty() => Ok(set),
                problems => Err(problems),
            }
        });
        match checked {
            Ok(set) => {
                form.problems.set(Vec::new());
                dispatch(
                    state,
                    Action::Save {
                        draft: Box::new(draft),
                        set,
                    },
                );
            }
            Err(problems) => {
                form.problems.set(problems);
                focus("#problems");
            }
        }
    };
    let keys = window_event_listener(ev::keydown, move |event| {
        if (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("s") {
            event.prevent_default();
            save();
        }
    });
    on_cleanup(move || keys.remove());
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        save();
    };
    let cancel = move |_| dispatch(state, Action::Discard(Box::new(form.draft.get_untracked())));
    let changed_meanwhile = {
        let driver = driver.clone();
        move || {
            let heads = state.register.with(|register| register.heads(&driver));
            (!is_new && heads != opened_at && !heads.is_empty())
                .then(|| view! { <p class="nhsuk-inset-text">{text::CHANGED_MEANWHILE}</p> })
        }
    };
    let continued = is_continued.then(|| {
        let start_again = move |_| {
            let fresh = state.register.with_untracked(|register| {
                let driver = form.draft.with_untracked(|draft| draft.driver.clone());
                register.driver(&driver).map_or_else(|| Draft::new(driver), |driver| Draft::of(driver))
            });
            form.draft.set(fresh);
        };
        view! {
            <div class="nhsuk-inset-text">
                <p>{text::CONTINUED}</p>
                <button type="button" class="atlas-link" on:click=start_again>{text::START_AGAIN}</button>
            </div>
        }
    });
    let unsigned = move || {
        let is_unsigned = state
            .preferences
            .with(|preferences| preferences.name.trim().is_empty());
        is_unsigned.then(|| {
            view! { <p class="nhsuk-hint">{text::SIGN_HINT} " " <a href=Route::Settings.to_string()>{names::SETTINGS}</a></p> }
        })
    };
    view! {
        <ProblemSummary problems=form.problems />
        <Heading text=heading />
        {continued}
        {changed_meanwhile}
        <form class="atlas-editor" on:submit=submit novalidate>
            {ORDER.map(|field| view! { <FieldInput form field /> }).collect_view()}
            {unsigned}
            <p class="nhsuk-hint">{text::DRAFT_KEPT}</p>
            <div class="nhsuk-button-group atlas-editor__buttons">
                <button type="submit" class="nhsuk-button">{names::SAVE_DRIVER}</button>
                <button type="button" class="nhsuk-button nhsuk-button--secondary" on:click=cancel>{names::CANCEL}</button>
            </div>
        </form>
    }
}

/// Keeps the drafts of a page a second after each change, and when the page closes with changes that aren't saved.
pub fn keep_while_typed(state: State, drafts: Vec<RwSignal<Draft>>) {
    let drafts = StoredValue::new(drafts);
    let is_waiting = StoredValue::new(false);
    let changed = move || {
        let drafts = drafts.try_get_value().unwrap_or_default();
        let drafts = drafts
            .into_iter()
            .filter_map(|draft| draft.try_get_untracked());
        drafts.filter(Draft::is_changed).collect::<Vec<_>>()
    };
    Effect::new(move |before: Option<Vec<Draft>>| {
        let now: Vec<Draft> = drafts.with_value(|drafts| drafts.iter().map(Get::get).collect());
        state
            .is_draft_open
            .set_value(now.iter().any(Draft::is_changed));
        if before.is_some_and(|before| before != now) && !is_waiting.get_value() {
            is_waiting.set_value(true);
            spawn_local(async move {
                clock::sleep(KEEP_AFTER).await;
                // Gone when the page closed meanwhile.
                if is_waiting.try_set_value(false).is_some() {
                    return;
                }
                for draft in changed() {
                    // Not when it was saved meanwhile.
                    if state.is_draft_open.get_value() {
                        state.keep_draft(draft).await;
                    }
                }
            });
        }
        now
    });
    on_cleanup(move || {
        if state.is_draft_open.get_value() {
            for draft in changed() {
                spawn_local(state.keep_draft(draft));
            }
        }
        state.is_draft_open.set_value(false);
    });
}

/// What is wrong with what was typed, above the page's heading.
#[component]
pub fn ProblemSummary(problems: RwSignal<Vec<Problem>>) -> impl IntoView {
    move || {
        let problems = problems.get();
        (!problems.is_empty()).then(|| {
            let links = problems.into_iter().map(|problem| {
                let id = Form::id(problem.field);
                let go = {
                    let id = id.clone();
                    move |event: web_sys::MouseEvent| {
                        event.prevent_default();
                        focus_id(&id);
                    }
                };
                view! { <li><a href=format!("#{id}") on:click=go>{text::problem(&problem)}</a></li> }
            });
            view! {
                <div id="problems" class="nhsuk-error-summary" role="alert" aria-labelledby="problems-title" tabindex="-1">
                    <h2 id="problems-title" class="nhsuk-error-summary__title">{names::PROBLEM}</h2>
                    <div class="nhsuk-error-summary__body">
                        <ul class="nhsuk-list nhsuk-error-summary__list">{links.collect_view()}</ul>
                    </div>
                </div>
            }
        })
    }
}
