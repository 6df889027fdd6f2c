//! A driver's page: all of its fields, how it stands, and its comments.

use std::sync::Arc;

use leptos::prelude::*;

use super::action::{Action, dispatch};
use super::cite::Cite;
use super::duplicates::{JoinWith, Joined};
use super::markdown::{link, markdown};
use super::parts::{Heading, plain_text, review_due, tags};
use super::state::{State, use_state};
use super::text;
use crate::domain::driver::{Comment, Driver, Status};
use crate::domain::edit::EntryId;
use crate::domain::field::{Field, Kind};
use crate::domain::law::Trash;
use crate::names;
use crate::route::Route;
use crate::search::facet::capitalised;
use crate::search::view::View;

/// The page of one driver.
#[component]
pub fn DriverPage(id: EntryId) -> impl IntoView {
    let state = use_state();
    let driver = Memo::new_with_compare(
        {
            let id = id.clone();
            move |_| {
                state
                    .register
                    .with(|register| register.driver(&id).cloned())
            }
        },
        |before, after| !same(before, after),
    );
    // Outlives the page's parts, which are made anew when the driver changes, maybe in another tab.
    let written = RwSignal::new(String::new());
    // What couldn't be saved stays in the field.
    let done = Callback::new(move |is_written: bool| {
        if is_written {
            written.set(String::new());
        }
    });
    move || match driver.get() {
        Some(driver) => view! { <Page driver written done /> }.into_any(),
        None => view! { <NoSuchDriver /> }.into_any(),
    }
}

/// Whether two drivers are one and the same value, without comparing all of it.
fn same(before: Option<&Option<Arc<Driver>>>, after: Option<&Option<Arc<Driver>>>) -> bool {
    match (before, after) {
        (Some(Some(before)), Some(Some(after))) => Arc::ptr_eq(before, after),
        (Some(None), Some(None)) => true,
        _ => false,
    }
}

/// Says that the register holds no such driver.
#[component]
pub fn NoSuchDriver() -> impl IntoView {
    view! {
        <Heading text=text::NOT_FOUND_HEADING />
        <p>{text::NO_SUCH_DRIVER}</p>
        <p><a href=Route::Drivers(View::default()).to_string()>{text::BACK_TO_DRIVERS}</a></p>
    }
}

#[component]
fn Page(driver: Arc<Driver>, written: RwSignal<String>, done: Callback<bool>) -> impl IntoView {
    let state = use_state();
    let today = state.today.get();
    let id = driver.id.clone();
    let act = move |action: fn(EntryId) -> Action| {
        let id = id.clone();
        move |_| dispatch(state, action(id.clone()))
    };
    let title = text::title_of(&driver.id, driver.title());
    let is_in_trash = driver.is_in_trash();
    let status = match driver.text(Field::Status) {
        "archived" => button(text::UNARCHIVE, act(Action::Unarchive)),
        _ => button(names::ARCHIVE, act(Action::Archive)),
    };
    let can_edit = state.can_edit();
    let actions = if !can_edit {
        ().into_any()
    } else if is_in_trash {
        view! { {button(text::RESTORE, act(Action::Restore))} }.into_any()
    } else {
        let edit = Route::Edit(driver.id.clone()).to_string();
        view! {
            <a class="nhsuk-button nhsuk-button--small" href=edit>{names::EDIT}</a>
            {status}
            {button(names::MOVE_TO_TRASH, act(Action::MoveToTrash))}
        }
        .into_any()
    };
    let back = move || Route::Drivers(state.view.get()).to_string();
    let has_history = state.published.with(|published| {
        published
            .as_ref()
            .is_none_or(|published| published.publication.has_history)
    });
    let history = has_history.then(|| {
        let href = Route::History(driver.id.clone()).to_string();
        view! { <a class="atlas-actions__link" href=href>{names::HISTORY}</a> }
    });
    let briefing = Route::Briefing([driver.id.clone()].into()).to_string();
    view! {
        <p><a class="atlas-back" href=back>{text::BACK_TO_DRIVERS}</a></p>
        <Heading text=title />
        <p class="atlas-results__tags">{tags(&driver, today)}</p>
        {is_in_trash.then(|| view! { <p class="nhsuk-inset-text">{text::IN_TRASH}</p> })}
        {live_despite(state, &driver)}
        <div class="nhsuk-button-group">
            {actions}
            <a class="atlas-actions__link" href=briefing>{names::BRIEFING}</a>
            {history}
            {(can_edit && !is_in_trash).then(|| view! { <JoinWith id=driver.id.clone() /> })}
        </div>
        {conflicts(state, &driver)}
        <dl class="atlas-fields">{fields(state, &driver)}</dl>
        <Joined id=driver.id.clone() />
        <Cite driver=driver.clone() />
        <Comments driver written done />
    }
}

