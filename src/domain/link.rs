//! A linked file: when to look at it, when to write it, and what to say of it. A pure state machine.
//!
//! Several copies share one file on a network drive, where no lock can be relied on: two copies may write at the same
//! moment, and then one writing replaces the other's. What makes that safe is that edits are never taken away:
//!
//! 1. A **look** reads the whole file and unites it with the register here. A **write** puts the union of both in its
//!    place. So a write that nobody comes between loses nothing, whatever it follows.
//! 2. Just before a write takes effect the file's stamp is compared with that of the look. If it differs, somebody was
//!    quicker: the write is given up and begins again with a look ([`Wrote::Overtaken`]).
//! 3. Between that comparison and the end of the write another copy may still write, and is replaced, or replaces. So
//!    having written proves nothing: an edit counts as **held** only when a look some seconds later still finds it
//!    ([`SETTLING`]). A look that misses any edit that is here writes again.
//! 4. Waiting is random and grows with each collision, so that two copies don't go on colliding.
//! 5. A file that has everything isn't written, whoever wrote it: copies don't answer each other for ever.
//!
//! Hence, once no more edits are made and the drive is there, each look of a copy whose edits are missing writes them,
//! each other look takes them in, and all copies and the file end with all edits. `tests/linked_file.rs` plays this.
//!
//! What can't be read in whole is never written over: a file that is half-written, damaged, newer or of another
//! register is looked at again later, and so is one that is away. Only a person lets a file that is away or empty be
//! made from the register ([`Event::Make`]).
//!
//! The clock, which only has to go forward, and chance are arguments.

mod union;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::edit::{EditId, EntryId};

pub use union::{Found, find, outgoing};

/// How long after saving here the file is looked at and written: several savings in a row go together.
const AFTER_SAVING: u64 = 1_000;
/// How much later than a write, or than the look that first found it, an edit must still be in the file to be held.
/// Longer than it takes a copy that had read the file before to write it.
pub const SETTLING: u64 = 3_000;
/// How often the file is looked at when nothing happens.
const IDLE: u64 = 60_000;
/// How long the same stamp must be seen for it to prove that the file is the same: on some drives it counts in steps of
/// two seconds.
const STAMP_PROVES: u64 = 10_000;
/// What waiting begins with, and how long it gets: after a collision, and after trouble.
const COLLISION: (u64, u64) = (500, 30_000);
const TROUBLE: (u64, u64) = (2_000, 60_000);

/// Milliseconds of a clock that only goes forward.
pub type Millis = u64;

/// An edit of an entry.
pub type Key = (EntryId, EditId);

/// What a file system says of a file's content without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub modified: i64,
    pub size: u64,
}

/// What the browser lets this page do with the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    Granted,
    /// It asks the person, who has to click for it.
    Ask,
    Denied,
}

/// What happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Permission(Permission),
    /// Something was saved here.
    Saved,
    /// The person came back to the page, or wants a look.
    Asked,
    /// The page came to be seen, or is no longer seen.
    Shown(bool),
    /// The person wants the file made from the register, where it is away or empty.
    Make,
    /// The waiting of this number is over.
    Woke(u64),
    Looked(Result<Look, Trouble>),
    Wrote(Result<Wrote, Trouble>),
}

/// What a look found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// The stamp is the one that was given.
    Same,
    /// The file was read and united with the register here.
    Read {
        stamp: Stamp,
        /// How many edits that are here the file lacks.
        missing: usize,
        /// Whether anything at all would be added to the file.
        is_short: bool,
        /// The edits made here and held by no file so far that this one has.
        found: BTreeSet<Key>,
    },
}

/// How a write went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrote {
    /// The file was written; these edits in it were made here and are held by no file so far.
    Done(BTreeSet<Key>),
    /// Somebody else changed the file since the look. Nothing was written.
    Overtaken,
}

/// Why the file wasn't read, or wasn't written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// It was moved or removed, or its drive is away.
    Away,
    /// It is read-only, or another program holds it.
    Locked,
    Empty,
    /// It changed while it was read.
    Changing,
    /// It is no register, or half of one.
    Unreadable,
    /// A part of it would be left out.
    NotWhole,
    Newer,
    OtherRegister,
    TooLarge,
    /// The drive is full.
    NoRoom,
    /// What the file holds couldn't be stored here.
    NotKept,
    /// The browser asks the person again, who has to click for it.
    NotPermitted,
    Failed,
}

/// What is to be done. Of looks and writes one at a time is under way, and ends with its event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Ask what the browser permits, without asking the person.
    Query,
    /// Look, but don't read a file that has this stamp.
    Look { known: Option<Stamp> },
    /// Write the union of the register and of what the look just read.
    Write,
    /// These edits are in the file to stay.
    Hold(BTreeSet<Key>),
    /// Say when so many milliseconds have passed. A waiting begun before is void.
    Wake { after: Millis, number: u64 },
}

