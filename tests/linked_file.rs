//! Several copies and one linked file: whatever comes between, they end with all edits. Played with real registers,
//! real files' texts, a drive that takes its time, and a clock of the test's own.

use std::collections::{BTreeMap, BTreeSet};

use driver_atlas::domain::edit::{EditId, EntryId, REGISTER};
use driver_atlas::domain::entry::{Delta, own_delta};
use driver_atlas::domain::link::{
    self, Event, Link, Look, Permission, Stamp, Status, Task, Trouble, Wrote,
};
use driver_atlas::domain::register::{Batch, Register};
use driver_atlas::domain::undo::Undo;
use driver_atlas::exchange::json::{Incoming, Reading, Selection, write};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

const ID: &str = "north";
const SECOND: u64 = 1_000;
/// Until then things happen; afterwards it is quiet.
const QUIET_FROM: u64 = 60 * SECOND;
/// Then this is enough for everybody, whatever waiting they had come to.
const END: u64 = QUIET_FROM + 400 * SECOND;

/// What a person, a drive or a stranger does at a time.
#[derive(Clone, Debug)]
enum Act {
    Edit {
        copy: usize,
        driver: u8,
        value: u8,
    },
    /// A colleague's edit that came by e-mail, and is taken back again.
    ImportAndUndo {
        copy: usize,
        driver: u8,
    },
    Shown {
        copy: usize,
        is_shown: bool,
    },
    Drive {
        is_away: bool,
    },
    /// Another program is in the middle of writing the file, or cuts it off.
    Cut,
    /// Somebody puts an earlier version back.
    PutBack {
        version: usize,
    },
    /// Somebody changes a value in a text editor.
    ByHand {
        value: u8,
    },
}

struct World {
    now: u64,
    /// What is to happen, by time, and in the order in which it was planned.
    agenda: BTreeMap<(u64, usize), Todo>,
    planned: usize,
    chance: Chance,
    drive: Drive,
    copies: Vec<Copy>,
    /// All edits that were ever made.
    all: BTreeSet<(EntryId, EditId)>,
}

enum Todo {
    Act(Act),
    Feed {
        copy: usize,
        event: Event,
    },
    /// A look ends that began with this content.
    EndLook {
        copy: usize,
        began: Option<(String, Stamp)>,
    },
    /// A writing compares the stamps.
    Compare {
        copy: usize,
        text: String,
        since: Option<Stamp>,
        keys: BTreeSet<link::Key>,
    },
    /// A writing takes effect.
    Close {
        copy: usize,
        text: String,
        keys: BTreeSet<link::Key>,
    },
}

struct Drive {
    file: Option<String>,
    /// Counts writings; what a program sees is coarser.
    modified: u64,
    is_away: bool,
    versions: Vec<String>,
}

struct Copy {
    register: Register,
    link: Link,
    /// What the latest look read.
    read: Option<(Incoming, Stamp)>,
    told: u32,
    /// Edits of imports that were undone here.
    aside: BTreeSet<link::Key>,
}

/// As chance would have it: the same for the same seed.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / (1_u64 << 31) as f64
    }

    fn up_to(&mut self, most: u64) -> u64 {
        (self.next() * most as f64) as u64
    }
}

impl Drive {
    fn stamp(&self) -> Option<Stamp> {
        let file = self.file.as_ref().filter(|_| !self.is_away)?;
        // In steps of two seconds, as on some drives.
        Some(Stamp {
            modified: (self.modified / 2_000 * 2_000) as i64,
            size: file.len() as u64,
        })
    }

    fn put(&mut self, text: String, now: u64) {
        self.versions.push(text.clone());
        self.file = Some(text);
        self.modified = now;
    }
}

fn time(now: u64) -> Timestamp {
    Timestamp::from_millisecond(1_800_000_000_000 + now as i64).unwrap()
}

