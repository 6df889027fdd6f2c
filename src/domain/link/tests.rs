//! The state machine, event by event.

use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::domain::entry::{Delta, Entry, own_delta};

const STAMP: Stamp = Stamp {
    modified: 1,
    size: 100,
};

/// A link with a clock, told what happens; chance is always in the middle.
struct Told {
    link: Link,
    now: Millis,
}

impl Told {
    /// A link that may use its file.
    fn granted() -> Self {
        let mut told = Self {
            link: Link::new(true),
            now: 1_000,
        };
        let tasks = told.tell(Event::Permission(Permission::Granted));
        assert_eq!(tasks, [Task::Look { known: None }]);
        told
    }

    /// A link that found everything in the file.
    fn up_to_date() -> Self {
        let mut told = Self::granted();
        told.tell(found(0, []));
        assert_eq!(told.link.status(), Status::UpToDate);
        told
    }

    fn tell(&mut self, event: Event) -> Vec<Task> {
        self.link.step(event, self.now, 0.5)
    }

    /// Lets the waiting that is under way end.
    #[track_caller]
    fn wake(&mut self, tasks: &[Task]) -> Vec<Task> {
        let (after, number) = waiting(tasks);
        self.now += after;
        self.tell(Event::Woke(number))
    }
}

#[track_caller]
fn waiting(tasks: &[Task]) -> (Millis, u64) {
    match tasks.last() {
        Some(Task::Wake { after, number }) => (*after, *number),
        other => panic!("{other:?} is no waiting"),
    }
}

fn key(name: &str) -> Key {
    let by = Some(name.to_owned());
    let title = [("title".to_owned(), json!("A"))].into();
    let (edit, _) = own_delta("a", BTreeSet::new(), title, Timestamp::UNIX_EPOCH, by);
    ("a".to_owned(), edit)
}

/// A look that read the file.
fn found<const N: usize>(missing: usize, keys: [Key; N]) -> Event {
    Event::Looked(Ok(Look::Read {
        stamp: STAMP,
        missing,
        is_short: missing > 0,
        found: keys.into(),
    }))
}

fn wrote<const N: usize>(keys: [Key; N]) -> Event {
    Event::Wrote(Ok(Wrote::Done(keys.into())))
}

#[test]
fn what_is_saved_is_written_and_held_only_when_a_later_look_finds_it() {
    let mut told = Told::up_to_date();
    let tasks = told.tell(Event::Saved);
    assert_eq!(told.link.status(), Status::Sending);
    assert_eq!(told.wake(&tasks), [Task::Look { known: None }]);
    assert_eq!(told.tell(found(1, [])), [Task::Write]);
    assert_eq!(told.link.missing(), 1);
    let tasks = told.tell(wrote([key("x")]));
    assert_eq!(told.link.status(), Status::Sending);

    // Too early, it proves nothing.
    told.now += 100;
    assert_eq!(told.tell(Event::Asked), [Task::Look { known: None }]);
    let early = told.tell(found(0, [key("x")]));
    assert!(!early.iter().any(|task| matches!(task, Task::Hold(_))));
    assert_eq!(told.link.status(), Status::Sending);
    assert!(told.tell(Event::Woke(waiting(&tasks).1)).is_empty());

    assert_eq!(told.wake(&early), [Task::Look { known: None }]);
    let tasks = told.tell(found(0, [key("x")]));
    assert_eq!(tasks[0], Task::Hold([key("x")].into()));
    assert_eq!(told.link.status(), Status::UpToDate);
}

#[test]
fn what_another_copy_replaced_is_written_again_after_ever_more_chance() {
    let mut told = Told::up_to_date();
    told.tell(Event::Asked);
    told.tell(found(1, []));
    let mut waits = Vec::new();
    for _ in 0..4 {
        let tasks = told.tell(wrote([key("x")]));
        waits.push(waiting(&tasks).0);
        told.wake(&tasks);
        // Gone again.
        assert_eq!(told.tell(found(1, [])), [Task::Write]);
        assert_eq!(told.link.status(), Status::Sending);
    }
    assert_eq!(waits, [3_250, 3_500, 4_000, 5_000]);
}

