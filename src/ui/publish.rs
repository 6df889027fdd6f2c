//! Publish: one HTML file of the app with this register inside, for people who only want to read.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::action::{Action, dispatch};
use super::export::{file_name, radio};
use super::navigation::focus_id;
use super::parts::Heading;
use super::state::{State, use_state};
use super::text;
use super::text::publish as words;
use crate::browser::clock::{self, Slices};
use crate::browser::files::{self, NotDownloaded};
use crate::browser::page::{self, NotMade, Packing};
use crate::domain::edit::EntryId;
use crate::exchange::json::{Detail, Selection, write_entries};
use crate::exchange::publication::{Publication, Writing};
use crate::names;
use crate::search::view::View;

const BY: &str = "published-by";

/// How far a copy is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    Nothing,
    Writing { done: usize, total: usize },
    Over(String),
}

impl Stage {
    fn is_under_way(&self) -> bool {
        matches!(self, Self::Writing { .. })
    }
}

/// What a person has chosen.
#[derive(Clone, Copy)]
struct Publishing {
    state: State,
    /// The view whose drivers are published, if the person chooses so, and these drivers.
    filtered: StoredValue<Option<(View, Vec<EntryId>)>>,
    is_filtered: RwSignal<bool>,
    has_history: RwSignal<bool>,
    has_comments: RwSignal<bool>,
    by: RwSignal<String>,
    lacks_name: RwSignal<bool>,
    stage: RwSignal<Stage>,
    /// Counts the copies begun and cancelled: one that isn't the latest gives up.
    latest: StoredValue<u32>,
}

/// The screen; the view says which list "the filtered list" is.
#[component]
pub fn Publish(view: View) -> impl IntoView {
    let state = use_state();
    let filtered = view.is_narrowed().then(|| {
        let ids: Vec<EntryId> = state.find(&view).into_iter().collect();
        (view, ids)
    });
    // A copy of a copy can't hold more than that one does.
    let (may_history, may_comments) = state.published.with_untracked(|published| {
        published.as_ref().map_or((true, true), |published| {
            let of = &published.publication;
            (of.has_history, of.has_comments)
        })
    });
    let publishing = Publishing {
        state,
        is_filtered: RwSignal::new(filtered.is_some()),
        filtered: StoredValue::new(filtered),
        has_history: RwSignal::new(may_history),
        has_comments: RwSignal::new(may_comments),
        by: RwSignal::new(state.author().unwrap_or_default()),
        lacks_name: RwSignal::new(false),
        stage: RwSignal::new(Stage::Nothing),
        latest: StoredValue::new(0),
    };
    on_cleanup(move || publishing.give_up());
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        publishing.begin();
    };
    let readers_see = move || {
        let lines = words::readers_see(
            publishing.ids().len(),
            publishing.has_history.get(),
            publishing.has_comments.get(),
        );
        lines
            .into_iter()
            .map(|line| view! { <li>{line}</li> })
            .collect_view()
    };
    let history =
        may_history.then(|| checkbox("with-history", words::WITH_HISTORY, publishing.has_history));
    let comments = may_comments.then(|| {
        checkbox(
            "with-comments",
            words::WITH_COMMENTS,
            publishing.has_comments,
        )
    });
    let is_under_way = Memo::new(move |_| publishing.stage.with(Stage::is_under_way));
    let cancel = move || {
        is_under_way.get().then(|| {
            view! {
                <button
                    type="button"
                    class="nhsuk-button nhsuk-button--secondary"
                    on:click=move |_| publishing.cancel()
                >
                    {names::CANCEL}
                </button>
            }
        })
    };
    let status = move || match publishing.stage.get() {
        Stage::Nothing => String::new(),
        Stage::Writing { done, total } => words::writing(done, total),
        Stage::Over(report) => report,
    };
    view! {
        <Heading text=names::PUBLISH />
        <div class="atlas-prose">
            <p>{words::LEAD}</p>
            <form on:submit=submit novalidate>
                {selection(publishing)}
                {(may_history || may_comments).then(|| view! {
                    <fieldset class="nhsuk-fieldset atlas-export">
                        <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{words::WHAT_TO_INCLUDE}</legend>
                        <div class="nhsuk-checkboxes">{comments} {history}</div>
                    </fieldset>
                })}
                {name(publishing)}
                <h2 class="nhsuk-heading-s">{words::READERS_SEE}</h2>
                <ul class="nhsuk-list nhsuk-list--bullet">{readers_see}</ul>
                <p>{move || words::about(publishing.estimate())}</p>
                <div class="nhsuk-button-group">
                    <button type="submit" class="nhsuk-button" aria-disabled=move || is_under_way.get().then_some("true")>
                        {names::PUBLISH_COPY}
                    </button>
                    {cancel}
                </div>
                <p class="atlas-report" role="status">{status}</p>
            </form>
            <p class="nhsuk-hint">{text::MAIL_HINT}</p>
        </div>
    }
}