impl World {
    fn new(copies: usize, acts: Vec<(u64, Act)>, seed: u64) -> Self {
        let register = Register::new(ID, []);
        let mut world = Self {
            now: 0,
            agenda: BTreeMap::new(),
            planned: 0,
            chance: Chance(seed),
            drive: Drive {
                file: None,
                modified: 0,
                is_away: false,
                versions: Vec::new(),
            },
            copies: Vec::new(),
            all: BTreeSet::new(),
        };
        world
            .drive
            .put(write(&register, &Selection::All, time(0)), 0);
        for copy in 0..copies {
            world.copies.push(Copy {
                register: register.clone(),
                link: Link::new(true),
                read: None,
                told: 0,
                aside: BTreeSet::new(),
            });
            world.plan(
                1,
                Todo::Feed {
                    copy,
                    event: Event::Permission(Permission::Granted),
                },
            );
        }
        for (at, act) in acts {
            world.plan(at, Todo::Act(act));
        }
        // The quiet: the drive is there, the file is whole, and everybody looks at their page.
        world.plan(QUIET_FROM, Todo::Act(Act::Drive { is_away: false }));
        world.plan(QUIET_FROM, Todo::Act(Act::PutBack { version: 0 }));
        for copy in 0..copies {
            world.plan(
                QUIET_FROM,
                Todo::Act(Act::Shown {
                    copy,
                    is_shown: true,
                }),
            );
        }
        world
    }

    fn plan(&mut self, after: u64, todo: Todo) {
        self.planned += 1;
        self.agenda.insert((self.now + after, self.planned), todo);
    }

    fn play(&mut self) {
        while let Some(((at, _), todo)) = self.agenda.pop_first() {
            self.now = at;
            if at > END {
                return;
            }
            match todo {
                Todo::Act(act) => self.act(act),
                Todo::Feed { copy, event } => self.feed(copy, event),
                Todo::EndLook { copy, began } => {
                    let looked = self.end_look(copy, began);
                    self.feed(copy, Event::Looked(looked));
                }
                Todo::Compare {
                    copy,
                    text,
                    since,
                    keys,
                } => {
                    if self.drive.stamp() != since {
                        self.feed(copy, Event::Wrote(Ok(Wrote::Overtaken)));
                    } else {
                        let after = self.chance.up_to(2_000);
                        self.plan(after, Todo::Close { copy, text, keys });
                    }
                }
                Todo::Close { copy, text, keys } => {
                    let wrote = if self.drive.is_away {
                        Err(Trouble::Away)
                    } else {
                        self.drive.put(text, self.now);
                        Ok(Wrote::Done(keys))
                    };
                    self.feed(copy, Event::Wrote(wrote));
                }
            }
        }
    }

    fn feed(&mut self, copy: usize, event: Event) {
        let chance = self.chance.next();
        let tasks = self.copies[copy].link.step(event, self.now, chance);
        for task in tasks {
            match task {
                Task::Query => self.plan(
                    0,
                    Todo::Feed {
                        copy,
                        event: Event::Permission(Permission::Granted),
                    },
                ),
                Task::Look { known } => {
                    let file = self.drive.file.clone().filter(|_| !self.drive.is_away);
                    let began = file.zip(self.drive.stamp());
                    if began
                        .as_ref()
                        .is_some_and(|(_, stamp)| known == Some(*stamp))
                    {
                        self.plan(
                            1,
                            Todo::Feed {
                                copy,
                                event: Event::Looked(Ok(Look::Same)),
                            },
                        );
                    } else {
                        let after = 1 + self.chance.up_to(800);
                        self.plan(after, Todo::EndLook { copy, began });
                    }
                }
                Task::Write => {
                    let (text, since, keys) = self.written(copy);
                    let after = 1 + self.chance.up_to(500);
                    self.plan(
                        after,
                        Todo::Compare {
                            copy,
                            text,
                            since,
                            keys,
                        },
                    );
                }
                Task::Hold(keys) => {
                    for (entry, edit) in keys {
                        let delta = Delta {
                            held: [edit].into(),
                            ..Delta::default()
                        };
                        self.copies[copy].register.apply(&[(entry, delta)].into());
                    }
                }
                Task::Wake { after, number } => {
                    self.plan(
                        after,
                        Todo::Feed {
                            copy,
                            event: Event::Woke(number),
                        },
                    );
                }
            }
        }
    }

