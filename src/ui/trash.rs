//! The trash: drivers that were moved there, and the way back.

use leptos::prelude::*;

use super::action::{Action, dispatch};
use super::parts::Heading;
use super::selection::{Place, Selection, select_box};
use super::state::use_state;
use super::text;
use crate::names;
use crate::route::Route;

/// The screen.
#[component]
pub fn Trash() -> impl IntoView {
    let state = use_state();
    let list = move || {
        let drivers: Vec<_> = state
            .register
            .with(|register| register.trashed().cloned().collect());
        if drivers.is_empty() {
            return view! { <p>{text::TRASH_EMPTY}</p> }.into_any();
        }
        let items = drivers.into_iter().map(|driver| {
            let title = text::title_of(&driver.id, driver.title());
            let hidden = text::restore(&title);
            let href = Route::Driver(driver.id.clone()).to_string();
            let select = select_box(state, &driver);
            let restore = move |_| dispatch(state, Action::Restore(driver.id.clone()));
            view! {
                <li class="atlas-trash__item">
                    {select}
                    <a class="atlas-trash__title" href=href>{title}</a>
                    <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" on:click=restore>
                        {text::RESTORE}
                        <span class="nhsuk-u-visually-hidden">{hidden}</span>
                    </button>
                </li>
            }
        });
        view! { <ul class="nhsuk-list atlas-trash atlas-trash--to-select">{items.collect_view()}</ul> }.into_any()
    };
    view! {
        <Heading text=names::TRASH />
        <p>{text::TRASH_LEAD}</p>
        <Selection place=Place::Trash />
        {list}
    }
}
