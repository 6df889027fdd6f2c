//! `public/driver-atlas.schema.json` and `docs/file-format.md`, held against the program: what it writes and what they
//! show is valid, what is wrong isn't, and every number in them is right.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use driver_atlas::domain::digest::Digest;
use driver_atlas::domain::edit::{Edit, REGISTER, comment_key};
use driver_atlas::domain::entry::own_delta;
use driver_atlas::domain::field::{Field, LEVELS, NATIONS, STATUSES};
use driver_atlas::domain::join;
use driver_atlas::domain::merge;
use driver_atlas::domain::register::{Batch, Register};
use driver_atlas::domain::removal;
use driver_atlas::domain::saved_view;
use driver_atlas::domain::undo::Undo;
use driver_atlas::exchange::json::{Incoming, Reading, Selection, write};
use driver_atlas::exchange::sample;
use jiff::Timestamp;
use jsonschema::Validator;
use serde_json::{Value, json};

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let text = project_file("public/driver-atlas.schema.json");
    serde_json::from_str(&text).expect("the schema is JSON")
});

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    jsonschema::draft202012::new(&SCHEMA).expect("the schema is one of draft 2020-12")
});

fn project_file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A block of code of the file format's description, by the line that opens it.
fn block(opening: &str) -> String {
    let text = project_file("docs/file-format.md");
    let blocks = text.split("\n```").skip(1).step_by(2);
    let mut blocks = blocks.filter_map(|block| block.strip_prefix(opening)?.strip_prefix('\n'));
    let block = blocks
        .next()
        .unwrap_or_else(|| panic!("no block ```{opening}"));
    format!("{block}\n")
}

#[track_caller]
fn is_valid(what: &str, text: &str) {
    let file: Value = serde_json::from_str(text).expect("JSON");
    let errors: Vec<String> = VALIDATOR
        .iter_errors(&file)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}\n{text}");
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + second).unwrap()
}

#[track_caller]
fn read(text: &str) -> Incoming {
    let incoming = Reading::new(text.to_owned()).unwrap().finish();
    assert_eq!(incoming.notices, []);
    incoming
}

/// One editor's copy of the register of Mill Lane's library.
struct Desk {
    register: Register,
    name: &'static str,
    clock: i64,
}

impl Desk {
    #[track_caller]
    fn of(name: &'static str, drivers: Value) -> Self {
        let mut desk = Self {
            register: Register::new("mill-lane", []),
            name,
            clock: 0,
        };
        desk.take_in(&file(drivers));
        desk
    }

    #[track_caller]
    fn take_in(&mut self, text: &str) {
        let plan = merge::plan(&self.register, read(text).source(), at(self.clock));
        self.register.apply(&plan.chosen(|_| true));
    }

    fn set(&mut self, id: &str, fields: Value) -> Batch {
        self.clock += 60;
        let fields = fields.as_object().unwrap().clone().into_iter().collect();
        let by = Some(self.name.to_owned());
        let (_, delta) = own_delta(id, self.register.heads(id), fields, at(self.clock), by);
        let batch = Batch::from([(id.to_owned(), delta)]);
        self.register.apply(&batch);
        batch
    }

    fn undo(&mut self, batch: &Batch) {
        self.clock += 60;
        let undo = Undo::of_own(batch);
        let steps = undo.steps(&self.register, at(self.clock), Some(self.name));
        self.register.apply(&steps.unwrap());
    }

    fn export(&self) -> String {
        write(&self.register, &Selection::All, at(self.clock))
    }
}

fn file(drivers: Value) -> String {
    json!({
        "format": "driver-atlas", "version": 1, "exported": "2026-03-01", "drivers": drivers,
        "register": {"id": "mill-lane", "title": "Mill Lane library", "area": "Leeds"}, "theme": {"colour": "teal"},
    })
    .to_string()
}

fn ward_rounds() -> Value {
    json!([{"id": "ward-rounds", "title": "Evidence on ward rounds", "topics": ["evidence", "wards"], "level": "local"}])
}

#[test]
fn the_schema_follows_its_own_schema() {
    jsonschema::meta::validate(&SCHEMA).unwrap();
}

