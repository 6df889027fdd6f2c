//! What keeps the register and its linked file together while the page is open: carries out what [`Link`] decides.
//!
//! Of several tabs the one that was looked at last does it; the others show what it tells them.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;

use jiff::Timestamp;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use crate::browser::clock::{self, Slices};
use crate::browser::linked::{FileHandle, Lead, is_supported};
use crate::browser::store::handles;
use crate::browser::tabs::Tabs;
use crate::domain::edit::EntryId;
use crate::domain::entry::Delta;
use crate::domain::link::{
    self, Event, Key, Link, Look, Permission, Stamp, Status, Task, Trouble, Wrote,
};
use crate::domain::register::{Batch, Register};
use crate::exchange::json::{
    Incoming, MAX_BYTES, Notice, Reading, Selection, Unreadable, Writing, decode,
};
use crate::ui::state::{Phase, State};
use crate::ui::text;
use crate::ui::text::linked as sentences;

/// The link of the open register, for every screen. Copies are one.
#[derive(Clone, Copy)]
pub struct Linking {
    /// `None` where the register isn't linked.
    pub shown: RwSignal<Option<Shown>>,
    state: State,
    tab: StoredValue<Tab, LocalStorage>,
}

/// What there is to show of a link, in every tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub file: String,
    pub status: Status,
    /// How many changes that are here the file lacks, as the latest look has it.
    pub missing: usize,
    /// What reading the file said, where that was trouble.
    pub why: String,
    /// When the latest look that went well ended.
    pub looked: Option<Timestamp>,
}

/// What the tabs of one register tell each other.
#[derive(Debug, Serialize, Deserialize)]
enum Told {
    /// Another file was linked, or none is any more.
    Linked,
    /// A look is wanted, or the permission was given.
    Look,
    Make,
    /// A tab that doesn't lead would like to know.
    Ask,
    Shown(Shown),
}

/// What this tab has to do with the link.
#[derive(Default)]
struct Tab {
    register: EntryId,
    /// Counts the registers opened and the files linked: what began under another number is void.
    number: u32,
    /// Counts how often this tab came to lead: what began in another turn is void.
    turns: u32,
    line: Option<Tabs<Told>>,
    handle: Option<FileHandle>,
    /// Whether the file is to be made once this tab leads.
    makes: bool,
    /// Whether this tab stands in the queue of those that would lead.
    is_queued: bool,
    leading: Option<Leading>,
}

/// What the tab has that leads.
struct Leading {
    /// Names this time of leading.
    turn: u32,
    link: Link,
    _lead: Lead,
    /// What the latest look read: what a write has to hold as well.
    read: Option<(Incoming, Stamp)>,
    why: String,
    looked: Option<Timestamp>,
}

/// What ends a look or a write before its time.
enum End {
    Trouble(Trouble),
    /// The register, the file or the leading tab is another one now.
    Void,
}

impl From<Trouble> for End {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl Linking {
    /// Follows the open register as long as the page lives.
    pub fn start(state: State) -> Self {
        let linking = Self {
            shown: RwSignal::new(None),
            state,
            tab: StoredValue::new_local(Tab::default()),
        };
        if !is_supported() {
            return linking;
        }
        let open = Memo::new(move |_| {
            let is_open = state
                .phase
                .with(|phase| matches!(phase, Phase::Open { .. }));
            // A published copy has no part in the file, though the reader's own copy may.
            (is_open && state.can_edit())
                .then(|| state.register.with(|register| register.id.clone()))
        });
        Effect::new(move |_| {
            if let Some(register) = open.get() {
                linking.follow(register);
            }
        });
        Effect::new(move |is_first: Option<bool>| {
            state.savings.track();
            if is_first.is_some() {
                linking.feed(Event::Saved);
            }
            false
        });
        let visibility =
            window_event_listener_untyped("visibilitychange", move |_| linking.come_or_go());
        let focus = window_event_listener(ev::focus, move |_| linking.come_or_go());
        std::mem::forget((visibility, focus));
        linking
    }

    // What people want.

