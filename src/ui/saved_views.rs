//! Saved views, above the list: links to them, and the ways to save the view that is shown and to change saved ones.

use std::collections::BTreeMap;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::action::{Action, dispatch};
use super::navigation::{address_of, focus, focus_heading};
use super::state::{State, use_state};
use super::text;
use super::text::views as says;
use crate::browser::clipboard;
use crate::domain::saved_view::{self, NameProblem, SavedView};
use crate::names;
use crate::route::Route;
use crate::search::view::View;

const SAVE_BUTTON: &str = "save-view";
const MANAGE_BUTTON: &str = "manage-views";
const NAME_FIELD: &str = "view-name";

/// How many parts of what is shown go into the name that is suggested.
const PARTS: usize = 4;

/// What the parts of the section share.
#[derive(Clone, Copy)]
struct Views {
    state: State,
    all: Memo<Vec<SavedView>>,
    naming: RwSignal<Naming>,
    typed: RwSignal<String>,
    problem: RwSignal<Option<NameProblem>>,
    /// The view whose link the browser didn't copy, by its key.
    by_hand: RwSignal<Option<String>>,
}

/// What is being given a name.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Naming {
    Nothing,
    /// The view that is shown.
    New,
    /// The saved view of this key.
    Saved(String),
}

impl Views {
    fn can_edit(self) -> bool {
        self.state.can_edit()
    }

    fn begin(self, naming: Naming, name: String) {
        self.problem.set(None);
        self.typed.set(name);
        self.naming.set(naming);
        focus(format!("#{NAME_FIELD}"));
    }

    /// Ends what was begun, and puts the focus where it began. The screen may be gone by then.
    fn end(self) {
        let began_at = match self.naming.try_get_untracked() {
            None => return,
            Some(Naming::Saved(key)) => format!("#{}", rename_id(&key)),
            Some(_) => format!("#{SAVE_BUTTON}"),
        };
        self.naming.set(Naming::Nothing);
        self.problem.set(None);
        focus(began_at);
    }

    /// Writes a change, and ends what was begun once it is written.
    fn set(self, set: BTreeMap<String, Value>, what: String) {
        let done = Callback::new(move |is_written: bool| {
            if is_written {
                self.end();
            }
        });
        dispatch(self.state, Action::SetViews { set, what, done });
    }

    /// Gives the typed name to what is being named.
    fn name(self) {
        let (views, typed) = (self.all.get_untracked(), self.typed.get_untracked());
        let naming = self.naming.get_untracked();
        let own = match &naming {
            Naming::Saved(key) => Some(key.as_str()),
            _ => None,
        };
        if let Err(problem) = saved_view::check_name(&views, &typed, own) {
            self.problem.set(Some(problem));
            return focus(format!("#{NAME_FIELD}"));
        }
        let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        match own.and_then(|key| views.iter().find(|view| view.key == key)) {
            Some(view) if view.name() == name => self.end(),
            Some(view) => self.set(view.renamed(&name), says::renamed(view.name(), &name)),
            None => {
                let shows = shown_now(self.state);
                let set = self
                    .state
                    .register
                    .with_untracked(|register| saved_view::new(register, &name, &shows));
                self.set(set, says::saved(&name));
            }
        }
    }

    /// Makes the view that has the typed name show what is shown now.
    fn replace(self) {
        let (views, typed) = (self.all.get_untracked(), self.typed.get_untracked());
        if let Some(view) = saved_view::named(&views, &typed) {
            let shows = shown_now(self.state);
            self.set(view.showing(&shows), says::replaced(view.name()));
        }
    }

    fn remove(self, view: &SavedView) {
        let done = Callback::new(move |is_written: bool| {
            if is_written {
                match self.all.try_with_untracked(Vec::is_empty) {
                    Some(true) => focus_heading(),
                    Some(false) => focus(format!("#{MANAGE_BUTTON}")),
                    // The screen is gone.
                    None => (),
                }
            }
        });
        let (set, what) = (view.removed(), says::removed(view.name()));
        dispatch(self.state, Action::SetViews { set, what, done });
    }

