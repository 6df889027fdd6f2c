//! A linked file: the register bound to one JSON file on a shared drive.

mod keeper;

use leptos::prelude::*;
use leptos::task::spawn_local;

pub use keeper::Linking;

use super::parts::Heading;
use super::state::use_state;
use super::text;
use super::text::linked as sentences;
use crate::browser::linked::{FileHandle, NoFile, is_supported};
use crate::domain::link::{Status, Trouble};
use crate::names;
use crate::route::{Intake, Route};
use crate::search::view::View;

/// The link, from any screen.
pub fn use_linking() -> Linking {
    expect_context()
}

/// The screen.
#[component]
pub fn LinkedFile() -> impl IntoView {
    let linking = use_linking();
    let is_linked = Memo::new(move |_| linking.shown.with(Option::is_some));
    let shown = move || match is_linked.get() {
        _ if !is_supported() => view! { <Instead /> }.into_any(),
        true => view! { <Linked /> }.into_any(),
        false => view! { <Unlinked /> }.into_any(),
    };
    view! {
        <Heading text=names::LINKED_FILE />
        <div class="atlas-prose">{shown}</div>
    }
}

/// The state in a few words, at the top of every screen.
#[component]
pub fn LinkStatus() -> impl IntoView {
    let linking = use_linking();
    move || {
        let shown = linking.shown.get()?;
        let waiting = linking.waiting();
        let is_held_up = matches!(
            shown.status,
            Status::Reconnect | Status::Denied | Status::Trouble(_)
        );
        Some(view! {
            <a class="atlas-header__link" class:atlas-header__link--held-up=is_held_up href=Route::LinkedFile.to_string()>
                {sentences::brief(&shown.file, shown.status, waiting)}
            </a>
        })
    }
}

/// Above every screen, while the browser wants a click.
#[component]
pub fn LinkBanner() -> impl IntoView {
    let linking = use_linking();
    // It stays as it is while the numbers change, and so keeps the focus.
    let file = Memo::new(move |_| {
        linking.shown.with(|shown| {
            let shown = shown.as_ref()?;
            matches!(shown.status, Status::Reconnect | Status::Denied).then(|| shown.file.clone())
        })
    });
    move || {
        let file = file.get()?;
        let reconnect = move |_| spawn_local(linking.reconnect());
        Some(view! {
            <div class="atlas-banner" role="note">
                <p>{move || sentences::reconnect(&file, linking.waiting())}</p>
                <button type="button" class="nhsuk-button nhsuk-button--small" on:click=reconnect>{names::RECONNECT}</button>
            </div>
        })
    }
}

/// Where the browser has no such files.
#[component]
fn Instead() -> impl IntoView {
    view! {
        <p>{sentences::NO_SUCH_FILES}</p>
        <dl class="atlas-ways">
            <dt><a href=Route::Import(Intake::Json).to_string()>{names::IMPORT_A_FILE}</a></dt>
            <dd>{sentences::IMPORT_INSTEAD}</dd>
            <dt><a href=Route::Export(View::default()).to_string()>{text::SAVE_A_COPY}</a></dt>
            <dd>{sentences::EXPORT_INSTEAD}</dd>
        </dl>
    }
}

/// What links the register to a file: one that is there, or a new one.
#[component]
fn Unlinked() -> impl IntoView {
    view! {
        <p>{sentences::LEAD}</p>
        <Choosing is_first=true />
        <p class="nhsuk-hint">{sentences::BROWSER_ASKS}</p>
    }
}