#[test]
fn the_schema_has_every_field_and_every_choice() {
    let members = &SCHEMA["$defs"]["driver"]["properties"];
    let members: BTreeSet<&str> = members
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let fields = Field::ALL.into_iter().map(Field::key);
    let others = [
        "id",
        "comments",
        "trashed",
        "same_as",
        "not_same_as",
        "heads",
        "edits",
        "values",
    ];
    assert_eq!(members, fields.chain(others).collect());
    let choices = |path| SCHEMA.pointer(path).unwrap().clone();
    assert_eq!(choices("/$defs/level/anyOf/0/enum"), json!(LEVELS));
    assert_eq!(choices("/$defs/status/anyOf/0/enum"), json!(STATUSES));
    assert_eq!(choices("/$defs/nations/anyOf/0/items/enum"), json!(NATIONS));
}

#[test]
fn what_the_app_writes_is_valid() {
    let untouched = Desk::of("Asha", ward_rounds());
    is_valid("as imported", &untouched.export());

    let mut edited = Desk::of("Asha", ward_rounds());
    edited.set(
        "ward-rounds",
        json!({"title": "Evidence at the bedside", "topics": ["wards", "rounds"]}),
    );
    edited.set(
        "ward-rounds",
        json!({"published": {"edtf": "2025~", "text": "some time in 2025"}}),
    );
    edited.set(
        "ward-rounds",
        json!({"further_links": [{"label": "Slides", "url": "https://slides.example"}]}),
    );
    is_valid("edited", &edited.export());

    let mut cleared = Desk::of("Asha", ward_rounds());
    cleared.set("ward-rounds", json!({"level": null, "topics": []}));
    is_valid("cleared", &cleared.export());

    let mut other = Desk::of("Ben", ward_rounds());
    other.set("ward-rounds", json!({"title": "Ward rounds, informed"}));
    edited.take_in(&other.export());
    let driver = edited.register.driver("ward-rounds").unwrap();
    assert!(driver.is_in_conflict());
    is_valid("in conflict", &edited.export());

    let mut trashed = Desk::of("Ben", ward_rounds());
    trashed.set("ward-rounds", json!({"trashed": true}));
    assert_eq!(trashed.register.trashed().count(), 1);
    is_valid("in the trash", &trashed.export());
    trashed.take_in(&edited.export());
    assert_eq!(trashed.register.trashed().count(), 0);
    is_valid("in the trash, but for another's edit", &trashed.export());

    let mut joined = Desk::of("Asha", ward_rounds());
    joined.set("home-visits", json!({"title": "Home visits"}));
    joined.set("evening-classes", json!({"title": "Evening classes"}));
    let ids = |ids: [&str; 2]| ids.map(str::to_owned).into();
    let alike = ids(["home-visits", "ward-rounds"]);
    let chosen = [("title".to_owned(), json!("Visits"))].into();
    let joining = join::join(&joined.register, &alike, chosen, at(9_000), Some("Asha"));
    joined.register.apply(&joining);
    let unlike = ids(["evening-classes", "ward-rounds"]);
    let apart = join::tell_apart(&joined.register, &unlike, at(9_100), Some("Asha"));
    joined.register.apply(&apart);
    assert_eq!(joined.register.live().count(), 2);
    is_valid("joined and told apart", &joined.export());

    let mut removed = Desk::of("Asha", ward_rounds());
    removed.set(
        "ward-rounds",
        json!({"summary": "Call Jo Bloggs.", "topics": ["Jo Bloggs", "wards"]}),
    );
    for gone in ["Call Jo Bloggs.", "Jo Bloggs"] {
        let gone = json!(gone);
        let removal = removal::remove(&removed.register, "ward-rounds", &gone, at(9_000), None);
        removed.register.apply(&removal.unwrap());
    }
    is_valid("removed for good", &removed.export());
    assert!(!removed.export().contains("Bloggs"));

    let mut undone = Desk::of("Asha", json!([]));
    let batch = undone.set("home-visits", json!({"title": "Home visits"}));
    undone.undo(&batch);
    assert!(undone.register.driver("home-visits").is_none());
    is_valid("undone", &undone.export());

    let mut viewed = Desk::of("Asha", ward_rounds());
    let view = saved_view::new(&viewed.register, "Ours", "level=local");
    viewed.set(REGISTER, json!(view));
    is_valid("with a saved view", &viewed.export());
    let view = &saved_view::all(&viewed.register)[0];
    viewed.set(REGISTER, json!(view.removed()));
    is_valid("with a view that was removed", &viewed.export());

    let comment =
        json!({"by": "Ben", "at": "2026-03-10T08:00:00Z", "text": "Quoted in our report."});
    let odd = json!([{
        "title": "Journals by post", "comments": [comment, {"text": "Nobody signed this."}],
        "stars": 4.5, "seen": {"by": ["Asha"]}, "superseded_by": "ward-rounds", "status": "archived",
    }]);
    let mut odd = Desk::of("Ben", odd);
    let commented = json!({"by": "Asha", "at": "2026-03-11T08:00:00Z", "text": "Still true?"});
    odd.set("ward-rounds", json!({comment_key(&commented): commented}));
    is_valid("commented on, with members of its own", &odd.export());
}

