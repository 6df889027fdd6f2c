//! Settling conflicts: the common earlier value and each version, side by side.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::action::{Action, dispatch};
use super::driver::{NoSuchDriver, as_text};
use super::editor::{FieldInput, Form, ProblemSummary, keep_while_typed};
use super::navigation::{focus, focus_heading};
use super::parts::Heading;
use super::state::{State, use_state};
use super::text;
use super::text::settle as says;
use crate::browser::clock::Slices;
use crate::domain::difference::{self, Mark};
use crate::domain::draft::{Draft, Problem};
use crate::domain::driver::Driver;
use crate::domain::edit::{EditId, EntryId};
use crate::domain::entry::Entry;
use crate::domain::field::{Field, Kind, TRASHED};
use crate::domain::fold::fold;
use crate::domain::law::{self, Claim, Trash};
use crate::domain::register::Register;
use crate::domain::sorting::Gather;
use crate::names;
use crate::route::Route;
use crate::search::facet::capitalised;
use crate::search::view::View;

/// Something to settle, with the edits that don't agree: one alone if it moved the driver to the trash.
#[derive(Clone, Debug, PartialEq)]
struct Conflict {
    key: String,
    claims: Vec<Claim>,
}

fn conflicts(driver: &Driver) -> Vec<Conflict> {
    let keys = driver.to_settle().into_iter();
    keys.map(|key| conflict(driver, key)).collect()
}

fn conflict(driver: &Driver, key: &str) -> Conflict {
    let claims = match (driver.standing.fields.get(key), driver.standing.trash) {
        (None, Trash::LiveDespite(edit)) => vec![Claim { edit, digest: None }],
        (field, _) => field.map(|field| field.claims.clone()).unwrap_or_default(),
    };
    Conflict {
        key: key.to_owned(),
        claims,
    }
}

/// All that is to be settled in a register, in the order in which one goes through it: by title, then as on the page.
fn series(register: &Register) -> Vec<(EntryId, String)> {
    let drivers = register.live();
    let drivers = drivers.filter(|driver| !driver.is_settled());
    let in_order: BTreeMap<_, _> = drivers.map(|driver| (place_of(driver), driver)).gather();
    let keys = in_order.into_values().flat_map(|driver| {
        let keys = driver.to_settle().into_iter();
        keys.map(|key| (driver.id.clone(), key.to_owned()))
    });
    keys.collect()
}

fn place_of(driver: &Driver) -> (String, EntryId) {
    (fold(driver.title()), driver.id.clone())
}

/// Leads to the first conflict of the register, if there is one.
#[component]
pub fn SettleLink() -> impl IntoView {
    let state = use_state();
    let series = Memo::new(move |_| state.register.with(series));
    move || {
        series.with(|series| {
            let (first, _) = series.first()?;
            let href = Route::Settle(first.clone()).to_string();
            Some(view! { <p><a href=href>{says::settle_conflicts(series.len())}</a></p> })
        })
    }
}

/// What the parts of the screen share.
#[derive(Clone, Copy)]
struct Page {
    state: State,
    id: StoredValue<EntryId>,
    driver: Memo<Option<Arc<Driver>>>,
    series: Memo<Vec<(EntryId, String)>>,
    /// What was in conflict when the page opened, or when the new versions were asked for.
    opened_with: RwSignal<Vec<Conflict>>,
    /// The edits that were on screen then, and those made here since: what settles a conflict is after these.
    heads: StoredValue<BTreeSet<EditId>>,
    problems: RwSignal<Vec<Problem>>,
}

/// The screen.
#[component]
pub fn Settle(id: EntryId) -> impl IntoView {
    let state = use_state();
    let driver = {
        let id = id.clone();
        Memo::new(move |_| {
            state
                .register
                .with(|register| register.driver(&id).cloned())
        })
    };
    // Of joined drivers, any id leads here.
    let id = driver.with_untracked(|driver| driver.as_ref().map_or(id, |driver| driver.id.clone()));
    let page = Page {
        state,
        id: StoredValue::new(id),
        driver,
        series: Memo::new(move |_| state.register.with(series)),
        opened_with: RwSignal::new(Vec::new()),
        heads: StoredValue::new(BTreeSet::new()),
        problems: RwSignal::new(Vec::new()),
    };
    page.take();
    let is_here = Memo::new(move |_| driver.with(Option::is_some));
    move || match is_here.get() {
        true => view! { <Screen page /> }.into_any(),
        false => view! { <NoSuchDriver /> }.into_any(),
    }
}