/// What there is to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// No look has ended yet.
    Connecting,
    /// The person has to click for the browser's permission.
    Reconnect,
    /// The browser refuses.
    Denied,
    /// Edits are on their way to the file, or not yet sure to stay there.
    Sending,
    UpToDate,
    Trouble(Trouble),
}

/// One link of a register to a file.
#[derive(Clone, Debug)]
pub struct Link {
    permission: Option<Permission>,
    /// How the latest look or write ended; `None` before the first.
    outcome: Option<Result<(), Trouble>>,
    /// A look or a write is under way.
    is_busy: bool,
    /// Another look is wanted as soon as it ends.
    is_asked: bool,
    is_shown: bool,
    may_make: bool,
    /// Something was saved since the last look began.
    is_dirty: bool,
    /// How many edits that are here the file lacks, as far as is known.
    missing: usize,
    /// Not before then a look proves that what was written stays.
    settled_at: Option<Millis>,
    /// Edits made here that are in the file and not yet held, with when that was first known.
    found: BTreeMap<Key, Millis>,
    seen: Option<Seen>,
    /// Collisions since all was last settled.
    collisions: u32,
    /// Troubles since the file was last found, or left, with everything in it.
    troubles: u32,
    /// The number of the latest waiting.
    waiting: u64,
}

/// The stamp that the latest look found: when it was first and last seen on a file that was read.
#[derive(Clone, Copy, Debug)]
struct Seen {
    stamp: Stamp,
    first: Millis,
    last: Millis,
}

impl Link {
    /// A link that waits to hear what the browser permits.
    pub fn new(is_shown: bool) -> Self {
        Self {
            permission: None,
            outcome: None,
            is_busy: false,
            is_asked: false,
            is_shown,
            may_make: false,
            is_dirty: false,
            missing: 0,
            settled_at: None,
            found: BTreeMap::new(),
            seen: None,
            collisions: 0,
            troubles: 0,
            waiting: 0,
        }
    }

    /// What there is to say.
    pub fn status(&self) -> Status {
        match (self.permission, self.outcome) {
            (Some(Permission::Ask), _) => Status::Reconnect,
            (Some(Permission::Denied), _) => Status::Denied,
            (_, None) => Status::Connecting,
            (_, Some(Err(Trouble::Changing))) => Status::Sending,
            (_, Some(Err(trouble))) => Status::Trouble(trouble),
            (_, Some(Ok(()))) if self.is_at_rest() => Status::UpToDate,
            (_, Some(Ok(()))) => Status::Sending,
        }
    }

    /// How many edits that are here the file lacks, as far as is known.
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// Whether all that is here is in the file to stay, as far as is known.
    fn is_at_rest(&self) -> bool {
        self.outcome == Some(Ok(()))
            && !self.is_dirty
            && self.missing == 0
            && self.settled_at.is_none()
            && self.found.is_empty()
    }

    /// Takes an event, at a time and with a chance from 0 to 1, and says what is to be done.
    pub fn step(&mut self, event: Event, now: Millis, chance: f64) -> Vec<Task> {
        let mut tasks = Vec::new();
        match event {
            Event::Permission(permission) => {
                let is_news = self.permission != Some(permission);
                self.permission = Some(permission);
                if is_news && permission == Permission::Granted {
                    self.ask(&mut tasks);
                }
            }
            Event::Saved => {
                if !self.is_dirty {
                    self.is_dirty = true;
                    self.wait(now, chance, &mut tasks);
                }
            }
            Event::Asked => self.ask(&mut tasks),
            Event::Shown(is_shown) => {
                self.is_shown = is_shown;
                if is_shown {
                    self.ask(&mut tasks);
                }
            }
            Event::Make => {
                self.may_make = true;
                self.ask(&mut tasks);
            }
            Event::Woke(number) => {
                if number == self.waiting {
                    self.ask(&mut tasks);
                }
            }
            Event::Looked(looked) => {
                self.is_busy = false;
                self.looked(looked, now, chance, &mut tasks);
                self.go_on(now, chance, &mut tasks);
            }
            Event::Wrote(wrote) => {
                self.is_busy = false;
                self.wrote(wrote, now, chance);
                self.go_on(now, chance, &mut tasks);
            }
        }
        tasks
    }

    /// A look is wanted now.
    fn ask(&mut self, tasks: &mut Vec<Task>) {
        match self.permission {
            _ if self.is_busy => self.is_asked = true,
            Some(Permission::Granted) => {
                let known = self.known();
                self.is_busy = true;
                self.is_asked = false;
                self.is_dirty = false;
                // A waiting that is still under way is void.
                self.waiting += 1;
                tasks.push(Task::Look { known });
            }
            None | Some(Permission::Ask | Permission::Denied) => tasks.push(Task::Query),
        }
    }

    /// The stamp that proves that a look would find nothing new.
    fn known(&self) -> Option<Stamp> {
        let seen = self.seen.filter(|_| self.is_at_rest())?;
        (seen.last - seen.first >= STAMP_PROVES).then_some(seen.stamp)
    }