    /// Links the register to a file that a person chose, or just made: then it is filled.
    pub async fn link(self, handle: FileHandle, is_new: bool) {
        let permission = match handle.permission().await {
            Permission::Granted => Permission::Granted,
            _ => handle.ask_permission().await,
        };
        let mut register = self.register();
        if permission == Permission::Granted {
            match owner(&handle).await {
                Ok(owner) if owner.is_empty() || owner == register => (),
                // An empty app becomes a copy of the file's register.
                Ok(owner) if self.state.register.with_untracked(Register::is_empty) => {
                    register = owner;
                }
                Ok(_) => return self.state.fail(sentences::OTHER_REGISTER.to_owned()),
                Err(why) => return self.state.fail(sentences::not_linked(&why)),
            }
        }
        let file = handle.name();
        let is_kept = handles::keep(&register, &handle).await.is_ok();
        if register == self.register() {
            self.begin(register, Some(handle), is_new);
            self.tell(&Told::Linked);
        } else if is_kept {
            // The link is found with the register.
            self.state.adopt(register).await;
        } else {
            return self
                .state
                .fail(sentences::not_linked(sentences::NOT_REMEMBERED));
        }
        match is_kept {
            true => self.state.tell(sentences::linked(&file)),
            false => self.state.fail(sentences::NOT_KEPT.to_owned()),
        }
    }

    /// Unlinks the register. The file stays as it is.
    pub async fn unlink(self) {
        let register = self.register();
        let file = self.shown.with_untracked(|shown| {
            let shown = shown.as_ref();
            shown.map(|shown| shown.file.clone()).unwrap_or_default()
        });
        let is_forgotten = handles::forget(&register).await.is_ok();
        self.begin(register, None, false);
        self.tell(&Told::Linked);
        match is_forgotten {
            true => self.state.tell(sentences::unlinked(&file)),
            false => self.state.fail(sentences::NOT_UNLINKED.to_owned()),
        }
    }

    /// Has the browser ask the person again. Call it while a click is handled.
    pub async fn reconnect(self) {
        let handle = self.tab.with_value(|tab| tab.handle.clone());
        if let Some(handle) = handle {
            let permission = handle.ask_permission().await;
            self.feed(Event::Permission(permission));
            self.tell(&Told::Look);
        }
    }

    pub fn look_again(self) {
        self.feed(Event::Asked);
        self.tell(&Told::Look);
    }

    /// Makes the file from the register, where it is away or empty.
    pub fn make(self) {
        self.feed(Event::Make);
        self.tell(&Told::Make);
    }

    /// How many changes wait for the file.
    pub fn waiting(self) -> usize {
        let missing = self
            .shown
            .with(|shown| shown.as_ref().map_or(0, |shown| shown.missing));
        missing.max(self.state.register.with(Register::unheld))
    }

    // Which register, which file, and which tab.

    fn register(self) -> EntryId {
        self.state
            .register
            .with_untracked(|register| register.id.clone())
    }

    /// Another register is open, or another tab changed the link.
    fn follow(self, register: EntryId) {
        self.begin(register.clone(), None, false);
        let number = self.number();
        spawn_local(async move {
            let kept = handles::kept(&register).await;
            let handle = kept.as_ref().and_then(FileHandle::of);
            if handle.is_some() && self.number() == number {
                self.begin(register, handle, false);
            }
        });
    }

    /// From now on this is the register, and its file.
    fn begin(self, register: EntryId, handle: Option<FileHandle>, makes: bool) {
        self.shown.set(handle.as_ref().map(|handle| Shown {
            file: handle.name(),
            status: Status::Connecting,
            missing: 0,
            why: String::new(),
            looked: None,
        }));
        let is_linked = handle.is_some();
        self.tab.update_value(|tab| {
            let line = match tab.line.take() {
                Some(line) if tab.register == register => line,
                _ => Tabs::on(&format!("driver-atlas-link:{register}"), move |told| {
                    self.hear(told);
                }),
            };
            *tab = Tab {
                register,
                number: tab.number + 1,
                turns: tab.turns,
                line: Some(line),
                handle,
                makes,
                ..Tab::default()
            };
        });
        if is_linked {
            self.tell(&Told::Ask);
            self.compete(is_visible());
        }
    }

    fn number(self) -> u32 {
        self.tab.with_value(|tab| tab.number)
    }

