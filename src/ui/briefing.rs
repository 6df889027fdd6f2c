//! A briefing for a manager: shown, printed, downloaded for Word, or copied with its formatting.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::copying::{CopyReport, Copying};
use super::export::{Format, Giving, GivingReport, Tell, file_name};
use super::markdown::{drawn, drawn_runs};
use super::parts::Heading;
use super::state::{State, use_state};
use super::text;
use super::text::briefing as says;
use crate::browser::clock::{Slices, next_tick};
use crate::browser::files;
use crate::domain::date::formatted;
use crate::domain::driver::Driver;
use crate::domain::edit::EntryId;
use crate::domain::field::Field;
use crate::domain::fold::fold;
use crate::domain::sorting::sort_by_key;
use crate::exchange::briefing::{Briefing as Content, Part, Piece, Words};
use crate::exchange::citation::{Style, cite};
use crate::exchange::docx;
use crate::names;
use crate::route::Route;

/// The words of a briefing, in whatever form.
pub const WORDS: Words = Words {
    impact: says::WHAT_FOR_LIBRARIES,
    untitled: text::UNTITLED_DRIVER,
    contents: says::CONTENTS,
    citation: says::CITATION,
    page: says::PAGE,
    of: says::OF,
};

/// The most drivers of a briefing, as nobody would read more.
pub const LONGEST: usize = 200;

/// How many drivers are drawn in one go.
const AT_ONCE: usize = 10;

/// The screen: a briefing on these drivers.
#[component]
pub fn Briefing(ids: BTreeSet<EntryId>) -> impl IntoView {
    let state = use_state();
    let content = RwSignal::new(None::<Arc<Content>>);
    let making = Giving::new();
    let is_too_long = RwSignal::new(false);
    Effect::new(move |_| {
        let mut drivers: Vec<Arc<Driver>> = state.register.with(|register| {
            let found = ids.iter().filter_map(|id| register.driver(id).cloned());
            found.collect()
        });
        // Two of the ids may show as one driver; side by side then, whatever else has its title.
        sort_by_key(&mut drivers, |driver| {
            (fold(driver.title()), driver.id.clone())
        });
        drivers.dedup_by(|one, other| one.id == other.id);
        is_too_long.set(drivers.len() > LONGEST);
        if drivers.len() > LONGEST {
            return;
        }
        let turn = making.begin();
        spawn_local(async move {
            let tell = |done, total| turn.say(says::making(done, total));
            if let Some(made) = self::content(state, &drivers, &tell).await {
                turn.end(String::new());
                // The screen may be gone by then.
                content.try_maybe_update(|content| {
                    let is_new = content.as_deref() != Some(&made);
                    if is_new {
                        *content = Some(Arc::new(made));
                    }
                    (is_new, ())
                });
            }
        });
    });
    view! {
        <Heading text=names::BRIEFING />
        <GivingReport giving=making />
        {move || is_too_long.get().then(|| view! { <p>{says::too_many(LONGEST)}</p> })}
        {move || {
            content.get().filter(|_| !is_too_long.get()).map(|content| match content.drivers.is_empty() {
                true => view! { <p>{says::NOTHING}</p> }.into_any(),
                false => view! { <Shown content /> }.into_any(),
            })
        }}
    }
}

/// What a briefing on these drivers says, in their order. It is made in slices: see [`Tell`].
pub async fn content(state: State, drivers: &[Arc<Driver>], tell: Tell<'_>) -> Option<Content> {
    let today = state.today.get_untracked();
    let title = untrack(|| state.register_title());
    let mut content = Content::new(&says::title(drivers.len(), &title), today, WORDS);
    let mut slices = Slices::new();
    for (done, driver) in drivers.iter().enumerate() {
        let successor = state.register.with_untracked(|register| {
            let successor = register.driver(driver.text(Field::SupersededBy))?;
            Some(text::title_of(&successor.id, successor.title()))
        });
        let citation = cite(driver, Style::Harvard, today);
        let citation: Vec<(&str, bool)> = citation
            .runs
            .iter()
            .map(|run| (run.text.as_str(), run.italic))
            .collect();
        content.add(driver, successor.as_deref(), &citation);
        if slices.pause_and_tell().await && !tell(done, drivers.len()) {
            return None;
        }
    }
    Some(content)
}