    fn end_look(&mut self, copy: usize, began: Option<(String, Stamp)>) -> Result<Look, Trouble> {
        let (text, stamp) = began.ok_or(Trouble::Away)?;
        let mut reading = Reading::new(text).map_err(|_| Trouble::Unreadable)?;
        while reading.step() {}
        let incoming = reading.finish();
        assert_eq!(incoming.notices, []);
        let copy = &mut self.copies[copy];
        let (mut missing, mut is_short, mut found) = (0, false, BTreeSet::new());
        let mut batch = Batch::new();
        for id in ids(&copy.register, &incoming) {
            let here = copy.register.entry(&id).map(AsRef::as_ref);
            let of_entry = link::find(
                here,
                incoming.entries.get(&id),
                &incoming.made,
                time(self.now),
            );
            missing += of_entry.missing;
            is_short |= of_entry.is_short;
            found.extend(of_entry.found.into_iter().map(|edit| (id.clone(), edit)));
            batch.extend(of_entry.step.map(|step| (id, step)));
        }
        copy.register.apply(&batch);
        self.all.extend(
            incoming
                .entries
                .iter()
                .flat_map(|(id, entry)| entry.edits.keys().map(|edit| (id.clone(), *edit))),
        );
        copy.read = Some((incoming, stamp));
        Ok(Look::Read {
            stamp,
            missing,
            is_short,
            found,
        })
    }

    fn written(&mut self, copy: usize) -> (String, Option<Stamp>, BTreeSet<link::Key>) {
        let copy = &mut self.copies[copy];
        let (incoming, stamp) = copy.read.take().expect("a look came before");
        let mut union = copy.register.clone();
        for (id, there) in &incoming.entries {
            let here = copy.register.entry(id).expect("it came in");
            let outgoing = link::outgoing(here, there, &incoming.made);
            union.put(id.clone(), outgoing.into_owned());
        }
        let keys = union
            .entries()
            .flat_map(|(id, entry)| entry.local.unheld.iter().map(|edit| (id.clone(), *edit)));
        (
            write(&union, &Selection::All, time(self.now)),
            Some(stamp),
            keys.collect(),
        )
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Edit {
                copy,
                driver,
                value,
            } => {
                let name = format!("Copy {copy}");
                let count = self.copies[copy].told;
                self.copies[copy].told += 1;
                let set = [
                    ("title".to_owned(), json!(format!("Driver {driver}"))),
                    (
                        "summary".to_owned(),
                        json!(format!("{value} {copy} {count}")),
                    ),
                ];
                let batch = self.edit(copy, driver, set.into(), &name);
                self.copies[copy].register.apply(&batch);
                self.feed(copy, Event::Saved);
            }
            Act::ImportAndUndo { copy, driver } => {
                let mut batch = self.edit(
                    copy,
                    driver,
                    [("title".to_owned(), json!("From elsewhere"))].into(),
                    "Elsewhere",
                );
                for delta in batch.values_mut() {
                    delta.own.clear();
                }
                let copy_here = &mut self.copies[copy];
                copy_here.register.apply(&batch);
                // It may come to the file by another way as well.
                let at = time(self.now);
                if let Ok(undone) = Undo::of_import(&batch).steps(&copy_here.register, at, None) {
                    copy_here.register.apply(&undone);
                    let edits = undone.into_iter();
                    let edits = edits.flat_map(|(id, delta)| {
                        let edits = delta.set_aside.into_iter();
                        edits.map(move |edit| (id.clone(), edit))
                    });
                    copy_here.aside.extend(edits);
                }
                let other = (copy + 1) % self.copies.len();
                self.copies[other].register.apply(&batch);
                for copy in [copy, other] {
                    self.feed(copy, Event::Saved);
                }
            }
            Act::Shown { copy, is_shown } => self.feed(copy, Event::Shown(is_shown)),
            Act::Drive { is_away } => self.drive.is_away = is_away,
            Act::Cut => {
                let whole = self.drive.file.clone().unwrap_or_default();
                self.drive.file = Some(whole[..whole.len() / 2].to_owned());
                self.drive.modified = self.now;
            }
            Act::PutBack { version } => {
                let version = self.drive.versions[version % self.drive.versions.len()].clone();
                self.drive.put(version, self.now);
            }
            Act::ByHand { value } => {
                let read: Result<Value, _> =
                    serde_json::from_str(self.drive.file.as_deref().unwrap_or_default());
                if let Ok(mut file) = read {
                    for driver in file["drivers"].as_array_mut().into_iter().flatten().take(1) {
                        driver["responsible"] = json!(format!("Hand {value}"));
                    }
                    self.drive.put(file.to_string(), self.now);
                }
            }
        }
    }

    fn edit(&mut self, copy: usize, driver: u8, set: BTreeMap<String, Value>, by: &str) -> Batch {
        let id = format!("driver-{driver}");
        let after = self.copies[copy].register.heads(&id);
        let (edit, delta) = own_delta(&id, after, set, time(self.now), Some(by.to_owned()));
        self.all.insert((id.clone(), edit));
        [(id, delta)].into()
    }
}