#[test]
fn the_sample_is_valid_and_so_is_its_export() {
    let sample = sample::json("2026-03-01".parse().unwrap());
    is_valid("the sample", &sample);
    let mut desk = Desk::of("Asha", json!([]));
    desk.take_in(&sample);
    assert!(desk.register.live().count() >= 12);
    is_valid("the sample's export", &desk.export());
}

#[test]
fn what_a_person_or_a_program_may_write_is_valid_and_is_read() {
    let cases = [
        json!([]),
        json!([{"title": "The least"}]),
        json!([{"id": null, "title": "Cleared", "level": null, "topics": "", "link": [], "nations": [], "published": ""}]),
        json!([{"title": "Dates", "published": "TBC", "last_updated": {"text": "May 2025"}, "review_due": {"edtf": "2026-22"}}]),
        json!([{"title": "No date", "published": {"edtf": null, "text": "May, perhaps"}}]),
        json!([{"title": "Live", "trashed": false, "comments": null, "heads": null, "edits": null, "values": null}]),
        json!([{"id": "a", "level": "local", "heads": ["a5rwgw3auvqtsb2khg53fzv6hi"]}]),
    ];
    for drivers in cases {
        let text = file(drivers);
        is_valid("by hand", &text);
        read(&text);
    }
    let least = r#"{"format":"driver-atlas","version":1}"#;
    is_valid("nothing but the envelope", least);
    read(least);
}