    fn copy_link(self, view: &SavedView) {
        let (key, what) = (view.key.clone(), says::link_copied(view.name()));
        let address = address_of(&route(view));
        self.by_hand.set(None);
        spawn_local(async move {
            match clipboard::copy(&address).await {
                Ok(()) => self.state.tell(what),
                Err(clipboard::NotCopied) => _ = self.by_hand.try_set(Some(key)),
            }
        });
    }
}

/// The section: nothing while there is neither a saved view nor one worth saving.
#[component]
pub fn SavedViews() -> impl IntoView {
    let state = use_state();
    let views = Views {
        state,
        all: Memo::new(move |_| state.register.with(saved_view::all)),
        naming: RwSignal::new(Naming::Nothing),
        typed: RwSignal::new(String::new()),
        problem: RwSignal::new(None),
        by_hand: RwSignal::new(None),
    };
    let is_managing = RwSignal::new(false);
    let has_views = Memo::new(move |_| views.all.with(|all| !all.is_empty()));
    let can_save = Memo::new(move |_| {
        views.can_edit()
            && state
                .view
                .with(|view| !first_page(view).to_query_string().is_empty())
    });
    let list = move || match is_managing.get() {
        true => view! { <Managing views /> }.into_any(),
        false => view! { <Links views /> }.into_any(),
    };
    let known = move || {
        has_views.get().then(|| {
            view! {
                <div class="atlas-views__head">
                    <h2 id="views" class="nhsuk-heading-xs atlas-views__heading">{names::SAVED_VIEWS}</h2>
                    <button
                        id=MANAGE_BUTTON
                        type="button"
                        class="atlas-link"
                        aria-expanded=move || is_managing.get().to_string()
                        on:click=move |_| is_managing.update(|is_managing| *is_managing = !*is_managing)
                    >
                        {says::MANAGE}
                    </button>
                </div>
                {list}
            }
        })
    };
    let save = move || match views.naming.get() {
        Naming::New => view! { <NameForm views label=says::NAME button=says::SAVE /> }.into_any(),
        _ if can_save.get() => {
            let begin = move |_| {
                let name = untrack(|| state.view.with(suggested));
                views.begin(Naming::New, name);
            };
            view! {
                <button
                    id=SAVE_BUTTON
                    type="button"
                    class="nhsuk-button nhsuk-button--secondary nhsuk-button--small atlas-views__save"
                    on:click=begin
                >
                    {names::SAVE_THIS_VIEW}
                </button>
            }
            .into_any()
        }
        _ => ().into_any(),
    };
    move || {
        let is_shown = has_views.get() || can_save.get();
        is_shown.then(|| {
            view! { <section class="atlas-views" aria-label=names::SAVED_VIEWS>{known} {save}</section> }
        })
    }
}

/// The views, in one line if there is room.
#[component]
fn Links(views: Views) -> impl IntoView {
    let items = move || {
        let all = views.all.get().into_iter();
        let items = all.map(|view| {
            let conflict = view
                .is_in_conflict()
                .then(|| view! { " " <span class="atlas-views__conflict">"(" {text::IN_CONFLICT} ")"</span> });
            view! { <li class="atlas-views__item">{link(views, &view)} {conflict}</li> }
        });
        items.collect_view()
    };
    view! { <ul class="atlas-views__list" aria-label=names::SAVED_VIEWS>{items}</ul> }
}

/// The views with all that can be done to each.
#[component]
fn Managing(views: Views) -> impl IntoView {
    let items = move || {
        let all = views.all.get().into_iter();
        all.map(|view| managed(views, view)).collect_view()
    };
    view! {
        <ul class="atlas-views__managed" aria-label=names::SAVED_VIEWS>{items}</ul>
        <p class="nhsuk-hint atlas-views__hint">{says::LINK_HINT}</p>
    }
}