    fn looked(
        &mut self,
        looked: Result<Look, Trouble>,
        now: Millis,
        chance: f64,
        tasks: &mut Vec<Task>,
    ) {
        let may_make = std::mem::take(&mut self.may_make);
        match looked {
            Ok(Look::Same) => self.is_complete(),
            Ok(Look::Read {
                stamp,
                missing,
                is_short,
                found,
            }) => {
                self.missing = missing;
                self.seen = Some(match self.seen {
                    Some(seen) if seen.stamp == stamp => Seen { last: now, ..seen },
                    _ => Seen {
                        stamp,
                        first: now,
                        last: now,
                    },
                });
                if self.found.keys().any(|key| !found.contains(key)) {
                    // Another copy's write has replaced ours.
                    self.collisions += 1;
                }
                self.settle(found, now, chance, tasks);
                if is_short {
                    self.is_busy = true;
                    tasks.push(Task::Write);
                    return;
                }
                self.is_complete();
                if self.settled_at.is_some_and(|at| now >= at) {
                    self.settled_at = None;
                    self.collisions = 0;
                }
            }
            Err(Trouble::Away | Trouble::Empty) if may_make => {
                self.is_busy = true;
                tasks.push(Task::Write);
            }
            Err(trouble) => self.fail(trouble),
        }
    }

    /// The file has everything.
    fn is_complete(&mut self) {
        self.outcome = Some(Ok(()));
        self.troubles = 0;
    }

    /// Of the edits that a look found, those that were there long enough are held.
    fn settle(&mut self, found: BTreeSet<Key>, now: Millis, chance: f64, tasks: &mut Vec<Task>) {
        let (held, waiting): (BTreeMap<_, _>, BTreeMap<_, _>) = found
            .into_iter()
            .map(|key| {
                let since = self.found.get(&key).copied().unwrap_or(now);
                (key, since)
            })
            .partition(|(_, since)| now >= since + SETTLING);
        if !held.is_empty() {
            tasks.push(Task::Hold(held.into_keys().collect()));
        }
        self.found = waiting;
        if !self.found.is_empty() && self.settled_at.is_none_or(|at| now >= at) {
            self.settled_at = Some(self.settling(now, chance));
        }
    }

    fn wrote(&mut self, wrote: Result<Wrote, Trouble>, now: Millis, chance: f64) {
        match wrote {
            Ok(Wrote::Done(keys)) => {
                self.is_complete();
                self.missing = 0;
                for key in keys {
                    self.found.entry(key).or_insert(now);
                }
                self.settled_at = Some(self.settling(now, chance));
            }
            Ok(Wrote::Overtaken) => self.fail(Trouble::Changing),
            Err(trouble) => self.fail(trouble),
        }
    }

    fn fail(&mut self, trouble: Trouble) {
        match trouble {
            Trouble::NotPermitted => {
                self.permission = Some(Permission::Ask);
                return;
            }
            Trouble::Changing => self.collisions += 1,
            _ => self.troubles += 1,
        }
        self.outcome = Some(Err(trouble));
    }

    /// After a look or a write: what is next.
    fn go_on(&mut self, now: Millis, chance: f64, tasks: &mut Vec<Task>) {
        if !self.is_busy && self.is_asked {
            self.ask(tasks);
        }
        self.wait(now, chance, tasks);
    }

    /// Waits for the next look, however far away that is.
    fn wait(&mut self, now: Millis, chance: f64, tasks: &mut Vec<Task>) {
        if self.is_busy || self.permission != Some(Permission::Granted) {
            return;
        }
        let after = match self.outcome {
            _ if self.is_dirty => AFTER_SAVING + random(AFTER_SAVING, chance),
            Some(Err(Trouble::Changing)) => growing(COLLISION, self.collisions, chance),
            Some(Err(_)) => growing(TROUBLE, self.troubles, chance),
            _ => match self.settled_at {
                Some(at) => at.saturating_sub(now),
                // Nobody sees what would come in, and nothing has to go out.
                None if !self.is_shown => return,
                None => IDLE * 3 / 4 + random(IDLE / 2, chance),
            },
        };
        self.waiting += 1;
        tasks.push(Task::Wake {
            after,
            number: self.waiting,
        });
    }

    /// When a look proves that what is in the file now stays there. The more collisions, the more by chance.
    fn settling(&self, now: Millis, chance: f64) -> Millis {
        let (least, most) = COLLISION;
        now + SETTLING + random(doubled(least, self.collisions).min(most), chance)
    }
}

/// A waiting that doubles each time, more or less by chance.
fn growing((least, most): (u64, u64), times: u32, chance: f64) -> Millis {
    let whole = doubled(least, times.saturating_sub(1)).min(most);
    whole / 2 + random(whole, chance)
}

fn doubled(time: u64, times: u32) -> u64 {
    time << times.min(16)
}

/// A part of a time.
fn random(whole: u64, chance: f64) -> u64 {
    (whole as f64 * chance.clamp(0.0, 1.0)) as u64
}

#[cfg(test)]
mod tests;