impl Page {
    /// Takes what is in conflict now as what is on screen, with the fields for which something was typed before and that
    /// were settled elsewhere meanwhile.
    fn take(self) {
        let Some(driver) = self.driver.get_untracked() else {
            return;
        };
        let mut taken = conflicts(&driver);
        self.state.drafts.with_untracked(|drafts| {
            let typed = drafts.iter().map(|stored| &stored.draft);
            let typed = typed.filter(|draft| draft.driver == driver.id && draft.is_changed());
            for key in typed.filter_map(Draft::settles) {
                if taken.iter().all(|conflict| conflict.key != key) {
                    taken.push(conflict(&driver, key));
                }
            }
        });
        self.heads.set_value(driver.standing.heads.clone());
        self.opened_with.set(taken);
    }

    /// What is in conflict now.
    fn now(self) -> Vec<Conflict> {
        let conflicts =
            |driver: &Option<Arc<Driver>>| driver.as_ref().map(|driver| conflicts(driver));
        self.driver.with(conflicts).unwrap_or_default()
    }

    fn title(self) -> String {
        self.driver.with(|driver| match driver {
            Some(driver) => text::title_of(&driver.id, driver.title()),
            None => String::new(),
        })
    }
}

#[component]
fn Screen(page: Page) -> impl IntoView {
    let title = Signal::derive(move || says::heading(&page.title()));
    let back = Route::Driver(page.id.get_value()).to_string();
    view! {
        <ProblemSummary problems=page.problems />
        <p><a class="atlas-back" href=back>{text::BACK_TO_DRIVER}</a></p>
        <Heading text=title />
        {move || view! { <Sections page conflicts=page.opened_with.get() /> }}
        <Onward page />
    }
}

/// One of the conflicts on the page.
#[derive(Clone, Copy)]
struct Section {
    page: Page,
    place: usize,
    conflict: StoredValue<Conflict>,
    /// For the fields of the template: what is typed in place of the versions.
    form: Option<Form>,
    /// Where that was typed before the page opened: what was on screen then.
    typed_after: StoredValue<Option<BTreeSet<EditId>>>,
    is_settled: Memo<bool>,
}

impl Section {
    fn new(page: Page, place: usize, conflict: Conflict) -> Self {
        let key = conflict.key.clone();
        let draft = draft(page, &conflict);
        let typed_after = draft
            .as_ref()
            .and_then(|(_, typed_after)| typed_after.clone());
        let form = draft.map(|(draft, _)| Form {
            draft: RwSignal::new(draft),
            problems: page.problems,
        });
        let is_settled = Memo::new(move |_| {
            let is_open = page.now().iter().any(|now| now.key == key);
            !is_open && !form.is_some_and(is_typed)
        });
        Self {
            page,
            place,
            conflict: StoredValue::new(conflict),
            form,
            typed_after: StoredValue::new(typed_after),
            is_settled,
        }
    }

    fn key(self) -> String {
        self.conflict.with_value(|conflict| conflict.key.clone())
    }

    fn heading_id(self) -> String {
        format!("conflict-{}", self.place)
    }

    /// Settles it by this value, after these edits, and goes on to the next.
    fn settle(self, sections: StoredValue<Vec<Self>>, value: Value, after: BTreeSet<EditId>) {
        let Self { page, form, .. } = self;
        page.problems.set(Vec::new());
        let seen = after.clone();
        let done = Callback::new(move |edit: EditId| {
            page.heads.update_value(|heads| {
                heads.retain(|head| !seen.contains(head));
                heads.insert(edit);
            });
            if let Some(form) = form {
                form.draft.update(Draft::accept);
            }
            let sections = sections.get_value();
            let (before, behind) = sections.split_at(self.place.min(sections.len()));
            let next = behind
                .iter()
                .chain(before)
                .find(|next| !next.is_settled.get_untracked());
            match next {
                Some(next) => focus(format!("#{}", next.heading_id())),
                None => focus("#onward"),
            }
        });
        let settle = Action::Settle {
            driver: page.id.get_value(),
            key: self.key(),
            value,
            after,
            done,
        };
        dispatch(page.state, settle);
    }
}

fn is_typed(form: Form) -> bool {
    form.draft.with(Draft::is_changed)
}

