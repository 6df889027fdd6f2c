//! The years of publication: a small histogram to drag over, and two boxes to type in.

use leptos::ev::PointerEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::names;
use crate::route::Route;
use crate::search::view::Years;
use crate::ui::navigation::go;
use crate::ui::state::{State, use_state};
use crate::ui::text::finding as says;

/// The height of the histogram, and the width of a bar, in its own units.
const HEIGHT: usize = 40;
const BAR: usize = 10;

/// How many years have a bar: of more the latest.
const MOST_BARS: usize = 80;

/// The group; nothing where no driver has a date.
#[component]
pub fn YearsGroup() -> impl IntoView {
    let state = use_state();
    let years = Memo::new(move |_| {
        let years = state.answer.with(|answer| answer.years.clone());
        let dropped = years.len().saturating_sub(MOST_BARS);
        years[dropped..].to_vec()
    });
    let is_empty = Memo::new(move |_| years.with(Vec::is_empty));
    view! {
        <fieldset class="nhsuk-fieldset atlas-facet" class:atlas-facet--empty=is_empty>
            <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{names::YEAR}</legend>
            <Histogram years />
            <Boxes />
        </fieldset>
    }
}

/// The bars. What can be done with them can be done with the boxes, so they are for the eye and the pointer only.
#[component]
fn Histogram(years: Memo<Vec<(i16, usize)>>) -> impl IntoView {
    let state = use_state();
    // Where a drag began, and where it is now.
    let dragged = RwSignal::new(None::<(i16, i16)>);
    let year_at = move |event: &PointerEvent| {
        let bars = event
            .current_target()?
            .dyn_into::<web_sys::Element>()
            .ok()?;
        let place = bars.get_bounding_client_rect();
        let share = (f64::from(event.client_x()) - place.left()) / place.width();
        years.with_untracked(|years| {
            let last = years.len().checked_sub(1)?;
            let bar = (share * years.len() as f64).max(0.0) as usize;
            years.get(bar.min(last)).map(|(year, _)| *year)
        })
    };
    let begin = move |event: PointerEvent| {
        if let Some(year) = year_at(&event) {
            event.prevent_default();
            // So that the drag goes on outside the bars.
            let bars = event
                .current_target()
                .and_then(|bars| bars.dyn_into::<web_sys::Element>().ok());
            if let Some(bars) = bars {
                let _ = bars.set_pointer_capture(event.pointer_id());
            }
            dragged.set(Some((year, year)));
        }
    };
    let go_on = move |event: PointerEvent| {
        if let (Some((from, _)), Some(to)) = (dragged.get_untracked(), year_at(&event)) {
            dragged.set(Some((from, to)));
        }
    };
    let end = move |_| {
        if let Some((from, to)) = dragged.get_untracked() {
            dragged.set(None);
            let years = Years {
                from: Some(from.min(to)),
                to: Some(from.max(to)),
            };
            choose(state, years);
        }
    };
    let chosen = move || match dragged.get() {
        Some((from, to)) => Years {
            from: Some(from.min(to)),
            to: Some(from.max(to)),
        },
        None => state.view.with(|view| view.years),
    };
    let highest = Memo::new(move |_| {
        years.with(|years| years.iter().map(|(_, drivers)| *drivers).max().unwrap_or(0))
    });
    let bar = move |place: usize, year: i16| {
        let drivers = Memo::new(move |_| {
            years.with(|years| years.get(place).map_or(0, |(_, drivers)| *drivers))
        });
        // Even a single driver among thousands can be seen.
        let height = move || match drivers.get() {
            0 => 0,
            drivers => (HEIGHT * drivers / highest.get().max(1)).max(2),
        };
        let is_chosen = move || {
            let chosen = chosen();
            !chosen.is_open()
                && chosen.from.is_none_or(|from| from <= year)
                && chosen.to.is_none_or(|to| year <= to)
        };
        view! {
            <g class="atlas-years__year" class:atlas-years__year--chosen=is_chosen>
                <title>{move || says::year(year, drivers.get())}</title>
                <rect class="atlas-years__ground" x=place * BAR y=0 width=BAR height=HEIGHT />
                <rect class="atlas-years__bar" x=place * BAR + 1 y=move || HEIGHT - height() width=BAR - 2 height=height />
            </g>
        }
    };
    let ends = Memo::new(move |_| years.with(|years| Some((years.first()?.0, years.last()?.0))));
    let bars = move || {
        let (first, last) = ends.get()?;
        let bars = (first..=last)
            .enumerate()
            .map(|(place, year)| bar(place, year));
        let bars = bars.collect_view();
        let width = usize::from((last - first).unsigned_abs() + 1) * BAR;
        Some(view! {
            <svg
                class="atlas-years"
                viewBox=format!("0 0 {width} {HEIGHT}")
                preserveAspectRatio="none"
                aria-hidden="true"
                on:pointerdown=begin
                on:pointermove=go_on
                on:pointerup=end
                on:pointercancel=move |_| dragged.set(None)
            >
                {bars}
            </svg>
            <p class="atlas-years__ends" aria-hidden="true"><span>{first}</span><span>{last}</span></p>
        })
    };
    view! { {bars} }
}

/// The first and the last year, as they are typed.
#[component]
fn Boxes() -> impl IntoView {
    let state = use_state();
    let problem = RwSignal::new(None::<&'static str>);
    let field =
        move |id: &'static str, label: &'static str, of: fn(&mut Years) -> &mut Option<i16>| {
            let value = move || {
                let mut years = state.view.with(|view| view.years);
                of(&mut years).map_or_else(String::new, |year| year.to_string())
            };
            let on_change = move |event| {
                let typed = event_target_value(&event);
                let typed = typed.trim();
                let mut years = state.view.with_untracked(|view| view.years);
                *of(&mut years) = typed.parse().ok().filter(|year| (0..=9999).contains(year));
                let is_none = of(&mut years).is_none();
                let wrong = match (is_none && !typed.is_empty(), years.days()) {
                    (true, _) => Some(says::NOT_A_YEAR),
                    (false, None) if !years.is_open() => Some(says::YEARS_IN_ORDER),
                    _ => None,
                };
                problem.set(wrong);
                if wrong.is_none() {
                    choose(state, years);
                }
            };
            let described_by = move || problem.get().map(|_| "years-problem");
            view! {
                <div>
                    <label class="nhsuk-label" for=id>{label}</label>
                    <input
                        id=id
                        class="nhsuk-input nhsuk-input--width-4"
                        class:nhsuk-input--error=move || problem.get().is_some()
                        type="text"
                        inputmode="numeric"
                        autocomplete="off"
                        aria-describedby=described_by
                        prop:value=value
                        on:change=on_change
                    />
                </div>
            }
        };
    let wrong = move || {
        problem.get().map(|problem| {
            view! { <p id="years-problem" class="nhsuk-error-message" role="alert">{problem}</p> }
        })
    };
    view! {
        {wrong}
        <div class="atlas-years__boxes">
            {field("from-year", names::FROM_YEAR, |years| &mut years.from)}
            {field("to-year", names::TO_YEAR, |years| &mut years.to)}
        </div>
    }
}

fn choose(state: State, years: Years) {
    let mut view = state.view.get_untracked();
    view.years = years;
    view.page = 1;
    go(&Route::Drivers(view));
}
