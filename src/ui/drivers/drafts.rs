//! Drafts that were never saved, above the list.

use leptos::prelude::*;

use crate::ui::action::{Action, dispatch, draft_route, draft_title};
use crate::ui::state::use_state;
use crate::ui::text;

/// Drafts that were typed and never saved: after a crash, or left for another page.
#[component]
pub fn UnfinishedDrafts() -> impl IntoView {
    let state = use_state();
    let drafts = move || {
        let drafts = state.drafts.get();
        let items = drafts
            .into_iter()
            .filter(|stored| stored.draft.is_changed())
            .map(|stored| {
                let draft = stored.draft;
                let route = draft_route(&draft);
                let what = text::draft_of(&draft_title(state, &draft), stored.at);
                let hidden = format!(" {what}");
                let discard = move |_| dispatch(state, Action::Discard(Box::new(draft.clone())));
                view! {
                    <li>
                        {what}
                        " "
                        <a href=route.to_string()>{text::CONTINUE}<span class="nhsuk-u-visually-hidden">{hidden.clone()}</span></a>
                        " "
                        <button type="button" class="atlas-link" on:click=discard>
                            {text::DISCARD}<span class="nhsuk-u-visually-hidden">{hidden}</span>
                        </button>
                    </li>
                }
            })
            .collect::<Vec<_>>();
        (!items.is_empty()).then(|| {
            view! {
                <section class="atlas-drafts" aria-labelledby="drafts">
                    <h2 id="drafts" class="nhsuk-heading-s">{text::UNFINISHED}</h2>
                    <ul class="nhsuk-list">{items}</ul>
                </section>
            }
        })
    };
    view! { {drafts} }
}