/// What is offered for the field, or was typed there before, and after which edits that was.
fn draft(page: Page, conflict: &Conflict) -> Option<(Draft, Option<BTreeSet<EditId>>)> {
    let field = Field::from_key(&conflict.key)?;
    let driver = page.driver.get_untracked()?;
    let stored = page.state.draft_of(&driver.id, Some(&conflict.key));
    Some(match stored.filter(|stored| stored.draft.is_changed()) {
        Some(stored) => {
            let after = stored.draft.after.clone();
            (stored.draft, Some(after))
        }
        None => (fresh(page.state, &driver, field, conflict), None),
    })
}

/// The versions merged, or else the one that is shown.
fn fresh(state: State, driver: &Driver, field: Field, conflict: &Conflict) -> Draft {
    let merged = state.register.with_untracked(|register| {
        let entry = register.whole(&driver.id)?;
        merged(entry, field, conflict)
    });
    Draft::settling(driver, field, merged.map(|(text, marks, _)| (text, marks)))
}

/// A long text of which all versions began from one earlier text, merged by its lines; with the lines that mark where
/// they overlap, and how often they do.
fn merged(
    entry: &Entry,
    field: Field,
    conflict: &Conflict,
) -> Option<(String, Vec<String>, usize)> {
    if field.kind() != Kind::Markdown {
        return None;
    }
    let text_of = |claim: &Claim| match claim.digest {
        Some(digest) => entry.values.get(&digest)?.as_str(),
        None => Some(""),
    };
    let earlier = law::common_earlier(entry, field.key(), &conflict.claims)?;
    let earlier = text_of(&earlier).filter(|text| !text.is_empty())?;
    let versions: Option<Vec<&str>> = conflict.claims.iter().map(text_of).collect();
    let merged = difference::merge(earlier, &versions?);
    let marks = conflict
        .claims
        .iter()
        .map(|claim| match entry.edits.get(&claim.edit) {
            Some(edit) => says::mark(
                says::who(edit, is_made_here(entry, claim.edit)),
                &text::edit_time(edit),
            ),
            None => says::mark(text::NAME_NOT_GIVEN, text::TIME_UNKNOWN),
        });
    let mut marks: Vec<String> = marks.collect();
    let text = merged.to_text(&marks, says::LAST_MARK);
    marks.push(says::LAST_MARK.to_owned());
    Some((text, marks, merged.overlaps()))
}

fn is_made_here(entry: &Entry, edit: EditId) -> bool {
    let made = entry.edits.get(&edit).and_then(|made| made.at);
    made.is_some() && entry.local.arrived.get(&edit).copied() == made
}

#[component]
fn Sections(page: Page, conflicts: Vec<Conflict>) -> impl IntoView {
    let new = |(place, conflict)| Section::new(page, place, conflict);
    let sections: Vec<Section> = conflicts.into_iter().enumerate().map(new).collect();
    let drafts = sections
        .iter()
        .filter_map(|section| Some(section.form?.draft));
    keep_while_typed(page.state, drafts.collect());
    let lead = match sections.is_empty() {
        true => view! { <p>{says::NO_CONFLICT}</p> }.into_any(),
        false => {
            view! { <p class="atlas-prose">{says::LEAD}</p> <p>{says::DIFFERENCES}</p> }.into_any()
        }
    };
    let all = StoredValue::new(sections.clone());
    let views = sections
        .into_iter()
        .map(|section| view! { <SectionView section all /> });
    view! {
        {lead}
        <NewVersions page all />
        {views.collect_view()}
    }
}

/// Says so when what is in conflict isn't what is on screen any more.
#[component]
fn NewVersions(page: Page, all: StoredValue<Vec<Section>>) -> impl IntoView {
    let is_other = Memo::new(move |_| {
        let now = page.now();
        let is_known = |now: &Conflict| page.opened_with.with(|known| known.contains(now));
        // Settled elsewhere, while something was typed here.
        let is_overtaken = |section: &Section| {
            let Conflict { key, claims } = section.conflict.get_value();
            let was_open = claims.len() > 1;
            was_open && !now.iter().any(|now| now.key == key) && section.form.is_some_and(is_typed)
        };
        !now.iter().all(is_known) || all.with_value(|all| all.iter().any(is_overtaken))
    });
    let show = move |_| {
        let heads = page
            .state
            .register
            .with_untracked(|register| register.heads(&page.id.get_value()));
        let mut typed = Vec::new();
        for form in all
            .get_value()
            .into_iter()
            .filter_map(|section| section.form)
        {
            if form.draft.with_untracked(Draft::is_changed) {
                // In place, since what is typed is kept once more when these parts of the screen go.
                form.draft.update(|draft| draft.after = heads.clone());
                typed.push(form.draft.get_untracked());
            }
        }
        spawn_local(async move {
            for draft in typed {
                page.state.keep_draft(draft).await;
            }
            page.take();
            focus_heading();
        });
    };
    view! {
        <div role="status">
            {move || is_other.get().then(|| view! {
                <div class="nhsuk-inset-text">
                    <p>{says::NEW_VERSIONS}</p>
                    <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" on:click=show>
                        {says::SHOW_NEW_VERSIONS}
                    </button>
                </div>
            })}
        </div>
    }
}