/// All drivers or the filtered list, where there is one.
fn selection(publishing: Publishing) -> Option<AnyView> {
    let filtered = publishing
        .filtered
        .with_value(|filtered| Some(filtered.as_ref()?.1.len()))?;
    let is_filtered = publishing.is_filtered;
    let total = move || {
        let register = publishing.state.register;
        register.with(|register| register.live().count())
    };
    Some(
        view! {
            <fieldset class="nhsuk-fieldset atlas-export">
                <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{words::WHAT_TO_PUBLISH}</legend>
                <div class="nhsuk-radios">
                    {radio("publish-filtered", words::publish_filtered(filtered), is_filtered, true)}
                    {radio("publish-all", words::publish_all(total()), is_filtered, false)}
                </div>
            </fieldset>
        }
        .into_any(),
    )
}

fn checkbox(id: &'static str, label: &'static str, chosen: RwSignal<bool>) -> AnyView {
    view! {
        <div class="nhsuk-checkboxes__item">
            <input
                class="nhsuk-checkboxes__input"
                id=id
                type="checkbox"
                prop:checked=move || chosen.get()
                on:change=move |event| chosen.set(event_target_checked(&event))
            />
            <label class="nhsuk-label nhsuk-checkboxes__label" for=id>{label}</label>
        </div>
    }
    .into_any()
}

fn name(publishing: Publishing) -> AnyView {
    let Publishing { by, lacks_name, .. } = publishing;
    let error = move || {
        lacks_name.get().then(|| {
            view! { <span id="published-by-error" class="nhsuk-error-message" role="alert">{words::NO_NAME}</span> }
        })
    };
    let described = move || match lacks_name.get() {
        true => "published-by-hint published-by-error",
        false => "published-by-hint",
    };
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label nhsuk-label--s" for=BY>{words::PUBLISHED_BY}</label>
            <div id="published-by-hint" class="nhsuk-hint">{words::PUBLISHED_BY_HINT}</div>
            {error}
            <input
                id=BY
                class="nhsuk-input"
                type="text"
                autocomplete="off"
                aria-describedby=described
                prop:value=move || by.get()
                on:input=move |event| by.set(event_target_value(&event))
            />
        </div>
    }
    .into_any()
}

impl Publishing {
    fn chosen_view(self) -> Option<View> {
        let view = self
            .filtered
            .with_value(|filtered| Some(filtered.as_ref()?.0.clone()));
        view.filter(|_| self.is_filtered.get())
    }

    /// The drivers to publish.
    fn ids(self) -> Vec<EntryId> {
        let filtered = self
            .filtered
            .with_value(|filtered| Some(filtered.as_ref()?.1.clone()));
        filtered
            .filter(|_| self.is_filtered.get())
            .unwrap_or_else(|| {
                self.state
                    .register
                    .with(|register| register.live().map(|driver| driver.id.clone()).collect())
            })
    }