#[test]
fn whoever_is_overtaken_begins_again_with_a_look() {
    let mut told = Told::granted();
    let mut waits = Vec::new();
    for _ in 0..4 {
        assert_eq!(told.tell(found(1, [])), [Task::Write]);
        let tasks = told.tell(Event::Wrote(Ok(Wrote::Overtaken)));
        assert_eq!(told.link.status(), Status::Sending);
        waits.push(waiting(&tasks).0);
        assert_eq!(told.wake(&tasks), [Task::Look { known: None }]);
    }
    assert_eq!(waits, [500, 1_000, 2_000, 4_000]);
}

#[test]
fn trouble_is_told_and_tried_again_and_nothing_is_written() {
    for trouble in [
        Trouble::Away,
        Trouble::Empty,
        Trouble::Unreadable,
        Trouble::NotWhole,
        Trouble::Newer,
        Trouble::OtherRegister,
        Trouble::TooLarge,
        Trouble::NotKept,
        Trouble::Failed,
    ] {
        let mut told = Told::up_to_date();
        told.tell(Event::Asked);
        let mut waits = Vec::new();
        for _ in 0..8 {
            let tasks = told.tell(Event::Looked(Err(trouble)));
            assert_eq!(told.link.status(), Status::Trouble(trouble));
            assert_eq!(tasks.len(), 1);
            waits.push(waiting(&tasks).0 / 1_000);
            assert_eq!(told.wake(&tasks), [Task::Look { known: None }]);
        }
        assert_eq!(waits, [2, 4, 8, 16, 32, 60, 60, 60]);
        told.tell(found(0, []));
        assert_eq!(told.link.status(), Status::UpToDate);
    }
}

#[test]
fn a_file_that_cannot_be_written_is_tried_less_and_less_often() {
    let mut told = Told::granted();
    let mut waits = Vec::new();
    for _ in 0..3 {
        assert_eq!(told.tell(found(1, [])), [Task::Write]);
        let tasks = told.tell(Event::Wrote(Err(Trouble::Locked)));
        assert_eq!(told.link.status(), Status::Trouble(Trouble::Locked));
        waits.push(waiting(&tasks).0 / 1_000);
        told.wake(&tasks);
    }
    assert_eq!(waits, [2, 4, 8]);
}

#[test]
fn a_file_is_made_only_when_a_person_wants_it_and_only_then() {
    for trouble in [Trouble::Away, Trouble::Empty] {
        let mut told = Told::granted();
        told.tell(Event::Looked(Err(trouble)));
        assert_eq!(told.tell(Event::Make), [Task::Look { known: None }]);
        assert_eq!(told.tell(Event::Looked(Err(trouble))), [Task::Write]);
        let tasks = told.tell(Event::Wrote(Err(Trouble::Away)));
        told.wake(&tasks);
        // That was for once.
        let tasks = told.tell(Event::Looked(Err(trouble)));
        assert!(!tasks.contains(&Task::Write));
    }
    // What came back meanwhile is no longer to be made.
    let mut told = Told::granted();
    told.tell(Event::Make);
    told.tell(Event::Looked(Err(Trouble::Unreadable)));
    told.tell(Event::Asked);
    assert!(
        !told
            .tell(Event::Looked(Err(Trouble::Away)))
            .contains(&Task::Write)
    );
}

#[test]
fn without_permission_nothing_is_done_until_it_is_given() {
    for permission in [Permission::Ask, Permission::Denied] {
        let mut told = Told {
            link: Link::new(true),
            now: 0,
        };
        assert_eq!(told.tell(Event::Asked), [Task::Query]);
        assert!(told.tell(Event::Permission(permission)).is_empty());
        assert!(told.tell(Event::Saved).is_empty());
        assert_eq!(told.tell(Event::Asked), [Task::Query]);
        let tasks = told.tell(Event::Permission(Permission::Granted));
        assert_eq!(tasks, [Task::Look { known: None }]);
    }
    // It may end at any time.
    let mut told = Told::up_to_date();
    told.tell(Event::Asked);
    assert!(
        told.tell(Event::Looked(Err(Trouble::NotPermitted)))
            .is_empty()
    );
    assert_eq!(told.link.status(), Status::Reconnect);
}