#[component]
fn SectionView(section: Section, all: StoredValue<Vec<Section>>) -> impl IntoView {
    let page = section.page;
    let key = section.key();
    let label = match key.as_str() {
        TRASHED => says::IN_TRASH.to_owned(),
        key => says::label(key),
    };
    let place = {
        let key = key.clone();
        move || {
            page.series.with(|series| {
                let is_this = |(id, of): &(EntryId, String)| {
                    *of == key && page.id.with_value(|this| id == this)
                };
                let place = series.iter().position(is_this)? + 1;
                let place = says::place(place, series.len());
                Some(view! { <span class="nhsuk-caption-m">{place}</span> })
            })
        }
    };
    let label_id = format!("{}-label", section.heading_id());
    let inside = move || match section.is_settled.get() {
        true => view! { <p>{says::SETTLED}</p> }.into_any(),
        false if key == TRASHED => view! { <KeepOrTrash section all /> }.into_any(),
        false => view! { <Versions section all /> }.into_any(),
    };
    view! {
        <section class="atlas-settle" aria-labelledby=label_id.clone()>
            <h2 id=section.heading_id() class="nhsuk-heading-m" tabindex="-1">{place} " " <span id=label_id.clone()>{label}</span></h2>
            {inside}
        </section>
    }
}

/// One person moved the driver to the trash while another changed it.
#[component]
fn KeepOrTrash(section: Section, all: StoredValue<Vec<Section>>) -> impl IntoView {
    let page = section.page;
    let claim = section
        .conflict
        .with_value(|conflict| conflict.claims.first().cloned());
    let version = claim.and_then(|claim| Version::of(page, TRASHED, &claim));
    let sentence = version.map(|version| says::trashed_by(&version.who, &version.when));
    let settle =
        move |value: Value| move |_| section.settle(all, value.clone(), page.heads.get_value());
    view! {
        <p>{sentence}</p>
        <div class="nhsuk-button-group">
            <button type="button" class="nhsuk-button nhsuk-button--small" on:click=settle(Value::Null)>{names::KEEP_IT}</button>
            <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" on:click=settle(json!(true))>
                {names::MOVE_TO_TRASH}
            </button>
        </div>
    }
}

/// What somebody wrote, or had written before.
#[derive(Clone)]
struct Version {
    who: String,
    when: String,
    /// `None` where the value isn't in this copy.
    value: Option<Value>,
    /// The value as it is shown.
    text: String,
}

impl Version {
    fn of(page: Page, key: &str, claim: &Claim) -> Option<Self> {
        page.state.register.with_untracked(|register| {
            let entry = page.id.with_value(|id| register.whole(id))?;
            let edit = entry.edits.get(&claim.edit)?;
            let value = match claim.digest {
                Some(digest) => entry.values.get(&digest).map(|value| Value::clone(value)),
                None => Some(Value::Null),
            };
            Some(Self {
                who: says::who(edit, is_made_here(entry, claim.edit)).to_owned(),
                when: text::edit_time(edit),
                text: value
                    .as_ref()
                    .map_or_else(String::new, |value| shown(register, key, value)),
                value,
            })
        })
    }

    /// Whether the driver can do with it: it is here, and isn't a title of nothing.
    fn is_usable(&self, key: &str) -> bool {
        let is_null = |value: &Value| !value.is_null() || key != Field::Title.key();
        self.value.as_ref().is_some_and(is_null)
    }
}

pub(super) fn shown(register: &Register, key: &str, value: &Value) -> String {
    match (Field::from_key(key).map(Field::kind), value.as_str()) {
        _ if value.is_null() => String::new(),
        (Some(Kind::Choice(_)), Some(choice)) => capitalised(choice),
        (Some(Kind::Driver), Some(id)) => match register.driver(id) {
            Some(driver) => text::title_of(id, driver.title()),
            None => id.to_owned(),
        },
        _ => as_text(value),
    }
}