    /// About how many bytes the copy will have, going by a few of its drivers.
    fn estimate(self) -> usize {
        /// How many drivers tell enough of the others.
        const SAMPLE: usize = 12;

        let ids = self.ids();
        let detail = Detail {
            has_history: self.has_history.get(),
            has_comments: self.has_comments.get(),
        };
        let sample: Vec<&EntryId> = ids.iter().step_by(ids.len() / SAMPLE + 1).collect();
        let written = self
            .state
            .register
            .with(|register| write_entries(register, &sample, detail, clock::now()).len());
        // Prose takes 40% of its room when it is packed, and then 16 characters for 13 bytes.
        page::length() + written * ids.len() / sample.len().max(1) * 2 / 5 * 16 / 13
    }

    fn give_up(self) {
        self.latest.update_value(|latest| *latest += 1);
    }

    fn cancel(self) {
        self.give_up();
        self.stage.set(Stage::Over(words::CANCELLED.to_owned()));
    }

    fn begin(self) {
        if self.stage.with_untracked(Stage::is_under_way) {
            return;
        }
        let by = self.by.get_untracked().trim().to_owned();
        self.lacks_name.set(by.is_empty());
        if by.is_empty() {
            focus_id(BY);
            return;
        }
        self.give_up();
        let this = self.latest.get_value();
        let ids = untrack(|| self.ids());
        let view = untrack(|| self.chosen_view());
        let publication = Publication {
            register: self
                .state
                .register
                .with_untracked(|register| register.id.clone()),
            by,
            at: clock::now(),
            has_history: self.has_history.get_untracked(),
            has_comments: self.has_comments.get_untracked(),
            view: view.map(|view| view.to_query_string()).unwrap_or_default(),
            drivers: ids.len(),
        };
        self.stage.set(Stage::Writing {
            done: 0,
            total: ids.len(),
        });
        spawn_local(self.publish(publication, ids, this));
    }

    /// Makes the copy in slices and downloads it, unless it is cancelled or the screen is left.
    async fn publish(self, publication: Publication, ids: Vec<EntryId>, this: u32) {
        let is_latest = move || self.latest.try_get_value() == Some(this);
        let state = self.state;
        let name = file_name(state, "html");
        let holds_all = publication.has_history && publication.has_comments;
        let given: BTreeSet<EntryId> = ids.iter().cloned().collect();
        // What is changed while the copy is made isn't in it.
        let register = state.register.get_untracked();
        let held = register.held_by(|id| Selection::These(&given).holds(id));
        let register = match ids.is_empty() {
            true => Ok(Some(js_sys::Array::new())),
            false => {
                self.pack(Writing::new(register, publication, ids), is_latest)
                    .await
            }
        };
        let texts = match register {
            Ok(Some(register)) => page::texts(&register),
            Ok(None) => return,
            Err(not_made) => Err(not_made),
        };
        let report = match texts.map(|texts| files::download_parts(&name, "text/html", &texts)) {
            Ok(Ok(())) => text::downloaded(&name),
            Ok(Err(NotDownloaded)) => return self.fail(text::CANNOT_DOWNLOAD),
            Err(NotMade) => return self.fail(words::NOT_MADE),
        };
        self.stage.set(Stage::Over(report));
        if holds_all {
            dispatch(state, Action::GaveOut(held));
        }
    }

    /// The register as texts of the page. `None` once it isn't wanted any more.
    async fn pack(
        self,
        mut writing: Writing,
        is_latest: impl Fn() -> bool,
    ) -> Result<Option<js_sys::Array>, NotMade> {
        let packing = Packing::new()?;
        let mut slices = Slices::new();
        while let Some(text) = writing.step() {
            packing.push(&text).await?;
            slices.pause().await;
            if !is_latest() {
                return Ok(None);
            }
            let (done, total) = writing.progress();
            self.stage.set(Stage::Writing { done, total });
        }
        let packed = packing.end().await?;
        Ok(is_latest().then_some(packed))
    }

    fn fail(self, why: &str) {
        self.stage.set(Stage::Nothing);
        self.state.fail(why.to_owned());
    }
}