#[test]
fn what_is_wrong_is_not_valid() {
    let wrong_drivers = [
        ("not an object", json!("Plan")),
        ("no title", json!({"level": "local"})),
        ("an empty title", json!({"title": ""})),
        ("a title that is a number", json!({"title": 5})),
        (
            "an id of the app's own",
            json!({"id": "@register", "title": "A"}),
        ),
        ("an empty id", json!({"id": "", "title": "A"})),
        ("another level", json!({"title": "A", "level": "Local"})),
        (
            "a status that follows",
            json!({"title": "A", "status": "superseded"}),
        ),
        (
            "another nation",
            json!({"title": "A", "nations": ["France"]}),
        ),
        (
            "a list that is text",
            json!({"title": "A", "topics": "evidence"}),
        ),
        ("a list of numbers", json!({"title": "A", "sources": [1]})),
        (
            "joined with an object",
            json!({"title": "A", "same_as": {"id": "b"}}),
        ),
        (
            "a link without an address",
            json!({"title": "A", "further_links": [{"label": "Slides"}]}),
        ),
        (
            "a link with a number for a label",
            json!({"title": "A", "further_links": [{"label": 1, "url": "x"}]}),
        ),
        (
            "a date that is a number",
            json!({"title": "A", "published": 2017}),
        ),
        ("a date of nothing", json!({"title": "A", "published": {}})),
        (
            "a date that isn't EDTF",
            json!({"title": "A", "published": {"edtf": "April 2017"}}),
        ),
        (
            "a date without either",
            json!({"title": "A", "published": {"edtf": null}}),
        ),
        (
            "trash that isn't yes or no",
            json!({"title": "A", "trashed": "yes"}),
        ),
        (
            "comments that are text",
            json!({"title": "A", "comments": "Good."}),
        ),
        (
            "a comment without text",
            json!({"title": "A", "comments": [{"by": "Ben"}]}),
        ),
    ];
    for (what, driver) in wrong_drivers {
        let text = file(json!([driver]));
        is_invalid(what, &text);
        let incoming = Reading::new(text).unwrap().finish();
        assert!(incoming.notices[0].kind.leaves_out(), "{what} is read");
    }

    let digest = "a5rwgw3auvqtsb2khg53fzv6hi";
    let edit = json!({"id": digest, "after": [], "at": null, "by": null});
    let with = |name: &str, value: Value| {
        let mut edit = edit.clone();
        edit[name] = value;
        json!({"title": "A", "edits": [edit]})
    };
    let wrong_histories = [
        (
            "heads that are text",
            json!({"title": "A", "heads": digest}),
        ),
        (
            "a head that is no digest",
            json!({"title": "A", "heads": ["a5rw"]}),
        ),
        (
            "edits that are an object",
            json!({"title": "A", "edits": {}}),
        ),
        (
            "an edit that is a digest",
            json!({"title": "A", "edits": [digest]}),
        ),
        (
            "an edit without an id",
            json!({"title": "A", "edits": [{"after": [], "at": null, "by": null}]}),
        ),
        (
            "an id with stray bits",
            with("id", json!("a5rwgw3auvqtsb2khg53fzv6hz")),
        ),
        (
            "an id in capitals",
            with("id", json!("A5RWGW3AUVQTSB2KHG53FZV6HI")),
        ),
        ("a time that is a day", with("at", json!("2026-03-02"))),
        (
            "a time in another zone",
            with("at", json!("2026-03-02T09:30:00+01:00")),
        ),
        (
            "a value in place of its digest",
            with("set", json!({"title": ["A"]})),
        ),
        ("an edit that sets nothing", with("set", json!({}))),
        ("an edit that revokes nothing", with("revokes", json!([]))),
        ("an edit that removes nothing", with("removes", json!([]))),
        (
            "an edit that removes a text",
            with("removes", json!(["Call Jo Bloggs."])),
        ),
        ("a snapshot that isn't one", with("snapshot", json!(false))),
        ("an edit with more in it", with("why", json!("because"))),
        (
            "values that are a list",
            json!({"title": "A", "values": ["A"]}),
        ),
        (
            "a value under no digest",
            json!({"title": "A", "values": {"title": "A"}}),
        ),
    ];
    for (what, driver) in wrong_histories {
        is_invalid(what, &file(json!([driver])));
    }

    let wrong_envelopes = [
        ("no object", json!([])),
        ("no format", json!({"version": 1})),
        ("another format", json!({"format": "atlas", "version": 1})),
        ("no version", json!({"format": "driver-atlas"})),
        (
            "a version that is text",
            json!({"format": "driver-atlas", "version": "1"}),
        ),
        (
            "a later version",
            json!({"format": "driver-atlas", "version": 2}),
        ),
        (
            "drivers that aren't a list",
            json!({"format": "driver-atlas", "version": 1, "drivers": {}}),
        ),
        (
            "a register that is text",
            json!({"format": "driver-atlas", "version": 1, "register": "Mill Lane"}),
        ),
        (
            "an id that is a number",
            json!({"format": "driver-atlas", "version": 1, "register": {"id": 5}}),
        ),
    ];
    for (what, envelope) in wrong_envelopes {
        let text = envelope.to_string();
        is_invalid(what, &text);
        assert!(Reading::new(text).is_err(), "{what} is read");
    }
    let undated = file(json!([])).replace("2026-03-01", "last week");
    is_invalid("a time that is none", &undated);
}

#[track_caller]
fn is_invalid(what: &str, text: &str) {
    let file: Value = serde_json::from_str(text).expect("JSON");
    assert!(!VALIDATOR.is_valid(&file), "{what} is valid: {text}");
}

mod description {
    use super::*;

    #[test]
    fn the_example_by_hand_is_valid_and_read_whole() {
        let text = block("json example");
        is_valid("the example", &text);
        let incoming = read(&text);
        let mut register = Register::new(incoming.register.clone(), []);
        let plan = merge::plan(&register, incoming.source(), at(0));
        register.apply(&plan.chosen(|_| true));
        assert_eq!(register.title(), "Mill Lane library");
        let titles: BTreeSet<&str> = register.live().map(|driver| driver.title()).collect();
        assert_eq!(
            titles,
            ["Ask a librarian first", "Knowledge for care"].into()
        );
        let driver = register.driver("knowledge-for-care").unwrap();
        for field in Field::ALL {
            let is_empty = driver.value(field.key()).is_null();
            assert_eq!(is_empty, field == Field::SupersededBy, "{field}");
        }
        assert_eq!(driver.comments().len(), 1);
    }

