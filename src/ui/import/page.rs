//! Import of pages of the old register: pasted or saved, read into drafts.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{ClipboardEvent, DragEvent, FileList, SubmitEvent};

use super::review::Review;
use crate::browser::files;
use crate::domain::edit::EntryId;
use crate::exchange::encoding::decode;
use crate::exchange::map_page::{self, Found, Pasted};
use crate::names;
use crate::route::Route;
use crate::ui::navigation::{focus, focus_id};
use crate::ui::text::importing as says;

/// The largest saved page that is read, in bytes: fifty times the longest of the old register.
const MAX_BYTES: u64 = 5 * 1024 * 1024;

/// What a paste brought.
#[derive(Clone)]
struct Paste {
    html: String,
    text: String,
}

/// What is shown below the box.
#[derive(Clone)]
enum Stage {
    Waiting,
    Reviewing(Arc<Found>),
    /// These drivers were saved, by id and title.
    Saved(Vec<(EntryId, String)>),
}

#[component]
pub fn Page() -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let pastes = StoredValue::new(Vec::<Paste>::new());
    let stage = RwSignal::new(Stage::Waiting);
    let problem = RwSignal::new(None::<String>);
    let report = RwSignal::new(String::new());
    let saved_pages = NodeRef::<html::Input>::new();

    let show = move |found: Found, hint: &str| {
        if found.drivers.is_empty() {
            problem.set(Some(says::NO_DRIVER_FOUND.to_owned()));
            stage.set(Stage::Waiting);
            report.set(String::new());
            return focus_id(BOX);
        }
        problem.set(None);
        let reads = says::found(found.drivers.len());
        report.set(format!("{reads} {hint}").trim_end().to_owned());
        stage.set(Stage::Reviewing(Arc::new(found)));
        focus("#found");
    };
    let read = move |event: SubmitEvent| {
        event.prevent_default();
        let text = typed.get_untracked();
        if text.trim().is_empty() {
            problem.set(Some(says::NOTHING_PASTED.to_owned()));
            return focus_id(BOX);
        }
        let pastes = pastes.get_value();
        let pasted: String = pastes.iter().map(|paste| paste.text.as_str()).collect();
        if is_same(&pasted, &text) {
            show(read_pastes(&pastes), "");
        } else {
            let had_links = pastes.iter().any(|paste| !paste.html.is_empty());
            let hint = if had_links { says::TYPED_OVER } else { "" };
            let found = map_page::read(&Pasted {
                html: None,
                text: &text,
            });
            show(found, hint);
        }
    };
    let read_files = move |files: FileList| {
        spawn_local(async move {
            let mut all = Found::default();
            let mut refused = None;
            for at in 0..files.length() {
                let Some(file) = files.get(at) else { continue };
                let name = file.name();
                match files::read(file, MAX_BYTES).await {
                    Ok(bytes) => all.append(read_file(&bytes)),
                    Err(error) => {
                        refused = Some(says::cannot_take_one(&name, &error, MAX_BYTES));
                        break;
                    }
                }
            }
            // The screen may be gone by then.
            let Some(input) = saved_pages.try_get_untracked().flatten() else {
                return;
            };
            // So that the same file can be chosen again.
            input.set_value("");
            match refused {
                Some(refused) => problem.set(Some(refused)),
                None => show(all, ""),
            }
        });
    };
    let on_paste = move |event: ClipboardEvent| {
        let Some(data) = event.clipboard_data() else {
            return;
        };
        let html = data.get_data("text/html").unwrap_or_default();
        let text = data.get_data("text/plain").unwrap_or_default();
        pastes.update_value(|pastes| pastes.push(Paste { html, text }));
    };
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        if typed.with_untracked(|typed| typed.trim().is_empty()) {
            pastes.set_value(Vec::new());
        }
    };
    let on_drop = move |event: DragEvent| {
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(files) = files.filter(|files| files.length() > 0) {
            event.prevent_default();
            read_files(files);
        }
    };
    let on_files = move |_| {
        let files = saved_pages.get_untracked().and_then(|input| input.files());
        if let Some(files) = files.filter(|files| files.length() > 0) {
            read_files(files);
        }
    };
    // Of this screen, and not of the review, which is gone when it is saved.
    let end = Callback::new(move |saved: Vec<(EntryId, String)>| {
        if saved.is_empty() {
            stage.set(Stage::Waiting);
            report.set(says::DISCARDED.to_owned());
        } else {
            let titles: Vec<String> = saved.iter().map(|(_, title)| title.clone()).collect();
            report.set(says::saved(&titles));
            stage.set(Stage::Saved(saved));
            typed.set(String::new());
            pastes.set_value(Vec::new());
        }
        focus_id(BOX);
    });
    let shown = move || match stage.get() {
        Stage::Waiting => ().into_any(),
        Stage::Reviewing(found) => view! { <Review found end /> }.into_any(),
        Stage::Saved(saved) => {
            let links = saved.into_iter().map(|(id, title)| {
                view! { <li><a href=Route::Driver(id).to_string()>{title}</a></li> }
            });
            view! { <ul class="nhsuk-list">{links.collect_view()}</ul> }.into_any()
        }
    };
    let has_problem = move || problem.with(Option::is_some);
    let error = move || {
        let sentence = problem.get()?;
        Some(
            view! { <span id="page-error" class="nhsuk-error-message" role="alert">{sentence}</span> },
        )
    };
    let described_by = move || match has_problem() {
        true => "page-hint page-error",
        false => "page-hint",
    };
    view! {
        <form on:submit=read novalidate>
            <div class="nhsuk-form-group" class:nhsuk-form-group--error=has_problem>
                <label class="nhsuk-label nhsuk-label--s" for=BOX>{names::PASTE_HERE}</label>
                <div id="page-hint" class="nhsuk-hint">{says::PASTE_HINT}</div>
                {error}
                <textarea
                    id=BOX
                    class="nhsuk-textarea atlas-paste"
                    rows="8"
                    aria-describedby=described_by
                    prop:value=move || typed.get()
                    on:input=on_input
                    on:paste=on_paste
                    on:dragover=|event: DragEvent| event.prevent_default()
                    on:drop=on_drop
                ></textarea>
            </div>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label nhsuk-label--s" for="saved-pages">{names::SAVED_PAGES}</label>
                <div id="saved-pages-hint" class="nhsuk-hint">{says::PAGES_HINT}</div>
                <input
                    id="saved-pages"
                    class="nhsuk-file-upload atlas-file"
                    type="file"
                    multiple
                    accept=".html,.htm,.txt,text/html,text/plain"
                    aria-describedby="saved-pages-hint"
                    node_ref=saved_pages
                    on:change=on_files
                />
            </div>
            <button type="submit" class="nhsuk-button">{names::READ_THE_PAGE}</button>
        </form>
        <p class="atlas-report" role="status">{report}</p>
        {shown}
    }
}

/// The id of the box that pages are pasted into.
const BOX: &str = "page";

fn read_pastes(pastes: &[Paste]) -> Found {
    let mut all = Found::default();
    for Paste { html, text } in pastes {
        let html = (!html.trim().is_empty()).then_some(html.as_str());
        all.append(map_page::read(&Pasted { html, text }));
    }
    all
}

fn read_file(bytes: &[u8]) -> Found {
    let text = decode(bytes)
        .map(|decoded| decoded.text)
        .unwrap_or_default();
    let is_html = text.trim_start().starts_with('<') || text.contains("</");
    map_page::read(&Pasted {
        html: is_html.then_some(text.as_str()),
        text: if is_html { "" } else { &text },
    })
}

/// Whether two texts say the same, whatever the browser did to the white space between.
fn is_same(one: &str, other: &str) -> bool {
    let ink = |text: &str| -> Vec<char> { text.chars().filter(|c| !c.is_whitespace()).collect() };
    ink(one) == ink(other)
}
