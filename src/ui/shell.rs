//! What is around every screen: the skip link, the header with its navigation, the status, and the footer.

use leptos::prelude::*;

use super::add::Add;
use super::banners::Banners;
use super::briefing::Briefing;
use super::changes::WhatChanged;
use super::driver::DriverPage;
use super::drivers::Drivers;
use super::duplicates::{Duplicates, Join};
use super::editor::Edit;
use super::export::Export;
use super::help::Help;
use super::history::History;
use super::import::Import;
use super::linked::{LinkBanner, LinkStatus, LinkedFile};
use super::message::MessageBar;
use super::navigation::{focus, focus_heading, focus_id};
use super::parts::Heading;
use super::publish::Publish;
use super::published::{ReadOnly, is_for_editing};
use super::settings::Settings;
use super::settle::Settle;
use super::shut::ShutPage;
use super::state::{Outcome, Phase, Shut, use_state};
use super::text;
use super::trash::Trash;
use crate::names;
use crate::route::{Intake, Route};
use crate::search::view::View;

const MAIN: &str = "main";

/// The page.
#[component]
pub fn Shell() -> impl IntoView {
    let state = use_state();
    // The focus follows the page, but not at the first one, nor when only the view of a list changes.
    Effect::new(move |before: Option<Route>| {
        let route = state.route.get();
        if before.is_some_and(|before| !before.is_same_page(&route)) {
            state.turn_page();
            window().scroll_to_with_x_and_y(0.0, 0.0);
            match state.landing.try_update_value(Option::take).flatten() {
                Some(landing) => focus(landing),
                None => focus_heading(),
            }
        }
        route
    });
    let skip = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        focus_id(MAIN);
    };
    view! {
        <a class="nhsuk-skip-link" href="#main" on:click=skip>{names::SKIP_LINK}</a>
        <header class="atlas-header">
            <div class="nhsuk-width-container atlas-header__row">
                <a class="atlas-header__name" href=Route::Drivers(View::default()).to_string()>{text::APP}</a>
                <span class="atlas-header__register">{move || state.register_title()}</span>
                <LinkStatus />
                <Status />
            </div>
            <Navigation />
        </header>
        <div class="nhsuk-width-container">
            <main id=MAIN class="nhsuk-main-wrapper" tabindex="-1">
                <Banners />
                <LinkBanner />
                <Screen />
            </main>
        </div>
        <MessageBar />
        <Footer />
    }
}

#[component]
fn Status() -> impl IntoView {
    let state = use_state();
    let reads = move || {
        state.saving.with(|saving| match &saving.outcome {
            _ if saving.is_under_way() => names::SAVING,
            Outcome::Nothing => "",
            Outcome::Saved => names::SAVED,
            Outcome::NotSaved => text::NOT_SAVED,
        })
    };
    view! { <p class="atlas-status" role="status">{reads}</p> }
}

#[component]
fn Navigation() -> impl IntoView {
    let state = use_state();
    // The list keeps its view: coming back, people find it as they left it.
    let link = move |name: &'static str, route: Route, is_here: fn(&Route) -> bool| {
        let href = move || match &route {
            Route::Drivers(_) => Route::Drivers(state.view.get()).to_string(),
            route => route.to_string(),
        };
        let current = move || state.route.with(is_here).then_some("page");
        view! {
            <li class="atlas-nav__item">
                <a class="atlas-nav__link" href=href aria-current=current>{name}</a>
            </li>
        }
    };
    let is_drivers = |route: &Route| {
        matches!(
            route,
            Route::Drivers(_)
                | Route::Driver(_)
                | Route::Edit(_)
                | Route::History(_)
                | Route::Settle(_)
                | Route::Duplicates
                | Route::Join(_)
                | Route::Add(_)
        )
    };
    view! {
        <nav class="atlas-nav" aria-label=names::MAIN_NAVIGATION>
            <ul class="nhsuk-width-container atlas-nav__list">
                {link(names::DRIVERS, Route::Drivers(View::default()), is_drivers)}
                {move || state.can_edit().then(|| link(names::IMPORT, Route::Import(Intake::Json), |route| matches!(route, Route::Import(_))))}
                {link(names::EXPORT, Route::Export(View::default()), |route| matches!(route, Route::Export(_) | Route::Publish(_) | Route::LinkedFile | Route::WhatChanged))}
                {move || state.can_edit().then(|| link(names::TRASH, Route::Trash, |route| *route == Route::Trash))}
                {move || state.can_edit().then(|| link(names::SETTINGS, Route::Settings, |route| *route == Route::Settings))}
                {link(names::HELP, Route::Help, |route| *route == Route::Help)}
            </ul>
        </nav>
    }
}