#[component]
fn Choosing(is_first: bool) -> impl IntoView {
    let state = use_state();
    let linking = use_linking();
    let end = move |chosen: Result<FileHandle, NoFile>, is_new: bool| async move {
        match chosen {
            Ok(handle) => linking.link(handle, is_new).await,
            Err(NoFile::Cancelled) => (),
            Err(NoFile::NotAFile) => state.fail(sentences::NOT_A_FILE.to_owned()),
            Err(NoFile::Refused) => state.fail(sentences::PICKER_REFUSED.to_owned()),
        }
    };
    let choose = move |_| spawn_local(async move { end(FileHandle::choose().await, false).await });
    let create = move |_| {
        let name = super::export::base_name(state);
        spawn_local(
            async move { end(FileHandle::create(&format!("{name}.json")).await, true).await },
        );
    };
    let is_over = RwSignal::new(false);
    let drag = move |event: web_sys::DragEvent| {
        // Else the browser would open the file in place of this page.
        event.prevent_default();
        is_over.set(true);
    };
    let drop = move |event: web_sys::DragEvent| {
        event.prevent_default();
        is_over.set(false);
        let dropped = FileHandle::dropped(&event);
        spawn_local(async move { end(dropped.await, false).await });
    };
    let class = match is_first {
        true => "nhsuk-button",
        false => "nhsuk-button nhsuk-button--secondary",
    };
    let name = match is_first {
        true => names::LINK_A_FILE,
        false => sentences::LINK_ANOTHER,
    };
    view! {
        <div
            class="atlas-drop"
            class:atlas-drop--over=is_over
            on:dragover=drag
            on:dragleave=move |_| is_over.set(false)
            on:drop=drop
        >
            <button type="button" class=class on:click=choose>{name}</button>
            <p>{sentences::LINK_HINT} " " {sentences::DROP}</p>
            <button type="button" class="nhsuk-button nhsuk-button--secondary" on:click=create>{sentences::NEW_FILE}</button>
            <p>{sentences::NEW_FILE_HINT}</p>
        </div>
    }
}

/// How the link stands, and what can be done about it.
#[component]
fn Linked() -> impl IntoView {
    let linking = use_linking();
    let of_shown = move |show: fn(&keeper::Shown) -> String| {
        move || linking.shown.with(|shown| shown.as_ref().map(show))
    };
    let state_in_full = move || {
        let waiting = linking.waiting();
        linking.shown.with(|shown| {
            let shown = shown.as_ref()?;
            let file = &shown.file;
            Some(sentences::in_full(file, shown.status, waiting, &shown.why))
        })
    };
    let can_make = Memo::new(move |_| {
        let makeable = [Trouble::Away, Trouble::Empty].map(Status::Trouble);
        linking.shown.with(|shown| {
            let shown = shown.as_ref();
            shown.is_some_and(|shown| makeable.contains(&shown.status))
        })
    });
    let make = move || {
        can_make.get().then(|| {
            view! {
                <button type="button" class="nhsuk-button nhsuk-button--secondary" on:click=move |_| linking.make()>
                    {sentences::MAKE_IT}
                </button>
            }
        })
    };
    let looked = move || {
        let at = linking.shown.with(|shown| shown.as_ref()?.looked)?;
        Some(view! {
            <div class="atlas-fields__row">
                <dt>{sentences::LOOKED}</dt>
                <dd>{sentences::looked_at(at)}</dd>
            </div>
        })
    };
    view! {
        <dl class="atlas-fields">
            <div class="atlas-fields__row">
                <dt>{sentences::FILE}</dt>
                <dd>{of_shown(|shown| shown.file.clone())}</dd>
            </div>
            <div class="atlas-fields__row">
                <dt>{sentences::STATE}</dt>
                <dd><p role="status">{state_in_full}</p></dd>
            </div>
            {looked}
        </dl>
        <div class="nhsuk-button-group">
            <button type="button" class="nhsuk-button" on:click=move |_| linking.look_again()>{sentences::LOOK_AGAIN}</button>
            {make}
            <button type="button" class="nhsuk-button nhsuk-button--secondary" on:click=move |_| spawn_local(linking.unlink())>
                {sentences::UNLINK}
            </button>
        </div>
        <p class="nhsuk-hint">{sentences::UNLINK_HINT}</p>
        <p><a href=Route::Export(View::default()).to_string()>{text::SAVE_A_COPY}</a></p>
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{sentences::LINK_ANOTHER}</span></summary>
            <div class="nhsuk-details__text"><Choosing is_first=false /></div>
        </details>
    }
}