fn managed(views: Views, view: SavedView) -> AnyView {
    let key = view.key.clone();
    let shown = view.clone();
    let body = move || match views.naming.get() {
        Naming::Saved(named) if named == key => {
            view! { <NameForm views label=says::NEW_NAME button=says::RENAME /> }.into_any()
        }
        _ => row(views, &shown),
    };
    let by_hand = {
        let (key, name, address) = (
            view.key.clone(),
            view.name().to_owned(),
            address_of(&route(&view)),
        );
        move || {
            let is_asked = views.by_hand.with(|asked| asked.as_ref() == Some(&key));
            is_asked.then(|| by_hand(&name, address.clone()))
        }
    };
    let versions = view.is_in_conflict().then(|| to_settle(views, &view));
    view! { <li class="atlas-views__row">{body} {by_hand} {versions}</li> }.into_any()
}

fn row(views: Views, view: &SavedView) -> AnyView {
    let hidden = says::of_view(view.name());
    let button = |label: &'static str, id: Option<String>, act: Box<dyn Fn()>| {
        let hidden = hidden.clone();
        view! {
            <button id=id type="button" class="atlas-link" on:click=move |_| act()>
                {label}<span class="nhsuk-u-visually-hidden">{hidden}</span>
            </button>
        }
    };
    let copied = view.clone();
    let copy = button(
        names::COPY_LINK,
        None,
        Box::new(move || views.copy_link(&copied)),
    );
    let changing = views.can_edit().then(|| {
        let (renamed, removed) = (view.clone(), view.clone());
        let rename = move || {
            let key = renamed.key.clone();
            views.begin(Naming::Saved(key), renamed.name().to_owned());
        };
        view! {
            {button(says::RENAME, Some(rename_id(&view.key)), Box::new(rename))}
            {button(says::REMOVE, None, Box::new(move || views.remove(&removed)))}
        }
    });
    view! { <span class="atlas-views__name">{link(views, view)}</span> {copy} {changing} }
        .into_any()
}

fn link(views: Views, view: &SavedView) -> AnyView {
    let route = route(view);
    let href = route.to_string();
    let is_current = move || match &route {
        Route::Drivers(shown) => views.state.view.with(|view| first_page(view) == *shown),
        _ => false,
    };
    let current = move || is_current().then_some("true");
    let name = view.name().to_owned();
    view! { <a href=href aria-current=current>{name}</a> }.into_any()
}

/// The versions of a view that people changed without knowing of each other, to choose from.
fn to_settle(views: Views, view: &SavedView) -> AnyView {
    let lead = match view.was_removed {
        true => says::WAS_REMOVED,
        false => says::IN_CONFLICT,
    };
    let versions = view.versions.iter().map(|version| {
        let (shown, set) = (version.clone(), view.settled(version));
        let named = says::of_view(&shown.name);
        let settle = move |_| {
            let (set, what) = (set.clone(), says::settled(&shown.name));
            let done = Callback::new(|is_written: bool| {
                if is_written {
                    focus(format!("#{MANAGE_BUTTON}"));
                }
            });
            dispatch(views.state, Action::SetViews { set, what, done });
        };
        let href = Route::Drivers(View::from_query_string(&version.shows)).to_string();
        let choose = views.can_edit().then(|| {
            view! {
                <button type="button" class="atlas-link" on:click=settle>
                    {names::USE_THIS_VERSION}<span class="nhsuk-u-visually-hidden">{named}</span>
                </button>
            }
        });
        view! { <li><a href=href>{version.name.clone()}</a> " " {choose}</li> }
    });
    view! {
        <div class="atlas-views__versions">
            <p class="atlas-views__lead">{lead}</p>
            <ul class="nhsuk-list">{versions.collect_view()}</ul>
        </div>
    }
    .into_any()
}