/// Which kind of screen is to be seen.
#[derive(Clone, PartialEq)]
enum Stage {
    Opening,
    /// How far the register is read, of which more is needed than is there.
    Reading,
    Shut(Shut),
    Screen,
}

#[component]
fn Screen() -> impl IntoView {
    let state = use_state();
    // A screen is made anew when the page changes, and stays when only its view does.
    let page = Memo::new(move |before: Option<&Route>| {
        let route = state.route.get();
        before
            .filter(|before| before.is_same_page(&route))
            .cloned()
            .unwrap_or(route)
    });
    // What the phase lets be seen: the list, being there sooner, stays as it is when the rest has been read.
    let stage = Memo::new(move |_| match state.phase.get() {
        Phase::Opening => Stage::Opening,
        Phase::Listed => page.with(|page| match page {
            Route::Drivers(_) | Route::Help => Stage::Screen,
            _ => Stage::Reading,
        }),
        Phase::Shut(shut) => Stage::Shut(shut),
        Phase::Open { .. } => Stage::Screen,
    });
    let reading = move || {
        let (done, total) = state.reading.get();
        text::reading_register(done, total)
    };
    let opening = move || {
        state.published.with(|published| match published {
            Some(published) => {
                text::publish::opening(published.done, published.publication.drivers)
            }
            None => text::OPENING.to_owned(),
        })
    };
    move || match stage.get() {
        Stage::Opening => view! { <p class="atlas-quiet" role="status">{opening}</p> }.into_any(),
        Stage::Reading => view! { <p class="atlas-quiet" role="status">{reading}</p> }.into_any(),
        Stage::Shut(shut) => match page.get() {
            Route::Help => view! { <Help /> }.into_any(),
            _ => view! { <ShutPage shut /> }.into_any(),
        },
        Stage::Screen => match page.get() {
            route if is_for_editing(&route) && !state.can_edit() => {
                view! { <ReadOnly /> }.into_any()
            }
            Route::Drivers(_) => view! { <Drivers /> }.into_any(),
            Route::Driver(id) => view! { <DriverPage id /> }.into_any(),
            Route::Edit(id) => view! { <Edit id /> }.into_any(),
            Route::History(id) => view! { <History id /> }.into_any(),
            Route::Briefing(ids) => view! { <Briefing ids /> }.into_any(),
            Route::Settle(id) => view! { <Settle id /> }.into_any(),
            Route::Add(id) => view! { <Add id /> }.into_any(),
            Route::Import(intake) => view! { <Import intake /> }.into_any(),
            Route::Export(view) => view! { <Export view /> }.into_any(),
            Route::Publish(view) => view! { <Publish view /> }.into_any(),
            Route::LinkedFile => view! { <LinkedFile /> }.into_any(),
            Route::WhatChanged => view! { <WhatChanged /> }.into_any(),
            Route::Duplicates => view! { <Duplicates /> }.into_any(),
            Route::Join(ids) => view! { <Join ids /> }.into_any(),
            Route::Trash => view! { <Trash /> }.into_any(),
            Route::Settings => view! { <Settings /> }.into_any(),
            Route::Help => view! { <Help /> }.into_any(),
            Route::Sample => {
                view! { <p class="atlas-quiet" role="status">{text::OPENING}</p> }.into_any()
            }
            Route::Unknown => view! { <NotFound /> }.into_any(),
        },
    }
}

#[component]
fn NotFound() -> impl IntoView {
    view! {
        <Heading text=text::NOT_FOUND_HEADING />
        <p>{text::NOT_FOUND}</p>
        <p><a href=Route::Drivers(View::default()).to_string()>{text::BACK_TO_DRIVERS}</a></p>
    }
}

#[component]
fn Footer() -> impl IntoView {
    let state = use_state();
    let unheld = move || {
        let count = state.register.with(|register| register.unheld());
        (count > 0).then(|| {
            view! {
                <p class="atlas-footer__unheld">
                    {text::unheld(count)}
                    " "
                    <a href=Route::Export(View::default()).to_string()>{text::SAVE_A_COPY}</a>
                </p>
            }
        })
    };
    view! {
        <footer class="atlas-footer">
            <div class="nhsuk-width-container">
                {unheld}
                <p class="atlas-footer__line">{text::APP} " " {env!("CARGO_PKG_VERSION")} " · " {text::TAGLINE}</p>
            </div>
        </footer>
    }
}