fn button(name: &'static str, on_click: impl Fn(web_sys::MouseEvent) + 'static) -> AnyView {
    view! {
        <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" on:click=on_click>{name}</button>
    }
    .into_any()
}

fn live_despite(state: State, driver: &Driver) -> Option<AnyView> {
    let Trash::LiveDespite(edit) = driver.standing.trash else {
        return None;
    };
    let who = state.register.with_untracked(|register| {
        let edit = register.whole(&driver.id)?.edits.get(&edit)?;
        Some(text::author(edit).to_owned())
    });
    let sentence = text::live_despite(&who.unwrap_or_else(|| text::NAME_NOT_GIVEN.to_owned()));
    // The fields in conflict have their own link.
    let settle = (!driver.is_in_conflict()).then(|| settle_link(state, driver));
    Some(view! { <div class="nhsuk-inset-text"><p>{sentence}</p>{settle}</div> }.into_any())
}

fn settle_link(state: State, driver: &Driver) -> Option<AnyView> {
    let href = Route::Settle(driver.id.clone()).to_string();
    let link = || view! { <p><a href=href>{names::SETTLE_CONFLICT}</a></p> }.into_any();
    state.can_edit().then(link)
}

/// The fields in conflict, with the versions that aren't shown in their place.
fn conflicts(state: State, driver: &Driver) -> Option<AnyView> {
    let keys: Vec<&str> = driver.conflicts().collect();
    if keys.is_empty() {
        return None;
    }
    let entry = state
        .register
        .with_untracked(|register| register.whole(&driver.id).cloned())?;
    let fields = keys.into_iter().map(|key| {
        let claims = driver
            .standing
            .fields
            .get(key)
            .into_iter()
            .flat_map(|field| field.claims.iter().skip(1));
        let versions = claims.map(|claim| {
            let by = entry
                .edits
                .get(&claim.edit)
                .map(|edit| text::version_by(text::author(edit), &text::edit_time(edit)));
            let value = match claim.digest {
                None => text::CLEARED.to_owned(),
                Some(digest) => entry
                    .values
                    .get(&digest)
                    .map_or(text::VALUE_MISSING.to_owned(), |value| as_text(value)),
            };
            view! { <li><p class="atlas-plain">{value}</p><p class="nhsuk-hint">{by}</p></li> }
        });
        view! {
            <h3 class="nhsuk-heading-s">{text::conflict_in(&text::settle::label(key))}</h3>
            <ul class="nhsuk-list">{versions.collect_view()}</ul>
        }
    });
    Some(
        view! {
            <section class="atlas-conflict" aria-labelledby="conflict">
                <h2 id="conflict" class="nhsuk-heading-m">{text::IN_CONFLICT}</h2>
                <p>{text::CONFLICT_LEAD}</p>
                {settle_link(state, driver)}
                {fields.collect_view()}
            </section>
        }
        .into_any(),
    )
}

/// A value of any field as one text.
pub fn as_text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(list) => list.iter().map(as_text).collect::<Vec<_>>().join("\n"),
        serde_json::Value::Object(map) => match (map.get("text"), map.get("url")) {
            (Some(text), _) => as_text(text),
            (None, Some(url)) => match map.get("label").map(as_text) {
                Some(label) if !label.is_empty() => format!("{label} | {}", as_text(url)),
                _ => as_text(url),
            },
            _ => value.to_string(),
        },
        serde_json::Value::Null => text::CLEARED.to_owned(),
        other => other.to_string(),
    }
}