fn ids(register: &Register, incoming: &Incoming) -> BTreeSet<EntryId> {
    register
        .entries()
        .map(|(id, _)| id)
        .chain(incoming.entries.keys())
        .cloned()
        .collect()
}

fn edits(register: &Register) -> BTreeSet<(EntryId, EditId)> {
    let entries = register.entries().filter(|(id, _)| *id != REGISTER);
    entries
        .flat_map(|(id, entry)| entry.edits.keys().map(|edit| (id.clone(), *edit)))
        .collect()
}

fn act(copies: usize) -> impl Strategy<Value = Act> {
    let copy = 0..copies;
    prop_oneof![
        12 => (copy.clone(), 0..4_u8, 0..9_u8).prop_map(|(copy, driver, value)| Act::Edit { copy, driver, value }),
        1 => (copy.clone(), 0..4_u8).prop_map(|(copy, driver)| Act::ImportAndUndo { copy, driver }),
        1 => (copy, any::<bool>()).prop_map(|(copy, is_shown)| Act::Shown { copy, is_shown }),
        1 => any::<bool>().prop_map(|is_away| Act::Drive { is_away }),
        1 => Just(Act::Cut),
        1 => (0..50_usize).prop_map(|version| Act::PutBack { version }),
        1 => (0..3_u8).prop_map(|value| Act::ByHand { value }),
    ]
}

fn acts() -> impl Strategy<Value = (usize, Vec<(u64, Act)>, u64)> {
    (2..6_usize).prop_flat_map(|copies| {
        let acts = prop::collection::vec((2..QUIET_FROM, act(copies)), 0..40);
        (Just(copies), acts, any::<u64>())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn all_copies_and_the_file_end_with_all_edits((copies, acts, seed) in acts()) {
        let mut world = World::new(copies, acts, seed);
        world.play();
        let file = world.drive.file.clone().unwrap();
        let mut reading = Reading::new(file).unwrap();
        while reading.step() {}
        let incoming = reading.finish();
        let in_file = Register::new(ID, incoming.entries.clone());
        // An edit that a person made by hand and nobody read before it was replaced was never there.
        let all = &world.all;
        prop_assert_eq!(&edits(&in_file), all);
        prop_assert!(incoming.made.is_empty());
        for copy in &world.copies {
            prop_assert_eq!(&edits(&copy.register), all);
            prop_assert_eq!(copy.link.status(), Status::UpToDate);
            prop_assert_eq!(copy.register.unheld(), 0);
            // What a person took back doesn't come back by itself.
            for (id, edit) in &copy.aside {
                prop_assert!(!copy.register.entry(id).unwrap().is_active(edit));
            }
        }
    }
}