/// A name being typed, in place of the button that began it.
#[component]
fn NameForm(views: Views, label: &'static str, button: &'static str) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    // So that typing takes the place of what is suggested.
    let select = move |_| {
        if let Some(field) = field.get_untracked() {
            field.select();
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        views.name();
    };
    let escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            views.end();
        }
    };
    let has_problem = move || views.problem.get().is_some();
    let error = move || {
        let name = views.typed.get_untracked();
        let problem = views.problem.get()?;
        let problem = says::problem(problem, name.trim());
        Some(
            view! { <span id="view-name-error" class="nhsuk-error-message" role="alert">{problem}</span> },
        )
    };
    let replace = move || {
        let is_new = views.naming.get() == Naming::New;
        let is_taken = views.problem.get() == Some(NameProblem::Taken);
        let taken = views.typed.with_untracked(|typed| {
            let named = |views: &Vec<SavedView>| saved_view::named(views, typed).cloned();
            views.all.with_untracked(named)
        });
        let taken = taken.filter(|_| is_new && is_taken)?;
        Some(view! {
            <button
                type="button"
                class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                on:click=move |_| views.replace()
            >
                {says::replace(taken.name())}
            </button>
        })
    };
    let type_in = move |event| {
        views.typed.set(event_target_value(&event));
        views.problem.set(None);
    };
    let described_by = move || match has_problem() {
        true => "view-name-hint view-name-error",
        false => "view-name-hint",
    };
    view! {
        <form class="atlas-views__form" on:submit=submit on:keydown=escape novalidate>
            <div class="nhsuk-form-group" class:nhsuk-form-group--error=has_problem>
                <label class="nhsuk-label nhsuk-label--s" for=NAME_FIELD>{label}</label>
                <div id="view-name-hint" class="nhsuk-hint">{says::NAME_HINT}</div>
                {error}
                <input
                    id=NAME_FIELD
                    class="nhsuk-input"
                    class:nhsuk-input--error=has_problem
                    type="text"
                    autocomplete="off"
                    aria-describedby=described_by
                    node_ref=field
                    prop:value=move || views.typed.get()
                    on:focus=select
                    on:input=type_in
                />
            </div>
            <div class="nhsuk-button-group atlas-views__buttons">
                <button type="submit" class="nhsuk-button nhsuk-button--small">{button}</button>
                {replace}
                <button
                    type="button"
                    class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                    on:click=move |_| views.end()
                >
                    {names::CANCEL}
                </button>
            </div>
        </form>
    }
}

/// A link to be copied by the person, where the browser didn't.
fn by_hand(name: &str, address: String) -> AnyView {
    let field = NodeRef::<html::Input>::new();
    field.on_load(|field| {
        let _ = field.focus();
        field.select();
    });
    view! {
        <div class="nhsuk-form-group atlas-views__by-hand">
            <label class="nhsuk-label nhsuk-label--s" for="view-link">{says::link_to(name)}</label>
            <div id="view-link-hint" class="nhsuk-hint" role="alert">{says::COPY_BY_HAND}</div>
            <input
                id="view-link"
                class="nhsuk-input"
                type="text"
                readonly
                aria-describedby="view-link-hint"
                node_ref=field
                prop:value=address
            />
        </div>
    }
    .into_any()
}

fn rename_id(key: &str) -> String {
    // A key of a file may hold what no selector takes.
    let id: String = key.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("rename-{id}")
}

fn route(view: &SavedView) -> Route {
    Route::Drivers(first_page(&View::from_query_string(view.shows())))
}

/// A view as it is saved: which page of it somebody was at doesn't matter.
fn first_page(view: &View) -> View {
    View {
        page: 1,
        ..view.clone()
    }
}

fn shown_now(state: State) -> String {
    state
        .view
        .with_untracked(|view| first_page(view).to_query_string())
}

/// A name for a view, by what it searches and filters for, or else by its order.
fn suggested(view: &View) -> String {
    let query = view.query.split_whitespace().collect::<Vec<_>>().join(" ");
    let filters = view.filters.iter().flat_map(|(facet, values)| {
        let facet = *facet;
        values.iter().map(move |value| facet.value_label(value))
    });
    let years =
        (!view.years.is_open()).then(|| text::finding::years(view.years.from, view.years.to));
    let query = Some(query).filter(|query| !query.is_empty());
    let parts = query.into_iter().chain(filters).chain(years);
    let parts: Vec<String> = parts.take(PARTS).collect();
    match parts.is_empty() {
        true => text::finding::sort(view.sort).to_owned(),
        false => parts.join(", "),
    }
}