    /// The page came to be seen, or is no longer seen.
    fn come_or_go(self) {
        let is_visible = is_visible();
        let (is_linked, is_leading) = self
            .tab
            .with_value(|tab| (tab.handle.is_some(), tab.leading.is_some()));
        if is_leading {
            self.feed(Event::Shown(is_visible));
        } else if is_linked && is_visible {
            self.compete(true);
        }
    }

    /// Waits until this tab is to lead, or takes over.
    fn compete(self, takes_over: bool) {
        let (register, number, is_queued) = self
            .tab
            .with_value(|tab| (tab.register.clone(), tab.number, tab.is_queued));
        if !takes_over && is_queued {
            return;
        }
        self.tab.update_value(|tab| tab.is_queued |= !takes_over);
        let turn = Rc::new(Cell::new(None));
        let on_lost = {
            let turn = Rc::clone(&turn);
            move || {
                if turn.get().is_some_and(|turn| self.is_leading(turn)) {
                    self.tab.update_value(|tab| tab.leading = None);
                    self.compete(false);
                }
            }
        };
        spawn_local(async move {
            let lead = Lead::new(&register, takes_over, on_lost).await;
            if self.number() != number {
                return;
            }
            self.tab.update_value(|tab| {
                tab.is_queued &= takes_over;
                tab.turns += 1;
                turn.set(Some(tab.turns));
                tab.leading = Some(Leading {
                    turn: tab.turns,
                    link: Link::new(is_visible()),
                    _lead: lead,
                    read: None,
                    why: String::new(),
                    looked: None,
                });
            });
            let makes = self
                .tab
                .try_update_value(|tab| std::mem::take(&mut tab.makes));
            self.feed(match makes {
                Some(true) => Event::Make,
                _ => Event::Asked,
            });
        });
    }

    fn tell(self, told: &Told) {
        self.tab.with_value(|tab| {
            if let Some(line) = &tab.line {
                line.tell(told);
            }
        });
    }

    fn hear(self, told: Told) {
        match told {
            Told::Linked => self.follow(self.register()),
            Told::Look => self.feed(Event::Asked),
            Told::Make => self.feed(Event::Make),
            Told::Ask => {
                let is_leading = self.tab.with_value(|tab| tab.leading.is_some());
                if let Some(shown) = self.shown.get_untracked().filter(|_| is_leading) {
                    self.tell(&Told::Shown(shown));
                }
            }
            Told::Shown(shown) => {
                let is_linked = self.tab.with_value(|tab| tab.handle.is_some());
                if is_linked {
                    self.shown.set(Some(shown));
                }
            }
        }
    }

    // What the link decides.

    /// Tells the link what happened, and does what it says; nothing in a tab that doesn't lead.
    fn feed(self, event: Event) {
        let tasks = self.tab.try_update_value(|tab| {
            let leading = tab.leading.as_mut()?;
            Some(leading.link.step(event, clock::ticks(), clock::chance()))
        });
        let Some(tasks) = tasks.flatten() else {
            return;
        };
        self.show();
        for task in tasks {
            self.carry_out(task);
        }
    }

    fn carry_out(self, task: Task) {
        let of_tab = self
            .tab
            .with_value(|tab| tab.handle.clone().zip(Some(tab.turns)));
        let Some((handle, turn)) = of_tab else {
            return;
        };
        spawn_local(async move {
            let event = match task {
                Task::Query => Event::Permission(handle.permission().await),
                Task::Look { known } => match self.look(&handle, turn, known).await {
                    Ok(look) => Event::Looked(Ok(look)),
                    Err(End::Trouble(trouble)) => Event::Looked(Err(trouble)),
                    Err(End::Void) => return,
                },
                Task::Write => match self.write(&handle, turn).await {
                    Ok(wrote) => Event::Wrote(Ok(wrote)),
                    Err(End::Trouble(trouble)) => Event::Wrote(Err(trouble)),
                    Err(End::Void) => return,
                },
                Task::Hold(keys) => return self.hold(keys, turn).await,
                Task::Wake { after, number } => {
                    clock::sleep(i32::try_from(after).unwrap_or(i32::MAX)).await;
                    Event::Woke(number)
                }
            };
            if self.is_leading(turn) {
                self.feed(event);
            }
        });
    }