    #[test]
    fn the_exported_example_is_what_the_app_writes() {
        let text = block("json exported");
        is_valid("the exported example", &text);
        let incoming = read(&text);
        let register = Register::new(incoming.register, incoming.entries);
        let exported = "2026-03-31T12:00:00Z".parse().unwrap();
        assert_eq!(write(&register, &Selection::All, exported), text);
        assert!(
            register
                .driver("knowledge-for-care")
                .unwrap()
                .is_in_conflict()
        );
    }

    #[test]
    fn the_joined_example_is_what_the_app_writes_and_says_what_stands_beside_it() {
        let text = block("json joined");
        is_valid("the joined example", &text);
        let incoming = read(&text);
        let register = Register::new(incoming.register, incoming.entries);
        let exported = "2026-03-31T12:00:00Z".parse().unwrap();
        assert_eq!(write(&register, &Selection::All, exported), text);
        let driver = register.driver("k4c").unwrap();
        assert!(!driver.is_in_conflict());
        assert_eq!(driver.title(), "Knowledge for care");
        assert_eq!(driver.text(Field::Responsible), "");
        assert_eq!(driver.text(Field::Level), "national");
        let whole = register.whole("k4c").unwrap();
        assert_eq!(removal::by(whole).len(), 1);
        assert_eq!(register.live().count(), 1);
    }

    #[test]
    fn the_example_with_a_saved_view_is_what_the_app_writes_and_says_what_stands_beside_it() {
        let text = block("json views");
        is_valid("the example with a view", &text);
        let incoming = read(&text);
        let register = Register::new(incoming.register, incoming.entries);
        let exported = "2026-03-31T12:00:00Z".parse().unwrap();
        assert_eq!(write(&register, &Selection::All, exported), text);
        let [view] = &saved_view::all(&register)[..] else {
            panic!("there is one view");
        };
        assert_eq!(view.name(), "Ours to check");
        let made = saved_view::new(&Register::default(), view.name(), view.shows());
        let worked = block("text view");
        let (identity, digest) = worked.trim_end().rsplit_once('\n').unwrap();
        let of: Value = serde_json::from_str(identity).unwrap();
        assert_eq!(of, json!([view.name(), view.shows()]));
        assert_eq!(Digest::of(&of).to_string(), digest);
        let keys: Vec<&String> = made.keys().collect();
        assert_eq!(keys, [&format!("view:{digest}")]);

        // Renamed by hand, it is one change of the register.
        let by_hand = text.replace("Ours to check", "To check in April");
        is_valid("a view renamed by hand", &by_hand);
        let plan = merge::plan(&register, read(&by_hand).source(), at(0));
        assert_eq!(saved_view::all(&plan.after)[0].name(), "To check in April");
    }

    /// The worked examples: the digest that is the last word of a block is that of the block's JSON.
    #[test]
    fn every_digest_is_the_one_that_a_reader_computes() {
        let [value, edit, comment, driver] =
            ["value", "edit", "comment", "driver"].map(|name| block(&format!("text {name}")));
        for worked in [&value, &edit, &comment, &driver] {
            let (canonical, digest) = worked.trim_end().rsplit_once('\n').unwrap();
            let of: Value = serde_json::from_str(canonical).unwrap();
            assert_eq!(of.to_string(), canonical, "canonical JSON");
            assert_eq!(Digest::of(&of).to_string(), digest);
        }
        let first = |worked: &str| -> Value {
            serde_json::from_str(worked.lines().next().unwrap()).unwrap()
        };
        let last = |worked: &str| worked.lines().last().unwrap().to_owned();

        let mut whole = first(&edit);
        assert_eq!(whole["set"]["title"], json!(last(&value)));
        let entry = whole.as_object_mut().unwrap().remove("driver").unwrap();
        let edit_itself: Edit = serde_json::from_value(whole).unwrap();
        assert_eq!(
            edit_itself.id(entry.as_str().unwrap()).to_string(),
            last(&edit)
        );

        let comment_itself = first(&comment);
        let comment_itself =
            json!({"by": comment_itself[0], "at": comment_itself[1], "text": comment_itself[2]});
        assert_eq!(
            comment_key(&comment_itself),
            format!("comment:{}", last(&comment))
        );

        let without_id = json!([{"title": "Knowledge, for Care!", "link": first(&driver)[2]}]);
        let incoming = read(&file(without_id));
        assert!(incoming.entries.contains_key(&last(&driver)));
    }
}