/// The Word document of a briefing, made in slices.
pub async fn document(content: &Content, tell: Tell<'_>) -> Option<Vec<u8>> {
    let mut writing = docx::Writing::new(content);
    let mut slices = Slices::new();
    while writing.step() {
        let (done, total) = writing.progress();
        if slices.pause_and_tell().await && !tell(done, total) {
            return None;
        }
    }
    Some(writing.finish())
}

#[component]
fn Shown(content: Arc<Content>) -> impl IntoView {
    let state = use_state();
    let copying = Copying::new();
    let giving = Giving::new();
    let all = content.drivers.len();
    let drawn = RwSignal::new(all.min(AT_ONCE));
    spawn_local(async move {
        // The screen may be gone by then.
        while drawn.try_get_untracked().is_some_and(|drawn| drawn < all) {
            next_tick().await;
            drawn.try_update(|drawn| *drawn = all.min(*drawn + AT_ONCE));
        }
    });
    let print = move |_| {
        spawn_local(async move {
            drawn.try_set(all);
            next_tick().await;
            drop(window().print());
        });
    };
    let copy = {
        let content = content.clone();
        move |_| copying.copy_formatted(content.html(), content.plain(), says::COPIED)
    };
    let download = {
        let content = content.clone();
        move |_| {
            let content = content.clone();
            let turn = giving.begin();
            spawn_local(async move {
                let tell = |done, total| turn.tell(done, total);
                let Some(bytes) = document(&content, &tell).await else {
                    return;
                };
                let name = file_name(state, Format::Briefing.extension());
                match files::download_bytes(&name, Format::Briefing.mime(), &bytes) {
                    Ok(()) => turn.end(text::downloaded(&name)),
                    Err(files::NotDownloaded) => {
                        turn.end(String::new());
                        state.fail(text::CANNOT_DOWNLOAD.to_owned());
                    }
                }
            });
        }
    };
    let title = content.title.clone();
    let date = formatted(content.date);
    let draw = move |place: usize| content.drivers.get(place).map(part);
    view! {
        <p class="atlas-screen-only">{says::LEAD}</p>
        <div class="nhsuk-button-group">
            <button type="button" class="nhsuk-button nhsuk-button--small" on:click=print>{names::PRINT}</button>
            <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" on:click=download>
                {names::DOWNLOAD_FOR_WORD}
            </button>
            <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" on:click=copy>
                {names::COPY_FORMATTED}
            </button>
        </div>
        <GivingReport giving />
        <CopyReport copying />
        <p class="atlas-briefing__of">{title} ", " {date}</p>
        <For each=move || 0..drawn.get() key=|place| *place children=draw />
    }
}

fn part(part: &Part) -> AnyView {
    let pieces = part.pieces.iter().map(piece).collect_view();
    let href = Route::Driver(part.id.clone()).to_string();
    view! {
        <article class="atlas-briefing">
            <h2 class="nhsuk-heading-l atlas-briefing__title"><a href=href>{part.title.clone()}</a></h2>
            {pieces}
        </article>
    }
    .into_any()
}

fn piece(piece: &Piece) -> AnyView {
    match piece {
        Piece::Section { heading, blocks } => view! {
            <h3 class="nhsuk-heading-m">{*heading}</h3>
            {drawn(blocks)}
        }
        .into_any(),
        Piece::Facts(facts) => {
            let facts = facts.iter().map(|fact| {
                view! { <div class="atlas-fields__row"><dt>{fact.label}</dt><dd>{fact.text.clone()}</dd></div> }
            });
            view! { <dl class="atlas-fields atlas-briefing__facts">{facts.collect_view()}</dl> }
                .into_any()
        }
        Piece::Line { label, runs } => {
            view! { <p class="atlas-briefing__line"><strong>{*label} ":"</strong> " " {drawn_runs(runs)}</p> }.into_any()
        }
    }
}