    /// Whether this is still the turn, and the register still the one that is linked.
    fn is_leading(self, turn: u32) -> bool {
        self.tab.with_value(|tab| {
            let is_turn = |leading: &Leading| leading.turn == turn;
            tab.leading.as_ref().is_some_and(is_turn) && tab.register == self.register()
        })
    }

    /// Changes what the tab has while it leads, if this is still the turn.
    fn update(self, turn: u32, change: impl FnOnce(&mut Leading)) {
        self.tab.update_value(|tab| {
            if let Some(leading) = tab.leading.as_mut().filter(|leading| leading.turn == turn) {
                change(leading);
            }
        });
    }

    /// Shows what there is to show, here and in the other tabs.
    fn show(self) {
        let shown = self.tab.with_value(|tab| {
            let leading = tab.leading.as_ref()?;
            Some(Shown {
                file: tab.handle.as_ref()?.name(),
                status: leading.link.status(),
                missing: leading.link.missing(),
                why: leading.why.clone(),
                looked: leading.looked,
            })
        });
        if let Some(shown) = shown
            && self
                .shown
                .with_untracked(|now| now.as_ref() != Some(&shown))
        {
            self.tell(&Told::Shown(shown.clone()));
            self.shown.set(Some(shown));
        }
    }

    /// Reads the file, and unites it with the register.
    async fn look(self, handle: &FileHandle, turn: u32, known: Option<Stamp>) -> Result<Look, End> {
        let looked = self.read(handle, turn, known).await;
        let (why, at) = match &looked {
            Ok(_) => (String::new(), Some(clock::now())),
            Err(Unread::Why(_, why)) => (why.clone(), None),
            Err(Unread::End(_)) => (String::new(), None),
        };
        self.update(turn, |leading| {
            leading.why = why;
            leading.looked = at.or(leading.looked);
        });
        looked.map_err(|unread| match unread {
            Unread::Why(trouble, _) => End::Trouble(trouble),
            Unread::End(end) => end,
        })
    }

    async fn read(
        self,
        handle: &FileHandle,
        turn: u32,
        known: Option<Stamp>,
    ) -> Result<Look, Unread> {
        let (stamp, file) = handle.look().await?;
        if known == Some(stamp) {
            return Ok(Look::Same);
        }
        if stamp.size == 0 {
            return Err(Trouble::Empty.into());
        }
        let bytes = handle.read(stamp, file, MAX_BYTES).await?;
        let mut slices = Slices::new();
        let text = decode(bytes)?;
        slices.pause().await;
        let mut reading = Reading::new(text)?;
        slices.pause().await;
        if !reading.register().is_empty() && reading.register() != self.register() {
            return Err(Trouble::OtherRegister.into());
        }
        while reading.step() {
            slices.pause().await;
        }
        let incoming = reading.finish();
        let faults = incoming.notices.iter();
        let faults: Vec<&Notice> = faults
            .filter(|notice| notice.kind.loses_something())
            .collect();
        if !faults.is_empty() {
            return Err(Unread::Why(
                Trouble::NotWhole,
                sentences::not_whole(&faults),
            ));
        }
        let look = self.unite(&incoming, stamp, turn, &mut slices).await?;
        // A write follows only then.
        let is_short = matches!(look, Look::Read { is_short: true, .. });
        self.update(turn, |leading| {
            leading.read = is_short.then_some((incoming, stamp));
        });
        Ok(look)
    }

    /// Takes in what the file brings, and says what it lacks.
    async fn unite(
        self,
        incoming: &Incoming,
        stamp: Stamp,
        turn: u32,
        slices: &mut Slices,
    ) -> Result<Look, Unread> {
        let ids: BTreeSet<EntryId> = self.state.register.with_untracked(|register| {
            let here = register.entries().map(|(id, _)| id);
            here.chain(incoming.entries.keys()).cloned().collect()
        });
        let (mut missing, mut is_short, mut found) = (0, false, BTreeSet::new());
        let mut batch = Batch::new();
        let now = clock::now();
        for id in ids {
            let there = incoming.entries.get(&id);
            let of_entry = self.state.register.with_untracked(|register| {
                let here = register.entry(&id).map(AsRef::as_ref);
                link::find(here, there, &incoming.made, now)
            });
            missing += of_entry.missing;
            is_short |= of_entry.is_short;
            found.extend(of_entry.found.into_iter().map(|edit| (id.clone(), edit)));
            batch.extend(of_entry.step.map(|step| (id, step)));
            slices.pause().await;
        }
        slices.pause().await;
        if !self.is_leading(turn) {
            return Err(Unread::End(End::Void));
        }
        let received = self.state.receive(&batch).await;
        received.map_err(|error| Unread::Why(Trouble::NotKept, text::cannot_write(&error)))?;
        Ok(Look::Read {
            stamp,
            missing,
            is_short,
            found,
        })
    }