/// Every field that says something, with how it is to be read.
pub(super) fn fields(state: State, driver: &Driver) -> Vec<AnyView> {
    // What matters most to readers first: then the facts, then the review.
    const ORDER: [Field; 20] = [
        Field::Impact,
        Field::Summary,
        Field::KeyFeatures,
        Field::CaseStudies,
        Field::Link,
        Field::FurtherLinks,
        Field::Sources,
        Field::Published,
        Field::PublicationFormat,
        Field::AlternativeTitles,
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
    let rows = ORDER
        .into_iter()
        .filter_map(|field| Some((field, shown(state, driver, field)?)));
    rows.map(|(field, value)| {
        let class = match field.kind() {
            Kind::Markdown => "atlas-fields__row atlas-fields__row--long",
            _ => "atlas-fields__row",
        };
        view! { <div class=class><dt>{names::label(field)}</dt><dd>{value}</dd></div> }.into_any()
    })
    .collect()
}

fn shown(state: State, driver: &Driver, field: Field) -> Option<AnyView> {
    let today = state.today.get();
    let line = driver.text(field);
    let text = |text: String| (!text.is_empty()).then(|| view! { <p>{text}</p> }.into_any());
    match field.kind() {
        _ if field == Field::ReviewDue => text(review_due(driver, today)?),
        _ if field == Field::Status => match driver.status() {
            Status::Current if line.is_empty() => None,
            status => text(capitalised(status.key())),
        },
        Kind::Markdown => (!line.is_empty()).then(|| markdown(line)),
        Kind::Line => text(line.to_owned()),
        Kind::Choice(_) => text(capitalised(line)),
        Kind::Date => text(driver.date(field)?.display().into_owned()),
        Kind::Url => (!line.is_empty()).then(|| link(line.to_owned(), line.to_owned().into_any())),
        Kind::List(_) => text(driver.list(field).collect::<Vec<_>>().join(", ")),
        Kind::Links => {
            let links = driver.further_links();
            let items = links.into_iter().map(|further| {
                let inside = if further.label.is_empty() {
                    further.url.clone()
                } else {
                    further.label
                };
                view! { <li>{link(further.url, inside.into_any())}</li> }
            });
            let items: Vec<_> = items.collect();
            (!items.is_empty()).then(|| view! { <ul class="nhsuk-list">{items}</ul> }.into_any())
        }
        Kind::Driver if line.is_empty() => None,
        Kind::Driver => {
            let title = state.register.with_untracked(|register| {
                register
                    .driver(line)
                    .map(|driver| text::title_of(line, driver.title()))
            });
            Some(match title {
                Some(title) => {
                    view! { <a href=Route::Driver(line.to_owned()).to_string()>{title}</a> }
                        .into_any()
                }
                None => view! { <p>{text::SUPERSEDED_UNKNOWN} " (" {line.to_owned()} ")"</p> }
                    .into_any(),
            })
        }
    }
}

#[component]
fn Comments(driver: Arc<Driver>, written: RwSignal<String>, done: Callback<bool>) -> impl IntoView {
    let state = use_state();
    let problem = RwSignal::new(false);
    let comments = driver.comments();
    let list = match comments.is_empty() {
        true => view! { <p>{text::NO_COMMENTS}</p> }.into_any(),
        false => {
            let items = comments.into_iter().map(comment).collect_view();
            view! { <ul class="nhsuk-list atlas-comments">{items}</ul> }.into_any()
        }
    };
    let id = driver.id.clone();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let text = written.get_untracked();
        problem.set(text.trim().is_empty());
        if !problem.get_untracked() {
            let driver = id.clone();
            dispatch(state, Action::Comment { driver, text, done });
        }
    };
    let error = move || {
        problem.get().then(|| {
            view! { <span id="comment-error" class="nhsuk-error-message" role="alert">{text::COMMENT_EMPTY}</span> }
        })
    };
    let form = state.can_edit().then(|| {
        view! {
            <form on:submit=submit novalidate>
                <div class="nhsuk-form-group">
                    <label class="nhsuk-label" for="comment">{text::YOUR_COMMENT}</label>
                    {error}
                    <textarea
                        id="comment"
                        class="nhsuk-textarea"
                        rows="3"
                        aria-describedby=move || problem.get().then_some("comment-error")
                        prop:value=move || written.get()
                        on:input=move |event| written.set(event_target_value(&event))
                    ></textarea>
                </div>
                <button type="submit" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">{text::ADD_COMMENT}</button>
            </form>
        }
    });
    view! {
        <section aria-labelledby="comments">
            <h2 id="comments" class="nhsuk-heading-m">{names::COMMENTS}</h2>
            {list}
            {form}
        </section>
    }
}

fn comment(comment: Comment) -> impl IntoView {
    let at = comment.time().map_or(comment.at, text::moment);
    view! {
        <li>
            <p class="atlas-comments__by"><strong>{comment.by}</strong> ", " {at}</p>
            {plain_text(comment.text)}
        </li>
    }
}
