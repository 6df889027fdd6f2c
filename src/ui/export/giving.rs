//! A file that is being made, or anything else that goes out: how far it is, and the button that cancels it.

use leptos::html;
use leptos::prelude::*;

use crate::names;
use crate::ui::navigation::catch_focus;
use crate::ui::text;

/// A place of a screen where one file is made at a time.
#[derive(Clone, Copy)]
pub struct Giving {
    said: RwSignal<String>,
    is_under_way: RwSignal<bool>,
    /// Counts what was begun: work that isn't of the latest gives up.
    latest: StoredValue<u32>,
}

/// A file being made, until another is, or the person cancels it.
#[derive(Clone, Copy)]
pub struct Turn {
    giving: Giving,
    number: u32,
}

impl Giving {
    pub fn new() -> Self {
        Self {
            said: RwSignal::new(String::new()),
            is_under_way: RwSignal::new(false),
            latest: StoredValue::new(0),
        }
    }

    pub fn begin(self) -> Turn {
        self.latest.update_value(|latest| *latest += 1);
        self.said.set(String::new());
        self.is_under_way.set(true);
        Turn {
            giving: self,
            number: self.latest.get_value(),
        }
    }

    fn cancel(self) {
        self.latest.update_value(|latest| *latest += 1);
        self.is_under_way.set(false);
        self.said.set(text::exporting::CANCELLED.to_owned());
    }
}

impl Turn {
    /// Says how far it is, and tells whether it is still wanted.
    pub fn say(self, how_far: String) -> bool {
        // Where the screen is gone, nobody cancels.
        let latest = self.giving.latest.try_get_value();
        let is_wanted = latest.is_none_or(|latest| latest == self.number);
        if is_wanted {
            self.giving.said.try_set(how_far);
        }
        is_wanted
    }

    /// As [`Self::say`], of a file.
    pub fn tell(self, done: usize, total: usize) -> bool {
        self.say(text::writing(done, total))
    }

    /// It is over, with this report, unless it was cancelled.
    pub fn end(self, report: String) {
        if self.say(report) {
            self.giving.is_under_way.try_set(false);
        }
    }
}

/// Says how far a file is, with a button to cancel it, and what became of it.
#[component]
pub fn GivingReport(giving: Giving) -> impl IntoView {
    let report = NodeRef::<html::P>::new();
    let on_cancel = move |_| {
        giving.cancel();
        // The button that had it is gone.
        catch_focus(move || report.try_get_untracked().flatten());
    };
    let cancel = move || {
        giving.is_under_way.get().then(|| {
            view! {
                <button
                    type="button"
                    class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                    on:click=on_cancel
                >
                    {names::CANCEL}
                </button>
            }
        })
    };
    view! {
        <p class="atlas-report atlas-screen-only" role="status" tabindex="-1" node_ref=report>{giving.said}</p>
        {cancel}
    }
}