    /// Puts the union of the register and of what the latest look read in the file's place.
    async fn write(self, handle: &FileHandle, turn: u32) -> Result<Wrote, End> {
        if !self.is_leading(turn) {
            return Err(End::Void);
        }
        let read = self.tab.try_update_value(|tab| {
            let leading = tab.leading.as_mut();
            leading.and_then(|leading| leading.read.take())
        });
        let (incoming, since) = match read.flatten() {
            Some((incoming, stamp)) => (incoming, Some(stamp)),
            None => (Incoming::default(), None),
        };
        let mut slices = Slices::new();
        let mut union = self.state.register.get_untracked();
        for (id, there) in &incoming.entries {
            let outgoing = match union.entry(id) {
                Some(here) => match link::outgoing(here, there, &incoming.made) {
                    Cow::Borrowed(_) => None,
                    Cow::Owned(outgoing) => Some(outgoing),
                },
                // What couldn't come in here stays there.
                None => Some(there.clone()),
            };
            if let Some(outgoing) = outgoing {
                union.put(id.clone(), outgoing);
            }
            slices.pause().await;
        }
        let unheld = union.entries().flat_map(|(id, entry)| {
            let edits = entry.local.unheld.iter();
            edits.map(|edit| (id.clone(), *edit))
        });
        let keys: BTreeSet<Key> = unheld.collect();
        let mut writing = Writing::new(&union, &Selection::All, clock::now());
        while writing.step() {
            slices.pause().await;
        }
        slices.pause().await;
        let text = writing.finish();
        slices.pause().await;
        if !self.is_leading(turn) {
            return Err(End::Void);
        }
        Ok(match handle.replace(&text, since).await? {
            true => Wrote::Done(keys),
            false => Wrote::Overtaken,
        })
    }

    /// Notes that a file holds these edits.
    async fn hold(self, keys: BTreeSet<Key>, turn: u32) {
        if !self.is_leading(turn) {
            return;
        }
        let mut batch = Batch::new();
        for (entry, edit) in keys {
            let delta: &mut Delta = batch.entry(entry).or_default();
            delta.held.insert(edit);
        }
        if let Err(error) = self.state.receive(&batch).await {
            self.state.fail(text::cannot_write(&error));
        }
    }
}

/// Why a look wasn't finished, with what reading the file said.
enum Unread {
    Why(Trouble, String),
    End(End),
}

impl From<Trouble> for Unread {
    fn from(trouble: Trouble) -> Self {
        Self::End(End::Trouble(trouble))
    }
}

impl From<Unreadable> for Unread {
    fn from(error: Unreadable) -> Self {
        let trouble = match error {
            Unreadable::Empty => Trouble::Empty,
            Unreadable::Newer { .. } => Trouble::Newer,
            _ => Trouble::Unreadable,
        };
        Self::Why(trouble, text::importing::json::unreadable(&error))
    }
}

/// The register that a file is of; empty where it says none, or is empty itself.
async fn owner(handle: &FileHandle) -> Result<EntryId, String> {
    let read = async {
        let (stamp, file) = handle.look().await?;
        handle.read(stamp, file, MAX_BYTES).await
    };
    let bytes = read.await.map_err(|trouble| {
        sentences::in_full(
            &handle.name(),
            Status::Trouble(trouble),
            0,
            sentences::TRY_AGAIN,
        )
    })?;
    match decode(bytes).and_then(Reading::new) {
        Ok(reading) => Ok(reading.register().to_owned()),
        Err(Unreadable::Empty) => Ok(EntryId::new()),
        Err(error) => Err(text::importing::json::unreadable(&error)),
    }
}

fn is_visible() -> bool {
    !document().hidden()
}