/// The words of a version, as compared with another.
pub(super) type Marked = Vec<(Mark, String)>;

#[component]
fn Versions(section: Section, all: StoredValue<Vec<Section>>) -> impl IntoView {
    let page = section.page;
    let Conflict { key, claims } = section.conflict.get_value();
    let earlier = page.state.register.with_untracked(|register| {
        let entry = page.id.with_value(|id| register.whole(id))?;
        law::common_earlier(entry, &key, &claims)
    });
    let earlier = earlier.and_then(|claim| Version::of(page, &key, &claim));
    let versions = claims
        .iter()
        .filter_map(|claim| Version::of(page, &key, claim));
    let versions: Vec<Version> = versions.collect();
    let against = earlier.as_ref().or(versions.first());
    let against = against
        .map(|version| version.text.clone())
        .unwrap_or_default();
    let marked: Vec<RwSignal<Marked>> = versions
        .iter()
        .map(|version| RwSignal::new(vec![(Mark::Same, version.text.clone())]))
        .collect();
    mark_differences(against, &versions, &marked);
    let without_earlier = earlier
        .is_none()
        .then(|| view! { <p class="nhsuk-hint">{says::NO_EARLIER}</p> });
    let earlier = earlier.map(|earlier| {
        let by = text::version_by(&earlier.who, &earlier.when);
        view! {
            <div class="atlas-version atlas-version--earlier">
                <h3 class="nhsuk-heading-s">{says::EARLIER}</h3>
                <p class="nhsuk-hint">{by}</p>
                {earlier_text(earlier)}
            </div>
        }
    });
    let label = says::label(&key);
    let columns = versions.into_iter().zip(marked).enumerate().map(|(place, (version, marked))| {
        let is_shown = (place == 0).then(|| view! { " " <strong class="nhsuk-tag nhsuk-tag--grey">{says::SHOWN_NOW}</strong> });
        let use_this = version.is_usable(&key).then(|| {
            let hidden = says::of_version(&version.who, &version.when, &label);
            let value = version.value.clone().unwrap_or(Value::Null);
            let choose = move |_| section.settle(all, value.clone(), page.heads.get_value());
            view! {
                <button type="button" class="nhsuk-button nhsuk-button--small" on:click=choose>
                    {names::USE_THIS_VERSION} <span class="nhsuk-u-visually-hidden">{hidden}</span>
                </button>
            }
        });
        let words = match (&version.value, version.text.is_empty()) {
            (None, _) => view! { <p>{text::VALUE_MISSING}</p> }.into_any(),
            (_, true) => view! { <p>{text::CLEARED}</p> {marked_text(marked)} }.into_any(),
            _ => marked_text(marked),
        };
        view! {
            <div class="atlas-version">
                <h3 class="nhsuk-heading-s">{text::version_by(&version.who, &version.when)} {is_shown}</h3>
                {words}
                {use_this}
            </div>
        }
    });
    view! {
        {without_earlier}
        <div class="atlas-versions">
            {earlier}
            {columns.collect_view()}
        </div>
        {section.form.map(|form| view! { <OwnVersion section form all /> })}
    }
}

fn earlier_text(earlier: Version) -> AnyView {
    match (earlier.value, earlier.text) {
        (None, _) => view! { <p>{text::VALUE_MISSING}</p> }.into_any(),
        (_, text) if text.is_empty() => view! { <p>{says::NOTHING}</p> }.into_any(),
        (_, text) => view! { <p class="atlas-plain">{text}</p> }.into_any(),
    }
}

/// Compares the versions with a text, in slices: long ones take their time.
fn mark_differences(against: String, versions: &[Version], marked: &[RwSignal<Marked>]) {
    let here = versions
        .iter()
        .zip(marked)
        .filter(|(version, _)| version.value.is_some());
    let texts: Vec<_> = here
        .map(|(version, marked)| (version.text.clone(), *marked))
        .collect();
    spawn_local(async move {
        let mut slices = Slices::new();
        for (text, marked) in texts {
            slices.pause().await;
            let pieces = difference::words(&against, &text).into_iter();
            let pieces = pieces.map(|piece| (piece.mark, piece.text.to_owned()));
            // The screen may be gone by then.
            _ = marked.try_set(pieces.collect());
        }
    });
}