#[test]
fn a_stamp_that_stays_the_same_spares_the_reading() {
    let mut told = Told::up_to_date();
    // It proves something only after having been seen for a while.
    told.now += 1_000;
    assert_eq!(told.tell(Event::Asked), [Task::Look { known: None }]);
    let tasks = told.tell(found(0, []));
    assert_eq!(waiting(&tasks).0, IDLE);
    assert_eq!(told.wake(&tasks), [Task::Look { known: None }]);
    let tasks = told.tell(found(0, []));
    let known = Some(STAMP);
    assert_eq!(told.wake(&tasks), [Task::Look { known }]);
    let tasks = told.tell(Event::Looked(Ok(Look::Same)));
    assert_eq!(told.link.status(), Status::UpToDate);
    // What is saved here is another matter.
    told.tell(Event::Saved);
    drop(tasks);
    assert_eq!(told.tell(Event::Asked), [Task::Look { known: None }]);
}

#[test]
fn one_look_or_write_at_a_time_is_under_way() {
    let mut told = Told::granted();
    for event in [Event::Asked, Event::Shown(true), Event::Make, Event::Saved] {
        assert!(told.tell(event).is_empty());
    }
    assert_eq!(told.tell(found(1, [])), [Task::Write]);
    assert!(told.tell(Event::Asked).is_empty());
    // What was asked meanwhile comes at once.
    assert_eq!(told.tell(wrote([])), [Task::Look { known: None }]);
}

#[test]
fn a_page_that_nobody_sees_looks_only_while_something_waits() {
    let mut told = Told::up_to_date();
    told.tell(Event::Shown(false));
    told.tell(Event::Asked);
    assert!(told.tell(found(0, [])).is_empty());
    let tasks = told.tell(Event::Saved);
    assert_eq!(told.wake(&tasks), [Task::Look { known: None }]);
    assert_eq!(told.tell(found(1, [])), [Task::Write]);
    let tasks = told.tell(wrote([]));
    told.wake(&tasks);
    assert!(told.tell(found(0, [])).is_empty());
    assert_eq!(told.link.status(), Status::UpToDate);
    assert_eq!(told.tell(Event::Shown(true)), [Task::Look { known: None }]);
}

#[test]
fn edits_set_aside_here_stay_aside_and_stay_in_the_file() {
    let at = Timestamp::UNIX_EPOCH;
    let title = [("title".to_owned(), json!("From a file"))].into();
    let (edit, delta) = own_delta("a", BTreeSet::new(), title, at, None);
    let mut there = Entry::default();
    there.apply(&delta);
    let mut here = there.clone();
    here.local.unheld.clear();
    here.apply(&Delta {
        set_aside: [edit].into(),
        ..Delta::default()
    });
    let made = BTreeSet::new();
    let looked = find(Some(&here), Some(&there), &made, at);
    assert_eq!(looked, Found::default());
    let written = outgoing(&here, &there, &made);
    assert!(written.is_active(&edit));
    // A file that lacks it needn't have it from here.
    assert_eq!(find(Some(&here), None, &made, at), Found::default());
}

#[test]
fn an_edit_made_by_hand_in_the_file_is_written_down() {
    let at = Timestamp::UNIX_EPOCH;
    let title = [("title".to_owned(), json!("By hand"))].into();
    let (edit, delta) = own_delta("a", BTreeSet::new(), title, at, None);
    let mut there = Entry::default();
    there.apply(&delta);
    let looked = find(None, Some(&there), &[edit].into(), at);
    assert_eq!(looked.missing, 0);
    assert!(looked.is_short && looked.step.is_some());
    let looked = find(Some(&there), Some(&there), &BTreeSet::new(), at);
    assert!(!looked.is_short && looked.step.is_none());
}