pub(super) fn marked_text(marked: RwSignal<Marked>) -> AnyView {
    let pieces = move || {
        let pieces = marked.get().into_iter().map(|(mark, text)| match mark {
            Mark::Same => text.into_any(),
            Mark::Removed => view! { <del>{text}</del> }.into_any(),
            Mark::Added => view! { <ins>{text}</ins> }.into_any(),
        });
        pieces.collect_view()
    };
    view! { <p class="atlas-plain atlas-marked">{pieces}</p> }.into_any()
}

/// A version of one's own, typed into the field's own control.
#[component]
fn OwnVersion(section: Section, form: Form, all: StoredValue<Vec<Section>>) -> impl IntoView {
    let page = section.page;
    let field = Field::from_key(&section.key())?;
    let hint = page.state.register.with_untracked(|register| {
        let entry = page.id.with_value(|id| register.whole(id))?;
        let conflict = section.conflict.get_value();
        Some(match merged(entry, field, &conflict)?.2 {
            0 => says::PUT_TOGETHER.to_owned(),
            count => says::overlapping(count),
        })
    });
    let is_continued = RwSignal::new(section.typed_after.with_value(Option::is_some));
    let continued = move || {
        is_continued.get().then(|| {
            let start_again = move |_| {
                let Some(driver) = page.driver.get_untracked() else { return };
                let conflict = section.conflict.get_value();
                form.draft.set(fresh(page.state, &driver, field, &conflict));
                section.typed_after.set_value(None);
                is_continued.set(false);
                spawn_local(async move {
                    let forget = page.state.forget_drafts(&driver.id, Some(field.key()));
                    forget.await;
                });
            };
            view! {
                <div class="nhsuk-inset-text">
                    <p>{text::CONTINUED}</p>
                    <button type="button" class="atlas-link" on:click=start_again>{text::START_AGAIN}</button>
                </div>
            }
        })
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let draft = form.draft.get_untracked();
        let checked = page
            .state
            .register
            .with_untracked(|register| draft.check_one(field, |id| register.driver(id).is_some()));
        match checked {
            Ok(value) => {
                let after = section.typed_after.get_value();
                section.settle(all, value, after.unwrap_or_else(|| page.heads.get_value()));
            }
            Err(problem) => {
                page.problems.set(vec![problem]);
                focus("#problems");
            }
        }
    };
    Some(view! {
        <form class="atlas-editor" on:submit=submit novalidate>
            <h3 class="nhsuk-heading-s">{says::MERGED}</h3>
            {hint.map(|hint| view! { <p>{hint}</p> })}
            {continued}
            <FieldInput form field />
            <button type="submit" class="nhsuk-button nhsuk-button--secondary" aria-describedby=section.heading_id()>
                {names::SAVE_MERGED}
            </button>
        </form>
    })
}

/// Where to go from here: the next driver in conflict, or the end.
#[component]
fn Onward(page: Page) -> impl IntoView {
    // The next driver in conflict, with its title, and whether this one is settled.
    let onward = Memo::new(move |_| {
        page.state.register.with(|register| {
            let this = page.id.get_value();
            let here = register.driver(&this)?;
            let drivers = register.live();
            let others = drivers.filter(|driver| driver.id != this && !driver.is_settled());
            // Those that come after this one come first.
            let place = place_of(here);
            let next = others.min_by_key(|driver| {
                let other = place_of(driver);
                (other < place, other)
            });
            let next = next.map(|next| (next.id.clone(), text::title_of(&next.id, next.title())));
            Some((next, here.is_settled()))
        })
    });
    move || {
        let (next, is_settled) = onward.get()?;
        Some(match (next, is_settled) {
            (Some((id, title)), _) => {
                let href = Route::Settle(id).to_string();
                let settled = is_settled.then(|| view! { <p>{says::SETTLED_HERE}</p> });
                view! {
                    {settled}
                    <p>
                        <a id="onward" class="nhsuk-button nhsuk-button--secondary" href=href aria-describedby="onward-title">
                            {names::NEXT_CONFLICT}
                        </a>
                        " "
                        <span id="onward-title">{says::next_is(&title)}</span>
                    </p>
                }
                .into_any()
            }
            (None, true) => {
                let drivers = Route::Drivers(View::default()).to_string();
                view! {
                    <h2 id="onward" class="nhsuk-heading-m" tabindex="-1">{says::ALL_SETTLED}</h2>
                    <p><a href=drivers>{text::BACK_TO_DRIVERS}</a></p>
                }
                .into_any()
            }
            (None, false) => ().into_any(),
        })
    }
}
